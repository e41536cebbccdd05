from odoo import fields, models, tools


class GovItemVersion(models.Model):
    """Who may apply at all, as data (W-102)."""

    _inherit = "gov.item.version"

    condition_ids = fields.One2many("gov.item.condition", "version_id", "Conditions of Application", copy=True)

    @tools.ormcache("self.id")
    def _condition_ids(self) -> tuple:
        """The ids of the conditions: a case without any costs no query."""
        return self.sudo().condition_ids.sorted()._ids

    def _snapshot(self):
        """Override: with the conditions."""
        conditions = {condition.name: condition._snapshot() for condition in self.sudo().condition_ids}
        return super()._snapshot() | {"conditions": conditions}
