"""Real periods of real cases against the day-by-day reckoning of gov_base's oracle."""

import random
from datetime import date, datetime, time, timedelta

from odoo.tests import tagged

from odoo.addons.gov_base.tests import oracle
from odoo.addons.gov_window.tests.common import GovCommon

EXAMPLES = 400
CLOCKS = (time(), time(0, 0, 1), time(7, 59, 59), time(8), time(12), time(23, 59), time(23, 59, 59))


@tagged("post_install", "-at_install")
class TestTermOracle(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper = oracle.Paper(differ=oracle.arrangement())
        cls.counting = cls.env["gov.profile"].create(
            {"name": "自…之日起", "line_ids": [(0, 0, {"name": "count_first_day", "value": "true"})]}
        )

    def setUp(self):
        super().setUp()
        self.seed = 20260309
        self.random = random.Random(self.seed)
        self.story = []

    def at(self, local):
        """Move the clock of the transaction to a local moment."""
        self.env.cr._now = oracle.utc(local)
        self.now = local
        return local

    def new_case(self):
        return self._open_case(receive=False, complete=False).sudo()

    def begin(self, case, value, unit, first):
        """Start a period now; what happened to it is kept as the oracle needs it."""
        self.company.gov_profile_id = self.counting if first else False
        self.value, self.unit, self.first = value, unit, first
        self.begun, self.stood, self.stopped = self.now.date(), [], None
        self.story = [("start", self.now, value, unit, first)]
        self.term = case._term_start("decision", value, unit)
        self.check(case)

    def expected(self):
        return self.paper.reckon(self.begun, self.value, self.unit, self.first, self.stood)

    def check(self, case):
        """The period, the case that shows it, its lamp and its explanation say what the oracle says."""
        due = self.expected()
        steps = case.explain_due_date()
        told = {date.fromisoformat(step["date"]): step["kind"] == "workday" for step in steps if self.is_day(step)}
        found = {
            "due_at": self.term.due_at,
            "due_date": case.due_date,
            "case due_at": case.due_at,
            "lamp": case.lamp,
            "overdue": case.overdue,
            "explained": steps[-1]["due"],
            # whoever knows of no holidays but those that the explanation names comes to the same day
            "added up": oracle.Paper(differ=told).reckon(self.begun, self.value, self.unit, self.first, self.stood),
        }
        evening = oracle.utc(oracle.evening(due))
        expected = {
            "due_at": evening,
            "due_date": due,
            "case due_at": evening,
            "lamp": oracle.lamp(self.paper, due, self.now),
            "overdue": False,
            "explained": due.isoformat(),
            "added up": due,
        }
        if found != expected:
            lines = "\n".join(map(str, self.story))
            self.fail(f"seed {self.seed}, at {self.now}:\n{lines}\nfound    {found}\nexpected {expected}")

    def is_day(self, step):
        return step["kind"] in ("workday", "holiday")

    def later(self, longest=12):
        """A random later moment, often at an edge of a day."""
        clock = self.random.choice(CLOCKS)
        return max(self.now, datetime.combine(self.now.date() + timedelta(days=self.random.randrange(longest)), clock))

    def pause(self, case):
        self.term._pause("现场勘验")
        self.stopped = self.now.date()
        self.story.append(("pause", self.now))
        self.assertEqual((case.lamp, self.term.state), ("grey", "paused"), self.story)
        self.assertFalse(self.term.next_action_at, self.story)

    def resume(self, case):
        self.term._resume("勘验结束")
        self.story.append(("resume", self.now))
        if self.stopped != self.now.date():
            self.stood.append((self.stopped, self.now.date()))
        self.check(case)

    def extend(self, case, value):
        self.term._extend(value, "案情复杂")
        self.value += value
        self.story.append(("extend", self.now, value))
        if self.term.state == "running":
            self.check(case)

    def stand(self, case):
        """Let the clock stand for some days."""
        self.pause(case)
        if self.random.random() < 0.2:
            self.extend(case, self.random.randint(1, 5))
        self.at(self.later(25))
        self.resume(case)

    def test_random_lives(self):
        """I6, F-5, D-04, D-05, D-08: hundreds of periods with pauses and extensions, over the holidays of
        the official years, year ends and midnights; 0 differences."""
        cases = []
        for number in range(EXAMPLES):
            if not number % 10:
                cases.append(self.new_case())
            case = cases[-1]
            day = date(2024, 1, 1) + timedelta(days=self.random.randrange(1000))
            if self.random.random() < 0.2:
                day = date(self.random.choice((2024, 2025)), 12, self.random.randint(24, 31))
            self.at(datetime.combine(day, self.random.choice(CLOCKS)))
            value = self.random.choice((0, 1, 2, 5, 10, 15, 20, self.random.randrange(1, 60)))
            unit = self.random.choice(("wd", "wd", "day"))
            self.begin(case, value, unit, first=bool(value) and self.random.random() < 0.4)
            for _step in range(self.random.randrange(4)):
                moment = self.later()
                if moment > oracle.evening(self.expected()):
                    break
                self.at(moment)
                if self.random.random() < 0.7:
                    self.stand(case)
                else:
                    self.extend(case, self.random.randint(1, 10))
            kept = {name: self.term[name] for name in ("due_at", "paused")}
            self.assertEqual(self.term._reckoned()[self.term], kept, self.story)
            self.term._stop()
            self.env.flush_all()
        self.assertEqual(self.env["gov.event"].verify_chain([case.id for case in cases]), [])

    def plain(self):
        """Monday to Friday, no holidays: the calendar of the ledger's examples."""
        self.company.gov_calendar_id = self.env["gov.calendar"].create({"name": "F-5"})
        self.company.gov_calendar_id.day_ids.unlink()
        self.paper = oracle.Paper()

    def test_suspension_of_the_ledger(self):
        """F-5.8, D-08: five working days suspended in a case of twenty from 2 March: 6 April, not 30 March."""
        self.plain()
        case = self.new_case()
        self.at(datetime(2026, 3, 2, 10))
        self.begin(case, 20, "wd", first=False)
        self.assertEqual(case.due_date, date(2026, 3, 30))
        self.at(datetime(2026, 3, 9, 9))
        self.pause(case)
        self.at(datetime(2026, 3, 16, 17))
        self.resume(case)
        self.assertEqual(case.due_date, date(2026, 4, 6))
        self.assertEqual(self.term.paused, 5)
        self.at(datetime(2026, 4, 6, 16))
        self.term._stop()
        self.assertEqual(case.used_days, 20)

    def test_extension_of_the_ledger(self):
        """F-5.9, D-07: a joint decision extended by five, from twenty to twenty-five working days."""
        self.plain()
        case = self.new_case()
        self.at(datetime(2026, 3, 2, 10))
        self.begin(case, 20, "wd", first=False)
        self.at(datetime(2026, 3, 30, 23, 59, 59))
        self.extend(case, 5)
        self.assertEqual(case.due_date, date(2026, 4, 6))

    def test_shorter_limit_of_the_ledger(self):
        """F-5.9, D-09: statutory 30 against own 20 is 20; statutory 20, own 7 is 7."""
        for number, (statutory, own, expected) in enumerate(((30, 20, 20), (20, 7, 7))):
            item = self._create_item(f"许可{number}", self.education, promised_days=own, statutory_days=statutory)
            self.assertEqual(item.version_id._limit()[0], expected)

    def test_midnight_in_shanghai(self):
        """I6: a second after the last of Monday it is Tuesday in Shanghai, and in UTC still Monday."""
        for local, due in (
            (datetime(2026, 3, 2, 23, 59, 59), date(2026, 3, 3)),
            (datetime(2026, 3, 3, 0, 0, 0), date(2026, 3, 4)),
            (datetime(2026, 9, 30, 23, 59, 59), date(2026, 10, 8)),
            (datetime(2026, 10, 1, 0, 0, 0), date(2026, 10, 8)),
            (datetime(2025, 12, 31, 23, 59, 59), date(2026, 1, 4)),
            (datetime(2026, 2, 27, 23, 59, 59), date(2026, 2, 28)),
        ):
            case = self.new_case()
            self.at(local)
            self.begin(case, 1, "wd", first=False)
            self.assertEqual(case.due_date, due, local)
