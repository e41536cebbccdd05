from odoo import api, fields, models


class GovTermStep(models.Model):
    """A step of a kind of period: a warning before the deadline, the breach itself, or
    an escalation after it."""

    _name = "gov.term.step"
    _inherit = ["gov.reference"]
    _description = "Step of a Period"
    _order = "kind_id, after, offset_key, id"

    kind_id = fields.Many2one("gov.term.kind", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="kind_id.company_id", store=True, index=True)
    after = fields.Boolean("After the Deadline")
    days = fields.Integer(
        "Working Days",
        help="Before: from the morning of the day so many working days before the last day. "
        "After: 0 is the moment the deadline passes.",
    )
    repeat_days = fields.Integer(
        "Repeated Every (Working Days)",
        default=0,
        help="An escalation is repeated every so many working days until the period ends; 0: once.",
    )
    minutes = fields.Integer(
        "Minutes Before",
        default=15,
        help="A warning of a period in office hours comes so many minutes before the deadline.",
    )
    offset_key = fields.Integer(compute="_compute_offset_key", store=True)
    role = fields.Selection("_selection_role", "Tell", help="Who is told; empty: nobody.")

    _repeat = models.Constraint(
        "CHECK (repeat_days = 0 OR (repeat_days > 0 AND after AND days > 0))",
        "Only an escalation, one working day or more after the deadline, is repeated.",
    )
    _minutes = models.Constraint("CHECK (minutes > 0)", "A warning comes one minute or more before the deadline.")
    _days_positive = models.Constraint("CHECK (days >= 0)", "Working days are zero or more.")

    @api.model
    def _selection_role(self):
        """The roles that can be told. Each addon adds its own."""
        return [("actor", self.env._("Next Actor")), ("supervisor", self.env._("Supervisor"))]

    @api.depends("after", "days")
    def _compute_offset_key(self):
        for step in self:
            step.offset_key = step.days if step.after else -step.days

    def _in_order(self):
        """The steps in the order they fall due: the earliest warning first."""
        return self.sorted(lambda step: (step.after, step.offset_key, -step.minutes, step.id))

    def _event_kind(self) -> str:
        self.ensure_one()
        if not self.after:
            return "term.warn"
        return "term.escalate" if self.days else "term.breach"
