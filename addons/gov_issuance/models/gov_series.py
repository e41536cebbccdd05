from odoo import api, models


class GovSeries(models.Model):
    _inherit = "gov.series"

    @api.model
    def _carriers(self):
        """Override of `gov_approval`: the documents of this addon."""
        carriers = super()._carriers()
        carriers.setdefault("result", []).append(("gov.result", "number", "department_id.company_id"))
        return carriers
