from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestViaDistrict(GovCommon):
    """W-104, A-039, A-041: a district receives for the city's department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district = cls.env["res.company"].create(
            {"name": "左旗政务服务中心", "gov_region_id": cls.company.gov_region_id.id, "gov_document_word": "左政务"}
        )
        cls._create_letter(cls.education, company_id=cls.district.id, kind="document", sealed_file=PIXEL)
        cls.there = cls.env["gov.window"].create(
            {"number": "Z01", "name": "综合", "board": "authorised", "company_id": cls.district.id}
        )
        cls.district_clerk = cls._create_staff("t_district", "gov_window.group_clerk")
        cls.district_clerk.write({"company_id": cls.district.id, "company_ids": [Command.set(cls.district.ids)]})
        cls.env["gov.posting"].create(
            {
                "user_id": cls.district_clerk.id,
                "company_id": cls.district.id,
                "window_id": cls.there.id,
                "capacity": "clerk",
                "trained_on": cls._today(),
                "practised_on": cls._today(),
                "date_start": cls._today(),
            }
        )

    def _rules(self, **values):
        self.district.gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "代为接件",
                "line_ids": [Command.create({"name": name, "value": str(value)}) for name, value in values.items()],
            }
        )

    def _received(self, item=None):
        case = (
            self.env["gov.case"]
            .with_user(self.district_clerk)
            .with_context(allowed_company_ids=self.district.ids)
            .create(
                {
                    "item_id": (item or self.licence).id,
                    "partner_id": self.applicant.id,
                    "window_id": self.there.id,
                    "company_id": self.district.id,
                }
            )
        )
        case.action_all_received()
        case.action_receive()
        return case

    def _accepted(self, item=None):
        case = self._received(item)
        case.action_accept()
        return case.sudo()

    def test_the_limit_is_another_one(self):
        """W-104, A-039: 20 working days instead of the item's; the share is inside, the paper says so."""
        self._rules(behalf_days=20, behalf_share_days=3)
        item = self._create_item("代收事项", self.education, promised_days=10, statutory_days=0)
        self.assertIn("20 working days", self._received(item).promise_preview)
        case = self._accepted(item)
        self.assertTrue(case.on_behalf)
        self.assertEqual(case.promise_value, 20)
        share = case.term_ids.filtered(lambda term: term.kind_id.code == "handover")
        self.assertEqual((share.value, share.unit), (3, "wd"))
        notice = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-01")
        self.assertEqual(notice.content["behalf"], "左旗政务服务中心")

    def test_a_shorter_law_prevails(self):
        """A-041: where the law is shorter than the rule, the law's limit holds."""
        self._rules(behalf_days=20)
        item = self._create_item("短时限", self.education, promised_days=5, statutory_days=7)
        self.assertEqual(self._accepted(item).promise_value, 7)

    def test_without_a_rule_nothing_changes(self):
        """W-104: the city's own cases, filings, and centres without the rule keep the item's limit."""
        self.assertEqual(self._accepted().promise_value, 10)
        self._rules(behalf_days=20)
        filing = self._create_item("备案事项", self.education, publish=False, promised_days=1)
        filing.nature = "filing"
        filing.version_ids.action_publish()
        self.assertEqual(self._accepted(filing).promise_value, 1)
        own = self._open_case()
        own.action_accept()
        self.assertFalse(own.on_behalf)
        self.assertEqual(own.promise_value, 10)

    def test_not_without_a_letter(self):
        """W-104: a district accepts nothing for the city without a letter in force, whatever limit its rules name."""
        self._rules(behalf_days=20)
        letter = self.env["gov.authorization"].search([("company_id", "=", self.district.id)])
        letter.action_revoke("不再委托代收")
        with self.assertRaisesRegex(UserError, "has not entrusted this item to your centre"):
            self._accepted()
