from dataclasses import replace

from odoo import api, fields, models


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
        known = (
            ("办件编号", "case"),
            ("事项", "item"),
            ("申请人", "applicant"),
            ("办理部门", "department"),
            ("办结期限", "due_on"),
            ("查询码", "tracking_code"),
            ("咨询电话", "phone"),
        )
        provisional = {"due_on": "（暂定）"} if self.content.get("due_provisional") else {}
        lines = [
            (label, f"{self.content[key]}{provisional.get(key, '')}") for label, key in known if self.content.get(key)
        ]
        return lines + super()._slip_lines()
