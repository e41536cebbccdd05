import re
from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user


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


class TestUseOfNumbers(TransactionCase):
    """号码使用情况: what became of the serials of a counter, each gap with its reason."""

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2026, 5, 6, 1)
        self.admin = new_test_user(self.env, "t_series_admin", groups="gov_base.group_admin")
        self.series = self.env.ref("gov_base.gov_series_notice")
        self.kind = self.env["gov.notice.kind"].create(
            {"name": "n", "code": "T-9", "word": "试", "template_id": self.env.ref("gov_base.document_page").id}
        )
        self.subject = self.env["res.partner"].create({"name": "某人"})
        self.env.company.gov_document_word = "某"

    def _issue(self):
        return self.env["gov.notice"]._issue("T-9", [(self.subject, {}, {})])

    def _counter(self, unit="试"):
        return self.env["gov.series.counter"].search([("series_id", "=", self.series.id), ("key", "=", f"2026/{unit}")])

    def _explain(self, first, last, reason="登记中断"):
        values = {"counter_id": self._counter().id, "first": first, "last": last, "reason": reason}
        return self.env["gov.series.explanation"].with_user(self.admin).create(values)

    def test_gaps(self):
        """Serials that no document carries are gaps, in runs; a unit that ends like another keeps its own."""
        self._issue()
        self.series._next(3, {"region": "某", "unit": "试"})
        self._issue()
        self.kind.word = "不试"
        self._issue()
        counter = self._counter().with_user(self.admin)
        self.assertRecordValues(
            counter, [{"period": "2026", "unit": "试", "drawn": 5, "carried": 2, "missing": 3, "gaps": "2–4"}]
        )
        self.assertEqual((self._counter("不试").drawn, self._counter("不试").missing), (1, 0))
        domain = counter.action_documents()["domain"]
        self.assertEqual(self.env["gov.notice"].search(domain).mapped("number")[-1], "某试〔2026〕1号")

    def test_explained(self):
        """A gap is explained once, by an administrator, in writing; it is an event and stays."""
        self._issue()
        self.series._next(4, {"region": "某", "unit": "试"})
        told = self._explain(2, 3)
        counter = self._counter()
        self.assertRecordValues(counter, [{"missing": 4, "unexplained": 2, "gaps": "4–5"}])
        self.assertEqual((told.user_id, told.reason), (self.admin, "登记中断"))
        event = self.env["gov.event"].search([("kind", "=", "series.explain")], limit=1)
        self.assertEqual((event.subject_model, event.subject_id, event.data["last"]), ("gov.series", self.series.id, 3))
        self.assertFalse(self.env["gov.event"].verify_chain(self.series.ids, "gov.series"))
        for first, last in ((1, 1), (3, 4), (4, 9), (0, 0), (5, 4)):
            with self.assertRaisesRegex(ValidationError, "4–5"):
                self._explain(first, last)
        with self.assertRaisesRegex(ValidationError, "Say why"):
            self._explain(4, 4, "  ")
        with self.assertRaises(AccessError):
            told.reason = "x"
        with self.assertRaises(UserError):
            told.sudo().unlink()

    def test_only_administrators(self):
        clerk = new_test_user(self.env, "t_series_clerk", groups="gov_base.group_user")
        self._issue()
        self.series._next(1, {"region": "某", "unit": "试"})
        values = {"counter_id": self._counter().id, "first": 2, "last": 2, "reason": "x"}
        with self.assertRaises(AccessError):
            self.env["gov.series.explanation"].with_user(clerk).create(values)

    def test_one_query(self):
        self._issue()
        counter = self._counter()
        counter.series_id._carriers()
        self.env.flush_all()
        with self.assertQueryCount(4):  # the kinds, the counters of the series, the centres, the use
            counter._use()

    def test_every_pattern_is_read_back(self):
        """A number that a series forms fits its own pattern, and gives its serial back."""
        parts = {"region": "152900", "unit": "受", "item": "01"}
        for pattern, reset, per_unit in (
            ("{region}{yyyy}{mm}{dd}{serial:06d}", "year", False),
            ("{region}交{yyyy}{mm}{dd}-{serial:03d}", "day", False),
            ("{unit}〔{yyyy}〕{serial}号", "year", True),
            ("({item})*{serial}", "never", False),
        ):
            series = self.env["gov.series"].create(
                {"name": "x", "code": f"x{pattern}", "pattern": pattern, "reset": reset, "per_unit": per_unit}
            )
            numbers = series._next(2, parts)
            for serial, number in enumerate(numbers, 1):
                found = re.search(series._number_regex(series.counter_ids.key or ""), number)
                self.assertEqual(int(found[1]), serial, number)
