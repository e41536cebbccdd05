from odoo import models, tools


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _gov_name(self) -> str:
        """The name that papers and events carry."""
        return self.sudo().name
