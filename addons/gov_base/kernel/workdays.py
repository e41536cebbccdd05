"""Working-day arithmetic (工作日) on a table of ordinals: every deadline is a look-up.

How to use: build one :class:`WorkingDays` for a calendar and keep it; all its methods
are then constant-time. How it works: for each day of the range the table holds how many
working days lie up to and including it, and a second list holds the working days in
order, so that "n working days later" is one addition and one index. A third list holds
the office minutes up to the end of each working day; office hours are found in it by one
bisection, whatever the distance.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2079, 12, 31)

WORKING_DAY = "wd"
CALENDAR_DAY = "day"
HOUR = "hour"
NOON = "noon"


class OutOfRange(ValueError):
    """A date lies outside the years the table covers (1990 to 2079)."""


def _length(sessions: Iterable[tuple[int, int]]) -> int:
    return sum(to - begin for begin, to in sessions)


class WorkingDays:
    """The working days of one calendar.

    :param week: the weekdays worked in an ordinary week, Monday being 0
    :param exceptions: the days that differ from the ordinary week: official holidays
        (False) and make-up days 调休 (True)
    :param sessions: the office hours of a working day as (from, to) minutes of the day,
        in order
    :param official_years: the years whose official arrangement is known; a date of any
        other year is provisional
    :param halves: the worked days of which only one session is open: its index in
        ``sessions``. They are whole working days for periods in working days.
    """

    __slots__ = ("_closed", "_first", "_halves", "_minutes", "_official", "_ordinals", "_sessions", "_working")

    def __init__(
        self,
        week: Iterable[int],
        exceptions: Mapping[date, bool] | None = None,
        sessions: Iterable[tuple[int, int]] = ((540, 720), (810, 1050)),
        official_years: Iterable[int] = (),
        halves: Mapping[date, int] | None = None,
    ):
        week = frozenset(week)
        exceptions = exceptions or {}
        if not week:
            raise ValueError("a calendar without a working weekday has no deadlines")
        self._first = FIRST_DAY.toordinal()
        self._official = frozenset(official_years)
        self._sessions = tuple(sessions)
        self._halves = {day.toordinal(): (self._sessions[half],) for day, half in (halves or {}).items()}
        ordinals, working, minutes, count = [], [], [0], 0
        changed = {day.toordinal(): works for day, works in exceptions.items()}
        self._closed = frozenset(number for number, works in changed.items() if not works)
        whole = _length(self._sessions)
        for number in range(self._first, LAST_DAY.toordinal() + 1):
            if changed.get(number, (number - 1) % 7 in week):
                count += 1
                working.append(number)
                minutes.append(minutes[-1] + (_length(self._halves[number]) if number in self._halves else whole))
            ordinals.append(count)
        self._ordinals = ordinals
        self._working = working
        self._minutes = minutes

    def _index(self, day: date) -> int:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise OutOfRange(day.isoformat())
        return day.toordinal() - self._first

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        index = self._index(day)
        return self._ordinals[index] != (self._ordinals[index - 1] if index else 0)

    def is_official(self, day: date) -> bool:
        """Whether the official arrangement of the year of ``day`` is known."""
        return day.year in self._official

    def add(self, start: date, days: int, count_first: bool = False) -> date:
        """The day ``days`` working days after ``start`` (before it, if negative).

        The start day is not counted, unless ``count_first`` says so and it is worked
        (ledger D-04).

        :raises OutOfRange: when the start or the result leaves the table
        """
        index = self._index(start)
        if not days:
            return start
        if days > 0 and count_first and self.is_working(start):
            days -= 1
            if not days:
                return start
        position = self._ordinals[index] + days
        if days < 0 and not self.is_working(start):
            position += 1
        if not 1 <= position <= len(self._working):
            raise OutOfRange(f"{start.isoformat()} {days:+d}")
        return date.fromordinal(self._working[position - 1])

    def between(self, begin: date, end: date) -> int:
        """The working days after ``begin`` up to and including ``end``; negative if
        ``end`` lies before ``begin``."""
        return self._ordinals[self._index(end)] - self._ordinals[self._index(begin)]

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The local moment ``minutes`` of office time after the local moment ``start``.

        Time outside office hours does not count; a start outside them counts from the
        next opening.
        """
        position = self._ordinals[self._index(start.date())] + (not self.is_working(start.date()))
        target = self._minutes_until(start) + minutes
        position = bisect_left(self._minutes, target, lo=position)
        if position >= len(self._minutes):
            raise OutOfRange(f"{start.date().isoformat()} {minutes:+d} min")
        number, left = self._working[position - 1], target - self._minutes[position - 1]
        for begin, to in self._halves.get(number, self._sessions):
            if left <= to - begin:
                return datetime.combine(date.fromordinal(number), time()) + timedelta(minutes=begin + left)
            left -= to - begin
        raise AssertionError("office minutes exceed the day")

    def minutes_between(self, begin: datetime, end: datetime) -> int:
        """The office minutes between two local moments."""
        return self._minutes_until(end) - self._minutes_until(begin)

    def _minutes_until(self, moment: datetime) -> int:
        """The office minutes from the first day of the table to a local moment."""
        works = self.is_working(moment.date())
        whole = self._minutes[self._ordinals[self._index(moment.date())] - works]
        return whole + (self._minutes_before(moment) if works else 0)

    def _minutes_before(self, moment: datetime) -> int:
        minute = moment.hour * 60 + moment.minute
        sessions = self._halves.get(moment.toordinal(), self._sessions)
        return sum(min(to, minute) - begin for begin, to in sessions if minute > begin)

    def opening(self, day: date, longer: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
        """When it is open on ``day``: (from, to) minutes of the day, in order, none
        touching the next; empty when it is closed.

        :param longer: hours kept besides the office hours (延时服务). On a day that the
            calendar closes, wholly or by half, they are not kept.
        """
        number = day.toordinal()
        if not self.is_working(day):
            hours = [] if number in self._closed else list(longer)
        elif number in self._halves:
            hours = list(self._halves[number])
        else:
            hours = [*self._sessions, *longer]
        merged = []
        for begin, to in sorted(hours):
            if merged and begin <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(to, merged[-1][1]))
            else:
                merged.append((begin, to))
        return merged

    def deadline(self, start: datetime, value: int, unit: str, count_first: bool = False) -> datetime:
        """The last local moment at which a period that starts at ``start`` is kept.

        :param unit: ``wd`` working days, ``day`` calendar days, ``hour`` office hours,
            ``noon`` working days until noon of the last (次日上午: one). A period in days
            ends with the end of its last day.
        """
        if unit == HOUR:
            return self.add_minutes(start, value * 60)
        if unit in (WORKING_DAY, NOON):
            last = self.add(start.date(), value, count_first)
        else:
            last = start.date() + timedelta(days=value - bool(count_first and value))
        return datetime.combine(last, time(12) if unit == NOON else time(23, 59, 59))

    def last_official_year(self) -> int | None:
        """The last year whose arrangement is known, None if there is none."""
        return max(self._official, default=None)

    def next_working(self, day: date) -> date:
        """``day`` itself if it is worked, else the first working day after it."""
        position = bisect_right(self._working, day.toordinal() - 1)
        return date.fromordinal(self._working[position])
