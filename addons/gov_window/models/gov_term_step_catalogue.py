from odoo import api, models


class GovTermStep(models.Model):
    _inherit = "gov.term.step"

    @api.model
    def _selection_role(self):
        """Override of `gov_base`: who keeps items and letters."""
        return [*super()._selection_role(), ("catalogue", self.env._("Catalogue Managers"))]
