from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override: the law of the catalogue and the organisation."""
        return super()._parameters() | {
            "filing_direct": Parameter("D-29", self.env._("A filing may not be sent to a lower level first"), True),
            "prior_filing_words": Parameter(
                "W-103",
                self.env._("Words by which a filing is sent to the district first, separated by blanks"),
                "区县备案 旗区备案 旗县备案 县级备案 区级备案 区县初审 旗区初审 旗县初审 县级初审 区级初审 "
                "区县转报 旗区转报 旗县转报 下级备案 先行备案",
            ),
            "behalf_days": Parameter(
                "A-039", self.env._("Limit of what a district receives for the city; 0: that of the item"), 0, "wd"
            ),
            "behalf_share_days": Parameter(
                "A-039",
                self.env._("The district's share of it, to look at it and to forward it; 0: the hand-over limit"),
                0,
                "wd",
            ),
            "scope_required": Parameter(
                "W-027", self.env._("A permission states its scope by law before it is published"), False
            ),
            "item_review_legal": Parameter("W-013", self.env._("The legal office reviews items, too"), False),
            "item_review_government": Parameter(
                "W-013", self.env._("The government approves items after the offices"), False
            ),
            "baseline_target": Parameter(
                "W-033", self.env._("Target: limits shorter than before the reform by at least"), 0.15
            ),
            "power_list_required": Parameter(
                "W-012", self.env._("A power is published by its entry of the power and duty list only"), False
            ),
            "coverage_first_target": Parameter(
                "W-038", self.env._("First target share of items under one window"), 0.5
            ),
            "coverage_first_year": Parameter(
                "W-038", self.env._("The first target holds until the end of the year"), 2018
            ),
        }
