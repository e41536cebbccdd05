from odoo import models
from odoo.tools import format_date


class GovCase(models.Model):
    """Nothing is accepted at a window that is not in operation (W-039)."""

    _inherit = "gov.case"

    def _place_reason(self):
        window = self.window_id
        if window and not window._in_operation(self.company_id._gov_today()):
            return self.env._(
                "window %(window)s is in operation from %(begin)s until %(end)s: accept it at another window.",
                window=window.display_name,
                begin=format_date(self.env, window.opened_on) if window.opened_on else "…",
                end=format_date(self.env, window.closed_on) if window.closed_on else "…",
            )
        return super()._place_reason()
