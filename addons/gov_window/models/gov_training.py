from odoo import api, fields, models
from odoo.exceptions import UserError


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
    department_id = fields.Many2one(
        "gov.department", "Held By", index="btree_not_null", ondelete="restrict", help="Which department trained."
    )
    trainer = fields.Char("Who Taught", required=True, default=lambda self: self.env.user.name)
    kind = fields.Selection(
        [("course", "Course"), ("guidance", "Guidance on the Job"), ("practice", "Practice at the Window")],
        required=True,
        default="course",
        help="集中培训 / 跟班指导 / 窗口实习",
    )
    item_ids = fields.Many2many("gov.item", string="About Items")
    user_ids = fields.Many2many("res.users", string="Who Attended")
    result = fields.Text(help="What was learned, what is still to practise.")

    _hours = models.Constraint("CHECK (hours > 0)", "A training takes time: enter its hours.")

    @api.onchange("plan_id")
    def _onchange_plan_id(self):
        if self.plan_id:
            self.user_ids = self.plan_id.trainee_id
            self.kind = "practice"

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
