from odoo import api, models


class GovOperation(models.Model):
    """审批 is the department's written conclusion, 办结 the decision (W-110)."""

    _inherit = "gov.operation"

    @api.model
    def _operations(self):
        return super()._operations() | {("gov.task", "conclude"): "5_review", ("gov.case", "decide"): "6_decide"}
