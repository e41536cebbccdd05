"""The ledger as a file, and bulk work with a result for each case."""

import csv
import io
import tracemalloc

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..models.gov_case_export import BATCH, guarded
from .common import GovCommon


@tagged("post_install", "-at_install")
class TestLedgerExport(GovCommon, TransactionCase):
    def rows(self, user):
        text = "".join(self.env["gov.case"].with_user(user)._export_ledger([]))
        self.assertTrue(text.startswith("\ufeff"))
        return list(csv.DictReader(io.StringIO(text[1:])))

    def test_rows(self):
        """W-084: in order of application, names masked, own rules, no drafts."""
        first, second = self._open_case(), self._open_case()
        self._open_case(receive=False)
        rows = self.rows(self.clerk)
        self.assertEqual([row["办件编号"] for row in rows], [first.number, second.number])
        self.assertEqual(rows[0]["申请人"], first.partner_masked)
        self.assertNotIn("张大山", str(rows))
        self.assertEqual(self.rows(self.receiver), [], "nothing was handed over to the department")

    def test_formulas(self):
        """W-084: no cell is a formula, whatever an applicant calls itself."""
        for text in ("=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\0=1"):
            self.assertFalse(guarded(text).startswith(("=", "+", "-", "@", "\t", "\0")), text)
        company = self.env["res.partner"].create({"name": '=HYPERLINK("x")', "is_company": True})
        self._open_case(partner_id=company.id)
        self.assertEqual(self.rows(self.clerk)[-1]["申请人"], '\'=HYPERLINK("x")')

    def fill(self, count):
        """Copy one case so many times, straight into the table."""
        case = self._open_case()
        self.env.flush_all()
        names = [name for name, field in case._fields.items() if field.store and field.column_type]
        names = [name for name in names if name not in ("id", "number", "tracking_code", "access_token")]
        columns = SQL(", ").join(SQL.identifier(name) for name in names if name != "application_number")
        self.env.execute_query(
            SQL(
                "INSERT INTO gov_case (number, %s) SELECT 'X' || n, %s FROM gov_case, generate_series(1, %s) n"
                " WHERE gov_case.id = %s RETURNING id",
                columns,
                columns,
                count,
                case.id,
            )
        )

    def measure(self, count):
        """Peak of memory in MB and queries a batch while so many cases are streamed."""
        self.fill(count)
        cases = self.env["gov.case"].with_user(self.clerk)
        next(cases._export_ledger([("id", "<", 0)]))
        self.env.cr.execute("CLOSE gov_ledger")
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        tracemalloc.start()
        lines = sum(piece.count("\r\n") for piece in cases._export_ledger([]))
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        self.assertGreater(lines, count)
        return peak, (self.env.cr.sql_log_count - before) / (count / BATCH)

    def test_memory_and_queries(self):
        """W-084: 10,000 cases in 200 MB at most, and a constant number of queries a batch."""
        peak, queries = self.measure(5 * BATCH)
        self.assertLess(peak, 100)
        self.assertLess(queries, 20)

    def test_bulk_hand_over(self):
        """W-086: of many cases those go that can, on one sheet, and each other says why not."""
        ready = self._open_case() + self._open_case()
        ready.action_accept()
        draft = self._open_case(complete=False)
        answer = (ready + draft).action_hand_over_each()["params"]
        self.assertEqual(set(ready.mapped("state")), {"transferred"})
        self.assertEqual(len(ready.sudo().handover_line_ids.handover_id), 1)
        self.assertIn(draft.number, answer["message"])
        self.assertEqual(answer["type"], "warning")


@tagged("post_install", "-at_install", "slow")
class TestLedgerExportLarge(TestLedgerExport):
    def test_memory_and_queries(self):
        """W-084: 100,000 cases within 200 MB."""
        peak, queries = self.measure(100_000)
        self.assertLess(peak, 200)
        self.assertLess(queries, 20)


@tagged("post_install", "-at_install")
class TestLedgerRoute(GovCommon, HttpCase):
    def test_route(self):
        """W-084: staff get the file, others do not."""
        case = self._open_case()
        self.authenticate("t_clerk", "t_clerk")
        answer = self.url_open("/gov/cases/export?since=2020-01-01")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(case.number, answer.content.decode("utf-8-sig"))
        self.assertIn("text/csv", answer.headers["Content-Type"])
        self._create_staff("t_citizen_x", "base.group_portal")
        self.authenticate("t_citizen_x", "t_citizen_x")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/gov/cases/export").status_code, 403)
