from odoo import models


class GovItemVersion(models.Model):
    """Where the rules say so, a power enters the window by its entry of the list only (W-012)."""

    _inherit = "gov.item.version"

    def _get_incomplete_reason(self):
        reasons = super()._get_incomplete_reason()
        for version in self:
            item = version.item_id
            listed = item.power_entry_id or item.nature == "service"
            if not listed and item._rule("power_list_required", version.company_id.id):
                reasons.setdefault(
                    version.id,
                    self.env._("choose the entry of the department's power and duty list that the item comes from."),
                )
        return reasons
