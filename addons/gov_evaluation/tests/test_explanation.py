"""Why this date: what is told agrees with what was reckoned, and tells nobody what is not for them."""

from datetime import date, datetime

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.gov_base.tests import oracle

from .test_term_edges import TermEdges

DAYS = ("holiday", "workday")


class ExplanationCommon(TermEdges):
    def of_2026(self):
        """Letter and postings as if the centre had worked all year."""
        for table in ("gov_authorization", "gov_posting"):
            self.env.cr.execute(SQL("UPDATE %s SET date_start = '2026-01-01'", SQL.identifier(table)))
        self.env.cr.execute("UPDATE gov_posting SET trained_on = '2026-01-01', practised_on = '2026-01-01'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)

    def told(self, case, kind=None):
        """The steps of an explanation, those of one kind."""
        steps = case.explain_due_date()
        return [step for step in steps if kind is None or step["kind"] == kind]

    def days(self, case):
        """The holidays and make-up days an explanation names."""
        return {
            date.fromisoformat(step["date"]): step["kind"] == "workday"
            for step in self.told(case)
            if step["kind"] in DAYS
        }

    def add_up(self, case, start, value, stood=(), first=False):
        """Reckon the deadline by pencil, knowing no holidays but those the explanation names."""
        due = oracle.Paper(differ=self.days(case)).reckon(start, value, "wd", first, stood)
        self.assertEqual(due, case.due_date, "the explanation does not add up")


@tagged("post_install", "-at_install")
class TestExplanation(ExplanationCommon):
    def test_start_in_the_past(self):
        """D-02, F-5.6: a period counted from an earlier day begins in the explanation on that day."""
        line = {"name": "clock_start", "value": "receipt"}
        self.company.gov_profile_id = self.env["gov.profile"].create({"name": "p", "line_ids": [(0, 0, line)]})
        self.of_2026()
        self.at(datetime(2026, 3, 31, 10))
        case = self._open_case()
        self.at(datetime(2026, 4, 3, 10))
        case.action_accept()
        start = self.told(case, "term.start")[0]
        self.assertEqual(start["date"], "2026-03-31")
        self.assertEqual(start["due"], str(case.due_date))
        self.assertEqual(list(self.days(case)), [date(2026, 4, 6)])  # 清明
        self.add_up(case, date(2026, 3, 31), case.promise_value)

    def test_each_step_says_by_what(self):
        """A-082: date, what, rule, event and official source: the value's origin and the law, and of a holiday the
        notice of the State Council."""
        self.of_2026()
        self.at(datetime(2026, 4, 1, 10))
        case = self._accepted_case()
        start = self.told(case, "term.start")[0]
        self.assertEqual(start["rule"], case.promise_source)
        self.assertEqual(start["source"], "《行政许可法》第四十二条")
        event = self.env["gov.event"].search(
            [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id), ("seq", "=", start["event"])]
        )
        self.assertEqual((event.kind, event.data["code"]), ("term.start", "decision"))
        holiday = self.told(case, "holiday")[0]
        self.assertEqual((holiday["date"], holiday["source"]), ("2026-04-06", "国办发明电〔2025〕7号"))
        self.assertIn("清明节", holiday["what"])
        self.assertEqual(holiday["event"], start["event"])

    def test_days_of_others_have_no_notice(self):
        """Without a known notice nobody invents a number: the centre's own day, a year that is not listed."""
        calendar = self.company._gov_calendar()
        day = {"calendar_id": calendar.id, "date": "2026-03-05", "name": "那达慕", "is_working": False}
        self.env["gov.calendar.day"].create(day)
        self.env["gov.calendar.day"].create(day | {"date": "2030-03-05", "official": True})
        case, _term = self.begin(datetime(2026, 3, 3, 10), 4)
        self.assertEqual(self.told(case, "holiday")[0]["source"], "the centre's own arrangement")
        later, _term = self.begin(datetime(2030, 3, 4, 10), 4)
        self.assertIn("State Council for 2030", self.told(later, "holiday")[0]["source"])

    def test_holidays_behind_an_extension(self):
        """A-035: a period extended over Qingming names the day off."""
        case, term = self.begin(datetime(2026, 3, 26, 10), 5)
        self.assertEqual(self.days(case), {})
        self.at(datetime(2026, 4, 1, 10))
        term._extend(5, "案情复杂")
        self.assertEqual(self.days(case), {date(2026, 4, 6): False})
        self.add_up(case, date(2026, 3, 26), 10)

    def test_holidays_in_a_pause(self):
        """D-08: a clock that stood over the National Day: its days off and its make-up day are named, once."""
        case, term = self.begin(datetime(2026, 9, 21, 10), 5)
        self.at(datetime(2026, 9, 24, 10))
        term._pause("听证")
        self.at(datetime(2026, 10, 12, 10))
        term._resume("听证结束")
        days = self.days(case)
        self.assertFalse(days[date(2026, 10, 1)])
        self.assertTrue(days[date(2026, 10, 10)])
        self.assertEqual(len(days), len([step for step in self.told(case) if step["kind"] in DAYS]))
        [made_up] = [step for step in self.told(case, "workday") if step["date"] == "2026-10-10"]
        self.assertIn("the clock stood", made_up["what"])
        self.add_up(case, date(2026, 9, 21), 5, [(date(2026, 9, 24), date(2026, 10, 12))])

    def test_days_known_later(self):
        """I6: what became known only later is told with the step that brought it in, not with the start."""
        calendar = self.env["gov.calendar"].create({"name": "c"})
        self.env["gov.calendar.day"].search([("calendar_id", "=", calendar.id)]).unlink()
        self.company.gov_calendar_id = calendar
        case, _term = self.begin(datetime(2026, 3, 2, 10), 10)
        self.assertTrue(self.told(case, "term.start")[0]["provisional"])
        self.at(datetime(2026, 3, 4, 10))
        self.env["gov.calendar.day"].create(
            [
                {"calendar_id": calendar.id, "date": day, "name": "节", "is_working": False, "official": True}
                for day in ("2026-01-01", "2026-03-09", "2026-03-10", "2026-05-01", "2026-10-01")
            ]
        )
        self.env["gov.term"]._recompute_provisional(calendar)
        kinds = [step["kind"] for step in self.told(case)]
        self.assertEqual(kinds, ["term.start", "term.recompute", "holiday", "holiday", "used"])
        self.assertEqual([step["provisional"] for step in self.told(case)[:2]], [True, False])
        self.add_up(case, date(2026, 3, 2), 10)

    def test_days_of_a_period_that_runs_on(self):
        """I-003: what came back keeps its holidays with the start, if its start was reckoned with them."""
        case, term = self.begin(datetime(2026, 4, 1, 10), 5)
        self.at(datetime(2026, 4, 2, 10))
        term._stop()
        self.at(datetime(2026, 4, 3, 10))
        term._reopen()
        kinds = [step["kind"] for step in self.told(case)]
        self.assertEqual(kinds, ["term.start", "holiday", "term.stop", "term.reopen", "used"])

    def test_the_calendar_of_the_period(self):
        """I6: a period keeps the calendar it began with, in its explanation, too."""
        case, _term = self.begin(datetime(2026, 4, 1, 10), 5)
        self.company.gov_calendar_id = self.env["gov.calendar"].create({"name": "another", "monday": False})
        self.assertEqual(self.days(case), {date(2026, 4, 6): False})
        self.add_up(case, date(2026, 4, 1), 5)

    def test_first_day_counted(self):
        """D-04: where the first day counts the explanation says so, and a first day off is named."""
        line = {"name": "count_first_day", "value": "true"}
        self.company.gov_profile_id = self.env["gov.profile"].create({"name": "p", "line_ids": [(0, 0, line)]})
        case, _term = self.begin(datetime(2026, 4, 6, 10), 5)
        self.assertIn("first day counts", self.told(case, "term.start")[0]["what"])
        self.assertEqual(self.days(case), {date(2026, 4, 6): False})
        self.add_up(case, date(2026, 4, 6), 5, first=True)

    def test_net_and_gross(self):
        """D-08, E-025: the time used without and with what the clock stood, and in calendar days, also on the case."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 10)
        self.at(datetime(2026, 3, 4, 10))
        term._pause()
        self.at(datetime(2026, 3, 11, 10))
        used = self.told(case)[-1]
        self.assertEqual((used["kind"], used["net"], used["gross"], used["days"]), ("used", 2, 7, 9))
        term._resume()
        self.at(datetime(2026, 3, 13, 10))
        term._stop()
        used = self.told(case)[-1]
        self.assertEqual((used["net"], used["gross"], used["days"], used["date"]), (4, 9, 11, "2026-03-13"))
        self.assertEqual((case.used_days, case.gross_days, case.elapsed_days), (4, 9, 11))
        term._reopen()
        self.assertEqual((case.used_days, case.gross_days, case.elapsed_days), (0, 0, 0))

    def test_reasons_that_are_not_public(self):
        """W-099: the applicant sees that the clock stood, not the reason that is not for them."""
        case, term = self.begin(datetime(2026, 3, 2, 10), 10)
        self.at(datetime(2026, 3, 4, 10))
        term._pause("等待公安机关核查", public=False)
        self.at(datetime(2026, 3, 5, 10))
        term._extend(2, "案情复杂")
        self.assertIn("等待公安机关核查", str(case.with_user(self.clerk).explain_due_date()))
        citizen = new_test_user(self.env, "t_explained", "base.group_portal")
        case._flow_write({"partner_id": citizen.partner_id.id})
        own = case.with_user(citizen).explain_due_date()
        self.assertNotIn("等待公安机关核查", str(own))
        self.assertIn("案情复杂", str(own))
        self.assertEqual([step["kind"] for step in own][:3], ["term.start", "term.pause", "term.extend"])


@tagged("post_install", "-at_install")
class TestExplanationOnline(HttpCase, ExplanationCommon):
    def test_progress_for_everybody(self):
        """W-099: /gov/progress tells the steps, and no reason that is not for the applicant, whoever is logged in."""
        case = self._accepted_case().sudo()
        case._open_terms("decision")._pause("等待公安机关核查", public=False)
        self.env.flush_all()
        for login in (None, "t_clerk"):
            self.authenticate(login, login)
            page = self.url_open("/gov/progress").text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            answer = self.url_open(
                "/gov/progress", {"number": case.number, "code": case.tracking_code, "csrf_token": token}
            ).text
            self.assertIn("《行政许可法》第四十二条", answer)
            self.assertNotIn("公安", answer)
