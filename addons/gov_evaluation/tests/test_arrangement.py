"""When the official arrangement of a year comes, changes, or comes in parts: what running periods make of it."""

from datetime import date, datetime
from unittest.mock import patch

from chinese_calendar.constants import holidays, workdays

from odoo.tests import tagged

from odoo.addons.gov_base.tests import oracle

from .test_term_edges import TermEdges

#: what the notice of 2027 is taken to say, for the tests
FREE = (date(2026, 12, 31), *(date(2027, 1, day) for day in (1, 2, 3, 4)), date(2027, 5, 1), date(2027, 10, 1))
WORKED = (date(2026, 12, 26),)
NAMES = {1: "New Year's Day", 5: "Labour Day", 10: "National Day", 12: "New Year's Day"}


class Arrangement(TermEdges):
    def setUp(self):
        super().setUp()
        self.at(datetime(2026, 9, 1, 10))
        self.calendar = self.env["gov.calendar"].create({"name": "c"})
        self.company.gov_calendar_id = self.calendar

    def published(self):
        """The package holds the notice of 2027 now."""
        new = ({day: NAMES[day.month] for day in FREE}, {day: NAMES[day.month] for day in WORKED})
        for table, days in zip((holidays, workdays), new, strict=True):
            self.enterContext(patch.dict(table, days))

    def load(self):
        self.published()
        self.assertEqual(self.calendar._load_official_days([2027]), [2027])

    def by_hand(self, *days, official=True, is_working=False):
        return self.env["gov.calendar.day"].create(
            [
                {
                    "calendar_id": self.calendar.id,
                    "date": day,
                    "name": "元旦",
                    "is_working": is_working,
                    "official": official,
                }
                for day in days
            ]
        )

    def truth(self, start, value, unit="wd", stood=(), free=FREE, worked=WORKED):
        """The deadline as the oracle has it once the notice is known."""
        differ = oracle.arrangement() | dict.fromkeys(free, False) | dict.fromkeys(worked, True)
        return oracle.Paper(differ=differ).reckon(start, value, unit, stood=stood)

    def recomputed(self, case):
        return self._events(case).count("term.recompute")


@tagged("post_install", "-at_install")
class TestLoaded(Arrangement):
    def test_december_of_the_year_before(self):
        """I6, D-05: a notice changes days of the December before, too: they are loaded, and the running
        periods they concern are computed anew, with an event each."""
        start = datetime(2026, 12, 21, 10)
        moved, sure = self.begin(start, 8)[0], self.begin(start, 3)[0]
        self.assertEqual((moved.due_date, moved.due_provisional), (date(2026, 12, 31), False))
        self.load()
        self.assertFalse(self.calendar.is_working(date(2026, 12, 31)))
        self.assertTrue(self.calendar.is_working(date(2026, 12, 26)))
        self.assertEqual(moved.due_date, self.truth(start.date(), 8))
        self.assertEqual((moved.due_provisional, self.recomputed(moved)), (False, 1))
        self.assertEqual((sure.due_date, self.recomputed(sure)), (date(2026, 12, 24), 0))

    def test_provisional_and_loaded(self):
        """I6: once the data are there, every provisional deadline is computed anew with an event, whether
        its date moves or is confirmed."""
        start = datetime(2026, 12, 21, 10)
        moved, _term = self.begin(start, 10)
        confirmed, term = self.begin(start, 21, "day")
        self.assertEqual((moved.due_provisional, confirmed.due_provisional), (True, True))
        self.load()
        self.assertEqual(moved.due_date, self.truth(start.date(), 10))
        self.assertEqual(confirmed.due_date, date(2027, 1, 11))
        for case in (moved, confirmed):
            self.assertEqual((case.due_provisional, self.recomputed(case)), (False, 1))
            self.assertEqual(case.explain_due_date()[-1]["due"], str(case.due_date))
        self.calendar._load_official_days([2027])
        self.assertEqual((self.recomputed(moved), term.provisional), (1, False))

    def test_at_once_for_any_number(self):
        """I6: computed anew set-wise: the same number of queries for one period and for many."""
        counts = []
        for number in (1, 12):
            cases = [self.begin(datetime(2026, 12, 14, 10), 5)[0] for _n in range(number)]
            self.by_hand(date(2026, 12, 16)).unlink()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            day = self.by_hand(date(2026, 12, 16))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({(case.due_date, self.recomputed(case)) for case in cases}, {(date(2026, 12, 22), 3)})
            day.unlink()
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_by_the_scheduled_action(self):
        """I6: what one batch does not hold, and what somebody was handling, the scheduled action takes."""
        case, term = self.begin(datetime(2026, 12, 21, 10), 10)
        self.published()
        self.env["gov.calendar"]._cron_check_official_years()
        self.assertEqual((case.due_date, term.provisional), (self.truth(date(2026, 12, 21), 10), False))


@tagged("post_install", "-at_install")
class TestByHand(Arrangement):
    def test_one_day_makes_no_year(self):
        """D-05: a single official day does not make its year known; the holidays of fixed date do."""
        self.by_hand(date(2027, 1, 1))
        self.assertEqual(self.calendar.official_through, 2026)
        self.assertFalse(self.calendar._kernel().is_official(date(2027, 10, 1)))
        case, _term = self.begin(datetime(2026, 12, 21, 10), 10)
        self.assertTrue(case.due_provisional)
        self.by_hand(date(2027, 5, 1))
        self.assertTrue(case.due_provisional)
        self.by_hand(date(2027, 10, 1))
        self.assertEqual((self.calendar.official_through, case.due_provisional), (2027, False))

    def test_a_gap_is_seen(self):
        """D-05: a later year that is known does not hide one that is not."""
        self.by_hand(*(date(2028, month, 1) for month in (1, 5, 10)))
        self.assertEqual(self.calendar.official_through, 2026)
        self.assertTrue(self.calendar._kernel().is_official(date(2028, 3, 1)))
        self.assertFalse(self.calendar._kernel().is_official(date(2027, 3, 1)))

    def test_entered_changed_and_deleted(self):
        """I6: an official day entered, moved, withdrawn by hand: running periods follow, with an event each."""
        case, _term = self.begin(datetime(2026, 12, 7, 10), 5)
        self.assertEqual(case.due_date, date(2026, 12, 14))
        day = self.by_hand(date(2026, 12, 10))
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 15), 1))
        day.date = date(2026, 12, 16)
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 14), 2))
        day.date = date(2026, 12, 9)
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 15), 3))
        day.name = "改名"
        self.assertEqual(self.recomputed(case), 3)
        day.official = False
        self.assertEqual(self.recomputed(case), 3)
        day.official = True
        day.unlink()
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 14), 4))
        self.assertFalse(self.calendar.recompute_from)

    def test_own_days_move_no_promise(self):
        """D-05: a day the centre closes by itself counts for what starts afterwards, and moves no date
        that was promised."""
        case, _term = self.begin(datetime(2026, 12, 7, 10), 5)
        self.by_hand(date(2026, 12, 10), official=False)
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 14), 0))
        later, _term = self.begin(datetime(2026, 12, 7, 10), 5)
        self.assertEqual(later.due_date, date(2026, 12, 15))

    def test_saved_together_is_one_change(self):
        """I6: days entered together in the calendar's form are one event for a period."""
        case, _term = self.begin(datetime(2026, 12, 7, 10), 5)
        days = self.by_hand(date(2026, 12, 21), date(2026, 12, 22))
        self.assertEqual(self.recomputed(case), 0)
        lines = [(1, day.id, {"date": date(2026, 12, number)}) for day, number in zip(days, (9, 10), strict=True)]
        self.calendar.write({"day_ids": lines})
        self.assertEqual((case.due_date, self.recomputed(case)), (date(2026, 12, 16), 1))

    def test_a_mistake_taken_back(self):
        """I6: a wrong day entered and deleted leaves every date as it was, a provisional one, too."""
        case, _term = self.begin(datetime(2026, 12, 21, 10), 8)
        wrong = self.by_hand(date(2026, 12, 30))
        self.assertEqual((case.due_date, case.due_provisional), (date(2027, 1, 1), True))
        wrong.unlink()
        self.assertEqual((case.due_date, case.due_provisional), (date(2026, 12, 31), False))
        self.assertEqual(self.recomputed(case), 2)

    def test_a_year_no_longer_known(self):
        """D-05: without its National Day a year is not known any more; what is due in it is provisional."""
        case, _term = self.begin(datetime(2026, 9, 21, 10), 10)
        self.assertFalse(case.due_provisional)
        self.calendar.day_ids.filtered(lambda day: day.date == date(2026, 10, 1)).unlink()
        self.assertEqual((self.calendar.official_through, case.due_provisional), (2025, True))


@tagged("post_install", "-at_install")
class TestPartsAndMoves(Arrangement):
    """The first days are entered, the period moves, the rest comes: the date is right in the end."""

    def setUp(self):
        super().setUp()
        self.case, self.term = self.begin(datetime(2026, 12, 21, 10), 10)
        self.assertTrue(self.term.provisional)

    def test_extended(self):
        """I6, A-035: extended between two parts of the arrangement."""
        self.by_hand(*FREE[1:5])
        self.term._extend(5, "案情复杂")
        self.assertTrue(self.term.provisional)
        self.load()
        self.assertEqual(self.case.due_date, self.truth(date(2026, 12, 21), 15))
        self.assertFalse(self.term.provisional)

    def test_resumed(self):
        """I6, D-08: stopped before, running again after the first part."""
        self.term._pause("现场勘验")
        self.by_hand(*FREE[1:5])
        self.at(datetime(2026, 12, 28, 10))
        self.term._resume("勘验结束")
        self.assertTrue(self.term.provisional)
        self.load()
        stood = [(date(2026, 12, 21), date(2026, 12, 28))]
        self.assertEqual(self.case.due_date, self.truth(date(2026, 12, 21), 10, stood=stood))

    def test_reopened(self):
        """I6, I-003: ended while provisional, and run on when the arrangement has come."""
        self.term._stop()
        self.load()
        self.term._reopen("退回")
        self.assertEqual(self.case.due_date, self.truth(date(2026, 12, 21), 10))
        self.assertFalse(self.case.due_provisional)

    def test_reopened_after_a_december_day(self):
        """I6, I-003: ended with a sure date that a December day of the notice moves, and run on."""
        case, term = self.begin(datetime(2026, 12, 21, 10), 8)
        term._stop()
        self.load()
        term._reopen("退回")
        self.assertEqual((case.due_date, case.due_provisional), (self.truth(date(2026, 12, 21), 8), False))

    def test_step_lost(self):
        """I6: planning the next step anew does not make a provisional date sure."""
        self.by_hand(*FREE[1:])
        self.env.flush_all()
        self.env.cr.execute("UPDATE gov_term SET provisional = TRUE WHERE id = %s", self.term.ids)
        self.term.invalidate_recordset()
        self.term._plan(self.term._now())
        self.assertTrue(self.term.provisional)
        self.calendar._load_official_days([2026])
        self.assertFalse(self.term.provisional)

    def test_stopped_after_the_deadline(self):
        """I6, A-082: a clock stopped after the deadline, also the one computed anew, moves nothing."""
        self.at(datetime(2027, 1, 12, 10))
        self.term._pause()
        self.at(datetime(2027, 1, 20, 10))
        self.term._resume()
        self.load()
        self.assertEqual(self.case.due_date, self.truth(date(2026, 12, 21), 10))
        self.assertEqual(self.term.paused, 0)

    def test_stopped_between_the_two_deadlines(self):
        """I6, D-08: stopped after the provisional deadline, and in time by the one that is true."""
        self.assertEqual(self.case.due_date, date(2027, 1, 4))
        self.at(datetime(2027, 1, 5, 10))
        self.term._pause()
        self.at(datetime(2027, 1, 7, 10))
        self.term._resume()
        self.assertEqual(self.case.due_date, date(2027, 1, 4))
        self.load()
        stood = [(date(2027, 1, 5), date(2027, 1, 7))]
        self.assertEqual(self.case.due_date, self.truth(date(2026, 12, 21), 10, stood=stood))


@tagged("post_install", "-at_install")
class TestAlarm(Arrangement):
    def activities(self, user):
        return self.env["mail.activity"].search(
            [("res_model", "=", "gov.calendar"), ("res_id", "=", self.calendar.id), ("user_id", "=", user.id)]
        )

    def test_on_screen_and_once(self):
        """D-05: the administrators of the centre have the missing year on their screen, once, until it is
        loaded; the calendar says so, too."""
        admin = self._create_staff("t_cadmin", "gov_base.group_admin")
        stranger = self._create_staff("t_other_admin", "gov_base.group_admin")
        other = self.env["res.company"].create({"name": "别的中心"})
        stranger.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self.at(datetime(2026, 9, 30, 10))
        self.env["gov.calendar"]._cron_check_official_years()
        self.assertFalse(self.activities(admin) or self.calendar.alarm)
        self.at(datetime(2026, 10, 1, 10))
        for _day in range(2):
            self.env["gov.calendar"]._cron_check_official_years()
        self.assertEqual(len(self.activities(admin)), 1)
        self.assertIn("2027", self.activities(admin).summary)
        self.assertFalse(self.activities(stranger))
        self.calendar.invalidate_recordset(["alarm"])
        self.assertIn("2027", self.calendar.alarm)
        self.load()
        self.assertFalse(self.activities(admin))
        self.calendar.invalidate_recordset(["alarm"])
        self.assertFalse(self.calendar.alarm)

    def test_as_soon_as_dates_are_used(self):
        """D-05: in summer already, when a deadline lies in a year that is not arranged."""
        admin = self._create_staff("t_cadmin", "gov_base.group_admin")
        self.begin(datetime(2026, 7, 1, 10), 200)
        self.env["gov.calendar"]._cron_check_official_years()
        self.assertIn("2027", self.activities(admin).summary)

    def test_this_year(self):
        """D-05: this year is missing: told in any month, though a later one is there."""
        admin = self._create_staff("t_cadmin", "gov_base.group_admin")
        self.calendar.day_ids.filtered(lambda day: day.date == date(2026, 10, 1)).unlink()
        self.at(datetime(2026, 3, 2, 10))
        others = {day: name for day, name in holidays.items() if day.year != 2026}
        self.enterContext(patch.dict(holidays, others, clear=True))
        self.env["gov.calendar"]._cron_check_official_years()
        self.assertIn("2026", self.activities(admin).summary)


@tagged("post_install", "-at_install")
class TestShown(Arrangement):
    def test_on_the_departments_board(self):
        """I6: the department's task says that its date is provisional, and no query more for it."""
        self.env.cr._now = None  # the letters are of today
        self.calendar.day_ids.unlink()
        cases = self.env["gov.case"].union(*(self._accepted_case() for _n in range(5)))
        cases.with_user(self.clerk).action_hand_over()
        tasks = cases.sudo().task_ids.with_user(self.handler)
        self.assertEqual(set(tasks.mapped("due_provisional")), {True})
        names = ["lamp", "days_left", "due_date"]
        counts = []
        for spec in (names, names, [*names, "due_provisional"]):  # the first one fills the caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks.web_read({name: {} for name in spec})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
