from odoo import models


class GovNotice(models.Model):
    _inherit = "gov.notice"

    def _slip_told(self, code):
        """Override of `gov_approval`: what was handed out, and what has to come back."""
        told = super()._slip_told(code)
        said = self.content
        if code == "B-33":
            told += [("送达文书", said.get("result")), ("送达日期", self._slip_day(said.get("delivered_on")))]
        if code == "B-06-R":
            told += [("收回证照", said.get("result")), ("未补材料", "、".join(said.get("lapsed", ())))]
        return told
