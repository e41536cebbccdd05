from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
HEAD = ("gov_window.group_window_head", "gov_base.group_admin")


class GovTrainingPlan(models.Model):
    """The plan by which a mentor leads a trainee to independent work (带教计划, B-41, W-067)."""

    _name = "gov.training.plan"
    _inherit = ["gov.flow.mixin", "gov.dated.mixin"]
    _description = "Training Plan"
    _order = "date_start desc, id desc"
    _validity_state = "running"
    _flow_frozen = frozenset({"posting_id", "content", "goal", "date_start", "date_end"})
    _flow_open_states = frozenset({"draft"})

    posting_id = fields.Many2one(
        "gov.posting",
        "Posting of the Trainee",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("capacity", "=", "trainee")],
    )
    company_id = fields.Many2one(related="posting_id.company_id", store=True, index=True)
    trainee_id = fields.Many2one(related="posting_id.user_id", string="Trainee", store=True, index=True)
    mentor_id = fields.Many2one(related="posting_id.mentor_id", string="Mentor", store=True, index=True)
    window_id = fields.Many2one(related="posting_id.window_id")
    content = fields.Text("What Is Taught", required=True, help="带教内容")
    goal = fields.Text(help="What the trainee can do at the end.")
    date_start = fields.Date("From")
    date_end = fields.Date("Until", required=True)
    session_ids = fields.One2many("gov.training", "plan_id", "Progress")
    hours = fields.Float(compute="_compute_hours", help="Hours taught so far.")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("passed", "Passed"), ("ended", "Ended Without Passing")],
        required=True,
        default="draft",
        readonly=True,
    )

    @api.model
    def _flow_table(self):
        mentor = ("gov_window.group_clerk", "gov_window.group_department_clerk", *HEAD)
        return {
            "begin": Move(("draft",), "running", _lt("Begin"), HEAD, primary=True),
            "pass": Move(("running",), "passed", _lt("Passed"), mentor, needs_reason=True, access="read", primary=True),
            "end": Move(("running",), "ended", _lt("End"), HEAD, needs_reason=True),
        }

    @api.depends("trainee_id", "mentor_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(trainee)s, mentor %(mentor)s",
                trainee=plan.sudo().trainee_id.name or "",
                mentor=plan.sudo().mentor_id.name or "",
            )

    @api.depends("session_ids.hours")
    def _compute_hours(self):
        for plan in self:
            plan.hours = sum(plan.session_ids.mapped("hours"))

    @api.constrains("posting_id")
    def _check_trainee(self):
        for plan in self:
            if plan.state == "draft" and plan.posting_id.capacity != "trainee":
                raise ValidationError(self.env._("A plan is made for somebody who is posted as trainee."))

    def action_begin(self):
        """Begin the plan; its content is fixed."""
        return self._flow_move("begin")

    def action_pass(self, reason=""):
        """The mentor says that the trainee works independently: the posting becomes a clerk's,
        with today as the date of training and practice.

        :param reason: the mentor's assessment
        """
        return self._flow_move("pass", reason)

    def action_end(self, reason=""):
        """End the plan without the trainee having passed.

        :param reason: why
        """
        return self._flow_move("end", reason)

    def _get_cannot_pass_reason(self):
        reasons = {}
        for plan in self.sudo():
            if self.env.user != plan.mentor_id:
                reasons[plan.id] = self.env._("only the mentor %(mentor)s signs for it.", mentor=plan.mentor_id.name)
            elif not plan.session_ids:
                reasons[plan.id] = self.env._("record the progress first: what was taught, and when.")
        return reasons

    def _on_pass(self):
        for plan in self.sudo():
            today = plan.company_id._gov_today()
            plan.posting_id.write(
                {"capacity": "clerk", "trained_on": plan.posting_id.trained_on or today, "practised_on": today}
            )

    def action_print(self):
        """Print the plan with its progress (B-41)."""
        self.check_access("read")
        return self.env.ref("gov_window.gov_training_plan_report").report_action(self)
