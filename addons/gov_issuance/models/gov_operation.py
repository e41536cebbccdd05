from odoo import api, models


class GovOperation(models.Model):
    """出件: the result is handed out (W-110)."""

    _inherit = "gov.operation"

    @api.model
    def _operations(self):
        return super()._operations() | {("gov.case", "hand_out"): "7_issue"}
