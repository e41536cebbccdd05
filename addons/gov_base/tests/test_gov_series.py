from datetime import datetime

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase


class TestSeries(TransactionCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.cr, "_now", None)

    def _series(self, **vals):
        return self.env["gov.series"].create(
            {"name": "s", "code": "s", "pattern": "{unit}{yyyy}{mm}{dd}-{serial:03d}", **vals}
        )

    def test_numbers(self):
        self.env.cr._now = datetime(2026, 12, 31, 15, 59)
        series = self._series()
        self.assertEqual(series._next(2, {"unit": "教"}), ["教20261231-001", "教20261231-002"])
        self.assertEqual(series._next(1, {"unit": "民"}), ["民20261231-003"])

    def test_a_new_year_begins_at_local_midnight(self):
        series = self._series()
        self.env.cr._now = datetime(2026, 12, 31, 15, 59)
        series._next(5, {})
        self.env.cr._now = datetime(2026, 12, 31, 16, 0)
        self.assertEqual(series._next(1, {}), ["20270101-001"])

    def test_own_serial_per_unit(self):
        series = self._series(per_unit=True)
        self.env.cr._now = datetime(2026, 5, 6, 1)
        self.assertEqual(series._next(1, {"unit": "A"}), ["A20260506-001"])
        self.assertEqual(series._next(1, {"unit": "B"}), ["B20260506-001"])
        self.assertEqual(series._next(1, {"unit": "A"}), ["A20260506-002"])

    def test_patterns_that_repeat_are_refused(self):
        for vals in (
            {"pattern": "{yyyy}"},
            {"pattern": "{serial}", "reset": "year"},
            {"pattern": "{yyyy}{serial}", "reset": "day"},
            {"pattern": "{yyyy}{serial}", "per_unit": True},
            {"pattern": "{nonsense}{serial}{yyyy}"},
            {"pattern": "{unit.__class__}{serial}{yyyy}"},
            {"pattern": "{serial"},
        ):
            with self.assertRaises(ValidationError, msg=vals):
                self._series(**vals)

    def test_missing_series(self):
        with self.assertRaisesRegex(ValidationError, "nothing"):
            self.env["gov.series"]._for("nothing", self.env.company)
