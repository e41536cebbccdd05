from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _split_by_api(self):
        """Override of `sms`: what is sent at once goes by the centre's provider, too."""
        for company, messages in self.grouped(lambda message: message._get_sms_company()).items():
            yield company._get_sms_api_class()(self.env), messages
