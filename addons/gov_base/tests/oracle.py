"""Deadlines reckoned a second time, from the words of the ledger and the notices of the State Council.

Nothing here is shared with the suite: no table, no index, no holiday package. Every day is looked at, one
after the other, as a clerk would with a paper calendar and a pencil.
"""

from datetime import date, datetime, time, timedelta

NEXT = timedelta(days=1)

#: 国务院办公厅关于部分节假日安排的通知: first day off, last day off, make-up days worked
NOTICES = (
    # 国办发明电〔2023〕7号
    ("2024-01-01", "2024-01-01", ()),
    ("2024-02-10", "2024-02-17", ("2024-02-04", "2024-02-18")),
    ("2024-04-04", "2024-04-06", ("2024-04-07",)),
    ("2024-05-01", "2024-05-05", ("2024-04-28", "2024-05-11")),
    ("2024-06-10", "2024-06-10", ()),
    ("2024-09-15", "2024-09-17", ("2024-09-14",)),
    ("2024-10-01", "2024-10-07", ("2024-09-29", "2024-10-12")),
    # 国办发明电〔2024〕12号
    ("2025-01-01", "2025-01-01", ()),
    ("2025-01-28", "2025-02-04", ("2025-01-26", "2025-02-08")),
    ("2025-04-04", "2025-04-06", ()),
    ("2025-05-01", "2025-05-05", ("2025-04-27",)),
    ("2025-05-31", "2025-06-02", ()),
    ("2025-10-01", "2025-10-08", ("2025-09-28", "2025-10-11")),
    # 国办发明电〔2025〕7号
    ("2026-01-01", "2026-01-03", ("2026-01-04",)),
    ("2026-02-15", "2026-02-23", ("2026-02-14", "2026-02-28")),
    ("2026-04-04", "2026-04-06", ()),
    ("2026-05-01", "2026-05-05", ("2026-05-09",)),
    ("2026-06-19", "2026-06-21", ()),
    ("2026-09-25", "2026-09-27", ()),
    ("2026-10-01", "2026-10-07", ("2026-09-20", "2026-10-10")),
)
#: the years whose notice is out
OFFICIAL = (2024, 2025, 2026)


def arrangement():
    """Return what the notices say: a dict of days to whether they are worked."""
    days = {}
    for first, last, made_up in NOTICES:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days[day] = False
            day += NEXT
        for worked in made_up:
            days[date.fromisoformat(worked)] = True
    return days


class Paper:
    """A paper calendar: which weekdays are worked, and the days that differ.

    :param week: names of the weekdays worked, Mon to Sun
    :param differ: days to whether they are worked
    :param half: worked days to the half that is open: "am" before noon, "pm" after it
    """

    def __init__(self, week=("Mon", "Tue", "Wed", "Thu", "Fri"), differ=None, half=None):
        self.week = set(week)
        self.differ = differ or {}
        self.half = half or {}

    def works(self, day: date) -> bool:
        """Tell whether somebody works that day."""
        if day in self.differ:
            return self.differ[day]
        return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()] in self.week

    def reckon(self, start, value, unit, count_first=False, stood=()):
        """Return the last day of a period, day by day.

        :param start: the local day it starts
        :param value: how long, extensions included
        :param unit: ``wd`` or ``day``
        :param count_first: whether the start day is the first day (D-04)
        :param stood: pairs of days on which the clock was stopped and ran again. A day is lost
            when it began with the clock stopped: stopped on an earlier day, and not yet running
            again. A period cannot end while its clock stands.
        """

        def counts(day):
            return (unit == "day" or self.works(day)) and not lost(day)

        def lost(day):
            return any(stopped < day <= again for stopped, again in stood)

        def standing_at_night(day):
            return any(stopped <= day < again for stopped, again in stood)

        day, left = start, value
        if count_first and left and counts(day):
            left -= 1
        while left or standing_at_night(day):
            day += NEXT
            if left and counts(day):
                left -= 1
        return day

    def back(self, day, count):
        """Return the day so many working days before another."""
        while count:
            day -= NEXT
            count -= self.works(day)
        return day

    def office_minutes(self, start, minutes, hours):
        """Return the local moment so many minutes of office time after another, minute by minute.

        :param hours: pairs of local times of opening and closing
        """
        moment = start
        while minutes:
            minutes -= self.is_open(moment, hours)
            moment += timedelta(minutes=1)
        return moment

    def is_open(self, moment, hours):
        """Tell whether the office is open in the minute that begins at a local moment."""
        if not self.works(moment.date()):
            return False
        half = self.half.get(moment.date())
        if half and half != ("am" if moment.hour < 13 else "pm"):
            return False
        return any(opens <= moment.time() < closes for opens, closes in hours)

    def open_minutes(self, begin, end, hours):
        """Count the minutes of office time between two local moments."""
        count = 0
        while begin < end:
            count += self.is_open(begin, hours)
            begin += timedelta(minutes=1)
        return count


def evening(day: date) -> datetime:
    """Return the last second of a local day."""
    return datetime.combine(day, time(23, 59, 59))


def utc(local: datetime) -> datetime:
    """Return the UTC moment of a local time of China, which is eight hours ahead all year."""
    return local - timedelta(hours=8)


def lamp(paper, due, now, ahead=3):
    """Return the lamp of a running period at a local moment: its last day is ``due``."""
    if now > evening(due):
        return "red"
    return "amber" if now >= datetime.combine(paper.back(due, ahead), time()) else "green"
