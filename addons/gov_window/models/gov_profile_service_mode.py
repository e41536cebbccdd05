from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_base`: the ways of service."""
        return super()._parameters() | {
            "agency_for": Parameter(
                "W-006",
                self.env._("Who may book help and agency (帮办代办)"),
                "everybody",
                choices={
                    "everybody": self.env._("Everybody"),
                    "special": self.env._("Special groups and the green channel"),
                },
            ),
            "green_days": Parameter(
                "W-059",
                self.env._("Limit in the green channel (限时快办), where it is shorter; 0: as promised"),
                0,
                "wd",
            ),
        }
