from odoo import api, models


class GovItem(models.Model):
    """Filings (备案) are made with the city's department directly (W-103)."""

    _inherit = "gov.item"

    def _wants_prior_filing(self, name: str) -> bool:
        """Whether a line of a filing asks to go to the district first, which the rules forbid."""
        if self.nature != "filing":
            return False
        company = self.company_id or self.env.company
        if not self._rule("filing_direct", company.id):
            return False
        return any(word in name for word in self._rule("prior_filing_words", company.id).split())

    @api.constrains("nature")
    def _check_filing_direct(self):
        self.sudo().version_ids.filtered(lambda version: version.state == "draft")._check_wording()
