from odoo import api, models
from odoo.fields import Domain


class GovAuthorization(models.Model):
    _inherit = "gov.authorization"

    @api.model
    def _in_force(self, link: str, companies):
        """The letters in force today that entrust a link to one of the centres, as superuser."""
        return self.sudo().search(
            Domain.OR(
                Domain("company_id", "=", company.id)
                & Domain("date_start", "<=", company._gov_today())
                & Domain("date_end", ">=", company._gov_today())
                for company in companies
            )
            & Domain("state", "=", "active")
            & Domain(f"link_{link}", "=", True)
        )
