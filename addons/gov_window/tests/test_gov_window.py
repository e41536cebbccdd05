from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import GovCommon


class TestWindowHours(GovCommon):
    """延时服务: a window keeps longer hours than the centre; the legal periods do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.window.hour_ids = [
            Command.create({"weekday": "0", "hour_from": 12, "hour_to": 13.5, "name": "午间延时服务"}),
            Command.create({"weekday": "5", "hour_from": 9, "hour_to": 12, "name": "周六延时服务"}),
        ]

    def test_opening(self):
        """W-052: noon service joins morning and afternoon; Saturdays are open, holidays are not."""
        monday, saturday, holiday = date(2026, 3, 2), date(2026, 3, 7), date(2026, 10, 3)
        self.assertEqual(self.window._opening(monday), [(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 17, 30))])
        self.assertEqual(self.window._opening(saturday), [(datetime(2026, 3, 7, 9), datetime(2026, 3, 7, 12))])
        self.assertEqual(self.window._opening(holiday), [], "a Saturday of the National Day")
        self.assertEqual(self.labour_window._opening(saturday), [])

    def test_is_open(self):
        noon = datetime(2026, 3, 2, 4, 30)
        self.assertTrue(self.window._is_open(noon))
        self.assertFalse(self.labour_window._is_open(noon))
        self.assertTrue(self.window._is_open(datetime(2026, 3, 7, 1)), "09:00 on Saturday")
        self.assertFalse(self.window._is_open(datetime(2026, 3, 7, 4)), "12:00: closing")

    def test_legal_periods_do_not_count_it(self):
        """A-025: Friday 17:00 plus one hour of office time is Monday, whatever the window does."""
        calendar = self.company._gov_calendar()
        friday = datetime(2026, 3, 6, 9)
        self.assertEqual(calendar._deadline(friday, 1, "hour"), datetime(2026, 3, 9, 1, 30))

    def test_open_today(self):
        self.env.cr._now = datetime(2026, 3, 7, 1)
        self.assertEqual(self.window.opening_today, "09:00–12:00")
        self.assertEqual(self.labour_window.opening_today, "closed")

    def test_overlap_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.window.hour_ids = [Command.create({"weekday": "5", "hour_from": 11, "hour_to": 14})]

    def test_only_the_administrator(self):
        with self.assertRaises(AccessError):
            self.window.hour_ids[0].with_user(self.clerk).hour_to = 18


class TestParameterNames(GovCommon):
    """Ledger part D: parameters with a closed list are chosen and shown by their names."""

    def _line(self, **vals):
        return self.env["gov.profile"].create({"name": "p", "line_ids": [Command.create(vals)]}).line_ids

    def test_choice(self):
        line = self._line(name="statutory_rule", value="law_prevails")
        self.assertEqual(line.default, "The shorter one")
        self.assertEqual(line.options, [["min", "The shorter one"], ["law_prevails", "The law's"]])
        with self.assertRaisesRegex(ValidationError, "“maximum”.*Allowed: The shorter one, The law's"):
            line.value = "maximum"

    def test_number(self):
        line = self._line(name="supplement_days", value="5")
        self.assertEqual((line.unit, line.default, line.options), ("wd", "10 Working Days", False))
        for wrong in ("five", "-1", "1.5"):
            with self.assertRaisesRegex(ValidationError, "a whole number, 0 or more"):
                line.value = wrong

    def test_another_parameter_begins_with_its_default(self):
        with Form(self.env["gov.profile"]) as form:
            form.name = "p"
            with form.line_ids.new() as line:
                line.name = "gap_clock"
                self.assertEqual(line.value, "wait")
                line.name = "gap_enabled"
                self.assertEqual(line.value, "True")
