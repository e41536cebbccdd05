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
    _inherit = ["gov.term.mixin"]
    _description = "Question for the Department"
    _order = "id desc"
    _rec_name = "question"
    _term_main_kinds = ("consultation",)
    _flow_protected = frozenset({"answer"})
    _flow_frozen = frozenset({"consultation_id", "department_id", "question"})
    _flow_open_states = frozenset({"draft"})

    consultation_id = fields.Many2one("gov.consultation", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="consultation_id.company_id", store=True, index=True)
    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    question = fields.Char(required=True)
    asker = fields.Char(compute="_compute_asker")
    answer = fields.Text("Answer of the Department", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "With the Department"), ("answered", "Answered"), ("told", "Asker Told")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )

    @api.model
    def _flow_table(self):
        return {
            "refer": Move(("draft",), "open", _lt("Ask the Department"), WINDOW, primary=True),
            "answer": Move(
                ("open",),
                "answered",
                _lt("Answer"),
                ("gov_window.group_department",),
                needs_reason=True,
                access="read",
                primary=True,
            ),
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
        days = self.env["gov.profile"]._value
        self.env["gov.term"]._start(
            [
                (
                    referral,
                    {
                        "code": "consultation",
                        "value": days("consultation_days", company=referral.company_id),
                        "unit": "wd",
                        "source": self.env._("rule profile"),
                        "public": False,
                    },
                )
                for referral in self
            ]
        )

    def action_answer(self, reason=""):
        """The department answers.

        :param reason: the answer
        """
        return self._flow_move("answer", reason, vals={"answer": (reason or "").strip()})

    def _get_cannot_answer_reason(self):
        own = self.env.user.gov_department_ids
        return {
            referral.id: self.env._("only %(department)s answers it.", department=referral.department_id.short_name)
            for referral in self
            if referral.department_id not in own
        }

    def _on_answer(self):
        self.sudo()._term_stop("consultation", public=False)
        for referral in self.sudo():
            entry = referral.consultation_id
            entry.answer = "\n".join(filter(None, [entry.answer, referral.answer]))

    def action_tell(self):
        """The window told the asker what the department says."""
        return self._flow_move("tell")

    def _term_recipients(self, step):
        """Override of `gov_base`: the department's staff act until they have answered."""
        found = super()._term_recipients(step)
        if step.role == "actor":
            postings = self.env["gov.posting"].sudo().search([("department_id", "in", self.department_id.ids)])
            staff = postings.grouped("department_id")
            for referral in self:
                found[referral.id] = staff.get(referral.department_id, postings.browse()).user_id
        return found


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
