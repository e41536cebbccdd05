"""Steps as data: repeated escalation, the minutes of a warning, kinds of a centre's own."""

from datetime import date, datetime, timedelta

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gov_base.tests import oracle

from .test_term_edges import TermEdges


class EscalationCommon(TermEdges):
    def setUp(self):
        super().setUp()
        self.kind = self.env.ref("gov_window.term_decision")

    def steps(self, *steps):
        """Give the kind of the decision these steps only: (after, days, repeated every)."""
        self.kind.step_ids.unlink()
        self.env["gov.term.step"].create(
            [
                {"kind_id": self.kind.id, "after": after, "days": days, "repeat_days": repeat, "role": "supervisor"}
                for after, days, repeat in steps
            ]
        )

    def taken(self, case):
        """What was taken, as (kind, working days after the deadline by the paper calendar)."""
        events = self.env["gov.event"].search(
            [
                ("subject_model", "=", "gov.case"),
                ("subject_id", "=", case.id),
                ("kind", "in", ("term.warn", "term.breach", "term.escalate")),
            ],
            order="seq",
        )
        return [(event.kind, (event.at + timedelta(hours=8)).date()) for event in events]

    def days_after(self, due, *numbers):
        """The days so many working days after another, counted one by one on the paper calendar."""
        paper = oracle.Paper(differ=oracle.arrangement())
        return [paper.reckon(due, number, "wd") for number in numbers]

    def pass_days(self, first, last):
        """Let the tick run each night at ten past twelve."""
        day = first
        while day <= last:
            self.at(datetime.combine(day, datetime.min.time()) + timedelta(minutes=10))
            self.tick()
            day += timedelta(days=1)


@tagged("post_install", "-at_install")
class TestRepeatedEscalation(EscalationCommon):
    def test_until_the_period_ends(self):
        """A-082, A-083: every two working days from the first after the deadline, over Qingming, between the single
        steps, each once, to whom the step names; nothing after the end."""
        self.steps((False, 1, 0), (True, 0, 0), (True, 1, 2), (True, 2, 0), (True, 5, 0))
        case, term = self.begin(datetime(2026, 3, 26, 10), 4)
        due = date(2026, 4, 1)
        self.pass_days(date(2026, 3, 27), date(2026, 4, 15))
        warned = oracle.Paper(differ=oracle.arrangement()).back(due, 1)
        missed = due + timedelta(days=1)
        escalated = sorted([*self.days_after(due, 1, 3, 5, 7, 9), *self.days_after(due, 2, 5)])
        expected = [("term.warn", warned), ("term.breach", missed), *(("term.escalate", day) for day in escalated)]
        self.assertEqual(self.taken(case), expected)
        alerts = self.env["gov.alert"].search(
            [("res_model", "=", "gov.case"), ("res_id", "=", case.id), ("user_id", "=", self.supervisor.id)]
        )
        self.assertEqual(len(alerts), len(expected))
        term._stop()
        self.pass_days(date(2026, 4, 16), date(2026, 4, 30))
        self.assertEqual(self.taken(case), expected)

    def test_after_a_standstill(self):
        """A-083: a tick that did not run for two weeks takes each missed repetition once, in order, and goes on."""
        self.steps((True, 0, 0), (True, 1, 3))
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.at(datetime(2026, 3, 20, 10))
        self.tick()
        self.tick()
        kinds = [kind for kind, _day in self.taken(case)]
        self.assertEqual(kinds, ["term.breach", *["term.escalate"] * 4])  # 9, 12, 17 and 20 March
        [following] = self.days_after(date(2026, 3, 6), 13)
        self.assertEqual(term.next_action_at, oracle.utc(datetime.combine(following, datetime.min.time())))

    def test_the_calendar_changes_between(self):
        """A-083: a day off that is entered between two repetitions neither repeats a step nor leaves one out."""
        self.steps((True, 0, 0), (True, 1, 1), (True, 3, 0))
        case, _term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.pass_days(date(2026, 3, 7), date(2026, 3, 10))
        self.env["gov.calendar.day"].create(
            {
                "calendar_id": self.company._gov_calendar().id,
                "date": "2026-03-10",
                "name": "盟庆",
                "is_working": False,
            }
        )
        self.pass_days(date(2026, 3, 11), date(2026, 3, 13))
        kinds = [kind for kind, _day in self.taken(case)]
        # repetitions 1, 2, 3, 4 and the single third
        self.assertEqual(kinds.count("term.escalate"), 5)

    def test_returned_after_the_deadline(self):
        """I-003, A-083: what ended and runs on after its deadline goes on with the next repetition, not with those
        that lie behind."""
        self.steps((True, 0, 0), (True, 1, 2))
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.pass_days(date(2026, 3, 7), date(2026, 3, 9))
        term._stop()
        self.at(datetime(2026, 3, 18, 10))
        term._reopen()
        self.tick()
        self.assertEqual(len(self.taken(case)), 2)
        [following] = self.days_after(date(2026, 3, 6), 9)
        self.assertEqual(term.next_action_at, oracle.utc(datetime.combine(following, datetime.min.time())))
        self.pass_days(following, following)
        self.assertEqual(self.taken(case)[2:], [("term.escalate", following)])

    def test_only_escalations_repeat(self):
        """A-083: a warning or the breach itself is not repeated."""
        for after, days in ((False, 1), (True, 0)):
            with (
                self.subTest(after=after),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.steps((after, days, 1))


@tagged("post_install", "-at_install")
class TestWarningMinutes(EscalationCommon):
    def test_minutes_before(self):
        """A-025: how long before its end a period in office hours is warned of is data of the step."""
        self.kind.step_ids.unlink()
        self.env["gov.term.step"].create(
            [{"kind_id": self.kind.id, "after": False, "days": 0, "minutes": minutes} for minutes in (5, 30)]
        )
        case, term = self.begin(datetime(2026, 3, 2, 10), 1, "hour")
        for local, warnings in ((datetime(2026, 3, 2, 10, 29), 0), (datetime(2026, 3, 2, 10, 31), 1)):
            self.at(local)
            self.tick()
            self.assertEqual(len(self.taken(case)), warnings, local)
        self.assertEqual(term.next_action_at, oracle.utc(datetime(2026, 3, 2, 10, 55)))


@tagged("post_install", "-at_install")
class TestKindOfACentre(EscalationCommon):
    def test_own_before_common(self):
        """A-083: a centre may have a kind of its own under a common code, with steps of its own; others keep the
        common one, and what runs already keeps its kind."""
        running, before = self.begin(datetime(2026, 3, 2, 10), 4)
        own = self.kind.copy({"company_id": self.company.id, "source": "本中心规定"})
        self.env["gov.term.step"].create({"kind_id": own.id, "after": True, "days": 0, "role": "supervisor"})
        case, term = self.begin(datetime(2026, 3, 2, 10), 4)
        self.assertEqual((before.kind_id, term.kind_id), (self.kind, own))
        self.assertEqual(case.explain_due_date()[0]["source"], "本中心规定")
        self.assertEqual((running._open_terms("decision"), case._last_term("decision")), (before, term))
        other = self.env["res.company"].create({"name": "左旗政务服务中心"})
        self.assertEqual(self.env["gov.term.kind"]._get("decision", other), self.kind)
        self.late(case)
        self.tick()
        self.assertEqual(self._events(case).count("term.breach"), 1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.kind.copy({"company_id": self.company.id})
