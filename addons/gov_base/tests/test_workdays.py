from datetime import date, datetime

from odoo.tests import BaseCase

from ..kernel.workdays import OutOfRange, WorkingDays, arranged_years

MONDAY = date(2026, 3, 2)


class TestWorkingDays(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = WorkingDays(range(5))
        cls.spring = WorkingDays(
            range(5),
            {date(2026, 2, 28): True, **{date(2026, 2, day): False for day in range(16, 24)}},
            official_years=[2026],
        )

    def test_ledger_examples(self):
        """F-5.5, D-04: Monday to Friday, no holidays, the first day not counted."""
        expected = {
            1: date(2026, 3, 3),
            2: date(2026, 3, 4),
            5: date(2026, 3, 9),
            10: date(2026, 3, 16),
            15: date(2026, 3, 23),
            20: date(2026, 3, 30),
            25: date(2026, 4, 6),
            30: date(2026, 4, 13),
        }
        for days, due in expected.items():
            self.assertEqual(self.plain.add(MONDAY, days), due, days)
            self.assertEqual(self.plain.between(MONDAY, due), days)
        self.assertEqual(self.plain.add(MONDAY, 10, count_first=True), date(2026, 3, 13), "F-5.6")
        mining_fee = self.plain.deadline(datetime(2026, 3, 2, 10), 30, "day")
        self.assertEqual(mining_fee, datetime(2026, 4, 1, 23, 59, 59))

    def test_make_up_days_and_holidays(self):
        """D-05: a make-up Saturday counts, a holiday does not."""
        self.assertTrue(self.spring.is_working(date(2026, 2, 28)))
        self.assertFalse(self.spring.is_working(date(2026, 2, 17)))
        self.assertEqual(self.spring.add(date(2026, 2, 13), 1), date(2026, 2, 24))
        self.assertEqual(self.spring.add(date(2026, 2, 27), 1), date(2026, 2, 28))

    def test_start_on_a_day_off(self):
        saturday = date(2026, 3, 7)
        self.assertEqual(self.plain.add(saturday, 1), date(2026, 3, 9))
        self.assertEqual(self.plain.add(saturday, 1, count_first=True), date(2026, 3, 9))
        self.assertEqual(self.plain.add(saturday, -1), date(2026, 3, 6))
        self.assertEqual(self.plain.add(saturday, 0), saturday)

    def test_there_and_back(self):
        for days in range(1, 300):
            self.assertEqual(self.plain.add(self.plain.add(MONDAY, days), -days), MONDAY)

    def test_office_hours(self):
        """A-025: an hour of office time, over lunch, over night, over the weekend."""
        hour = self.plain.deadline
        self.assertEqual(hour(datetime(2026, 3, 2, 10, 0), 1, "hour"), datetime(2026, 3, 2, 11, 0))
        self.assertEqual(hour(datetime(2026, 3, 2, 11, 30), 1, "hour"), datetime(2026, 3, 2, 14, 0))
        self.assertEqual(hour(datetime(2026, 3, 2, 17, 0), 1, "hour"), datetime(2026, 3, 3, 9, 30))
        self.assertEqual(hour(datetime(2026, 3, 6, 17, 30), 1, "hour"), datetime(2026, 3, 9, 10, 0))
        self.assertEqual(hour(datetime(2026, 3, 7, 12, 0), 1, "hour"), datetime(2026, 3, 9, 10, 0))
        self.assertEqual(hour(datetime(2026, 3, 2, 8, 0), 7, "hour"), datetime(2026, 3, 2, 17, 30))
        self.assertEqual(hour(datetime(2026, 3, 2, 8, 0), 14, "hour"), datetime(2026, 3, 3, 17, 30))

    def test_half_days(self):
        """A-025, D-05: of a half day only the open half is office time; it is a whole working day."""
        half = WorkingDays(range(5), {MONDAY: True}, halves={MONDAY: 0})
        self.assertEqual(half.deadline(datetime(2026, 3, 2, 11, 30), 1, "hour"), datetime(2026, 3, 3, 9, 30))
        self.assertEqual(half.deadline(datetime(2026, 3, 2, 15, 0), 1, "hour"), datetime(2026, 3, 3, 10, 0))
        self.assertEqual(half.minutes_between(datetime(2026, 3, 2), datetime(2026, 3, 3)), 180)
        self.assertEqual(half.add(MONDAY, 10), self.plain.add(MONDAY, 10))
        self.assertEqual(half.opening(MONDAY), [(540, 720)])
        afternoon = WorkingDays(range(5), {MONDAY: True}, halves={MONDAY: 1})
        self.assertEqual(afternoon.deadline(datetime(2026, 3, 2, 8, 0), 1, "hour"), datetime(2026, 3, 2, 14, 30))

    def test_opening(self):
        """Longer hours join the office hours; a day that the calendar closes stays closed."""
        saturday = date(2026, 3, 7)
        self.assertEqual(self.plain.opening(MONDAY), [(540, 720), (810, 1050)])
        self.assertEqual(self.plain.opening(MONDAY, [(720, 810)]), [(540, 1050)])
        self.assertEqual(
            self.plain.opening(MONDAY, [(1080, 1200), (480, 600)]), [(480, 720), (810, 1050), (1080, 1200)]
        )
        self.assertEqual(self.plain.opening(saturday), [])
        self.assertEqual(self.plain.opening(saturday, [(540, 720)]), [(540, 720)])
        self.assertEqual(self.spring.opening(date(2026, 2, 21), [(540, 720)]), [], "a Saturday of the holidays")
        half = WorkingDays(range(5), {MONDAY: True}, halves={MONDAY: 0})
        self.assertEqual(half.opening(MONDAY, [(720, 810), (1080, 1200)]), [(540, 720)])

    def test_out_of_range(self):
        with self.assertRaises(OutOfRange):
            self.plain.add(date(1989, 12, 31), 1)
        with self.assertRaises(OutOfRange):
            self.plain.add(date(2079, 12, 29), 5)
        with self.assertRaises(OutOfRange):
            self.plain.add(date(1990, 1, 1), -1)
        with self.assertRaises(OutOfRange):
            self.plain.add_minutes(datetime(2079, 12, 29, 17), 10_000)

    def test_a_week_without_working_day(self):
        with self.assertRaises(ValueError):
            WorkingDays([])

    def test_an_hour_is_a_whole_hour(self):
        """A-025: seconds of the start are not lost: a period of hours is never a second too short."""
        for start, due in (
            (datetime(2026, 3, 3, 10), datetime(2026, 3, 3, 11)),
            (datetime(2026, 3, 3, 10, 0, 1), datetime(2026, 3, 3, 11, 1)),
            (datetime(2026, 3, 3, 10, 0, 59), datetime(2026, 3, 3, 11, 1)),
            (datetime(2026, 3, 3, 10, 59, 59), datetime(2026, 3, 3, 12)),
            (datetime(2026, 3, 3, 11, 59, 59), datetime(2026, 3, 3, 14, 30)),
            (datetime(2026, 3, 3, 23, 59, 59), datetime(2026, 3, 4, 10)),
        ):
            self.assertEqual(self.plain.deadline(start, 1, "hour"), due, start)

    def test_arranged_years(self):
        """D-05: a year is known with its holidays of fixed date, one of its days being official."""
        fixed = {date(2027, 1, 1): True, date(2027, 5, 1): True, date(2027, 10, 1): True}
        self.assertEqual(arranged_years(fixed), {2027})
        for day in fixed:
            self.assertEqual(arranged_years({other: True for other in fixed if other != day}), set(), day)
        self.assertEqual(arranged_years(dict.fromkeys(fixed, False)), set())
        self.assertEqual(arranged_years(fixed | {date(2027, 5, 1): False}), {2027}, "the centre works on Labour Day")

    def test_last_official_year(self):
        """D-05: years after a gap are not reached."""
        self.assertEqual(WorkingDays(range(5), official_years=[2024, 2025, 2027]).last_official_year(), 2025)
        self.assertIsNone(self.plain.last_official_year())
