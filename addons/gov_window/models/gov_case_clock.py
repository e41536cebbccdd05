from odoo import fields, models


class GovCase(models.Model):
    """From when the time to decide counts (D-02): acceptance, receipt, or receipt of the electronic material.

    The one window accepts for all departments, so that its acceptance is the unified one. What had to be
    completed counts from the acceptance by every rule: only then was it whole (W-083).
    """

    _inherit = "gov.case"

    def _acceptance_periods(self):
        periods = super()._acceptance_periods()
        if start := self._clock_start():
            return [period | {"start": start} if period["code"] == "decision" else period for period in periods]
        return periods

    def _clock_start(self):
        """The moment, or nothing: now."""
        moments = {"receipt": self.received_at, "e_material": self.applied_at}
        return not self.supplement_count and moments.get(self._rule("clock_start"))

    def _prepare_notice_content(self, code):
        """Override: where the time does not count from the acceptance, the notice says from when."""
        content = super()._prepare_notice_content(code)
        if code == "B-01" and (start := self._clock_start()):
            content["counted_from"] = fields.Date.to_string(self._local_date(start))
        return content
