import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..fields import Recorded
from ..kernel.move import Move

_lt = LazyTranslate(__name__)
CHANNELS = [("counter", "At the Counter"), ("mail", "By Post"), ("sms", "By Message"), ("portal", "Online")]


class GovNotice(models.Model):
    """A paper that was issued (文书): numbered, with a snapshot of what it said.

    The snapshot is what is printed, then and later; nobody can change it. The token in
    its QR code opens the public check of this paper.
    """

    _name = "gov.notice"
    _inherit = ["gov.flow.mixin"]
    _description = "Notice"
    _order = "id desc"
    _rec_name = "number"
    _log_access = False

    number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    kind_id = fields.Many2one("gov.notice.kind", readonly=True, required=True, ondelete="restrict")
    subject_model = fields.Char(readonly=True, required=True)
    subject_id = fields.Many2oneReference(model_field="subject_model", readonly=True, required=True)
    company_id = Recorded("res.company", readonly=True, required=True, index=True)
    partner_id = fields.Many2one("res.partner", "Addressee", readonly=True, index=True)
    content = fields.Json(readonly=True, help="What the paper says: the only source of its print.")
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    issue_date = fields.Datetime("Issued On", readonly=True)
    user_id = Recorded("res.users", "Issued By", readonly=True)
    delivery_channel = fields.Selection(CHANNELS, "Delivered By", readonly=True, copy=False)
    delivered_at = fields.Datetime("Delivered On", readonly=True, copy=False)
    delivery_ids = fields.One2many("gov.notice.delivery", "notice_id", "Deliveries", readonly=True)
    print_count = fields.Integer("Prints", readonly=True, default=0)
    state = fields.Selection(
        [("issued", "Issued"), ("delivered", "Delivered"), ("void", "Void")],
        required=True,
        default="issued",
        readonly=True,
    )

    _unique_number = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL", "This number is taken.")
    _unique_token = models.UniqueIndex("(token)")
    _subject = models.Index("(subject_model, subject_id)")

    @api.model
    def _flow_table(self):
        return {
            "deliver": Move(("issued",), "delivered", _lt("Hand to the Applicant")),
            "read_online": Move(("issued",), "delivered", _lt("Read Online by the Applicant")),
            "void": Move(("issued", "delivered"), "void", _lt("Void"), ("gov_base.group_admin",), needs_reason=True),
            "fall": Move(("issued", "delivered"), "void", _lt("Void with What It Was About"), needs_reason=True),
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("Notices are issued by their actions only."))

    def _event_subject(self):
        self.ensure_one()
        return self.env[self.subject_model].browse(self.subject_id).sudo()

    def _event_subjects(self):
        by_model = {}
        for notice in self:
            by_model.setdefault(notice.subject_model, {})[notice.subject_id] = True
        return [self.env[model].browse(subject_ids).sudo() for model, subject_ids in by_model.items()]

    def _event_company(self):
        return self.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        raise UserError(self.env._("A notice that was issued stays on record; it can be voided."))

    @api.model
    def _issue(self, code: str, wanted: list[tuple], public=True):
        """Issue a notice about each of some subjects, whose rows are locked.

        :param code: code of the kind
        :param wanted: (subject, content, values): what the paper says, as its layout needs
            it (may name another ``issuer``), and values of the notice such as ``partner_id``
        :param public: shown to the applicant
        :return: the notices, in the order of ``wanted``
        :raises ValidationError: there is no such kind of notice
        """
        now = self.env.cr.now().replace(microsecond=0)
        by_company = {}
        for place, (subject, _content, _vals) in enumerate(wanted):
            by_company.setdefault(subject._event_company().sudo(), []).append(place)
        vals_list, titles = [None] * len(wanted), [None] * len(wanted)
        for company, places in by_company.items():
            kind = self.env["gov.notice.kind"]._get(code, company)
            series = self.env["gov.series"]._for(kind.series_code, company)
            common = {"region": company.gov_document_word, "unit": kind.word}
            parts = [common] * len(places)
            if series._wants() & {"department", "item"}:
                parts = [self._number_parts(wanted[place][0]) | common for place in places]
            numbers = series._next_each(parts)
            frame = {
                "title": kind.name,
                "seal": kind.seal or "",
                "issuer": company.name,
                "issued_on": fields.Date.to_string(company._gov_today()),
                "issued_by": self.env.user._gov_name(),
                "standing_text": str(kind.note or ""),
            }
            for place, number in zip(places, numbers, strict=True):
                subject, content, vals = wanted[place]
                titles[place] = kind.name
                vals_list[place] = {
                    "kind_id": kind.id,
                    "subject_model": subject._name,
                    "subject_id": subject.id,
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "number": number,
                    "token": secrets.token_urlsafe(12),
                    "issue_date": now,
                    "state": "issued",
                    "print_count": 0,
                    "content": frame | content,
                    **vals,
                }
        notices = self.sudo()._insert_rows(vals_list)
        self.env["gov.event"]._append(
            [
                (
                    notice,
                    {
                        "kind": "notice.issue",
                        "user_id": self.env.uid,
                        "public": public,
                        "data": {"notice": notice.id, "number": notice.number, "kind": code, "title": title},
                    },
                )
                for notice, title in zip(notices, titles, strict=True)
            ]
        )
        return notices.with_env(self.env)

    @api.model
    def _number_parts(self, subject) -> dict[str, str]:
        """Hook: the codes of ``department`` and ``item`` that a number may name, by what the paper is about."""
        return {}

    def action_print(self):
        """Print the notices in one PDF; from the second time on they carry 补打 (reprint)."""
        self.check_access("read")
        return self.env.ref("gov_base.gov_notice_report").report_action(self)

    def action_print_slip(self):
        """Print the notices as slips of the counter printer, 80 mm wide."""
        self.check_access("read")
        return self.env.ref("gov_base.gov_notice_slip_report").report_action(self)

    def action_deliver(self, channel="counter"):
        """Record that the addressee has the paper, in one click: at the counter, to the
        addressee in person, or by a message to the telephone on file.

        What goes by post, or is signed for, is recorded as a delivery with its proof.

        :param channel: counter or sms
        :raises UserError: the channel needs proof, there is no telephone number, or the paper
            is void
        """
        self.check_access("write")
        if channel not in ("counter", "sms"):
            raise UserError(self.env._("In one click a paper is handed over at the counter or sent by message."))
        todo = self.filtered(lambda notice: notice.state != "delivered")
        deliveries = self.env["gov.notice.delivery"].create(
            [{"notice_id": notice.id, "channel": channel, "receiver_name": notice.partner_id.name} for notice in todo]
        )
        deliveries.action_receive()

    def _prepare_deliver_vals(self):
        return {
            notice.id: {"delivery_channel": delivery.channel, "delivered_at": delivery.received_at}
            for notice in self
            for delivery in notice.sudo().delivery_ids.filtered(lambda own: own.state == "received")[:1]
        }

    def _read_online(self):
        """The applicant opened the paper on the portal: that is its delivery."""
        todo = self.sudo().filtered(lambda notice: notice.state == "issued")
        todo._flow_move(
            "read_online", vals={"delivery_channel": "portal", "delivered_at": self._now()}, data={"channel": "portal"}
        )

    def _on_read_online(self):
        self.env["gov.notice.delivery"].sudo()._flow_create(
            [
                {
                    "notice_id": notice.id,
                    "channel": "portal",
                    "receiver_name": notice.partner_id.name,
                    "state": "received",
                    "received_at": notice.delivered_at,
                }
                for notice in self
            ]
        )

    def action_void(self, reason=""):
        """Make the paper void; its number stays taken, with the reason on record.

        :param reason: why it does not hold
        """
        return self._flow_move("void", reason)

    def _fall(self, reason):
        """Make papers void, because what they tell of does not hold any more: whoever checks one
        sees so.

        :param reason: why it does not hold
        """
        return self.sudo().filtered(lambda notice: notice.state != "void")._flow_move("fall", reason)

    def _on_fall(self):
        self._on_void()

    def _on_void(self):
        events = (
            self.env["gov.event"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids), ("kind", "in", ("void", "fall"))])
        )
        reasons = {event.res_id: event.reason for event in events}
        for notice in self.sudo():
            series = self.env["gov.series"]._for(notice.kind_id.series_code, notice.company_id)
            series._explain_number(
                notice.number, self.env._("The paper is void: %(reason)s", reason=reasons[notice.id])
            )

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    @api.depends("delivery_ids")
    def _compute_event_timeline(self):
        """Override of the subject: of the subject's chain, what is about this paper."""
        self.check_access("read")
        deliveries = self.sudo().delivery_ids
        events = (
            self.env["gov.event"]
            .sudo()
            .search(
                [
                    "|",
                    "&",
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    "&",
                    ("res_model", "=", deliveries._name),
                    ("res_id", "in", deliveries.ids),
                ],
                order="seq desc",
            )
        )
        paper = {delivery.id: delivery.notice_id.id for delivery in deliveries}
        for notice in self:
            own = events.filtered(
                lambda event, notice=notice: (
                    (event.res_id if event.res_model == self._name else paper[event.res_id]) == notice.id
                )
            )
            notice.event_timeline = self._event_timeline_lines(own)

    def _count_print(self):
        """Count a print by staff; a reprint is an event."""
        if self.env.user.share:
            return
        self._flow_lock()
        for notice in self.sudo():
            notice._flow_write({"print_count": notice.print_count + 1})
        again = self.sudo().filtered(lambda notice: notice.print_count > 1)
        self.env["gov.event"]._append(
            [
                (
                    notice,
                    {
                        "kind": "notice.print",
                        "user_id": self.env.uid,
                        "data": {"notice": notice.id, "number": notice.number, "print": notice.print_count},
                    },
                )
                for notice in again
            ]
        )

    def _slip_lines(self) -> list[tuple[str, str]]:
        """What a slip says: (label, value) pairs in Chinese; later addons add theirs."""
        self.ensure_one()
        return [("经办", self.content.get("issued_by", ""))]

    def _slip_code(self) -> tuple[str, str]:
        """Hook: what the code on a slip opens, and the words beneath it, in Chinese."""
        return self._check_url(), "扫码核验"

    def _check_url(self) -> str:
        """The address of the public check of this paper."""
        self.ensure_one()
        return f"{self.get_base_url()}/gov/check/{self.sudo().token}"

    @api.model
    def _find_by_token(self, token: str):
        """The notice a QR code names, superuser's; empty if there is none."""
        return self.sudo().search([("token", "=", token or "-")], limit=1)
