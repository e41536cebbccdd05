from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_base`: the front desk."""
        return super()._parameters() | {
            "clock_start": Parameter(
                "D-02",
                self.env._("The clock of a case starts with"),
                "acceptance",
                choices=("receipt", "acceptance", "unified", "e_material"),
            ),
            "statutory_rule": Parameter(
                "D-09",
                self.env._("Statutory limit against the promised one: the shorter, or the law's"),
                "min",
                choices=("min", "law_prevails"),
            ),
            "gap_enabled": Parameter("D-10", self.env._("Acceptance with missing material (容缺受理)"), True),
            "gap_days": Parameter("D-10", self.env._("Days to hand in missing material"), 30, "day"),
            "gap_scope": Parameter(
                "D-10",
                self.env._("Which material may be missing: flagged lines, or only in the green channel"),
                "flagged",
                choices=("flagged", "green"),
            ),
            "gap_clock": Parameter(
                "D-10",
                self.env._("The clock while material is missing: runs, or waits for it"),
                "wait",
                choices=("run", "wait"),
            ),
            "gap_hold_certificate": Parameter(
                "D-10", self.env._("Hold the certificate until the missing material is there"), True
            ),
            "gap_lapse_action": Parameter(
                "D-11",
                self.env._("When the missing material does not come"),
                "void",
                choices=("void", "recall", "refuse"),
            ),
            "reform_review": Parameter(
                "D-12", self.env._("Entrusting letters are reviewed by the reform office first"), True
            ),
            "acceptance_mode": Parameter(
                "D-14", self.env._("Who accepts an item"), "board", choices=("board", "lead", "department")
            ),
            "zone_model": Parameter(
                "D-15", self.env._("How the hall is divided"), "boards", choices=("boards", "zones", "single")
            ),
            "catch_all_policy": Parameter(
                "D-16",
                self.env._("A checklist line such as “other materials required”"),
                "block",
                choices=("block", "warn"),
            ),
            "target_ratio": Parameter(
                "D-17", self.env._("Target: promised limit against statutory limit, at most"), 0.667
            ),
            "instant_threshold_days": Parameter(
                "D-17", self.env._("Items of so many working days should become instant"), 2, "wd"
            ),
            "instant_days": Parameter("D-18", self.env._("Working days of an instant item; 0: the same day"), 0, "wd"),
            "on_spot_only": Parameter("D-19", self.env._("Acceptance is always decided on the spot"), False),
            "undecided_notice_days": Parameter("D-19", self.env._("Undecided: the applicant is told within"), 5, "day"),
            "undecided_review_days": Parameter(
                "D-19", self.env._("Undecided: the department answers within"), 4, "day"
            ),
            "acceptance_papers": Parameter(
                "D-20",
                self.env._("Papers at acceptance: received, accepted, or both"),
                "both",
                choices=("received", "accepted", "both"),
            ),
            "handover_days": Parameter(
                "D-21", self.env._("Working days from acceptance to the hand-over to the department"), 1, "wd"
            ),
            "handover_mode": Parameter(
                "D-21",
                self.env._("Papers are brought to the department, or fetched by it"),
                "push",
                choices=("push", "pull"),
            ),
            "direct_contact_log": Parameter(
                "D-22",
                self.env._("Contacts between offices and applicants are logged with the leader who allowed them"),
                True,
            ),
            "coverage_target": Parameter("D-28", self.env._("Target share of items under one window"), 0.7),
            "supplement_days": Parameter(
                "W-082", self.env._("Working days the applicant has to complete the material"), 10, "wd"
            ),
            "lapse_refusal_days": Parameter(
                "D-37", self.env._("After a lapsed supplement the refusal is approved within"), 2, "day"
            ),
        }
