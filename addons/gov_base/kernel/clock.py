"""The clock of a period: how much of it has passed, and where its deadline moves (D-05, D-07, D-08).

All moments are naive local times of the calendar.
"""

from datetime import datetime, time

from .workdays import CALENDAR_DAY, HOUR, WorkingDays

#: what is added to office minutes before they are cut to whole hours, by the rule of rounding (D-05)
ROUNDING = {"nearest": 30, "up": 59, "down": 0}


def whole_hours(minutes: int, rounding: str) -> int:
    """The hours that so many office minutes count as."""
    return (minutes + ROUNDING[rounding]) // 60


def units_between(days: WorkingDays, begin: datetime, end: datetime, unit: str, rounding: str = "nearest") -> int:
    """How many units of a period lie between two moments: after the day of the first, up to and including that of
    the second."""
    if unit == HOUR:
        return whole_hours(days.minutes_between(begin, end), rounding)
    if unit == CALENDAR_DAY:
        return (end.date() - begin.date()).days
    return days.between(begin.date(), end.date())


def moved(days: WorkingDays, due: datetime, units: int, unit: str) -> datetime:
    """A deadline, moved by so many units."""
    return days.deadline(due, units, unit) if units else due


def not_before(due: datetime, again: datetime) -> datetime:
    """A deadline after the clock ran again: a period does not end while its clock stands, so one that lies
    before that moment is the evening of its day."""
    return due if due >= again else datetime.combine(again.date(), time(23, 59, 59))


def resumed(days: WorkingDays, due: datetime, stopped: datetime, again: datetime, unit: str) -> tuple[int, datetime]:
    """What a clock that stood does to a deadline: the units it stood, and the deadline after it.

    One that was missed before the clock was stopped stays where it was.
    """
    if stopped > due:
        return 0, due
    stood = units_between(days, stopped, again, unit)
    return stood, not_before(moved(days, due, stood, unit), again)
