from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger


class TestCalendar(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env.ref("gov_base.gov_calendar_china")

    def test_official_days(self):
        """The official arrangement of 2026: National Day off, its make-up day worked."""
        self.assertGreaterEqual(self.calendar.official_through, 2026)
        self.assertFalse(self.calendar.is_working(date(2026, 10, 1)))
        self.assertTrue(self.calendar.is_working(date(2026, 10, 10)))
        self.assertEqual(self.calendar.add_days(date(2026, 9, 30), 1), date(2026, 10, 8))
        self.assertEqual(self.calendar.working_days_between(date(2026, 9, 30), date(2026, 10, 10)), 3)

    def test_a_change_counts_at_once(self):
        monday = date(2026, 3, 9)
        self.assertEqual(self.calendar.add_days(date(2026, 3, 6), 1), monday)
        self.env["gov.calendar.day"].create(
            {"calendar_id": self.calendar.id, "date": monday, "name": "停电", "is_working": False}
        )
        self.assertEqual(self.calendar.add_days(date(2026, 3, 6), 1), date(2026, 3, 10))

    def test_half_day(self):
        """A-025: a half day counts as a working day, its closed half is no office time."""
        monday = datetime(2026, 3, 9, 1)  # 09:00 in Shanghai
        self.assertEqual(self.calendar._deadline(monday, 5, "hour"), datetime(2026, 3, 9, 7, 30))
        day = self.env["gov.calendar.day"].create(
            {
                "calendar_id": self.calendar.id,
                "date": monday.date(),
                "name": "半天",
                "is_working": True,
                "half": "morning",
            }
        )
        self.assertEqual(self.calendar._deadline(monday, 5, "hour"), datetime(2026, 3, 10, 3))
        self.assertEqual(self.calendar.add_days(date(2026, 3, 6), 1), monday.date())
        self.assertEqual(self.calendar._opening(monday.date()), [(datetime(2026, 3, 9, 9), datetime(2026, 3, 9, 12))])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            day.is_working = False
            day.flush_recordset()

    def test_strings_from_rpc(self):
        self.assertEqual(self.calendar.add_days("2026-03-02", 20), date(2026, 3, 30))

    def test_out_of_range_message(self):
        with self.assertRaisesRegex(UserError, "2079"):
            self.calendar.add_days(date(2079, 12, 30), 10)

    def test_deadline_in_local_days(self):
        """The day is the day in Shanghai: 23:59 and 00:01 lie in different periods."""
        before = self.calendar._deadline(datetime(2026, 3, 2, 15, 59), 1, "wd")
        after = self.calendar._deadline(datetime(2026, 3, 2, 16, 1), 1, "wd")
        self.assertEqual(before, datetime(2026, 3, 3, 15, 59, 59))
        self.assertEqual(after, datetime(2026, 3, 4, 15, 59, 59))

    def test_week_must_have_a_working_day(self):
        with self.assertRaises(ValidationError):
            self.env["gov.calendar"].create(
                {"name": "x", **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), False)}
            )

    def test_missing_year_raises_an_alarm(self):
        """D-05: a year without official data is told to the administrators, not guessed silently."""
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2078, 10, 1, 1)
        before = self.env["mail.activity"].search_count([])
        self.env["gov.calendar"]._cron_check_official_years()
        activity = self.env["mail.activity"].search([], order="id desc", limit=1)
        self.assertGreater(self.env["mail.activity"].search_count([]), before)
        self.assertIn("2079", activity.summary)

    def test_a_new_calendar_knows_the_holidays(self):
        """D-05: a calendar made new or copied has the official days, and is worked on no holiday."""
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2026, 8, 3, 1)
        new = self.env["gov.calendar"].create({"name": "旗县中心"})
        self.assertEqual((new.official_through, new.is_working(date(2026, 10, 1))), (2026, False))
        self.assertEqual(new.company_id, self.env.company)
        self.env["gov.calendar.day"].create({"calendar_id": new.id, "date": date(2026, 7, 15), "name": "那达慕"})
        copied = new.copy({"name": "另一中心"})
        self.assertEqual(len(copied.day_ids), len(new.day_ids))
        self.assertFalse(copied.is_working(date(2026, 7, 15)) or copied.is_working(date(2026, 10, 1)))

    def test_loaded_by_the_button(self):
        """D-05: the button loads what is missing, says what is not published, and leaves own days alone."""
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2026, 8, 3, 1)
        calendar = self.env["gov.calendar"].create({"name": "旗县中心"})
        calendar.day_ids.unlink()
        own = self.env["gov.calendar.day"].create(
            {"calendar_id": calendar.id, "date": date(2026, 10, 8), "name": "值班", "is_working": True}
        )
        answer = calendar.action_load_official_days()
        self.assertIn("2027", answer["params"]["message"])
        self.assertEqual((calendar.official_through, calendar.is_working(date(2026, 10, 1))), (2026, False))
        self.assertTrue(own.exists() and calendar.is_working(date(2026, 10, 8)))

    def test_loaded_by_the_scheduled_action(self):
        """D-05: the scheduled action loads this year and the next into every calendar."""
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2025, 3, 3, 1)
        calendar = self.env["gov.calendar"].create({"name": "旗县中心"})
        calendar.day_ids.unlink()
        self.env["gov.calendar"]._cron_check_official_years()
        self.assertEqual(calendar.official_through, 2026)
        self.assertFalse(calendar.is_working(date(2025, 10, 1)))
