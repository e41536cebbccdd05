from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_issuance`: supervision."""
        return super()._parameters() | {
            "supervision_direction": Parameter(
                "D-31",
                self.env._("Who supervises whom"),
                "both",
                choices={
                    "centre": self.env._("The centre supervises the departments"),
                    "departments": self.env._("The departments supervise the windows"),
                    "both": self.env._("Both ways"),
                },
                awaited=True,
            ),
            "bulletin_period": Parameter(
                "D-32",
                self.env._("Bulletins appear each"),
                "month",
                choices={"month": self.env._("Month"), "quarter": self.env._("Quarter"), "year": self.env._("Year")},
                awaited=True,
            ),
        }
