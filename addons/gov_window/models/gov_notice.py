from dataclasses import replace

from odoo import api, fields, models

from odoo.addons.gov_base.report.engine import chinese_date

PASSES = {True: "通过预受理", False: "尚需完善"}


class GovNotice(models.Model):
    _inherit = "gov.notice"

    case_id = fields.Many2one("gov.case", readonly=True, index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one(related="case_id.department_id", store=True, index="btree_not_null")

    @api.model
    def _flow_table(self):
        """Override of `gov_base`: at the windows, their head makes papers void as well."""
        table = super()._flow_table()
        void = table["void"]
        return table | {"void": replace(void, groups=(*void.groups, "gov_window.group_window_head"))}

    @api.model
    def _number_parts(self, subject):
        """Override of `gov_base`: a paper about a case names its department and item."""
        return subject._number_parts() if subject._name == "gov.case" else super()._number_parts(subject)

    def _slip_lines(self):
        """Override of `gov_base`: what the applicant needs from a case."""
        said = self.content
        lines = [
            ("办件编号", said.get("case")),
            ("事项", said.get("item")),
            ("申请人", said.get("applicant")),
            ("办理部门", said.get("department")),
            *self._slip_told(said.get("kind") or self.kind_id.sudo().code),
            ("查询码", said.get("tracking_code")),
            ("咨询电话", said.get("phone")),
        ]
        return [(label, value) for label, value in lines if value] + super()._slip_lines()

    def _slip_told(self, code: str) -> list[tuple[str, str]]:
        """Hook: what a slip says of its own kind of paper, above all which day is which.

        :return: (label, value) pairs; those without a value are left out
        """
        said = self.content
        if code == "B-01":
            gap = said.get("gap") or {}
            return [
                ("受理日期", self._slip_day(said.get("accepted_on"))),
                (
                    "办结期限",
                    "" if gap.get("waits") else self._slip_day(said.get("due_on"), said.get("due_provisional")),
                ),
                ("暂缺材料", "、".join(gap.get("materials", ()))),
                ("补齐期限", self._slip_day(gap.get("due_on"))),
            ]
        if code == "B-02":
            return [("告知期限", self._slip_day(said.get("answer_on")))]
        if code == "B-04":
            return [
                ("补正期限", self._slip_day(said.get("due_on"))),
                ("补正内容", said.get("reason")),
                ("未交材料", "、".join(line["name"] for line in said["materials"] if self._slip_wanted(line))),
            ]
        if code == "B-05":
            return [("理由", (said.get("reason") or "").removeprefix("理由："))]
        if code == "B-08":
            return [("预审结果", PASSES[bool(said.get("passes"))]), ("说明", said.get("reason"))]
        return []

    @api.model
    def _slip_wanted(self, line: dict) -> bool:
        return line.get("missing") and line.get("required", True)

    @api.model
    def _slip_day(self, day: str | None, provisional=False) -> str:
        return f"{chinese_date(day)}{'（暂定）' if provisional else ''}" if day else ""
