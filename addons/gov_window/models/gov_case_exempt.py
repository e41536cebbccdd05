from odoo import models


class GovCase(models.Model):
    """An item that the government exempted from the hall is not received there (W-009)."""

    _inherit = "gov.case"

    def _get_cannot_receive_reason(self):
        reasons = super()._get_cannot_receive_reason()
        for case in self.filtered("item_id.exempt"):
            reasons[case.id] = self.env._(
                "this item is exempted from the hall by %(approval)s and is handled elsewhere: %(reason)s",
                approval=case.item_id.exclusion_approval,
                reason=case.item_id.exclusion_reason,
            )
        return reasons
