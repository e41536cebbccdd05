from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        return super()._parameters() | {
            "supplement_days": Parameter(
                "W-082", self.env._("Working days the applicant has to complete the material"), 10, "wd"
            ),
            "handover_days": Parameter(
                "D-21", self.env._("Working days from acceptance to the hand-over to the department"), 1, "wd"
            ),
            "catch_all_policy": Parameter(
                "D-16",
                self.env._("A checklist line such as “other materials required”"),
                "block",
                choices=("block", "warn"),
            ),
            "statutory_rule": Parameter(
                "D-09",
                self.env._("Statutory limit against the promised one: the shorter, or the law's"),
                "min",
                choices=("min", "law_prevails"),
            ),
        }
