from odoo import api, models


class GovSeries(models.Model):
    _inherit = "gov.series"

    @api.model
    def _carriers(self):
        """Override of `gov_base`: the documents of this addon."""
        carriers = super()._carriers()
        carriers.setdefault("case", []).append(("gov.case", "number", "company_id"))
        carriers.setdefault("application", []).append(("gov.case", "application_number", "company_id"))
        carriers.setdefault("authorization", []).append(("gov.authorization", "number", "company_id"))
        carriers.setdefault("handover", []).append(("gov.handover", "number", "company_id"))
        return carriers
