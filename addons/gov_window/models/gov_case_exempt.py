from odoo import models


class GovCase(models.Model):
    """An item that the government exempted from the hall (W-009), or that was abolished after the case was
    opened (W-023), is not received there."""

    _inherit = "gov.case"

    def _get_cannot_receive_reason(self):
        reasons = super()._get_cannot_receive_reason()
        items = self.sudo().item_id.filtered(lambda item: item.exempt or not item.version_id)
        stopped = self.sudo().filtered(lambda case: case.item_id in items) if items else self.browse()
        for case in stopped.filtered("item_id.exempt"):
            reasons[case.id] = self.env._(
                "this item is exempted from the hall by %(approval)s and is handled elsewhere: %(reason)s",
                approval=case.item_id.exclusion_approval,
                reason=case.item_id.exclusion_reason,
            )
        for case in stopped.filtered(lambda case: case.item_version_id and not case.item_id.version_id):
            reasons.setdefault(
                case.id, self.env._("this item was abolished meanwhile: it is not applied for any more.")
            )
        return reasons
