from odoo import api, models


class GovSeries(models.Model):
    _inherit = "gov.series"

    @api.model
    def _carriers(self):
        """Override: what the hall numbers."""
        carriers = super()._carriers()
        carriers.setdefault("ticket", []).append(("gov.ticket", "number", "company_id"))
        carriers.setdefault("appointment", []).append(("gov.appointment", "number", "company_id"))
        return carriers
