from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DONE = {"done_on", "done_by_id"}


class GovAgencyStep(models.Model):
    """A step of the plan of an agency or individual service: what is done by when, and that it was done
    (W-060, W-107)."""

    _name = "gov.agency.step"
    _description = "Step of a Service"
    _order = "agency_id, sequence, id"

    agency_id = fields.Many2one("gov.agency", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="agency_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("What Is Done", required=True)
    due_on = fields.Date("By")
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    late = fields.Boolean(compute="_compute_late")

    @api.depends("due_on", "done_on")
    def _compute_late(self):
        for step in self:
            today = (step.company_id or self.env.company)._gov_today()
            step.late = bool(step.due_on and (step.done_on or today) > step.due_on)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in DONE):
            raise AccessError(self.env._("A step is marked as done by its button."))
        steps = super().create(vals_list)
        steps._check_open()
        return steps

    def write(self, vals):
        if DONE & vals.keys():
            raise AccessError(self.env._("A step is marked as done by its button."))
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open()

    def _check_open(self):
        if done := self.filtered("done_on"):
            raise UserError(
                self.env._("“%(step)s” was done on %(date)s; it stays.", step=done[0].name, date=done[0].done_on)
            )
        if over := self.agency_id.filtered(lambda agency: agency.state in ("done", "ended")):
            raise UserError(self.env._("“%(service)s” is over; its steps stay.", service=over[0].name))

    def action_done(self):  # pylint: disable=missing-return
        """The step was taken: it is a step of the service's history. Pressed again, nothing happens.

        :raises UserError: the service is not running, or somebody else was assigned to it
        """
        self.check_access("write")
        for step in self.filtered(lambda step: not step.done_on):
            step.agency_id.action_log_step(step.name)
            done = {"done_on": step.company_id._gov_today(), "done_by_id": self.env.uid}
            super(GovAgencyStep, step).write(done)  # pylint: disable=super-method-mismatch
