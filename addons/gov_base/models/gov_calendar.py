from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz
from chinese_calendar.constants import holidays, in_lieu_days, workdays

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..kernel.workdays import FIRST_DAY, LAST_DAY, OutOfRange, WorkingDays

#: the names of the official holidays, as the package gives them and as they are called
HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
HALVES = ("morning", "afternoon")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class GovCalendar(models.Model):
    """A calendar of working days (工作日历): an ordinary week, and the days that differ.

    Every question about days is answered from a table of ordinals that is built once and
    kept in the registry's cache until the calendar changes.
    """

    _name = "gov.calendar"
    _inherit = ["gov.reference"]
    _description = "Working-Day Calendar"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", index=True, help="The centre it belongs to; empty: all.")
    tz = fields.Selection("_selection_tz", "Time Zone", required=True, default="Asia/Shanghai")
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    morning_from = fields.Float(default=9.0, required=True)
    morning_to = fields.Float(default=12.0, required=True)
    afternoon_from = fields.Float(default=13.5, required=True)
    afternoon_to = fields.Float(default=17.5, required=True)
    day_ids = fields.One2many("gov.calendar.day", "calendar_id", "Holidays and Make-Up Days")
    official_through = fields.Integer(
        compute="_compute_official_through",
        help="The last year whose official arrangement (放假调休安排) is loaded. Dates after it are provisional.",
    )

    _hours = models.Constraint(
        "CHECK (0 <= morning_from AND morning_from < morning_to AND morning_to <= afternoon_from"
        " AND afternoon_from < afternoon_to AND afternoon_to <= 24)",
        "Office hours must follow each other within one day.",
    )

    @api.model
    def _selection_tz(self):
        return [(zone, zone) for zone in pytz.common_timezones]

    @api.depends("day_ids.date", "day_ids.official")
    def _compute_official_through(self):
        for calendar in self:
            calendar.official_through = calendar._kernel().last_official_year() if calendar.id else 0

    @api.constrains(*WEEKDAYS)
    def _check_week(self):
        for calendar in self:
            if not any(calendar[day] for day in WEEKDAYS):
                raise ValidationError(self.env._("A calendar needs at least one working weekday."))

    @tools.ormcache("self.id")
    def _kernel(self) -> WorkingDays:
        calendar = self.sudo()
        return WorkingDays(
            [number for number, day in enumerate(WEEKDAYS) if calendar[day]],
            {day.date: day.is_working for day in calendar.day_ids},
            [
                (round(calendar.morning_from * 60), round(calendar.morning_to * 60)),
                (round(calendar.afternoon_from * 60), round(calendar.afternoon_to * 60)),
            ],
            {day.date.year for day in calendar.day_ids if day.official},
            {day.date: HALVES.index(day.half) for day in calendar.day_ids if day.half},
        )

    @tools.ormcache("self.id")
    def _zone(self):
        return ZoneInfo(self.sudo().tz)

    def add_days(self, start: date, n: int) -> date:
        """The day ``n`` working days after ``start``, the start day not counted.

        :raises UserError: the dates leave the years the calendar covers
        """
        try:
            return self._kernel().add(fields.Date.to_date(start), n)
        except OutOfRange as error:
            raise self._out_of_range(error) from error

    def working_days_between(self, a: date, b: date) -> int:
        """The working days after ``a`` up to and including ``b``; negative if b < a."""
        try:
            return self._kernel().between(fields.Date.to_date(a), fields.Date.to_date(b))
        except OutOfRange as error:
            raise self._out_of_range(error) from error

    def is_working(self, d: date) -> bool:
        """Whether ``d`` is a working day, holidays and make-up days considered."""
        try:
            return self._kernel().is_working(fields.Date.to_date(d))
        except OutOfRange as error:
            raise self._out_of_range(error) from error

    def _out_of_range(self, error):
        return UserError(
            self.env._(
                "%(date)s: the calendar covers %(first)s to %(last)s only. Please check the date.",
                date=error,
                first=FIRST_DAY.year,
                last=LAST_DAY.year,
            )
        )

    def _to_local(self, moment: datetime) -> datetime:
        """The naive local time of a naive UTC moment."""
        return moment.replace(tzinfo=UTC).astimezone(self._zone()).replace(tzinfo=None)

    def _to_utc(self, local: datetime) -> datetime:
        """The naive UTC moment of a naive local time."""
        return local.replace(tzinfo=self._zone()).astimezone(UTC).replace(tzinfo=None)

    def _deadline(self, start: datetime, value: int, unit: str, count_first: bool = False) -> datetime:
        """The last UTC moment at which a period that starts at the UTC moment ``start``
        is kept. Units as in :meth:`WorkingDays.deadline`.

        :raises UserError: the deadline leaves the years the calendar covers
        """
        try:
            return self._to_utc(self._kernel().deadline(self._to_local(start), value, unit, count_first))
        except OutOfRange as error:
            raise self._out_of_range(error) from error

    def _opening(self, day: date, longer=()) -> list[tuple[datetime, datetime]]:
        """The naive local moments between which it is open on ``day``.

        :param longer: as in :meth:`WorkingDays.opening`
        """
        midnight = datetime.combine(day, time())
        return [
            (midnight + timedelta(minutes=begin), midnight + timedelta(minutes=to))
            for begin, to in self._kernel().opening(day, longer)
        ]

    def _load_official_days(self, years):
        """Load the official holidays and make-up days of mainland China for ``years``.

        Days that an administrator entered by hand stay. A year the official data do not
        hold yet is left out, and stays provisional.

        :return: the years loaded
        """
        self.ensure_one()
        known = {day.date for day in self.day_ids}
        loaded = {day.year for day in holidays} & set(years)
        vals_list = []
        for table, is_working in ((holidays, False), (workdays, True)):
            for day, name in table.items():
                if day.year in loaded and day not in known:
                    vals_list.append(
                        {
                            "calendar_id": self.id,
                            "date": day,
                            "is_working": is_working,
                            "name": HOLIDAYS.get(name, name) + ("调休上班" if is_working else ""),
                            "official": True,
                            "in_lieu": day in in_lieu_days,
                        }
                    )
        self.env["gov.calendar.day"].create(vals_list)
        self.env["gov.term"]._recompute_provisional(self)
        return sorted(loaded)

    @api.model
    def _cron_check_official_years(self):
        """Tell the administrators, from October on, that next year's official holiday
        arrangement is not loaded yet: dates in that year are provisional until it is."""
        today = fields.Date.to_date(self.env.cr.now())
        wanted = today.year + (today.month >= 10)
        group = self.env.ref("gov_base.group_admin")
        for calendar in self.search([]):  # pylint: disable=no-search-all
            calendar._load_official_days([wanted])
            calendar.invalidate_recordset(["official_through"])
            if calendar.official_through >= wanted:
                continue
            note = self.env._(
                "The official holiday arrangement of %(year)s is not loaded in the calendar “%(calendar)s”. "
                "Every deadline computed in that year is provisional. Update the package chinesecalendar, "
                "or enter the days by hand.",
                year=wanted,
                calendar=calendar.name,
            )
            partners = group.all_user_ids.partner_id
            self.env["mail.thread"].message_notify(
                partner_ids=partners.ids,
                subject=self.env._("Holiday arrangement of %(year)s is missing", year=wanted),
                body=note,
            )
