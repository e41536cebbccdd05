from odoo import models

from ..sms_gateway import FileGateway


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        """Override of `sms`: messages go to the outbox of files, unless the system parameter
        ``gov_window.sms_gateway`` is ``other``: then to whatever provider is installed."""
        gateway = self.env["ir.config_parameter"].sudo().get_param("gov_window.sms_gateway", "file")
        return super()._get_sms_api_class() if gateway == "other" else FileGateway
