from odoo import api, models


class GovCase(models.Model):
    """The green channel has a shorter limit (绿色通道限时快办, W-059). Loaded after the other limits
    (of a situation, of what a district receives): it shortens whatever they give."""

    _inherit = "gov.case"

    def _limit(self):
        """Override: in the green channel the limit is that of the rules, where it is the shorter one."""
        return self._hastened(*super()._limit())

    def _hastened(self, days: int, source: str) -> tuple[int, str]:
        """The limit in the green channel.

        :param days: the limit outside of it, in working days; the law's where that is the shorter one
        :param source: where that comes from
        """
        rule = self._rule("green_days") if self.green_channel else 0
        return (rule, self.env._("green channel")) if 0 < rule < days else (days, source)

    @api.depends("green_channel")
    def _compute_promise_preview(self):
        return super()._compute_promise_preview()
