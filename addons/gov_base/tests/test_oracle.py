"""The kernel's deadlines against an independent reckoning, on very many random cases."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

from odoo.tests import TransactionCase, tagged

from ..kernel import clock
from ..kernel.workdays import WorkingDays
from . import oracle

CASES = 100_000
LIVES = 20_000
HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
CLOCKS = (time(), time(0, 0, 1), time(8, 59), time(12), time(15, 59, 59), time(16), time(23, 59), time(23, 59, 59))


def kernel_of(paper, hours=HOURS, official=()):
    """The kernel's own calendar with the same week, days and hours as a paper one."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return WorkingDays(
        [names.index(name) for name in paper.week],
        paper.differ,
        [(a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in hours],
        official,
        {day: ("am", "pm").index(half) for day, half in paper.half.items()},
    )


class OracleCommon(TransactionCase):
    def setUp(self):
        super().setUp()
        self.seed = 20260302
        self.random = random.Random(self.seed)

    def random_paper(self):
        """A calendar of any city: any week, holidays and make-up days anywhere."""
        week = self.random.sample(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), self.random.randint(1, 7))
        differ = {
            date(2024, 1, 1) + timedelta(days=self.random.randrange(1500)): self.random.random() < 0.4
            for _n in range(self.random.randrange(200))
        }
        half = {day: self.random.choice(("am", "pm")) for day, works in differ.items() if works}
        return oracle.Paper(week, differ, half)

    def random_start(self):
        """A moment of the official years, often just at an edge of a day, a month or a year."""
        day = date(2024, 1, 1) + timedelta(days=self.random.randrange(1095))
        if self.random.random() < 0.2:
            day = date(self.random.choice((2024, 2025, 2026)), 12, self.random.randint(26, 31))
        return datetime.combine(day, self.random.choice(CLOCKS))

    def assert_same(self, found, expected, *given):
        # assertEqual builds its message even when all is well
        if found != expected:
            self.fail(f"seed {self.seed}: {given}: the kernel says {found}, the oracle {expected}")

    def check_lives(self, count):
        """Random lives of periods on the official and on made-up calendars: the deadline after each extension and
        each time the clock stood."""
        official = oracle.Paper(differ=oracle.arrangement())
        papers = [(paper, kernel_of(paper)) for paper in (official, *(self.random_paper() for _n in range(20)))]
        papers += papers[:1] * 40
        kinds = Counter()
        for _n in range(count):
            paper, kernel = self.random.choice(papers)
            now = start = self.random_start()
            value = self.random.choice((0, 1, 2, 5, 10, 15, 20, self.random.randrange(1, 40)))
            unit = self.random.choice(("wd", "wd", "day"))
            first = bool(value) and self.random.random() < 0.4
            due, stood, story = kernel.deadline(start, value, unit, first), [], [(start, value, unit, first)]
            for _step in range(self.random.randint(1, 3)):
                now = self.later(now, 10)
                if now > due:
                    break
                if self.random.random() < 0.7:
                    again = self.later(now, 20)
                    _units, due = clock.resumed(kernel, due, now, again, unit)
                    if now.date() != again.date():
                        stood.append((now.date(), again.date()))
                    story.append(("stood", now, again))
                    kinds["stood"] += 1
                    kinds["over a year's end"] += now.year != again.year
                    now = again
                else:
                    more = self.random.randint(1, 10)
                    due = clock.moved(kernel, due, more, unit)
                    value += more
                    story.append(("extended", now, more))
                    kinds["extended"] += 1
                expected = oracle.evening(paper.reckon(start.date(), value, unit, first, stood))
                self.assert_same(due, expected, paper.week, story)
            kinds["lives"] += 1
        return kinds

    def later(self, now, longest):
        """A random moment of the same day or a later one, often at an edge of a day."""
        day = now.date() + timedelta(days=self.random.randrange(longest))
        return max(now, datetime.combine(day, self.random.choice(CLOCKS)))


@tagged("post_install", "-at_install")
class TestOracle(OracleCommon):
    def test_noon(self):
        """W-085, D-21: 次日上午 is noon of the next working day, day by day on a paper calendar."""
        for _round in range(40):
            paper = self.random_paper()
            kernel = kernel_of(paper)
            for _case in range(50):
                start, days = self.random_start(), self.random.randint(0, 5)
                last = paper.reckon(start.date(), days, "wd")
                self.assert_same(kernel.deadline(start, days, "noon"), datetime.combine(last, time(12)), start, days)

    def test_official_years(self):
        """I6, D-05: every day of 2024 to 2029 as the notices of the State Council have it."""
        calendar = self.env.ref("gov_base.gov_calendar_china")
        paper = oracle.Paper(differ=oracle.arrangement())
        day = date(2024, 1, 1)
        while day <= date(2029, 12, 31):
            self.assert_same(calendar.is_working(day), paper.works(day), day)
            self.assert_same(calendar._kernel().is_official(day), day.year in oracle.OFFICIAL, day)
            day += timedelta(days=1)

    def test_many_random_deadlines(self):
        """I6, D-04, D-05: 100,000 periods on the official and on made-up calendars, 0 differences."""
        official = oracle.Paper(differ=oracle.arrangement())
        papers = [(paper, kernel_of(paper)) for paper in (official, *(self.random_paper() for _n in range(40)))]
        papers += papers[:1] * 40
        for _n in range(CASES):
            paper, kernel = self.random.choice(papers)
            start = self.random_start()
            value = self.random.choice((0, 1, 2, 3, 5, 7, 10, 15, 20, 30, self.random.randrange(90)))
            unit = self.random.choice(("wd", "wd", "wd", "day"))
            first = self.random.random() < 0.5 and (unit == "wd" or value > 0)
            expected = oracle.evening(paper.reckon(start.date(), value, unit, first))
            self.assert_same(
                kernel.deadline(start, value, unit, first), expected, paper.week, start, value, unit, first
            )

    def test_many_random_lives(self):
        """I6, D-04, D-05, D-07, D-08: periods that were extended and whose clock stood, over make-up days, year ends
        and midnights, 0 differences. The whole 100,000 are in `make test-all`."""
        kinds = self.check_lives(LIVES)
        self.assertGreater(min(kinds.values()), LIVES // 100, kinds)

    def test_many_random_days_between(self):
        """I6: how many working days lie between two days, forwards and backwards."""
        paper = oracle.Paper(differ=oracle.arrangement())
        kernel = kernel_of(paper)
        for _n in range(5_000):
            begin = self.random_start().date()
            end = begin + timedelta(days=self.random.randrange(120))
            day, count = begin, 0
            while day < end:
                day += timedelta(days=1)
                count += paper.works(day)
            self.assert_same(kernel.between(begin, end), count, begin, end)
            self.assert_same(kernel.between(end, begin), -count, end, begin)
            back = self.random.randrange(1, 40)
            self.assert_same(kernel.add(end, -back), paper.back(end, back), end, -back)

    def test_many_random_office_hours(self):
        """I6, A-025: limits in hours of office time, minute by minute, over nights and holidays."""
        papers = [oracle.Paper(differ=oracle.arrangement()), *(self.random_paper() for _n in range(5))]
        hours = [HOURS, ((time(8, 30), time(11, 45)), (time(14), time(18)))]
        kernels = [(paper, opens, kernel_of(paper, opens)) for paper in papers for opens in hours]
        for _n in range(120):
            paper, opens, kernel = self.random.choice(kernels)
            start = self.random_start().replace(second=0, hour=self.random.randrange(24))
            value = self.random.choice((1, 1, 2, 4, 7, 8, 15))
            expected = paper.office_minutes(start, value * 60, opens)
            self.assert_same(kernel.deadline(start, value, "hour"), expected, paper.week, start, value, opens)

    def test_many_random_half_days(self):
        """A-025: hours over days of which only the morning or the afternoon is worked, and how many
        lie between two moments; for periods in working days a half day is a day."""
        for _n in range(60):
            paper = self.random_paper()
            first = self.random.choice(
                sorted(day for day, works in paper.differ.items() if works) or [date(2026, 3, 2)]
            )
            # half days close together, so that a few hours cross several of them
            for step in range(12):
                if self.random.random() < 0.6 and paper.works(first + timedelta(days=step)):
                    paper.half[first + timedelta(days=step)] = self.random.choice(("am", "pm"))
            kernel = kernel_of(paper)
            start = datetime.combine(first, time(self.random.randrange(24), self.random.choice((0, 29, 30, 59))))
            value = self.random.choice((1, 2, 3, 4, 7, 8, 15, 30))
            expected = paper.office_minutes(start, value * 60, HOURS)
            self.assert_same(kernel.deadline(start, value, "hour"), expected, paper.week, paper.half, start, value)
            end = start + timedelta(minutes=self.random.randrange(8 * 1440))
            self.assert_same(
                kernel.minutes_between(start, end), paper.open_minutes(start, end, HOURS), paper.half, start, end
            )
            days = self.random.randrange(1, 30)
            self.assert_same(kernel.add(first, days), paper.reckon(first, days, "wd"), paper.half, first, days)

    def test_ledger_examples(self):
        """F-5.5, F-5.6, F-5.7, F-5.9, D-04, D-05: the ledger's numbers, by the kernel and by the oracle."""
        paper = oracle.Paper()
        kernel = kernel_of(paper)
        monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
        examples = [
            (monday, 1, "wd", False, "03-03"),
            (monday, 2, "wd", False, "03-04"),
            (monday, 5, "wd", False, "03-09"),
            (monday, 10, "wd", False, "03-16"),
            (monday, 15, "wd", False, "03-23"),
            (monday, 20, "wd", False, "03-30"),
            (monday, 25, "wd", False, "04-06"),
            (monday, 30, "wd", False, "04-13"),
            (monday, 30, "day", False, "04-01"),  # mining fee
            (tuesday, 10, "wd", False, "03-17"),  # F-5.6: collected next day, with the special reason
            (monday, 10, "wd", True, "03-13"),  # F-5.6: collected late, the first day counted
            (monday, 4, "day", False, "03-06"),  # F-5.7: the office's opinion
            (monday, 5, "day", False, "03-07"),  # F-5.7: a Saturday, in calendar days
            (monday, 5, "wd", False, "03-09"),  # F-5.7: the same in working days
            (monday, 7, "wd", False, "03-11"),  # F-5.9: statutory 7 against own 20
            (monday, 20 + 5, "wd", False, "04-06"),  # F-5.9: joint, extended
        ]
        for start, value, unit, first, expected in examples:
            due = date.fromisoformat(f"2026-{expected}")
            self.assertEqual(paper.reckon(start, value, unit, first), due, (start, value, unit, first))
            moment = datetime.combine(start, time(10))
            self.assertEqual(kernel.deadline(moment, value, unit, first).date(), due, (start, value, unit, first))

    def test_suspension_of_the_ledger(self):
        """F-5.8, D-08: five working days suspended in a case of twenty; the oracle's own reading."""
        paper = oracle.Paper()
        stood = [(date(2026, 3, 9), date(2026, 3, 16))]
        self.assertEqual(paper.reckon(date(2026, 3, 2), 20, "wd", stood=stood), date(2026, 4, 6))
        self.assertEqual(paper.reckon(date(2026, 3, 2), 20, "wd"), date(2026, 3, 30))


@tagged("post_install", "-at_install", "slow")
class TestOracleSlow(OracleCommon):
    def test_very_many_random_lives(self):
        """I6, D-04, D-05, D-07, D-08: 100,000 periods that were extended and whose clock stood, 0 differences."""
        kinds = self.check_lives(CASES)
        self.assertEqual(kinds["lives"], CASES)
