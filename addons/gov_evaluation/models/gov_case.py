from odoo import fields, models


class GovCase(models.Model):
    _inherit = "gov.case"

    evaluation_ids = fields.One2many("gov.evaluation", "case_id", readonly=True)

    def _on_close(self):
        """Override of `gov_issuance`: the applicant is invited to rate."""
        result = super()._on_close()
        self.env["gov.evaluation"]._invite(self)
        return result
