from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)
WINDOW = ("gov_window.group_guide", "gov_window.group_department_clerk")


class GovConsultationReferral(models.Model):
    """A highly professional question that the window passes on: the department answers it in
    time, and the window tells the asker (专业咨询转办, W-061)."""

    _name = "gov.consultation.referral"
    _inherit = ["gov.department.question"]
    _description = "Question for the Department"
    _order = "id desc"
    _rec_name = "question"
    _term_main_kinds = ("consultation",)
    _ask_kind = "consultation"
    _ask_days = "consultation_days"
    _flow_protected = frozenset({"answer"})
    _flow_frozen = frozenset({"consultation_id", "department_id", "question"})
    _flow_open_states = frozenset({"draft"})

    consultation_id = fields.Many2one("gov.consultation", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="consultation_id.company_id", store=True, index=True)
    question = fields.Char(required=True)
    asker = fields.Char(compute="_compute_asker")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "With the Department"), ("answered", "Answered"), ("told", "Asker Told")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "refer": Move(("draft",), "open", _lt("Ask the Department"), WINDOW, primary=True),
            "tell": Move(("answered",), "told", _lt("The Asker Is Told"), WINDOW, primary=True),
        }

    @api.depends("consultation_id")
    def _compute_asker(self):
        for referral in self:
            entry = referral.consultation_id.sudo()
            referral.asker = "，".join(filter(None, [entry.partner_id.name, entry.phone]))

    def action_refer(self):
        """Put the question to the department; its period starts."""
        return self._flow_move("refer")

    def _on_refer(self):
        self._ask()

    def _on_answer(self):
        result = super()._on_answer()
        for referral in self.sudo():
            entry = referral.consultation_id
            entry.answer = "\n".join(filter(None, [entry.answer, referral.answer]))
        return result

    def action_tell(self):
        """The window told the asker what the department says."""
        return self._flow_move("tell")


class GovConsultation(models.Model):
    _inherit = "gov.consultation"

    referral_ids = fields.One2many("gov.consultation.referral", "consultation_id", "Questions for the Department")

    def action_refer(self):
        """Pass professional questions on to their departments; ordinary ones are the centre's.

        :raises UserError: an entry is not for the department, or names none
        """
        self.check_access("write")
        if wrong := self.filtered(lambda entry: entry.kind != "professional"):
            raise UserError(
                self.env._(
                    "Guidance and ordinary questions are answered at the window; only questions “For the Department” "
                    "are passed on: %(entries)s.",
                    entries=listed(self.env, wrong.mapped("question")),
                )
            )
        if wrong := self.filtered(lambda entry: not entry.refer_department_id):
            raise UserError(
                self.env._(
                    "Choose the competent department: %(entries)s.", entries=listed(self.env, wrong.mapped("question"))
                )
            )
        self.sudo().lock_for_update()
        todo = self.filtered(lambda entry: not entry.referral_ids)
        self.env["gov.consultation.referral"].create(
            [
                {
                    "consultation_id": entry.id,
                    "department_id": entry.refer_department_id.id,
                    "question": entry.question,
                }
                for entry in todo
            ]
        ).action_refer()

    def action_print_log(self):
        """Print the entries of the log (窗口咨询记录, B-11)."""
        self.check_access("read")
        return self.env.ref("gov_window.gov_consultation_report").report_action(self)
