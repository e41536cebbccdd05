from odoo import models


class GovHandover(models.Model):
    _inherit = "gov.handover"

    def _on_sign(self):
        """Override of `gov_window`: who signs for the sheet signs for its tasks."""
        result = super()._on_sign()
        sheets = self.sudo()
        tasks = sheets.line_ids.case_id.task_ids.filtered(
            lambda task: task.state == "waiting" and task.department_id in sheets.department_id
        )
        if self.env.user.has_group("gov_approval.group_handler"):
            tasks.sudo(False)._flow_move("sign")
        return result
