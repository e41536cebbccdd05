import csv
from collections import Counter
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestWindows(GovCommon):
    """Which window accepts what."""

    def _rules(self, **values):
        profile = self.env["gov.profile"].create(
            {
                "name": "规则",
                "line_ids": [Command.create({"name": name, "value": value}) for name, value in values.items()],
            }
        )
        self.company.gov_profile_id = profile

    def test_separate_window(self):
        """W-010: a separate window needs the superior's demand, reason and document; there the department's own
        staff accept although it is of the authorised class."""
        vals = {"number": "S1", "name": "单设", "board": "professional", "department_ids": self.education.ids}
        with self.assertRaisesRegex(ValidationError, "enter why"):
            self.env["gov.window"].create({**vals, "number": "S0", "separate": True, "separate_reason": "上级要求"})
        with self.assertRaisesRegex(ValidationError, "serves its department"):
            self.env["gov.window"].create(
                {"number": "S2", "name": "x", "separate": True, "separate_reason": "r", "separate_document": "d"}
            )
        self.letter.action_revoke("单独设立窗口")
        window = self.env["gov.window"].create(vals)
        clerk = self._create_staff("o_separate", "gov_window.group_department_clerk", window=window)
        case = self._open_case(user=clerk, window_id=window.id)
        with self.assertRaisesRegex(UserError, "no valid authorisation letter"):
            case.action_accept()
        window.write(
            {"separate": True, "separate_reason": "上级主管部门要求", "separate_document": "内政办〔2021〕1号"}
        )
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_any_clerk_of_the_zone(self):
        """W-040: where the hall has zones, any comprehensive clerk of a zone accepts any of its items, no other."""
        zones = self.env["gov.zone"]
        here = zones.create({"name": "社会民生", "department_ids": self.education.ids})
        there = zones.create({"name": "投资项目"})
        second = self.env["gov.window"].create({"number": "A02", "name": "综合二", "zone_id": here.id})
        colleague = self._create_staff("o_colleague", "gov_window.group_clerk", window=second)
        self.window.zone_id = there
        self._open_case().action_accept()  # by boards, zones do not matter
        self._rules(zone_model="zones")
        with self.assertRaisesRegex(UserError, "社会民生"):
            self._open_case().action_accept()
        case = self._open_case(user=colleague, window_id=second.id)
        case.action_accept()
        self.assertEqual(case.acceptor_id, colleague)
        self.licence.zone_ids = there
        self._open_case().action_accept()
        with self.assertRaisesRegex(UserError, "投资项目"):
            self._open_case(user=colleague, window_id=second.id).action_accept()

    def test_lead_department(self):
        """W-048: where the lead departments accept, its window takes the own items, and others' by their letter."""
        self._rules(acceptance_mode="lead")
        case = self._open_case()
        with self.assertRaisesRegex(UserError, "lead department"):
            case.action_accept()
        self.window.lead_department_id = self.labour
        self.letter.action_revoke("改签")
        with self.assertRaisesRegex(UserError, "lead department"):
            case.action_accept()
        own = self._open_case(self.labour_item)
        own.action_accept()
        letter = self._create_letter(
            self.education, activate=False, kind="entrustment", lead_department_id=self.education.id
        )
        letter.action_submit_review()
        letter.review_opinion = "同意"
        letter.action_activate()
        with self.assertRaisesRegex(UserError, "lead department"):
            case.action_accept()
        self._create_letter(self.education, lead_department_id=self.labour.id, date_start=self._today())
        case.action_accept()
        self.assertEqual((own.state, case.state), ("accepted", "accepted"))

    def test_shared_department(self):
        """W-043: a department of the shared system accepts at its window only with its agreement on record."""
        self.labour.department_class = "shared"
        case = self._open_case(self.labour_item, user=self.department_clerk)
        with self.assertRaisesRegex(UserError, "agreement"):
            case.action_accept()
        self.labour.share_agreement = "选派人员协议〔2021〕3号"
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_sub_hall(self):
        """W-050: after the hall opened, a sub-hall accepts only if the government approved it."""
        self.labour_window.in_sub_hall = True
        self.labour.sub_hall = "人社分厅"
        case = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        self.company.gov_hall_opened_on = self._today()
        with self.assertRaisesRegex(UserError, "government approved"):
            case.action_accept()
        self.company.gov_hall_opened_on = self._today() + timedelta(days=1)
        case.action_accept()
        self.company.gov_hall_opened_on = self._today()
        self.labour.sub_hall_approval = "市政府〔2019〕5号"
        again = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        again.action_accept()
        self.assertEqual((case.state, again.state), ("accepted", "accepted"))

    def test_only_the_administrator_sets_up(self):
        """W-051: windows, units and points are set up by the centre's administrator alone."""
        head = self._create_staff("o_head", "gov_window.group_window_head", window=self.window)
        admin = self._create_staff("o_admin", "gov_base.group_admin")
        tries = {
            "gov.window": {"number": "N1", "name": "n"},
            "gov.department": {"name": "n", "short_name": "n"},
            "gov.zone": {"name": "n"},
            "gov.point": {"name": "n"},
        }
        for model, vals in tries.items():
            for user in (self.clerk, head, self.receiver):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).create(vals)
            record = self.env[model].with_user(admin).create(vals)
            self.assertEqual(record.company_id, self.company)

    def test_the_plan_of_alxa(self):
        """W-041, W-042, W-044, W-045: 11 + 3 + 11 departments, 15 professional and 3 authorised windows."""
        with file_open("gov_window/demo/gov.department.csv") as handle:
            classes = Counter(row["department_class"] for row in csv.DictReader(handle))
        self.assertEqual(classes, {"professional": 11, "shared": 3, "authorised": 11})
        with file_open("gov_window/demo/gov.window.csv") as handle:
            rows = [row for row in csv.DictReader(handle) if row["company_id:id"] == "base.main_company"]
        boards = Counter(row["board"] for row in rows)
        self.assertEqual((boards["professional"], boards["authorised"]), (15, 3))
        self.assertTrue(all(row["department_ids:id"] for row in rows if row["board"] == "professional"))


@tagged("post_install", "-at_install")
class TestPoints(GovCommon):
    """W-058: service points of townships and streets beneath the centre."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        points = cls.env["gov.point"]
        cls.town = points.create({"name": "巴润别立镇便民服务中心", "item_ids": cls.licence.ids})
        cls.village = points.create({"name": "嘎查便民服务站", "level": "village", "parent_id": cls.town.id})
        cls.point_window = cls.env["gov.window"].create(
            {"number": "T1", "name": "镇综合", "board": "authorised", "point_id": cls.town.id}
        )
        cls.point_clerk = cls._create_staff("o_point", "gov_window.group_clerk", window=cls.point_window)

    def test_the_centre_sees_it(self):
        """W-058: a case accepted at a point is the centre's, found beneath the points above."""
        case = self._open_case(user=self.point_clerk, window_id=self.point_window.id)
        case.action_accept()
        seen = self.env["gov.case"].with_user(self.clerk).search([("point_id", "child_of", self.town.id)])
        self.assertEqual(seen, case)
        self.assertEqual(case.with_user(self.clerk).point_id, self.town)
        action = self.town.with_user(self.clerk).action_open_cases()
        self.assertEqual(self.env["gov.case"].search(action["domain"]), case)

    def test_only_the_items_brought_down(self):
        """W-058: a point accepts the items that were brought down to it, and no other."""
        other = self._create_item("校车许可", self.education)
        case = self._open_case(other, user=self.point_clerk, window_id=self.point_window.id)
        with self.assertRaisesRegex(UserError, "not among the items"):
            case.action_accept()
        self.town.item_ids += other
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_hierarchy(self):
        """W-058: no circle, one centre."""
        with self.assertRaisesRegex(UserError, "Recursion|itself"):
            self.town.parent_id = self.village
        abroad = self.env["res.company"].create({"name": "别处"})
        with self.assertRaisesRegex(ValidationError, "one centre"):
            self.env["gov.point"].create({"name": "x", "parent_id": self.town.id, "company_id": abroad.id})
        with self.assertRaisesRegex(ValidationError, "another centre"):
            self.env["gov.window"].create(
                {"number": "X", "name": "x", "company_id": abroad.id, "point_id": self.town.id}
            )
