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
        series._next(5, {"unit": "教"})
        self.env.cr._now = datetime(2026, 12, 31, 16, 0)
        self.assertEqual(series._next(1, {"unit": "教"}), ["教20270101-001"])

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
            {"pattern": "{yyyy}{dd}{serial}", "reset": "day"},
            {"pattern": "{serial}-{serial}{yyyy}"},
            {"pattern": "{yyyy}-{serial:.2e}"},
            {"pattern": "{yyyy}-{serial:5d}"},
            {"pattern": "{yyyy}-{serial!r}"},
            {"pattern": "{yyyy}-{serial:x}"},
            {"pattern": "{yyyy:>6}-{serial}"},
            {"pattern": "{yyyy}-{unit}{serial}", "per_unit": True},
            {"pattern": "{yyyy}-{unit}1{serial:03d}", "per_unit": True},
            {"pattern": "{yyyy}-{serial}{item}"},
            {"pattern": "{yyyy}-{unit}{item}-{serial}", "per_unit": True},
        ):
            with self.assertRaises(ValidationError, msg=vals):
                self._series(**vals)

    def test_patterns_that_hold(self):
        for vals in (
            {"pattern": "{region}{unit}〔{yyyy}〕{serial}号", "per_unit": True},
            {"pattern": "{region}-{unit}-{item}-{yyyy}{mm}{dd}-{serial:05d}", "per_unit": True, "reset": "day"},
            {"pattern": "{yyyy}{serial}"},
            {"pattern": "{serial:018d}", "reset": "never"},
        ):
            self._series(code=vals["pattern"], **vals)

    def test_nothing_to_put_in(self):
        """A number is not made with an empty place: the message names the place and what to enter where."""
        series = self._series(pattern="{region}-{unit}-{item}-{yyyy}-{serial}")
        with self.assertRaisesRegex(ValidationError, "{item}.*{unit}.*code with the department"):
            series._next(1, {"region": "152900", "unit": "", "item": None})
        self.assertEqual(series.counter_ids.filtered("drawn"), series.counter_ids.browse())

    def test_each_its_own_parts(self):
        """Numbers of a batch are drawn set-wise: each with its own parts, one query for each unit that counts."""
        self.env.cr._now = datetime(2026, 5, 6, 1)
        series = self._series(pattern="{unit}-{item}-{yyyy}-{serial}", per_unit=True)
        parts = [{"unit": unit, "item": item} for unit, item in ("A1", "B1", "A2", "B2", "A3")]
        self.assertEqual(
            series._next_each(parts), ["A-1-2026-1", "B-1-2026-1", "A-2-2026-2", "B-2-2026-2", "A-3-2026-3"]
        )
        with self.assertQueryCount(2):
            series._next_each(parts * 20)

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
        parts = {"region": "152900", "unit": "受", "department": "11", "item": "01"}
        for pattern, reset, per_unit in (
            ("{region}{yyyy}{mm}{dd}{serial:06d}", "year", False),
            ("{region}交{yyyy}{mm}{dd}-{serial:03d}", "day", False),
            ("{unit}〔{yyyy}〕{serial}号", "year", True),
            ("({item})*{serial}", "never", False),
            ("{department}.{item}.{yyyy}.{serial:04d}", "year", False),
        ):
            series = self.env["gov.series"].create(
                {"name": "x", "code": f"x{pattern}", "pattern": pattern, "reset": reset, "per_unit": per_unit}
            )
            numbers = series._next(2, parts)
            for serial, number in enumerate(numbers, 1):
                found = re.search(series._number_regex(series.counter_ids.key or ""), number)
                self.assertEqual(int(found[1]), serial, number)


class TestChangeOfSeries(TransactionCase):
    """A series in use is changed: no number comes twice, and nobody is stopped."""

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2026, 5, 6, 1)
        self.series = self.env.ref("gov_base.gov_series_notice")
        self.kinds = self.env["gov.notice.kind"].create(
            [
                {
                    "name": "n",
                    "code": f"T-{word}",
                    "word": word,
                    "template_id": self.env.ref("gov_base.document_page").id,
                }
                for word in ("试", "验")
            ]
        )
        self.subject = self.env["res.partner"].create({"name": "某人"})
        self.env.company.gov_document_word = "某"
        for kind, count in zip(self.kinds, (3, 5), strict=True):
            self._issue(count, kind)

    def _issue(self, count=1, kind=None):
        """Issue papers; the unique index on company and number is what would stop it."""
        code = (kind or self.kinds[0]).code
        notices = self.env["gov.notice"]._issue(code, [(self.subject, {}, {})] * count)
        self.env.flush_all()
        return notices.mapped("number")

    def test_reset(self):
        """From each year to never and back, and from the pattern of the year to the day's."""
        self.series.reset = "never"
        self.assertEqual(self._issue(), ["某试〔2026〕4号"])
        self._issue(4)
        self.series.reset = "year"
        self.assertEqual(self._issue(), ["某试〔2026〕9号"])
        self.series.write({"pattern": "{region}{unit}{yyyy}{mm}{dd}-{serial:03d}", "reset": "day"})
        self._issue(2)
        self.series.write({"pattern": "{region}{unit}〔{yyyy}〕{serial}号", "reset": "year"})
        self._issue(2)

    def test_per_unit(self):
        """One serial for all begins behind the longest, and each its own again behind what the common one gave."""
        self.series.per_unit = False
        self.assertEqual(self._issue(), ["某试〔2026〕6号"])
        self.assertEqual(self._issue(2, self.kinds[1]), ["某验〔2026〕7号", "某验〔2026〕8号"])
        self.series.per_unit = True
        self._issue(3)
        self._issue(3, self.kinds[1])

    def test_the_centres_own(self):
        """A series of the centre's own, begun in the middle of the year, goes on where the common one stood."""
        self.series.copy({"company_id": self.env.company.id})
        self.assertEqual(self._issue(), ["某试〔2026〕4号"])
        self.assertEqual(self._issue(kind=self.kinds[1]), ["某验〔2026〕6号"])

    def test_another_series_for_the_kind(self):
        """A kind of paper that goes to another series with the same pattern, and comes back."""
        self.series.copy({"code": "other"})
        self.kinds[0].series_code = "other"
        self.assertEqual(self._issue(2), ["某试〔2026〕4号", "某试〔2026〕5号"])
        self.kinds[0].series_code = "notice"
        self.assertEqual(self._issue(), ["某试〔2026〕6号"])

    def test_a_new_year_begins_at_one(self):
        """Without a change since the year began, nobody looks for old numbers, and the serial is one."""
        self.env.cr.execute("UPDATE gov_series SET write_date = '2026-05-06'")
        self.env.cr.execute("UPDATE gov_notice_kind SET write_date = '2026-05-06'")
        self.env.invalidate_all()
        self.env.cr._now = datetime(2027, 1, 4, 1)
        queries, execute = [], self.env.cr.execute
        self.patch(
            self.env.cr, "execute", lambda query, *args, **kw: queries.append(str(query)) or execute(query, *args, **kw)
        )
        self.assertEqual(self._issue(), ["某试〔2027〕1号"])
        self.assertTrue(queries)
        self.assertFalse([query for query in queries if "AS carried" in query])
