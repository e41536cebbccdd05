from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import ANY_UNIT, Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override of `gov_base`: the front desk."""
        return super()._parameters() | {
            "single_days": Parameter(
                "D-01", self.env._("Limit of a single item that promises none; 0: each item promises its own"), 0, "wd"
            ),
            "joint_days": Parameter("D-01", self.env._("Limit of a joint item that promises none"), 20, "wd"),
            "clock_start": Parameter(
                "D-02",
                self.env._("The clock of a case starts with"),
                "acceptance",
                choices={
                    "receipt": self.env._("Receipt"),
                    "acceptance": self.env._("Acceptance"),
                    "unified": self.env._("Unified acceptance"),
                    "e_material": self.env._("Receipt of the electronic material"),
                },
            ),
            "statutory_rule": Parameter(
                "D-09",
                self.env._("Statutory limit against the promised one: the shorter, or the law's"),
                "min",
                choices={"min": self.env._("The shorter one"), "law_prevails": self.env._("The law's")},
            ),
            "gap_enabled": Parameter("D-10", self.env._("Acceptance with missing material (容缺受理)"), True),
            "gap_days": Parameter("D-10", self.env._("Days to hand in missing material"), 30, "day", units=ANY_UNIT),
            "gap_scope": Parameter(
                "D-10",
                self.env._("Which material may be missing: flagged lines, or only in the green channel"),
                "flagged",
                choices={
                    "flagged": self.env._("Lines flagged in the checklist"),
                    "green": self.env._("Green channel only"),
                },
            ),
            "gap_clock": Parameter(
                "D-10",
                self.env._("The clock while material is missing: runs, or waits for it"),
                "wait",
                choices={"run": self.env._("Runs on"), "wait": self.env._("Waits for the material")},
            ),
            "gap_hold_certificate": Parameter(
                "D-10", self.env._("Hold the certificate until the missing material is there"), True
            ),
            "gap_lapse_action": Parameter(
                "D-11",
                self.env._("When the missing material does not come"),
                "void",
                choices={
                    "void": self.env._("The acceptance is void"),
                    "recall": self.env._("The certificate is taken back"),
                    "refuse": self.env._("The application is refused"),
                },
            ),
            "reform_review": Parameter(
                "D-12", self.env._("Entrusting letters are reviewed by the reform office first"), True
            ),
            "acceptance_mode": Parameter(
                "D-14",
                self.env._("Who accepts an item"),
                "board",
                choices={
                    "board": self.env._("The window by its board"),
                    "lead": self.env._("The lead department"),
                    "department": self.env._("The item's department"),
                },
            ),
            "zone_model": Parameter(
                "D-15",
                self.env._("How the hall is divided"),
                "boards",
                choices={
                    "boards": self.env._("By boards"),
                    "zones": self.env._("By zones"),
                    "single": self.env._("One single window"),
                },
            ),
            "catch_all_policy": Parameter(
                "D-16",
                self.env._("A checklist line such as “other materials required”"),
                "block",
                choices={"block": self.env._("Not allowed"), "warn": self.env._("Allowed with a warning")},
            ),
            "catch_all_words": Parameter(
                "D-16",
                self.env._("Words that make a checklist line a catch-all clause, separated by blanks"),
                "等相关材料 等有关材料 等相关资料 等有关资料 等材料 等资料 其他相关 其他有关 其它相关 其它有关 "
                "需要的其他 需提交的其他 要求的其他 规定的其他",
            ),
            "item_review": Parameter(
                "W-013", self.env._("Items are reviewed by the offices before they are published"), False
            ),
            "target_ratio": Parameter(
                "D-17", self.env._("Target: promised limit against statutory limit, at most"), 0.667
            ),
            "instant_threshold_days": Parameter(
                "D-17", self.env._("Items of so many working days should become instant"), 2, "wd"
            ),
            "instant_days": Parameter("D-18", self.env._("Working days of an instant item; 0: the same day"), 0, "wd"),
            "on_spot_only": Parameter("D-19", self.env._("Acceptance is always decided on the spot"), False),
            "undecided_notice_days": Parameter(
                "D-19", self.env._("Undecided: the applicant is told within"), 5, "day", units=ANY_UNIT
            ),
            "undecided_review_days": Parameter(
                "D-19", self.env._("Undecided: the department answers within"), 4, "day", units=ANY_UNIT
            ),
            "acceptance_papers": Parameter(
                "D-20",
                self.env._("Papers at the counter: the acceptance notice alone, or a receipt notice before it"),
                "accepted",
                choices={
                    "accepted": self.env._("Acceptance notice"),
                    "both": self.env._("Receipt notice, then acceptance notice"),
                },
            ),
            "handover_limit": Parameter(
                "D-21",
                self.env._("Until when accepted papers are handed over to the department"),
                "next_morning",
                choices={
                    "same_day": self.env._("The same day"),
                    "next_morning": self.env._("Noon of the next working day"),
                    "days": self.env._("So many working days"),
                },
            ),
            "handover_days": Parameter(
                "D-21", self.env._("Working days to hand over, where the limit is so many working days"), 1, "wd"
            ),
            "handover_mode": Parameter(
                "D-21",
                self.env._("Papers are brought to the department, or fetched by it"),
                "push",
                choices={"push": self.env._("Brought by the window"), "pull": self.env._("Fetched by the department")},
            ),
            "direct_contact_log": Parameter(
                "D-22",
                self.env._("Contacts between offices and applicants are logged with the leader who allowed them"),
                True,
            ),
            "coverage_target": Parameter("D-28", self.env._("Target share of items under one window"), 0.7),
            "supplement_days": Parameter(
                "W-082", self.env._("Working days the applicant has to complete the material"), 10, "wd", units=ANY_UNIT
            ),
            "pre_acceptance_days": Parameter(
                "W-092", self.env._("Working days to tell the result of the pre-acceptance"), 1, "wd", units=ANY_UNIT
            ),
            "reuse_days": Parameter("W-028", self.env._("Days a paper on file is not asked for again"), 365, "day"),
            "dispute_days": Parameter(
                "W-105",
                self.env._("Working days to settle a difficult question of acceptance"),
                3,
                "wd",
                units=ANY_UNIT,
            ),
            "consultation_days": Parameter(
                "W-061",
                self.env._("Working days for a department to answer a professional question"),
                3,
                "wd",
                units=ANY_UNIT,
            ),
            "lapse_refusal_days": Parameter(
                "D-37", self.env._("After a lapsed supplement the refusal is approved within"), 2, "day", units=ANY_UNIT
            ),
            "upload_megabytes": Parameter(
                "W-093", self.env._("Largest file of an online application, in megabytes"), 10
            ),
            "upload_open": Parameter("W-093", self.env._("Unfinished uploads one person may have"), 20),
            "upload_open_megabytes": Parameter(
                "W-093", self.env._("Unfinished uploads of one person together, in megabytes"), 100
            ),
            "upload_hours": Parameter("W-093", self.env._("Hours an unfinished upload is kept"), 72, "hour"),
            "lookup_by_address": Parameter(
                "W-099", self.env._("Failed queries of progress in an hour, by address of the network"), 20
            ),
            "lookup_by_number": Parameter("W-099", self.env._("Failed queries of progress in an hour, by case"), 10),
        }
