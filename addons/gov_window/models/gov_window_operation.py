from odoo import fields, models


class GovWindow(models.Model):
    """From when until when a window is in operation (W-039)."""

    _inherit = "gov.window"

    opened_on = fields.Date("In Operation Since", help="Empty: it always was. Before that day it accepts nothing.")
    closed_on = fields.Date("Out of Operation Since", help="From that day it accepts nothing.")

    _operation = models.Constraint(
        "CHECK (opened_on IS NULL OR closed_on IS NULL OR opened_on <= closed_on)",
        "A window does not end before it begins.",
    )

    def _in_operation(self, day) -> bool:
        """Whether the window is in operation on a day."""
        self.ensure_one()
        begun = not self.opened_on or self.opened_on <= day
        return begun and not (self.closed_on and self.closed_on <= day)

    def _opening(self, day):
        """Override: not open outside its time of operation."""
        return super()._opening(day) if self._in_operation(day) else []
