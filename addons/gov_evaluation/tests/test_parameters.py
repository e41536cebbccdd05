"""The parameters of the rule profile: each has one meaning, the ledger's default, and somebody who reads it."""

import re
from collections import Counter
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

SUITE = ("gov_base", "gov_window", "gov_approval", "gov_issuance", "gov_evaluation")
#: the defaults as part D of the ledger and the rows named beside them state them
LEDGER = {
    "D-01": {"single_days": 0, "joint_days": 20, "extension_days": 10, "joint_extension_days": 5},
    "D-02": {"clock_start": "acceptance"},
    "D-03": {"clock_stop": "handover"},
    "D-04": {"count_first_day": False},
    "D-05": {"hour_rounding": "nearest"},
    "D-09": {"statutory_rule": "min"},
    "D-10": {
        "gap_enabled": True,
        "gap_days": 30,
        "gap_scope": "flagged",
        "gap_clock": "wait",
        "gap_hold_certificate": True,
    },
    "D-11": {"gap_lapse_action": "void"},
    "D-12": {"reform_review": True},
    "D-16": {"catch_all_policy": "block"},
    "D-17": {"target_ratio": 0.667, "instant_threshold_days": 2},
    "D-18": {"instant_days": 0},
    "D-19": {"on_spot_only": False, "undecided_notice_days": 5, "undecided_review_days": 4},
    "D-21": {"handover_limit": "next_morning", "handover_mode": "push"},
    "D-28": {"coverage_target": 0.7},
    "D-29": {"filing_direct": True},
    "D-37": {"lapse_refusal_days": 2},
    "W-033": {"baseline_target": 0.15},
    "W-059": {"green_days": 0},
    "W-038": {"coverage_first_target": 0.5, "coverage_first_year": 2018},
}
#: the units in which the documents state them (D-05)
UNITS = {
    "gap_days": "day",
    "undecided_notice_days": "day",
    "undecided_review_days": "day",
    "lapse_refusal_days": "day",
    "instant_days": "wd",
    "supplement_days": "wd",
    "handover_days": "wd",
    "consultation_days": "wd",
    "dispute_days": "wd",
    "behalf_days": "wd",
    "green_days": "wd",
    "upload_hours": "hour",
    "joint_days": "wd",
    "single_days": "wd",
}
#: entered with part D as a whole, and not read yet: what they rule is built later. A name leaves
#: the list with its reader; no other name joins it.
AWAITED = {
    "bulletin_period",
    "codepartment_days",
    "collection_grace_days",
    "cosign_days",
    "default_absence",
    "default_nonstandard",
    "default_overdue",
    "delegation_template",
    "delivery_receipt",
    "extension_approver",
    "extension_days",
    "extension_notice",
    "fee_days",
    "fee_lapse_action",
    "fee_timing",
    "filing_days",
    "joint_extension_days",
    "max_extensions",
    "meeting_conclusion_days",
    "opinion_days",
    "refusal_origin",
    "sole_approval_seal",
    "supervision_direction",
    "suspension_notice",
}
#: D-33 are the other names of departments
BY_OTHER_MEANS = {"D-33"}


@tagged("post_install", "-at_install")
class TestParameters(TransactionCase):
    def _sources(self):
        for addon in SUITE:
            for path in Path(get_module_path(addon)).rglob("*.py"):
                if "tests" not in path.parts:
                    yield path

    def test_one_meaning(self):
        """Part D: no addon takes the name of another one's parameter, whose value it would change."""
        names = Counter(
            name
            for path in self._sources()
            if path.name.startswith("gov_profile")
            for name in re.findall(r'"(\w+)": Parameter\(', path.read_text(encoding="utf-8"))
        )
        self.assertEqual([name for name, count in names.items() if count > 1], [])
        self.assertEqual(set(names), set(self.env["gov.profile"]._parameters()))

    def test_each_is_read(self):
        """Part D: what an administrator may set has an effect, or is on the list of what is awaited."""
        code = "".join(
            path.read_text(encoding="utf-8") for path in self._sources() if not path.name.startswith("gov_profile")
        )
        unread = {name for name in self.env["gov.profile"]._parameters() if f'"{name}"' not in code}
        self.assertEqual(unread, AWAITED)
        parameters = self.env["gov.profile"]._parameters()
        self.assertEqual({name for name, spec in parameters.items() if spec.awaited}, AWAITED)

    def test_part_d_is_whole(self):
        """Part D: every row of it has a parameter."""
        rows = {spec.ledger for spec in self.env["gov.profile"]._parameters().values()}
        self.assertEqual({f"D-{number:02}" for number in range(1, 39)} - rows, BY_OTHER_MEANS)

    def test_defaults_of_the_ledger(self):
        """Part D: the defaults, and the rows they come from."""
        parameters = self.env["gov.profile"]._parameters()
        for row, values in LEDGER.items():
            for name, value in values.items():
                with self.subTest(name):
                    self.assertEqual((parameters[name].ledger, parameters[name].default), (row, value))

    def test_units_of_the_documents(self):
        """D-05: calendar days stay calendar days, working days working days."""
        parameters = self.env["gov.profile"]._parameters()
        self.assertEqual({name: parameters[name].unit for name in UNITS}, UNITS)
