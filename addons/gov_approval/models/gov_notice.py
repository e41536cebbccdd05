from odoo import models

from .gov_case import DECIDED


class GovNotice(models.Model):
    _inherit = "gov.notice"

    def _slip_told(self, code):
        """Override of `gov_window`: what was decided, and when."""
        told = super()._slip_told(code)
        if code in DECIDED:
            said = self.content
            told += [("决定", said.get("decided")), ("决定日期", self._slip_day(said.get("decided_on")))]
        return told
