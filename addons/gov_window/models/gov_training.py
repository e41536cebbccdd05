from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [("course", "Course"), ("guidance", "Guidance on the Job"), ("practice", "Practice at the Window")]


class GovTraining(models.Model):
    """A training that was held: by a department for the window's staff (W-068), or a step of a
    mentor's plan (W-067)."""

    _name = "gov.training"
    _description = "Training"
    _order = "date desc, id desc"
    _rec_name = "topic"

    topic = fields.Char(required=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._gov_today())
    hours = fields.Float(default=1.0)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    plan_id = fields.Many2one("gov.training.plan", "Of the Plan", index="btree_not_null", ondelete="restrict")
    program_line_id = fields.Many2one(
        "gov.training.program.line",
        "By the Centre's Plan",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_state', '=', 'issued')]",
        help="The line of the centre's plan by which it was held.",
    )
    department_id = fields.Many2one(
        "gov.department", "Held By", index="btree_not_null", ondelete="restrict", help="Which department trained."
    )
    trainer = fields.Char("Who Taught", required=True, default=lambda self: self.env.user.name)
    kind = fields.Selection(
        KINDS,
        required=True,
        default="course",
        help="集中培训 / 跟班指导 / 窗口实习",
    )
    item_ids = fields.Many2many("gov.item", string="About Items")
    user_ids = fields.Many2many("res.users", string="Who Attended")
    result = fields.Text(help="What was learned, what is still to practise.")

    _one_plan = models.Constraint(
        "CHECK (plan_id IS NULL OR program_line_id IS NULL)",
        "A training belongs to a trainee's plan or to the centre's, not to both.",
    )
    _hours = models.Constraint("CHECK (hours > 0)", "A training takes time: enter its hours.")

    @api.onchange("plan_id")
    def _onchange_plan_id(self):
        if self.plan_id:
            self.user_ids = self.plan_id.trainee_id
            self.kind = "practice"

    @api.onchange("program_line_id")
    def _onchange_program_line_id(self):
        if line := self.program_line_id:
            self.topic, self.kind, self.department_id = line.name, line.kind, line.department_id
            self.user_ids = line.absent_ids

    @api.constrains("program_line_id", "department_id", "company_id")
    def _check_program_line(self):
        for training in self.filtered("program_line_id"):
            line = training.program_line_id.sudo()
            if line.company_id != training.company_id or line.department_id != training.department_id:
                raise UserError(
                    self.env._(
                        "By the plan “%(line)s” is held by %(department)s, for %(centre)s.",
                        line=line.name,
                        department=line.department_id.short_name,
                        centre=line.company_id.name,
                    )
                )

    @api.constrains("program_line_id")
    def _check_program_issued(self):
        for training in self:
            program = training.program_line_id.sudo().program_id
            if program and program.state != "issued":
                raise UserError(
                    self.env._(
                        "Training is recorded by a plan that is issued and not concluded: %(plan)s.", plan=program.name
                    )
                )

    @api.constrains("plan_id", "department_id", "user_ids", "company_id")
    def _check_training(self):
        for training in self:
            plan = training.plan_id
            if plan and plan.sudo().company_id != training.company_id:
                raise UserError(self.env._("The training belongs to another centre than its plan."))
            if plan and plan.state != "running":
                raise UserError(
                    self.env._("Progress is recorded while the plan is running: %(plan)s.", plan=plan.display_name)
                )
            if not plan and not (training.department_id and training.user_ids):
                raise UserError(
                    self.env._("Enter which department trained and who attended, or the plan it belongs to.")
                )
