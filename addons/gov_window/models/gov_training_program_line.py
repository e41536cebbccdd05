from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.gov_base.listing import listed

from .gov_training import KINDS


class GovTrainingProgramLine(models.Model):
    """A training that the centre's plan asks of a department: what, for whom, by when, and whether
    it was held (W-068)."""

    _name = "gov.training.program.line"
    _inherit = ["gov.draft.part"]
    _description = "Planned Training"
    _order = "program_id desc, date_start, id"

    program_id = fields.Many2one("gov.training.program", "Centre's Plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    program_state = fields.Selection(related="program_id.state", string="State of the Plan")
    name = fields.Char("Training Subject", required=True)
    kind = fields.Selection(KINDS, required=True, default="course")
    department_id = fields.Many2one(
        "gov.department", "Held By", required=True, index=True, ondelete="restrict", help="Which department trains."
    )
    responsible = fields.Char(help="Who sees to it in the department.")
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("Until", required=True)
    user_ids = fields.Many2many("res.users", string="Who Is to Be Trained")
    training_ids = fields.One2many("gov.training", "program_line_id", "Training Held")
    absent_ids = fields.Many2many("res.users", string="Not Trained Yet", compute="_compute_absent_ids")
    attendance = fields.Char(compute="_compute_absent_ids", help="How many of those who are to be trained attended.")
    done = fields.Boolean("Held", compute="_compute_done", store=True, help="All who are to be trained attended.")
    progress = fields.Selection(
        [("done", "Held"), ("part", "Partly Held"), ("open", "To Be Held"), ("late", "Late")],
        "How Far It Is",
        compute="_compute_progress",
    )

    _period = models.Constraint("CHECK (date_end >= date_start)", "The training ends before it begins.")

    @api.depends("user_ids", "training_ids.user_ids")
    def _compute_absent_ids(self):
        for line in self:
            wanted, came = line.sudo().user_ids, line.sudo().training_ids.user_ids
            line.absent_ids = wanted - came
            line.attendance = f"{len(wanted & came)}/{len(wanted)}"

    @api.depends("user_ids", "training_ids.user_ids")
    def _compute_done(self):
        for line in self:
            line.done = bool(line.user_ids) and not line.user_ids - line.training_ids.user_ids

    @api.depends("done", "date_end", "training_ids")
    def _compute_progress(self):
        for line in self:
            if line.done:
                line.progress = "done"
            elif line.date_end and line.date_end < (line.company_id or self.env.company)._gov_today():
                line.progress = "late"
            else:
                line.progress = "part" if line.sudo().training_ids else "open"

    @api.constrains("date_start", "date_end", "program_id")
    def _check_period(self):
        for line in self:
            program = line.program_id
            if line.date_start < program.date_start or line.date_end > program.date_end:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” does not lie within the period of the plan: %(start)s to %(end)s.",
                        line=line.name,
                        start=program.date_start,
                        end=program.date_end,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if held := self.filtered(lambda line: line.sudo().training_ids):
            raise UserError(
                self.env._(
                    "Training was held already, the line stays: %(lines)s.",
                    lines=listed(self.env, held.mapped("name")),
                )
            )

    def _check_draft(self):
        if fixed := self.program_id.filtered(lambda program: program.state != "draft"):
            raise UserError(
                self.env._(
                    "%(plans)s: the plan was issued. Press “Amend” on it first.",
                    plans=listed(self.env, fixed.mapped("name")),
                )
            )
