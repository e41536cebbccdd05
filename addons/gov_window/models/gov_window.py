from datetime import date, datetime

from odoo import api, fields, models

from odoo.addons.gov_base.listing import listed


class GovWindow(models.Model):
    """A window of the hall (窗口). It belongs to one of two boards (业务板块)."""

    _name = "gov.window"
    _description = "Window"
    _order = "sequence, number, id"
    _rec_names_search = ["name", "number"]

    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    board = fields.Selection(
        [("professional", "Professional"), ("authorised", "Authorised"), ("issuing", "Issuing")],
        required=True,
        default="authorised",
        help="专业综合受理: the departments' own staff accept. 授权综合受理: the centre's staff accept for "
        "departments that authorised it. 统一出件: results are handed out.",
    )
    zone_id = fields.Many2one("gov.zone", index=True)
    department_ids = fields.Many2many(
        "gov.department", string="Departments Served", help="At a professional window: whose items it accepts."
    )
    hour_ids = fields.One2many(
        "gov.window.hours",
        "window_id",
        "Extended Hours",
        help="Kept besides the office hours of the centre's calendar; not on holidays. "
        "Legal periods do not count them.",
    )
    opening_today = fields.Char("Open Today", compute="_compute_opening_today")
    active = fields.Boolean(default=True)

    _unique_number = models.UniqueIndex("(company_id, number)", "The centre has a window of this number already.")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for window in self:
            window.display_name = f"{window.number} {window.name}"

    @api.depends("hour_ids.weekday", "hour_ids.hour_from", "hour_ids.hour_to", "company_id")
    @api.depends_context("lang")
    def _compute_opening_today(self):
        for window in self:
            opening = window._opening((window.company_id or self.env.company)._gov_today())
            hours = (f"{begin:%H:%M}–{to:%H:%M}" for begin, to in opening)
            window.opening_today = listed(self.env, hours) or self.env._("closed")

    def _opening(self, day: date) -> list[tuple[datetime, datetime]]:
        """When the window is open on ``day``: naive local (from, to) moments, in order.

        The office hours of the centre's calendar, and the window's extended hours.
        """
        self.ensure_one()
        own = self.hour_ids.filtered(lambda hours: hours.weekday == str(day.weekday()))
        longer = [(round(hours.hour_from * 60), round(hours.hour_to * 60)) for hours in own]
        return (self.company_id or self.env.company)._gov_calendar()._opening(day, longer)

    def _is_open(self, moment: datetime) -> bool:
        """Whether the window is open at a naive UTC moment; the moment of closing is not."""
        self.ensure_one()
        local = (self.company_id or self.env.company)._gov_calendar()._to_local(moment)
        return any(begin <= local < to for begin, to in self._opening(local.date()))
