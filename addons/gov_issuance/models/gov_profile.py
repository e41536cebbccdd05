from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_approval`: the issuing desk."""
        return super()._parameters() | {
            "clock_stop": Parameter(
                "D-03",
                self.env._("The clock of a case ends with"),
                "handover",
                choices={
                    "decision": self.env._("The decision"),
                    "handover": self.env._("The result reaching the issuing window"),
                },
            ),
            "lead_issues": Parameter(
                "D-14", self.env._("Where the lead department accepts, results are handed out at its windows"), True
            ),
            "delivery_receipt": Parameter("D-25", self.env._("Every delivery needs a receipt"), True, awaited=True),
            "sole_approval_seal": Parameter(
                "D-30", self.env._("The approval seal is the only seal of licences"), True, awaited=True
            ),
        }
