from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.identity import normalise
from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)

HANDLER = ("gov_approval.group_handler",)
ISSUER = ("gov_issuance.group_issuer",)

#: the data of a result that the issuing window compares with the acceptance (I-003)
COMPARED = ("holder_name", "holder_id", "item_name")
#: how, to whom and on what signature it was handed out
RECEIPT = frozenset({"delivery_mode", "receiver_name", "identity_checked", "signature", "waybill"})


class GovResult(models.Model):
    """The result of a case (办理结果): made by the department, checked by the issuing window
    against what was accepted, handed out once, against signature."""

    _name = "gov.result"
    _inherit = ["gov.flow.mixin", "gov.tally.mixin"]
    _description = "Result"
    _order = "id desc"
    _flow_subject_field = "case_id"
    _flow_frozen = frozenset(
        {"name", "kind", "holder_name", "holder_id", "item_name", "valid_from", "valid_until", "file"}
    )
    _flow_open_states = frozenset({"draft", "returned"})
    _tally_by = ("company_id", "department_id", "state")

    case_id = fields.Many2one("gov.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="case_id.department_id", store=True, index=True)
    partner_masked = fields.Char(related="case_id.partner_masked")
    item_id = fields.Many2one(related="case_id.item_id")
    case_number = fields.Char(related="case_id.number", string="Case Number")
    number = fields.Char("Result Number", readonly=True, copy=False)
    name = fields.Char("Title", required=True)
    kind = fields.Selection(
        [("certificate", "Certificate"), ("document", "Approval Document"), ("refusal", "Refusal")],
        required=True,
        default="certificate",
    )
    holder_name = fields.Char("Holder", required=True)
    holder_id = fields.Char("Holder's ID (masked)")
    item_name = fields.Char("Item as Printed", required=True)
    valid_from = fields.Date()
    valid_until = fields.Date()
    file = fields.Binary("Scan", attachment=True)
    file_name = fields.Char()
    state = fields.Selection(
        [
            ("draft", "In Preparation"),
            ("submitted", "At the Issuing Window"),
            ("returned", "Not Taken: Data Differ"),
            ("checked", "Ready to Hand Out"),
            ("delivered", "Handed Out"),
        ],
        required=True,
        default="draft",
        readonly=True,
        group_expand=True,
    )
    difference = fields.Text("Differences from the Acceptance", compute="_compute_difference", compute_sudo=True)
    submitted_at = fields.Datetime(readonly=True)
    checker_id = fields.Many2one("res.users", "Checked By", readonly=True)
    checked_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    delivery_mode = fields.Selection(
        [("counter", "Collected in Person"), ("agent", "Collected by Agent"), ("courier", "By Courier")],
        "Way of Delivery",
        default="counter",
    )
    receiver_name = fields.Char("Received By")
    identity_checked = fields.Boolean()
    signature = fields.Binary("Recipient's Signature", attachment=True)
    waybill = fields.Char()
    delivery_ids = fields.One2many("gov.delivery", "result_id", "Delivery Receipts", readonly=True)

    _board = models.Index("(state, submitted_at, id)")
    _one_result = models.UniqueIndex("(case_id)", "The case has its result already.")
    _unique_number = models.UniqueIndex("(number) WHERE number IS NOT NULL")

    @api.model
    def _flow_table(self):
        return {
            "submit": Move(
                ("draft", "returned"),
                "submitted",
                _lt("Hand to the Issuing Window"),
                HANDLER,
                primary=True,
                public=False,
            ),
            "check": Move(
                ("submitted",), "checked", _lt("Data Agree: Take Over"), ISSUER, primary=True, public=False, hotkey="F8"
            ),
            "return": Move(
                ("submitted",), "returned", _lt("Do Not Take: Return"), ISSUER, needs_reason=True, public=False
            ),
            "deliver": Move(
                ("checked",), "delivered", _lt("Hand Out"), ISSUER, primary=True, public=False, hotkey="F9"
            ),
        }

    @api.depends("name", "case_id")
    def _compute_display_name(self):
        for result in self:
            result.display_name = f"{result.case_id.number or ''} {result.name}".strip()

    @api.depends(*COMPARED, "case_id.partner_id.name", "case_id.partner_id.gov_id_masked", "case_id.item_id.name")
    def _compute_difference(self):
        for result in self:
            result.difference = "\n".join(result._differences())

    def _differences(self):
        """Where the data of the result and of the acceptance differ, a line each."""
        self.ensure_one()
        accepted = self._accepted_data()
        for name in COMPARED:
            on_result, at_acceptance = self[name] or "", accepted[name] or ""
            if normalise(on_result) != normalise(at_acceptance):
                yield self.env._(
                    "%(field)s: “%(result)s” on the result, “%(accepted)s” at acceptance",
                    field=self.fields_get([name], ["string"])[name]["string"],
                    result=on_result,
                    accepted=at_acceptance,
                )

    def _accepted_data(self) -> dict:
        case = self.case_id.sudo()
        return {
            "holder_name": case.partner_id.name,
            "holder_id": case.partner_id.gov_id_masked,
            "item_name": case.item_id.name,
        }

    @api.model
    def _prepare(self, cases):
        """Prepare the result of each decided case with the data of its acceptance."""
        vals_list = []
        for case in cases.sudo():
            result = self.new({"case_id": case.id})
            refused = case.decision == "disagree"
            vals_list.append(
                {
                    "case_id": case.id,
                    "name": self.env._("Refusal") if refused else case.item_version_id.result_name or case.item_id.name,
                    "kind": "refusal" if refused else "certificate",
                    **result._accepted_data(),
                }
            )
        return self.sudo()._flow_create(vals_list)

    # ------------------------------------------------------------------ submit, check, return

    def action_submit(self):
        """Hand the result to the issuing window; the clock of the case stops (I-002)."""
        return self._flow_move("submit")

    def _get_cannot_submit_reason(self):
        departments = self.env.user.gov_department_ids
        return {
            result.id: self.env._("it is the result of %(department)s.", department=result.department_id.short_name)
            for result in self
            if result.department_id not in departments
        }

    def _prepare_submit_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        vals = {}
        for result in self:
            number = result.number
            if not number:
                company = result.department_id.company_id
                series = self.env["gov.series"]._for("result", company)
                [number] = series._next(1, {"region": company.sudo().gov_document_word, "unit": "证"})
            vals[result.id] = {"submitted_at": now, "number": number}
        return vals

    def _on_submit(self):
        cases = self.sudo().case_id
        cases._flow_move("take_in")
        cases._term_stop("decision")

    def action_check(self):
        """Compare with the acceptance and take the result over.

        :raises UserError: the data differ; each difference is named
        """
        return self._flow_move("check")

    def _get_cannot_check_reason(self):
        return {
            result.id: self.env._(
                "the data differ from the acceptance, so it is not taken over. Return it to the department.\n%(lines)s",
                lines=result.difference,
            )
            for result in self
            if result.difference
        }

    def _prepare_check_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {result.id: {"checked_at": now, "checker_id": self.env.uid} for result in self}

    def _on_check(self):
        cases = self.sudo().case_id
        cases._flow_move("ready")
        cases._tell_applicant("gov_issuance", "ready")

    def action_return(self, reason=""):
        """Do not take the result: back to the department, whose clock runs on (I-003) unless the decision
        ended it (D-03)."""
        return self._flow_move("return", reason)

    def _on_return(self):
        for case in self.sudo().case_id:
            case._flow_move("give_back")
            if case._rule("clock_stop") == "handover":
                case._last_term("decision")._reopen()

    def write(self, vals):
        if RECEIPT & vals.keys() and (given := self.filtered("delivered_at")):
            raise UserError(
                self.env._(
                    "%(results)s: it was handed out; how, to whom and on what signature cannot be changed.",
                    results=", ".join(given.mapped("display_name")),
                )
            )
        return super().write(vals)

    # ------------------------------------------------------------------ deliver

    def action_deliver(self):
        """Hand the result out, once, against signature; the case is closed (I-004).

        :raises UserError: the recipient's identity or signature is missing
        """
        return self._flow_move("deliver")

    def _get_cannot_deliver_reason(self):
        reasons = {}
        for result in self:
            case = result.sudo().case_id
            if case.gap_open and case._rule("gap_hold_certificate"):
                reasons[result.id] = self.env._(
                    "the applicant has not handed in what was left to follow: %(names)s.",
                    names=", ".join(case.material_ids.filtered(lambda line: line.state == "later").mapped("name")),
                )
            elif result.delivery_mode == "courier":
                if not result.waybill:
                    reasons[result.id] = self.env._("enter the courier's waybill.")
            elif not (result.receiver_name or "").strip():
                reasons[result.id] = self.env._("enter who receives it.")
            elif not result.identity_checked:
                reasons[result.id] = self.env._("check the recipient's identity document first, and tick it.")
            elif not result.signature:
                reasons[result.id] = self.env._("the recipient has to sign.")
        return reasons

    def _prepare_deliver_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {result.id: {"delivered_at": now} for result in self}

    def _on_deliver(self):
        self.env["gov.delivery"]._record(self)
        for case in self.case_id:
            case.sudo()._flow_move("hand_out")
            case._issue_notice("B-33")
        self.sudo().case_id._flow_move("close")
