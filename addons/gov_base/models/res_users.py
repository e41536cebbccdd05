from odoo import api, models, tools
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _gov_name(self) -> str:
        """The name that papers and events carry."""
        return self.sudo().name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        """Who acted stays on record (办理留痕)."""
        if found := self.env["gov.event"].sudo().search([("user_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("%(name)s is on record and stays; archive the account instead.", name=found.user_id.name)
            )
