from odoo import models


class GovCase(models.Model):
    """Who accepts elsewhere what is entrusted to the window is refused, and noted (W-095)."""

    _inherit = "gov.case"

    def _flow_refused(self, action, error):
        """Override of `gov_base`: a refused acceptance may be one outside the window."""
        if action in ("accept", "accept_gap"):
            self.sudo()._record_accept_elsewhere()
        return super()._flow_refused(action, error)

    def _record_accept_elsewhere(self):
        """Note the items that are entrusted to the comprehensive window, if the user has no power there."""
        letters = self.item_id._letter("accept")
        powers = self._get_accept_authority()
        elsewhere = self.filtered(lambda case: letters.get(case.item_id.id) and not powers.get(case.id))
        self.env["gov.attempt"]._record("accept", elsewhere.item_id.ids)
