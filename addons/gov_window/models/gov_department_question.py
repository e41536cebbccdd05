from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)


class GovDepartmentQuestion(models.AbstractModel):
    """A question that the window puts to a department, which answers within a period.

    A model of this kind has the states ``open`` and ``answered``, and calls :meth:`_ask` when the
    question is put.
    """

    _name = "gov.department.question"
    _inherit = ["gov.term.mixin"]
    _description = "Question with a Period to Answer"

    #: the kind of the period
    _ask_kind = ""
    #: the rule parameter with its working days
    _ask_days = ""

    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    answer = fields.Text("Answer of the Department", readonly=True)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "answer": Move(
                ("open",),
                "answered",
                _lt("Answer"),
                ("gov_window.group_department",),
                needs_reason=True,
                access="read",
                primary=True,
            ),
        }

    def _ask(self):
        """Start the department's period."""
        profile = self.env["gov.profile"]
        source = self.env._("rule profile")
        self.env["gov.term"]._start(
            [
                (
                    question,
                    {
                        "code": self._ask_kind,
                        "value": profile._value(self._ask_days, company=question.company_id),
                        "unit": profile._unit(self._ask_days, company=question.company_id),
                        "source": source,
                        "public": False,
                    },
                )
                for question in self
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
            question.id: self.env._("only %(department)s answers it.", department=question.department_id.short_name)
            for question in self
            if question.department_id not in own
        }

    def _on_answer(self):
        self.sudo()._term_stop(self._ask_kind, public=False)

    def _term_recipients(self, step):
        """Override of `gov_base`: the department's staff act until they have answered."""
        found = super()._term_recipients(step)
        if step.role == "actor":
            staff = self.env["gov.posting"]._staff_of(self.department_id)
            for question in self:
                found[question.id] = staff[question.department_id]
        return found
