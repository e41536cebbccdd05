from odoo import models, tools


class GovItem(models.Model):
    _inherit = "gov.item"

    def _in_zone(self, window, company) -> bool:
        """Where the hall is divided by zones, a window accepts any item of its own zone and no other; a
        window outside the zones what belongs to none (W-040, W-047)."""
        if self._rule("zone_model", company.id) != "zones":
            return True
        zones = self._zone_ids()
        return window.zone_id.id in zones if window.zone_id else not zones

    @tools.ormcache("self.id")
    def _zone_ids(self) -> tuple:
        """The zones of the item: its own, else those its department belongs to (W-040)."""
        item = self.sudo()
        return (item.zone_ids or item.department_id.zone_ids)._ids
