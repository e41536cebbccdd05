from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.gov_base.models.gov_calendar import WEEKDAYS


class GovWindowHours(models.Model):
    """Hours that a window keeps besides the office hours (延时服务), on one weekday."""

    _name = "gov.window.hours"
    _description = "Extended Hours"
    _order = "weekday, hour_from, id"

    window_id = fields.Many2one("gov.window", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="window_id.company_id", store=True, index=True)
    weekday = fields.Selection("_selection_weekday", required=True)
    hour_from = fields.Float("Begins", required=True)
    hour_to = fields.Float("Ends", required=True)
    name = fields.Char("Service", help="What is offered in these hours, e.g. 午间延时服务, 周六延时服务.")

    _hours = models.Constraint(
        "CHECK (0 <= hour_from AND hour_from < hour_to AND hour_to <= 24)",
        "Extended hours begin before they end, within one day.",
    )

    @api.model
    def _selection_weekday(self):
        labels = self.env["gov.calendar"].fields_get(WEEKDAYS, ["string"])
        return [(str(number), labels[day]["string"]) for number, day in enumerate(WEEKDAYS)]

    @api.constrains("window_id", "weekday", "hour_from", "hour_to")
    def _check_apart(self):
        for (window, _weekday), hours in self.window_id.hour_ids.grouped(
            lambda own: (own.window_id, own.weekday)
        ).items():
            ordered = hours.sorted("hour_from")
            for earlier, later in pairwise(ordered):
                if later.hour_from < earlier.hour_to:
                    raise ValidationError(
                        self.env._(
                            "Window %(window)s has hours on one day that overlap. Please join them into one line.",
                            window=window.display_name,
                        )
                    )
