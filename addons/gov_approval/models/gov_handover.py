from odoo import models


class GovHandover(models.Model):
    _inherit = "gov.handover"

    def _on_sign(self):
        """Override of `gov_window`: who signs for the sheet signs for its tasks."""
        result = super()._on_sign()
        tasks = (
            self.env["gov.task"]
            .sudo()
            .search([("case_id", "in", self.sudo().line_ids.case_id.ids), ("state", "=", "waiting")])
        )
        if self.env.user.has_group("gov_approval.group_handler"):
            tasks.sudo(False)._flow_move("sign")
        return result
