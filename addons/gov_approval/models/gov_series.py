from odoo import api, models


class GovSeries(models.Model):
    _inherit = "gov.series"

    @api.model
    def _carriers(self):
        """Override of `gov_window`: the documents of this addon."""
        carriers = super()._carriers()
        carriers.setdefault("delegation", []).append(("gov.delegation", "number", "company_id"))
        return carriers
