"""Where periods were once reckoned wrongly: stopped clocks, ended periods, missed deadlines."""

from datetime import date, datetime, time, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.gov_base.tests import oracle

from .common import WholeCommon

#: without these days of the notice the year is not known
FIXED = (date(2026, 1, 1), date(2026, 5, 1), date(2026, 10, 1))


class TermEdges(WholeCommon):
    def at(self, local):
        """Move the clock of the transaction to a local moment."""
        self.env.cr._now = oracle.utc(local)

    def late(self, case):
        """Move the clock to the morning after the deadline."""
        self.at(datetime.combine(case.due_date + timedelta(days=1), datetime.min.time()) + timedelta(hours=10))

    def tick(self):
        """Take all steps that are due."""
        while self.env["gov.term"]._take_due(set()):
            pass

    def begin(self, local, value, unit="wd"):
        """A case whose decision period begins at a local moment."""
        self.at(local)
        case = self._open_case(receive=False, complete=False).sudo()
        return case, case._term_start("decision", value, unit)

    def refused(self, words, act):
        """Expect a refusal that leaves the periods alone."""
        before = self.env["gov.event"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            act()
        self.env.invalidate_all()
        self.assertEqual(self.env["gov.event"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestPause(TermEdges):
    def test_resumed_on_a_day_off(self):
        """D-08: a clock stopped on the last day and running again on a Sunday: the deadline is not before."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.assertEqual(case.due_date, date(2026, 3, 6))
        self.at(datetime(2026, 3, 6, 10))
        term._pause("现场勘验")
        self.at(datetime(2026, 3, 8, 10))
        term._resume("勘验结束")
        self.assertEqual((case.due_date, case.lamp, case.overdue), (date(2026, 3, 8), "amber", False))
        self.tick()
        self.assertNotIn("term.breach", self._events(case))

    def test_stopped_after_the_deadline(self):
        """A-082, D-08: a deadline missed on Friday is not moved by a clock stopped on Saturday."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 7, 10))
        self.tick()
        term._pause("现场勘验")
        self.at(datetime(2026, 3, 9, 10))
        term._resume("勘验结束")
        self.assertEqual((case.due_date, case.lamp, case.overdue), (date(2026, 3, 6), "red", True))
        self.tick()
        self.assertEqual(self._events(case).count("term.breach"), 1)
        self.assertEqual(case.explain_due_date()[-1]["due"], "2026-03-06")

    def test_done_while_the_clock_stands(self):
        """D-08, I-003, A-082: what is done while its clock stands is in time; returned, it has its days left."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 4, 10))
        term._pause()
        self.at(datetime(2026, 3, 18, 10))
        term._stop()
        self.assertEqual((case.lamp, case.overdue, case.used_days), ("done", False, 2))
        term._reopen()
        self.assertEqual((case.due_date, case.lamp, case.overdue), (date(2026, 3, 20), "amber", False))
        self.at(datetime(2026, 3, 20, 10))
        term._stop()
        self.assertEqual(case.used_days, 4)

    def test_noon_stays_noon(self):
        """W-085, D-08: a deadline at noon that is still ahead when the clock runs again is not made an
        evening; one that is over is."""
        for hour, due in ((9, time(12)), (14, time(23, 59, 59))):
            _case, term = self.begin(datetime(2026, 3, 3, 10), 1, "noon")
            self.assertEqual(term.due_at, oracle.utc(datetime(2026, 3, 4, 12)))
            self.at(datetime(2026, 3, 4, 9))
            term._pause()
            self.at(datetime(2026, 3, 5, hour))
            term._resume()
            self.assertEqual(term.due_at, oracle.utc(datetime.combine(date(2026, 3, 5), due)))

    def test_office_hours_are_not_stopped(self):
        """D-05, D-08: the rules stop periods of days; an hour's response runs to its end."""
        _case, term = self.begin(datetime(2026, 3, 2, 16), 4, "hour")
        self.assertEqual(term.due_at, oracle.utc(datetime(2026, 3, 3, 11, 30)))
        self.refused("office hours", term._pause)
        self.assertEqual((term.state, term.due_at), ("running", oracle.utc(datetime(2026, 3, 3, 11, 30))))

    def test_into_a_year_without_arrangement(self):
        """I6: a deadline that a pause or an extension moves into a year not arranged yet is provisional."""
        for move in ("extend", "pause"):
            with self.subTest(move):
                case, term = self.begin(datetime(2026, 12, 1, 10), 20)
                self.assertEqual((term.provisional, case.due_provisional), (False, False))
                if move == "extend":
                    term._extend(10)
                else:
                    term._pause()
                    self.at(datetime(2026, 12, 15, 10))
                    term._resume()
                self.assertGreater(case.due_date, date(2026, 12, 31))
                self.assertEqual((term.provisional, case.due_provisional), (True, True))


@tagged("post_install", "-at_install")
class TestRecompute(TermEdges):
    def setUp(self):
        super().setUp()
        self.calendar = self.env["gov.calendar"].create({"name": "c"})
        self.calendar.day_ids.unlink()
        self.company.gov_calendar_id = self.calendar

    def arrange(self, *free):
        """The notice comes out late: these days of March are free."""
        self.env["gov.calendar.day"].create(
            [
                {
                    "calendar_id": self.calendar.id,
                    "date": day,
                    "name": "节",
                    "is_working": False,
                    "official": True,
                }
                for day in (*(date(2026, 3, day) for day in free), *FIXED)
            ]
        )
        return oracle.Paper(differ={date(2026, 3, day): False for day in free})

    def test_after_a_pause(self):
        """I6, D-08: days that a late notice makes free were not lost to the pause."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 10)
        self.assertTrue(term.provisional)
        self.at(datetime(2026, 3, 4, 10))
        term._pause()
        self.at(datetime(2026, 3, 11, 10))
        term._resume()
        paper = self.arrange(9, 10)
        stood = [(date(2026, 3, 4), date(2026, 3, 11))]
        self.assertEqual(case.due_date, paper.reckon(date(2026, 3, 2), 10, "wd", stood=stood))
        self.assertEqual((term.provisional, term.paused), (False, 3))

    def test_resumed_on_a_day_off(self):
        """I6, D-08: computed anew, the deadline is still not before the day the clock ran again."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 6, 10))
        term._pause()
        self.at(datetime(2026, 3, 8, 10))
        term._resume()
        self.arrange(20)
        self.assertEqual((term.provisional, case.due_date), (False, date(2026, 3, 8)))

    def test_while_the_clock_stands(self):
        """I6, D-08: a clock that still stands is not taken for one that ran again."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 4, 10))
        term._pause()
        paper = self.arrange(3)
        self.assertEqual(case.due_date, paper.reckon(date(2026, 3, 2), 4, "wd"))
        self.assertEqual((term.state, case.lamp), ("paused", "grey"))


@tagged("post_install", "-at_install")
class TestStartAndEnd(TermEdges):
    def test_stopped_and_started_again(self):
        """I6: a period ended and begun again in one transaction."""
        case, first = self.begin(datetime(2026, 3, 2, 10), 5)
        case._term_stop("decision")
        second = case._term_start("decision", 5, "wd")
        self.env.flush_all()
        self.assertEqual((first.state, second.state), ("met", "running"))

    def test_none_counted_from_the_first_day(self):
        """D-04: no days at all, the first one counted, end today and not yesterday."""
        line = {"name": "count_first_day", "value": "true"}
        self.company.gov_profile_id = self.env["gov.profile"].create({"name": "p", "line_ids": [(0, 0, line)]})
        for unit in ("day", "wd"):
            _case, term = self.begin(datetime(2026, 3, 2, 10), 0, unit)
            self.assertEqual(term.due_at, oracle.utc(oracle.evening(date(2026, 3, 2))), unit)

    def test_reopened_after_its_deadline(self):
        """I-003, A-082: a result returned after the deadline: the missed deadline is an event, once."""
        case = self._concluded_case().sudo()
        case.with_user(self.leader).action_decide()
        result = case.result_ids
        result.with_user(self.handler).action_submit()
        self.assertEqual(case.lamp, "done")
        self.late(case)
        result.with_user(self.issuer).action_return("持证人姓名有误")
        self.assertEqual(case.lamp, "red")
        self.assertNotIn("term.breach", self._events(case))
        self.tick()
        self.assertEqual(self._events(case).count("term.breach"), 1)
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_return("持证人姓名有误，第二次")
        self.tick()
        self.assertEqual(self._events(case).count("term.breach"), 1)

    def test_clock_that_ends_with_the_decision(self):
        """D-03: where the decision ends the clock, handing over and returning the result do not touch it."""
        line = {"name": "clock_stop", "value": "decision"}
        self.company.gov_profile_id = self.env["gov.profile"].create({"name": "p", "line_ids": [(0, 0, line)]})
        case = self._concluded_case().sudo()
        case.with_user(self.leader).action_decide()
        term = case._last_term("decision")
        self.assertEqual((case.lamp, term.state), ("done", "met"))
        result = case.result_ids
        result.with_user(self.handler).action_submit()
        self.late(case)
        result.with_user(self.issuer).action_return("持证人姓名有误")
        self.tick()
        self.assertEqual((case.state, case.lamp, term.state, case.overdue), ("decided", "done", "met", False))
        self.assertNotIn("term.breach", self._events(case))


@tagged("post_install", "-at_install")
class TestExtension(TermEdges):
    def test_before_the_deadline(self):
        """A-035, D-07: in the last second of the period it may be extended."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 6, 23, 59, 59))
        term._extend(5, "案情复杂")
        self.assertEqual((case.due_date, case.lamp), (date(2026, 3, 13), "green"))

    def test_after_the_deadline(self):
        """A-035, A-082: a second later it may not, whether the tick has come or not; it stays missed."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 7))
        self.refused("has passed", lambda: term._extend(5))
        self.tick()
        self.refused("has passed", lambda: term._extend(5))
        self.assertEqual((case.due_date, case.overdue), (date(2026, 3, 6), True))

    def test_while_the_clock_stands(self):
        """A-035, D-08: what was stopped in time is still in time, however long it stands."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 6, 10))
        term._pause()
        self.at(datetime(2026, 3, 16, 10))
        term._extend(2)
        term._resume()
        self.assertEqual(case.due_date, date(2026, 3, 18))

    def test_stopped_too_late(self):
        """A-035: a clock stopped after the deadline does not make an extension possible."""
        _case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 9, 10))
        term._pause()
        self.refused("has passed", lambda: term._extend(2))

    def test_by_nothing(self):
        """A-035: by nothing or by less a period is not extended."""
        _case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        for value in (0, -1):
            self.refused("one unit at least", lambda value=value: term._extend(value))
        self.assertEqual(term.extended, 0)


@tagged("post_install", "-at_install")
class TestRepeats(WholeCommon):
    def test_sent_back_twice_with_the_same_words(self):
        """A-050: the second return is no repeat of the first: the handler concluded in between."""
        case = self._concluded_case()
        task, words = case.sudo().task_ids, "请补充现场核查情况"
        for _n in range(2):
            case.with_user(self.leader).action_send_back(words)
            self.assertEqual(task.state, "reviewing")
            seq = case.sudo().event_seq
            case.with_user(self.leader).action_send_back(words)  # a second click
            self.assertEqual(case.sudo().event_seq, seq)
            task.with_user(self.handler).action_conclude("agree", "已核查")


@tagged("post_install", "-at_install")
class TestUnknownAlgorithm(WholeCommon):
    def test_unknown_algorithm(self):
        """I4: an event whose algorithm was changed is a break of its case, and the check goes on to the others."""
        case, other = self._accepted_case(), self._accepted_case()
        self.env.flush_all()
        for value in ("md5", "", None):
            with self.subTest(value=value), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute("ALTER TABLE gov_event DISABLE TRIGGER USER")
                for touched, change in ((case, SQL("algorithm = %s", value)), (other, SQL("kind = 'x'"))):
                    where = SQL("subject_model = 'gov.case' AND subject_id = %s AND seq = 1", touched.id)
                    self.env.cr.execute(SQL("UPDATE gov_event SET %s WHERE %s", change, where))
                found = {tuple(line["subject"]) for line in self.env["gov.event"].verify_chain()}
                savepoint.rollback()
                self.assertEqual(found, {("gov.case", case.id), ("gov.case", other.id)})
