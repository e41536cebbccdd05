from odoo import models, tools


class GovItem(models.Model):
    _inherit = "gov.item"

    @tools.ormcache("self.id")
    def _zone_ids(self) -> tuple:
        """The zones of the item: its own, else those its department belongs to (W-040)."""
        item = self.sudo()
        return (item.zone_ids or item.department_id.zone_ids)._ids
