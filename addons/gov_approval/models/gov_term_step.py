from odoo import api, models


class GovTermStep(models.Model):
    _inherit = "gov.term.step"

    @api.model
    def _selection_role(self):
        return [*super()._selection_role(), ("leader", self.env._("Responsible Leader of the Department"))]
