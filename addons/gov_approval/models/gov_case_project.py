from odoo import models


class GovCase(models.Model):
    _inherit = "gov.case"

    def _project_outcome(self):
        """Override of `gov_window`: a decision ends the case for its project (W-111)."""
        if self.decision:
            return "failed" if self.decision == "disagree" else "done"
        return super()._project_outcome()
