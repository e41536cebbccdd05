from odoo import api, fields, models

#: what of an official day counts for deadlines
COUNTS = {"calendar_id", "date", "is_working", "half", "official"}


class GovCalendarDay(models.Model):
    """A day that differs from the ordinary week: a holiday, or a make-up day (调休)."""

    _name = "gov.calendar.day"
    _inherit = ["gov.reference"]
    _description = "Holiday or Make-Up Day"
    _order = "date desc, id"

    calendar_id = fields.Many2one("gov.calendar", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="calendar_id.company_id", store=True, index=True)
    date = fields.Date(required=True)
    name = fields.Char(required=True)
    is_working = fields.Boolean("Worked", help="Ticked: a make-up day 调休. Not ticked: a day off.")
    half = fields.Selection(
        [("morning", "Morning Only"), ("afternoon", "Afternoon Only")],
        "Open Half",
        help="Empty: the whole day. A half day is a working day for periods in working days; of the office hours "
        "only its open half counts.",
    )
    kind = fields.Selection(
        [("off", "Day Off"), ("worked", "Make-Up Day, Worked"), ("half", "Half Day")], compute="_compute_kind"
    )
    in_lieu = fields.Boolean(help="A day off that is made up on another day.")
    official = fields.Boolean(help="From the official arrangement of the State Council; otherwise the centre's own.")

    _unique_day = models.UniqueIndex(
        "(calendar_id, date)", "This day is already in the calendar: change the existing line."
    )

    _half_worked = models.Constraint(
        "CHECK (half IS NULL OR is_working)", "Only a day that is worked has an open half."
    )

    @api.depends("is_working", "half")
    def _compute_kind(self):
        for day in self:
            day.kind = "off" if not day.is_working else "half" if day.half else "worked"

    @api.onchange("is_working")
    def _onchange_is_working(self):
        if not self.is_working:
            self.half = False

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days._tell_calendar(days._first_official())
        return days

    def write(self, vals):
        if not COUNTS & vals.keys():
            return super().write(vals)
        before = self._first_official()
        result = super().write(vals)
        if "calendar_id" in vals:
            self.check_access("write")  # a rule looks at what was; none puts a day elsewhere
        self._tell_calendar(before, self._first_official())
        return result

    def unlink(self):
        before = self._first_official()
        result = super().unlink()
        self._tell_calendar(before)
        return result

    def _first_official(self) -> dict:
        """By calendar the first official day of these."""
        official = self.filtered("official")
        return {calendar: min(days.mapped("date")) for calendar, days in official.grouped("calendar_id").items()}

    @api.model
    def _tell_calendar(self, *changes):
        """Let each calendar know the first official day of it that changed."""
        first = {}
        for change in changes:
            for calendar, day in change.items():
                first[calendar] = min(day, first.get(calendar, day))
        for calendar, day in first.items():
            calendar._days_changed(day)
