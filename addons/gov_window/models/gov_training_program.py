from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

from .gov_training_plan import HEAD

_lt = LazyTranslate(__name__)


class GovTrainingProgram(models.Model):
    """The centre's plan by which the departments train window staff and guides
    (中心培训计划, W-068)."""

    _name = "gov.training.program"
    _inherit = ["gov.flow.mixin"]
    _description = "Training Plan of the Centre"
    _order = "date_start desc, id desc"
    _flow_frozen = frozenset({"name", "company_id", "date_start", "date_end", "user_id", "line_ids"})
    _flow_open_states = frozenset({"draft"})

    name = fields.Char("Name of the Plan", required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("Until", required=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", required=True, ondelete="restrict", default=lambda self: self.env.user
    )
    note = fields.Text()
    line_ids = fields.One2many("gov.training.program.line", "program_id", "Planned Training")
    line_count = fields.Integer("Planned", compute="_compute_counts")
    done_count = fields.Integer("Held", compute="_compute_counts")
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued to the Departments"), ("closed", "Concluded")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )

    _period = models.Constraint("CHECK (date_end >= date_start)", "The plan ends before it begins.")

    @api.model
    def _flow_table(self):
        return {
            "issue": Move(("draft",), "issued", _lt("Issue to the Departments"), HEAD, primary=True),
            "amend": Move(("issued",), "draft", _lt("Amend"), HEAD, needs_reason=True),
            "close": Move(("issued",), "closed", _lt("Conclude"), HEAD, needs_reason=True),
        }

    @api.depends("line_ids.done")
    def _compute_counts(self):
        for program in self:
            program.line_count = len(program.line_ids)
            program.done_count = len(program.line_ids.filtered("done"))

    def action_issue(self):
        """Issue the plan: the departments see it and train by it; its content is fixed.

        :raises UserError: nothing is planned, or nobody is to be trained by a line
        """
        return self._flow_move("issue")

    def action_amend(self, reason=""):
        """Take the plan back to change it; what was held stays on its lines.

        :param reason: what is to change, and why
        """
        return self._flow_move("amend", reason)

    def action_close(self, reason=""):
        """Conclude the plan; what was not held stays not held.

        :param reason: the outcome
        """
        return self._flow_move("close", reason)

    def _get_cannot_issue_reason(self):
        reasons = {}
        for program in self:
            if not program.line_ids:
                reasons[program.id] = self.env._("enter what is to be trained, by which department, and whom.")
            elif lines := program.line_ids.filtered(lambda line: not line.user_ids):
                reasons[program.id] = self.env._(
                    "enter who is to be trained: %(lines)s.", lines=listed(self.env, lines.mapped("name"))
                )
        return reasons
