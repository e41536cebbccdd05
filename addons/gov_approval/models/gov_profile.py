from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_window`: the departments."""
        return super()._parameters() | {
            "extension_days": Parameter("D-01", self.env._("Working days of an extension"), 10, "wd", awaited=True),
            "joint_extension_days": Parameter(
                "D-01", self.env._("Working days of an extension of a joint approval"), 5, "wd", awaited=True
            ),
            "extension_approver": Parameter(
                "D-06",
                self.env._("Who approves an extension"),
                "deputy",
                choices={
                    "deputy": self.env._("The leader in charge"),
                    "head": self.env._("The head of the department"),
                },
                awaited=True,
            ),
            "max_extensions": Parameter("D-07", self.env._("How often a period may be extended"), 1, awaited=True),
            "suspension_notice": Parameter(
                "D-08",
                self.env._("A stopped clock is told to the applicant in writing"),
                True,
                awaited=True,
            ),
            "delegation_template": Parameter(
                "D-13",
                self.env._("Powers of a chief representative by"),
                "union",
                choices={
                    "union": self.env._("All of them together"),
                    "alxa": self.env._("Alxa League"),
                    "puyang": self.env._("Puyang City"),
                    "xiangtan": self.env._("Xiangtan City"),
                },
                awaited=True,
            ),
            "default_overdue": Parameter(
                "D-23", self.env._("Overdue counts as agreement (超时默许)"), False, awaited=True
            ),
            "default_absence": Parameter(
                "D-23",
                self.env._("Absence from a meeting counts as agreement (缺席默认)"),
                False,
                awaited=True,
            ),
            "default_nonstandard": Parameter(
                "D-23",
                self.env._("A conclusion not in prescribed form counts as agreement"),
                False,
                awaited=True,
            ),
            "fee_days": Parameter("D-24", self.env._("Time to pay a fee"), 30, "day", awaited=True),
            "fee_lapse_action": Parameter(
                "D-24",
                self.env._("When a fee is not paid"),
                "refuse",
                choices={"refuse": self.env._("Refused"), "close": self.env._("Closed and registered")},
                awaited=True,
            ),
            "filing_days": Parameter("D-26", self.env._("Limit of a filing (备案)"), 1, "wd", awaited=True),
            "codepartment_days": Parameter("D-27", self.env._("Limit of a co-department"), 10, "wd", awaited=True),
            "cosign_days": Parameter("D-27", self.env._("Limit of a co-sign (会签)"), 2, "wd", awaited=True),
            "opinion_days": Parameter("D-27", self.env._("Limit of a consultation (征求意见)"), 5, "wd", awaited=True),
            "meeting_conclusion_days": Parameter(
                "D-34",
                self.env._("Written conclusion after a meeting within; 0: on the spot"),
                0,
                "wd",
                awaited=True,
            ),
            "extension_notice": Parameter(
                "D-35", self.env._("An extension is told to the applicant in writing"), True, awaited=True
            ),
            "fee_timing": Parameter(
                "D-36",
                self.env._("A fee is paid"),
                "before_decision",
                choices={
                    "before_decision": self.env._("Before the decision"),
                    "at_collection": self.env._("When the result is collected"),
                },
                awaited=True,
            ),
            "refusal_origin": Parameter(
                "D-37",
                self.env._("Who signs a refusal of acceptance"),
                "window",
                choices={
                    "window": self.env._("The window"),
                    "office": self.env._("The responsible office"),
                    "leader": self.env._("The leader in charge"),
                },
                awaited=True,
            ),
            "collection_grace_days": Parameter(
                "D-38",
                self.env._("Working days a co-department may collect later, with a reason"),
                1,
                "wd",
                awaited=True,
            ),
        }
