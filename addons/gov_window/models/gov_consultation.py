from odoo import api, fields, models
from odoo.exceptions import UserError


class GovConsultation(models.Model):
    """An entry of the window's consultation log (窗口咨询记录, B-11): who asked what, what was
    said, and to whom the asker was sent (W-062, W-063)."""

    _name = "gov.consultation"
    _inherit = ["gov.event.subject"]
    _description = "Consultation"
    _order = "asked_at desc, id desc"
    _rec_name = "question"

    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    window_id = fields.Many2one(
        "gov.window", index="btree_not_null", default=lambda self: self.env.user.gov_window_ids[:1]
    )
    user_id = fields.Many2one(
        "res.users", "First Asked", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    asked_at = fields.Datetime("Asked On", required=True, index=True, default=lambda self: self.env.cr.now())
    channel = fields.Selection(
        [("counter", "Counter"), ("phone", "Telephone"), ("online", "Online"), ("mail", "By Post")],
        required=True,
        default="counter",
    )
    kind = fields.Selection(
        [
            ("ordinary", "Guidance"),
            ("early", "Early Guidance"),
            ("professional", "For the Department"),
            ("progress", "Progress of a Case"),
            ("out_of_scope", "Out of Scope"),
        ],
        required=True,
        default="ordinary",
        help="Guidance and ordinary questions are the centre's, highly professional ones the department's.",
    )
    partner_id = fields.Many2one("res.partner", "Asker", index="btree_not_null", help="If the asker gives a name.")
    phone = fields.Char("Asker's Telephone")
    item_id = fields.Many2one("gov.item", index="btree_not_null", ondelete="restrict")
    case_id = fields.Many2one("gov.case", index="btree_not_null", ondelete="restrict")
    question = fields.Char(required=True, index="trigram")
    answer = fields.Text()
    refer_department_id = fields.Many2one("gov.department", "Competent Department", ondelete="restrict")
    refer_window_id = fields.Many2one("gov.window", "Competent Window", ondelete="restrict")
    refer_note = fields.Char(
        "Competent Authority", help="Where to go, its place or telephone, if it is outside the centre."
    )

    @api.constrains("kind", "refer_department_id", "refer_window_id", "refer_note")
    def _check_referred(self):
        """Whoever is first asked does not send the asker away without an address (W-063, W-079)."""
        for entry in self:
            told = entry.refer_department_id or entry.refer_window_id or entry.refer_note
            if entry.kind == "out_of_scope" and not told:
                raise UserError(
                    self.env._(
                        "“%(question)s” is out of scope: enter the competent authority, its window, place or "
                        "telephone, so that the asker knows where to go.",
                        question=entry.question,
                    )
                )

    @api.onchange("item_id")
    def _onchange_item_id(self):
        """The item's department is competent."""
        self.refer_department_id = self.item_id.department_id

    def action_tell(self):
        """Give the asker a paper that says it is not for this window and who is competent (W-079)."""
        self.check_access("write")
        if wrong := self.filtered(lambda entry: entry.kind != "out_of_scope"):
            raise UserError(
                self.env._(
                    "Only what is out of scope is told on paper: %(entries)s.",
                    entries=", ".join(wrong.mapped("question")),
                )
            )
        self.sudo().lock_for_update()
        given = self._papers()
        todo = self.filtered(lambda entry: entry.id not in given.mapped("subject_id"))
        new = self.env["gov.notice"]._issue(
            "B-11",
            [(entry, entry._prepare_notice_content(), {"partner_id": entry.partner_id.id}) for entry in todo.sudo()],
        )
        return (given | new).action_print()

    def _papers(self):
        """The papers that were given out about these entries."""
        domain = [("subject_model", "=", self._name), ("subject_id", "in", self.ids)]
        return self.env["gov.notice"].search(domain)

    def _prepare_notice_content(self) -> dict:
        self.ensure_one()
        window = self.refer_window_id
        told = [self.refer_department_id.name, window.display_name if window else "", self.refer_note]
        calendar = self.company_id._gov_calendar()
        return {
            "applicant": self.partner_id.name or "",
            "question": self.question,
            "answer": self.answer or "",
            "told": "，".join(filter(None, told)),
            "item": self.item_id.name or "",
            "asked_on": fields.Date.to_string(calendar._to_local(self.asked_at).date()),
            "phone": self.company_id.gov_service_phone or "",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_told(self):
        if self.sudo()._papers():
            raise UserError(self.env._("An entry whose paper was given out stays in the log."))
