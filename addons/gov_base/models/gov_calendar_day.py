from odoo import fields, models


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
    in_lieu = fields.Boolean(help="A day off that is made up on another day.")
    official = fields.Boolean(help="From the official arrangement of the State Council; otherwise the centre's own.")

    _unique_day = models.UniqueIndex(
        "(calendar_id, date)", "This day is already in the calendar: change the existing line."
    )
