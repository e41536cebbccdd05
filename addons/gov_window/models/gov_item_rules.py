import json

from odoo import models, tools


class GovItem(models.Model):
    _inherit = "gov.item"

    @tools.ormcache("self.id", "company_id", "zone_id")
    def _rules_text(self, company_id: int, zone_id) -> str:
        """What the profiles set for the item at a centre of the rules that a case keeps, as it is stored."""
        defaults = self.env["gov.profile"]._defaults()
        rules = {name: self._rule(name, company_id, zone_id) for name in sorted(self.env["gov.case"]._kept_rules())}
        return json.dumps({name: value for name, value in rules.items() if value != defaults[name]})
