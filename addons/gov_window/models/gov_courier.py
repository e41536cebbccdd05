import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK

_lt = LazyTranslate(__name__)
ACTIONS = {"in": ("sign", "distribute", "register"), "out": ("send", "deliver", "come_back")}


class GovCourier(models.Model):
    """A parcel of the courier register (快递收件登记、寄件登记; B-12, W-090, W-091).

    What comes in is signed for, given to who handles it, and registered with a case, which
    it may open. What goes out is sent and either arrives or comes back; papers that were
    issued are sent by their delivery, which writes the register.
    """

    _name = "gov.courier"
    _inherit = ["gov.flow.mixin"]
    _description = "Parcel"
    _order = "id desc"
    _rec_name = "waybill"
    _flow_protected = frozenset({"signed_at", "signed_id", "sent_on", "arrived_at", "delivery_ids", "case_opened"})
    _flow_frozen = frozenset(
        {"direction", "carrier_id", "waybill", "company_id", "from_name", "to_name", "content", "item_id", "partner_id"}
    )
    _flow_open_states = frozenset({"draft", "signed", "distributed"})

    direction = fields.Selection([("in", "Came In"), ("out", "Went Out")], required=True, default="in")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    carrier_id = fields.Many2one("gov.carrier", required=True, ondelete="restrict")
    waybill = fields.Char(required=True, help="The number on the parcel; letters and digits.")
    from_name = fields.Char("Sender")
    to_name = fields.Char("Addressee")
    content = fields.Char("What Is in It", help="Which papers, how many.")
    partner_id = fields.Many2one("res.partner", "Applicant", index="btree_not_null", ondelete="restrict")
    item_id = fields.Many2one(
        "gov.item", "Applies For", domain=[("version_id", "!=", False)], ondelete="restrict", index="btree_not_null"
    )
    case_id = fields.Many2one("gov.case", index="btree_not_null", ondelete="restrict")
    case_opened = fields.Boolean("Opened the Case", readonly=True, copy=False)
    handler_id = fields.Many2one("res.users", "Given To", help="The clerk who handles it.")
    signed_id = fields.Many2one("res.users", "Signed For By", readonly=True, copy=False)
    signed_at = fields.Datetime("Signed For On", readonly=True, copy=False)
    sent_on = fields.Date(readonly=True, copy=False)
    arrived_at = fields.Datetime("Arrived On", readonly=True, copy=False)
    delivery_ids = fields.One2many("gov.notice.delivery", "courier_id", "Papers in It", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("signed", "Signed For"),
            ("distributed", "Given to the Clerk"),
            ("registered", "Registered with a Case"),
            ("sent", "On the Way"),
            ("delivered", "Arrived"),
            ("returned", "Came Back"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _unique_waybill = models.UniqueIndex(
        "(carrier_id, waybill, direction, company_id)", "This waybill is in the register already."
    )
    _register = models.Index("(company_id, direction, state, id)")

    @api.model
    def _flow_table(self):
        return {
            "sign": Move(("draft",), "signed", _lt("Sign for the Parcel"), CLERK, public=False, primary=True),
            "distribute": Move(("signed",), "distributed", _lt("Give to the Clerk"), CLERK, public=False, primary=True),
            "register": Move(
                ("signed", "distributed"),
                "registered",
                _lt("Register with the Case"),
                CLERK,
                public=False,
                primary=True,
            ),
            "send": Move(("draft",), "sent", _lt("Sent"), CLERK, public=False, primary=True),
            "deliver": Move(("sent",), "delivered", _lt("Arrived"), CLERK, public=False, primary=True),
            "come_back": Move(("sent",), "returned", _lt("Came Back"), CLERK, needs_reason=True, public=False),
        }

    @api.depends("direction")
    def _compute_flow_buttons(self):
        """Override of the flow: a parcel shows the actions of its direction."""
        result = super()._compute_flow_buttons()
        for parcel in self:
            mine = ACTIONS.get(parcel.direction, ())
            parcel.flow_buttons = [button for button in parcel.flow_buttons or () if button["action"] in mine]
        return result

    @api.model
    def _plain(self, waybill) -> str:
        """A waybill as it is kept: capitals and digits, without blanks and dashes."""
        return re.sub(r"[\s\-]", "", waybill or "").upper()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "waybill" in vals:
                vals["waybill"] = self._plain(vals["waybill"])
        return super().create(vals_list)

    def write(self, vals):
        if "waybill" in vals:
            vals = vals | {"waybill": self._plain(vals["waybill"])}
        return super().write(vals)

    @api.constrains("waybill")
    def _check_waybill(self):
        for parcel in self:
            if not re.fullmatch(r"[A-Z0-9]{1,40}", parcel.waybill or ""):
                raise ValidationError(
                    self.env._(
                        "“%(waybill)s” is no waybill: it has letters and digits only. Scan it from the parcel.",
                        waybill=parcel.waybill or "",
                    )
                )

    def _cannot(self, direction) -> dict[int, str]:
        reasons = {}
        for parcel in self:
            if parcel.direction != direction:
                reasons[parcel.id] = self.env._("this is for parcels in the other direction.")
            elif parcel.sudo().delivery_ids:
                reasons[parcel.id] = self.env._("record it on the delivery of the paper that is in it.")
        return reasons

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    # ------------------------------------------------------------------ in

    def action_sign(self):
        """Sign for a parcel that came (签收)."""
        return self._flow_move("sign")

    def _get_cannot_sign_reason(self):
        return self._cannot("in")

    def _prepare_sign_vals(self):
        return {parcel.id: {"signed_id": self.env.uid, "signed_at": self._now()} for parcel in self}

    def action_distribute(self):
        """Give the parcel to the clerk who handles it (分发)."""
        return self._flow_move("distribute")

    def _get_cannot_distribute_reason(self):
        reasons = self._cannot("in")
        for parcel in self:
            if not parcel.handler_id:
                reasons.setdefault(parcel.id, self.env._("choose the clerk it is given to."))
        return reasons

    def action_register(self):
        """Register the parcel with its case (登记); an application that came by post opens one
        with the channel “By Post”, which is handled like every other.

        :raises UserError: neither a case nor applicant and item are named
        """
        self._flow_move("register")

    def _get_cannot_register_reason(self):
        reasons = self._cannot("in")
        for parcel in self:
            if not parcel.case_id and not (parcel.item_id and parcel.partner_id):
                reasons.setdefault(
                    parcel.id, self.env._("name the case it belongs to, or applicant and item to open a new one.")
                )
        return reasons

    def _on_register(self):
        new = self.filtered(lambda parcel: not parcel.case_id)
        cases = self.env["gov.case"].create(
            [
                {
                    "item_id": parcel.item_id.id,
                    "partner_id": parcel.partner_id.id,
                    "company_id": parcel.company_id.id,
                    "channel": "mail",
                    "note": parcel.content,
                }
                for parcel in new
            ]
        )
        for parcel, case in zip(new.sudo(), cases, strict=True):
            parcel._flow_write({"case_id": case.id, "case_opened": True})

    # ------------------------------------------------------------------ out

    def action_send(self):
        """Record that the parcel was sent."""
        return self._flow_move("send")

    def _get_cannot_send_reason(self):
        reasons = self._cannot("out")
        for parcel in self:
            if not (parcel.to_name and parcel.content):
                reasons.setdefault(parcel.id, self.env._("say to whom it goes and what is in it."))
        return reasons

    def _prepare_send_vals(self):
        return {parcel.id: {"sent_on": parcel.company_id._gov_today()} for parcel in self if not parcel.sent_on}

    def action_deliver(self):
        """Record that the parcel arrived."""
        return self._flow_move("deliver")

    def action_come_back(self, reason=""):
        """Record that the parcel came back.

        :param reason: as the carrier says
        """
        return self._flow_move("come_back", reason)

    def _get_cannot_deliver_reason(self):
        return self._cannot("out")

    _get_cannot_come_back_reason = _get_cannot_deliver_reason

    def _prepare_deliver_vals(self):
        return {parcel.id: {"arrived_at": self._now()} for parcel in self}

    # ------------------------------------------------------------------ papers that were issued

    @api.model
    def _of_delivery(self, delivery, notice):
        """The register's entry of a paper that is posted: on the way at once."""
        carriers = self.env["gov.carrier"].sudo().with_context(active_test=False)
        name = delivery.carrier.strip()
        parcel = self._flow_create(
            [
                {
                    "direction": "out",
                    "company_id": delivery.company_id.id,
                    "carrier_id": (carriers.search([("name", "=", name)]) or carriers.create({"name": name})).id,
                    "waybill": self._plain(delivery.tracking_number),
                    "to_name": delivery.receiver_name or notice.partner_id.name,
                    "partner_id": notice.partner_id.id,
                    "case_id": notice.case_id.id,
                    "content": f"{notice.kind_id.name} {notice.number}",
                }
            ]
        )
        parcel._flow_apply("send", self._flow_moves()["send"], "", {"sent_on": delivery.posted_on}, None, {})
        return parcel

    def _end(self, action, reason):
        """The deliveries in the parcel are over, and so is the parcel."""
        self._flow_apply(action, self._flow_moves()[action], reason, {}, None, {})
