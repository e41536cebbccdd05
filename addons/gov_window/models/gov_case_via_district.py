from odoo import api, fields, models


class GovCase(models.Model):
    """Received by a district for the city's department (代为接件受理, W-104): the limit is another one,
    and the district's share to look at it and to forward it lies inside (A-039, A-041)."""

    _inherit = "gov.case"

    on_behalf = fields.Boolean(
        "Received on Behalf", compute="_compute_on_behalf", help="代为接件: by another centre than the department's."
    )

    @api.depends("company_id", "department_company_id")
    def _compute_on_behalf(self):
        for case in self:
            case.on_behalf = bool(case.department_company_id) and case._is_remote()

    def _limit(self):
        """Override: the limit of what a district received, where the rules name one; a shorter
        statutory one prevails. What is done at once is done at once there, too."""
        days, source = super()._limit()
        at_once = self.handling_class == "instant" or self.item_id.nature == "filing"
        rule = self._rule("behalf_days") if self._is_remote() and not at_once else 0
        if not rule:
            return days, source
        if 0 < self.item_version_id.statutory_days < rule:
            return self.item_version_id.statutory_days, self.env._("statutory limit of the item")
        return rule, self.env._("received on behalf by %(centre)s", centre=self.company_id.name)

    def _handover_period(self):
        """Override: the district's share, where the rules name one."""
        period = super()._handover_period()
        share = min(self._rule("behalf_share_days"), self.promise_value) if self._is_remote() else 0
        if not share:
            return period
        return period | {
            "value": share,
            "unit": "wd",
            "source": self.env._("received on behalf by %(centre)s", centre=self.company_id.name),
        }

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if self.on_behalf:
            content["behalf"] = self.company_id.name
        return content
