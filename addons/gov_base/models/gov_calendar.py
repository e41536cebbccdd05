from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytz
from chinese_calendar.constants import holidays, in_lieu_days, workdays

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..kernel.workdays import FIRST_DAY, LAST_DAY, OutOfRange, WorkingDays, arranged_years
from ..listing import listed
from .gov_term import TICK_BATCH

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
#: the month from which the administrators are told that next year's arrangement is missing: the State
#: Council publishes it from late October on
ALARM_FROM = 10
ALARM_TYPE = "mail.mail_activity_data_warning"
HALVES = ("morning", "afternoon")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class GovCalendar(models.Model):
    """A calendar of working days (工作日历): an ordinary week, and the days that differ.

    Every question about days is answered from a table of ordinals that is built once and
    kept in the registry's cache until the calendar changes.

    The official arrangement (放假调休安排) of a year is known when its holidays of fixed date are there,
    see :func:`arranged_years`; a deadline in any other year is provisional. When official days
    come or change, running periods are computed anew, with an event each. A day of the centre's
    own counts for what starts or moves after it was entered: no centre moves a date it has
    promised by closing a day.

    The calendar without a centre is the national one: the suite's system administration edits
    it, an administrator of a centre those of the centre (see ``gov_calendar_rule_admin``).
    """

    _name = "gov.calendar"
    _inherit = ["gov.reference", "mail.thread", "mail.activity.mixin"]
    _description = "Working-Day Calendar"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        copy=False,
        help="The centre it belongs to; empty: all.",
    )
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
    day_ids = fields.One2many("gov.calendar.day", "calendar_id", "Holidays and Make-Up Days", copy=True)
    official_through = fields.Integer(
        compute="_compute_official_through",
        help="The last year whose official arrangement (放假调休安排) is loaded. Dates after it are provisional.",
    )
    recompute_from = fields.Date(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The first official day that changed and for which not all running periods are computed anew yet.",
    )
    arranged_at = fields.Datetime(
        readonly=True, copy=False, groups="base.group_system", help="When an official day last changed."
    )
    alarm_year = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The last year whose missing arrangement the administrators were told of.",
    )
    alarm = fields.Text(compute="_compute_alarm", help="What is missing of the official arrangement, and what to do.")

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

    @api.depends("day_ids.date", "day_ids.official")
    @api.depends_context("lang")
    def _compute_alarm(self):
        for calendar in self:
            years = calendar._missing_years() if calendar.id else []
            calendar.alarm = calendar._alarm_text(years) if years else False

    @api.constrains(*WEEKDAYS)
    def _check_week(self):
        for calendar in self:
            if not any(calendar[day] for day in WEEKDAYS):
                raise ValidationError(self.env._("A calendar needs at least one working weekday."))

    @api.model_create_multi
    def create(self, vals_list):
        """A calendar comes with the official days of the years that matter, so that no centre counts
        a holiday as a working day."""
        calendars = super().create(vals_list)
        for calendar in calendars:
            calendar._load_official_days(calendar._years_that_matter())
        return calendars

    def write(self, vals):
        """Days changed together, as in the form, are one change for the running periods."""
        result = super(GovCalendar, self.with_context(gov_recompute_later=True)).write(vals)
        if "company_id" in vals:
            self.check_access("write")  # a rule looks at what was; none gives away what is his
        if "day_ids" in vals:
            self._recompute_terms()
        return result

    def action_load_official_days(self):
        """Load the official days of last, this and next year, as far as they are published.

        :raises AccessError: the user may not change the calendar
        """
        self.ensure_one()
        self.check_access("write")
        wanted = self._years_that_matter()
        self._load_official_days(wanted)
        kernel = self._kernel()
        missing = [year for year in wanted if not kernel.is_official(date(year, 1, 1))]
        if missing:
            message = self.env._(
                "Not published yet, or not in the package chinesecalendar: %(years)s.",
                years=listed(self.env, map(str, missing)),
            )
        else:
            message = self.env._("The official days are there up to %(year)s.", year=max(wanted))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missing else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_days(self):
        """Open the days of this calendar, and of this one only, year by year; a new day goes into it.

        :raises AccessError: the user may not read the calendar
        """
        self.ensure_one()
        self.check_access("read")
        name = self.env._("Holidays and Make-Up Days: %(calendar)s", calendar=self.name)
        return self.env["ir.actions.act_window"]._for_xml_id("gov_base.gov_calendar_day_action") | {
            "name": name,
            "display_name": name,
            "domain": [("calendar_id", "=", self.id)],
            "context": {"default_calendar_id": self.id},
        }

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
            arranged_years({day.date: day.official for day in calendar.day_ids}),
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

    def _years_that_matter(self) -> list[int]:
        """Last, this and next year: what is counted back, what runs, where deadlines lie."""
        year = self._to_local(self.env.cr.now()).year
        return [year - 1, year, year + 1]

    def _load_official_days(self, years, every=False) -> list[int]:
        """Load the official holidays and make-up days of mainland China for ``years``, with the days
        of the December before, which an arrangement often changes, too.

        Days that an administrator entered by hand stay. A year the official data do not
        hold yet is left out, and stays provisional.

        :param every: as in :meth:`_recompute_terms`
        :return: the years loaded
        """
        self.ensure_one()
        known = {day.date for day in self.day_ids}
        loaded = {day.year for day in holidays} & set(years)
        vals_list = []
        for table, is_working in ((holidays, False), (workdays, True)):
            for day, name in table.items():
                arranged = day.year in loaded or (day.month == 12 and day.year + 1 in loaded)
                if arranged and day not in known:
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
        if vals_list:
            self.env["gov.calendar.day"].with_context(gov_recompute_later=True).create(vals_list)
        self._recompute_terms(every)
        return sorted(loaded)

    def _days_changed(self, first: date):
        """Official days of the calendar have changed, the first of them ``first``: compute the running
        periods anew, now, or when the caller has changed all days."""
        self.ensure_one()
        calendar = self.sudo()  # whoever may change its days
        calendar.write(
            {
                "recompute_from": min(first, calendar.recompute_from or first),
                "arranged_at": self.env.cr.now().replace(microsecond=0),
            }
        )
        if not self.env.context.get("gov_recompute_later"):
            self._recompute_terms()

    def _arranged_since(self, moment: datetime) -> bool:
        """Whether official days have changed at or after a UTC moment."""
        arranged_at = self.sudo().arranged_at
        return bool(arranged_at and arranged_at >= moment)

    def _recompute_terms(self, every=False):
        """Compute the running periods anew for which the official arrangement has changed.

        At once, as many as a batch holds; the scheduled action goes on with the rest, and comes
        back for those whose case somebody was handling.

        :param every: all of them, batch by batch, each committed
        """
        terms_of = self.env["gov.term"]._recompute_provisional
        for calendar in self.sudo():
            terms, busy = terms_of(calendar)
            more = len(terms) == TICK_BATCH
            while every and more:
                self.env["ir.cron"]._commit_progress(len(terms), remaining=1)
                terms, held = terms_of(calendar, terms[-1:].id)
                busy |= held
                more = len(terms) == TICK_BATCH
            if busy or more:
                later = fields.Datetime.now() + timedelta(minutes=5 if busy else 0)
                self.env.ref("gov_base.ir_cron_official_years")._trigger(later)
            elif calendar.recompute_from:
                calendar.recompute_from = False
            if calendar.alarm_year:
                calendar._raise_alarm()

    def _missing_years(self) -> list[int]:
        """The years in use whose official arrangement is missing: this one, the next from October
        on, and each in which a running period is due."""
        self.ensure_one()
        today = self._to_local(self.env.cr.now()).date()
        due = (
            self.env["gov.term"]
            .sudo()
            ._read_group(
                [
                    ("calendar_id", "=", self.id),
                    ("provisional", "=", True),
                    ("state", "in", ("running", "paused")),
                ],
                ["due_at:year"],
            )
        )
        years = {today.year, today.year + (today.month >= ALARM_FROM), *(first.year for (first,) in due)}
        kernel = self._kernel()
        return sorted(year for year in years if year >= today.year and not kernel.is_official(date(year, 1, 1)))

    def _alarm_text(self, years) -> str:
        return self.env._(
            "The official holiday arrangement of %(year)s is not loaded in the calendar “%(calendar)s”. "
            "Every deadline computed in that year is provisional. Update the package chinesecalendar, "
            "or enter the days by hand.",
            year=listed(self.env, map(str, years)),
            calendar=self.name,
        )

    def _raise_alarm(self):
        """Put the missing arrangement before the administrators, once a year: an activity and its
        message; take it away once it is loaded."""
        self.ensure_one()
        years = self._missing_years()
        if max(years, default=0) == self.alarm_year:
            return
        self.activity_unlink([ALARM_TYPE])
        self.alarm_year = max(years, default=0)
        if not years:
            return
        users = self.env.ref("gov_base.group_admin").all_user_ids
        for user in users.filtered(lambda user: not self.company_id or self.company_id in user.company_ids):
            calendar = self.with_context(lang=user.lang)
            calendar.activity_schedule(
                ALARM_TYPE,
                user_id=user.id,
                summary=calendar.env._(
                    "Holiday arrangement of %(year)s is missing", year=listed(calendar.env, map(str, years))
                ),
                note=calendar._alarm_text(years),
            )

    @api.model
    def _cron_check_official_years(self):
        """Load the official days that have come, compute anew what was provisional, and tell the
        administrators of a year whose dates are used and whose arrangement is not there."""
        for calendar in self.search([]):  # pylint: disable=no-search-all
            calendar._load_official_days(calendar._years_that_matter(), every=True)
            calendar._raise_alarm()
