from odoo import fields, models
from odoo.fields import Command


class GovCase(models.Model):
    """Departments that have a part in a case and do not decide it (协办部门, W-087): once its sheet
    was handed over to them they read the case, its checklist and its files, and change nothing."""

    _inherit = "gov.case"

    co_department_ids = fields.Many2many(
        "gov.department",
        "gov_case_co_department",
        "case_id",
        "department_id",
        "Departments with a Part in It",
        readonly=True,
        copy=False,
    )

    def _let_read(self, department):
        """From now on a co-department reads these cases."""
        if others := self.filtered(lambda case: case.department_id != department):
            others._flow_write({"co_department_ids": [Command.link(department.id)]})
