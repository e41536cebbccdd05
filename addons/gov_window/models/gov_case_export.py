import csv
import io

from odoo import fields, models
from odoo.tools import SQL

BATCH = 2000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
HEAD = (
    "办件编号",
    "收件时间",
    "申请人",
    "事项",
    "办理部门",
    "窗口",
    "申请渠道",
    "状态",
    "受理日期",
    "承诺工作日",
    "办结期限",
    "时限灯",
    "补正次数",
)


def guarded(value) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value or "").replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text


class GovCase(models.Model):
    """The window's ledger (登记台账) as a file: streamed, so that its length costs no memory (W-084)."""

    _inherit = "gov.case"

    def _export_ledger(self, domain):
        """Yield the ledger as pieces of CSV (UTF-8 with its mark) in order of application, as it was received.

        A cursor of the database keeps the place; each batch takes the same number of queries
        and is forgotten before the next. Rules are those of the user; names are masked.
        """
        query = self._search([("number", "!=", False), *domain], order="received_at, id")
        ids = query.select()
        self.env.flush_all()
        self.env.cr.execute(SQL("DECLARE gov_ledger NO SCROLL CURSOR FOR %s", ids))
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)) for name in ("state", "channel", "lamp")
        }
        yield "\ufeff" + self._csv_lines([HEAD])
        while True:
            rows = self.env.execute_query(SQL("FETCH %s FROM gov_ledger", BATCH))
            if not rows:
                break
            cases = self.sudo().browse([row[0] for row in rows])
            yield self._csv_lines(cases._ledger_row(labels, case) for case in cases)
            self.env.invalidate_all(flush=False)
        self.env.cr.execute("CLOSE gov_ledger")

    def _ledger_row(self, labels, case):
        received = fields.Datetime.to_string(case.company_id._gov_calendar()._to_local(case.received_at))
        return (
            case.number,
            received,
            case.partner_masked,
            case.item_id.name,
            case.department_id.short_name,
            case.window_id.display_name,
            labels["channel"].get(case.channel),
            labels["state"].get(case.state),
            case.accept_date,
            case.promise_value,
            case.due_date,
            labels["lamp"].get(case.lamp),
            case.supplement_count,
        )

    def _csv_lines(self, rows) -> str:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerows([guarded(cell) for cell in row] for row in rows)
        return buffer.getvalue()
