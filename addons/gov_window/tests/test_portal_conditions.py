import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCommon
from .test_portal_application import PDF


@tagged("post_install", "-at_install")
class TestPortalConditions(GovCommon, HttpCase):
    """W-102, W-093: the conditions are asked in the online form, and not again at the window."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "k_citizen", groups="base.group_portal", name="王春花")
        cls.stranger = new_test_user(cls.env, "k_stranger", groups="base.group_portal", name="孙路人")
        cls.basis = "《流动人口婚育证明管理规定》第五条"
        cls.prefecture = cls.env.ref("gov_base.region_152900")
        cls.education.phone = "0483-8331234"
        cls.item = cls._create_item(
            "流动人口婚育证明",
            cls.education,
            condition_ids=[
                Command.create({"name": name, "basis": cls.basis, **vals})
                for name, vals in {
                    "申请人为自然人": {"kind": "applicant", "applicant_kind": "person"},
                    "成年育龄（18—49周岁）": {"kind": "age", "age_min": 18, "age_max": 49},
                    "户籍在本盟": {"kind": "area", "whom": "household", "region_id": cls.prefecture.id},
                    "未领取过本证": {"kind": "statement"},
                }.items()
            ],
        )

    def setUp(self):
        super().setUp()
        self.case = self.env["gov.case"].with_user(self.citizen)._portal_open(self.item.sudo())
        self.lines = {line.kind: line for line in self.case.sudo().condition_ids}
        self.url = f"/my/cases/{self.case.id}"

    def _filled(self, **said):
        for line in self.case.material_ids:
            line._portal_store(PDF, f"{line.name}.pdf")
        self.case._portal_say({self.lines[kind].id: answer for kind, answer in said.items()})

    def _results(self):
        return {kind: line.result for kind, line in self.lines.items()}

    def test_asked_once(self):
        """W-102: what the applicant said is there at receipt: the clerk is not made to ask again; on record with
        the submission."""
        self.assertEqual(self._results(), {"applicant": "met", "age": "open", "area": "open", "statement": "open"})
        self._filled(age="yes", area="yes")
        with self.assertRaisesRegex(UserError, "未领取过本证"):
            self.case._portal_submit()
        self._filled(age="yes", area="yes", statement="yes")
        self.case._portal_submit()
        event = self.env["gov.event"].search([("subject_id", "=", self.case.id), ("kind", "=", "submit")])
        self.assertEqual(
            event.data["conditions"], {"成年育龄（18—49周岁）": "yes", "户籍在本盟": "yes", "未领取过本证": "yes"}
        )
        desk = self.case.with_user(self.clerk)
        self.assertEqual(desk.condition_ids.mapped("said"), [False, "yes", "yes", "yes"])
        desk.action_pre_pass()
        desk.action_receive()
        desk.action_accept()
        self.assertEqual(desk.state, "accepted")

    def test_no_blocks_nothing(self):
        """W-102: who says no may submit all the same; nobody tells him that it passes, and the refusal in writing
        names the condition with its basis."""
        self._filled(age="yes", area="no", statement="yes")
        self.case._portal_submit()
        desk = self.case.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "户籍在本盟.*第五条"):
            desk.action_pre_pass()
        desk.action_receive()
        with self.assertRaisesRegex(UserError, "户籍在本盟"):
            desk.action_accept()
        draft = desk._flow_draft_reason("refuse_acceptance")
        self.assertIn("不符合“户籍在本盟”（依据：《流动人口婚育证明管理规定》第五条）", draft)
        desk.action_refuse_acceptance(draft)
        self.assertEqual(desk.state, "not_accepted")

    def test_the_clerks_own_check_counts(self):
        """W-102: what the clerk checks counts before what was said, both ways; nobody writes what was said."""
        self._filled(age="no", area="no", statement="yes")
        self.case._portal_submit()
        desk = {line.kind: line for line in self.case.with_user(self.clerk).condition_ids}
        desk["age"].age = 30
        desk["area"].region_id = self.prefecture
        desk["statement"].answer = "no"
        self.assertEqual(self._results(), {"applicant": "met", "age": "met", "area": "met", "statement": "failed"})
        self.assertEqual(self.lines["statement"].said, "yes")
        for line in (desk["age"], self.lines["age"].with_user(self.env.ref("base.user_admin"))):
            with self.assertRaises(AccessError):
                line.said = "yes"
        with self.assertRaises(AccessError):
            self.env["gov.case.condition"].create(
                {"case_id": self.case.id, "condition_id": self.lines["age"].condition_id.id, "said": "yes"}
            )
        with self.assertRaises(AccessError):
            self.lines["age"].with_user(self.citizen).said = "yes"

    def test_what_is_known_is_not_asked(self):
        """W-102: the age follows from the identity card on file, whatever is said."""
        self.citizen.partner_id.write({"gov_id_kind": "resident", "gov_id_input": "11010519491231002X"})
        self.assertEqual(self.lines["age"].result, "failed")
        self.case._portal_say({self.lines["age"].id: "yes"})
        self.assertEqual(self.lines["age"].result, "failed")
        known = [condition["name"] for condition in self.case._portal_conditions() if condition["known"]]
        self.assertEqual(known, ["申请人为自然人", "成年育龄（18—49周岁）"])

    def test_the_citizens_alone(self):
        """W-093: as long as it is being written, no clerk reads the answers."""
        self._filled(age="no")
        lines = self.env["gov.case.condition"].with_user(self.clerk)
        self.assertFalse(lines.search([("case_id", "=", self.case.id)]))
        self._filled(area="yes", statement="yes")
        self.case._portal_submit()
        self.assertEqual(len(lines.search([("case_id", "=", self.case.id)])), 4)

    # ------------------------------------------------------------------ pages

    def _post(self, url, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, allow_redirects=False)

    def _name(self, kind):
        return f"condition-{self.lines[kind].id}"

    def test_pages(self):
        """W-102: yes and no on the page, each with its name; a no says at once what it means and whom to ask; what
        is refused loses nothing that was typed."""
        self.env.flush_all()
        self.authenticate("k_citizen", "k_citizen")
        page = self.url_open(f"{self.url}/application").text
        self.assertNotIn(self._name("applicant") + '"', page)
        for kind in ("age", "area", "statement"):
            self.assertEqual(page.count(f'name="{self._name(kind)}"'), 2)
        self.assertIn("0483-8331234", page)
        self.assertIn(self.basis, page)
        answer = self._post(f"{self.url}/move", do="submit", note="请尽快", **{self._name("area"): "no"})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("请尽快", answer.text)
        self.env.invalidate_all()
        self.assertEqual((self.lines["area"].said, self.case.applicant_note), ("no", "请尽快"))
        saved = self._post(f"{self.url}/note", note="请尽快", **{self._name("area"): "yes"})
        self.assertEqual(saved.status_code, 303)
        self._filled(age="yes", statement="yes")
        self.env.flush_all()
        self.assertEqual(self._post(f"{self.url}/move", do="submit", note="").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "pre_submitted")
        page = self.url_open(f"{self.url}/application").text
        self.assertIn("Your own answer", page)
        self.assertNotIn('type="radio"', page)

    def test_bad_posts(self):
        """W-102: neither yes nor no is refused in words; lines of others, of nobody and after submission do
        not count; strangers get the answer of a missing case."""
        other = self.env["gov.case"].with_user(self.stranger)._portal_open(self.item.sudo())
        foreign = other.sudo().condition_ids[1]
        self.env.flush_all()
        self.authenticate("k_citizen", "k_citizen")
        for answer in ("maybe", "是", "yes\x00no", "<b>", "1"):
            page = self._post(f"{self.url}/note", note="x", **{self._name("age"): answer})
            self.assertEqual(page.status_code, 422, answer)
            self.assertIn('role="alert"', page.text)
        for name in (
            f"condition-{foreign.id}",
            "condition-99999999999999",
            "condition-",
            "condition-x",
            "condition--1",
        ):
            self.assertEqual(self._post(f"{self.url}/note", note="x", **{name: "yes"}).status_code, 303, name)
        self.assertEqual(self._post(f"{self.url}/note", note="x", **{self._name("applicant"): "no"}).status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(foreign.said)
        self.assertFalse(self.lines["age"].said)
        self.assertEqual(self.lines["applicant"].result, "met")
        self._filled(age="yes", area="yes", statement="yes")
        self.case._portal_submit()
        self.env.flush_all()
        self.assertEqual(self._post(f"{self.url}/note", note="x", **{self._name("age"): "no"}).status_code, 422)
        for login, status in (("k_stranger", 404), (None, 303)):
            self.authenticate(login, login)
            answer = self._post(f"{self.url}/note", note="x", **{self._name("age"): "no"})
            self.assertEqual(answer.status_code, status)
        self.env.invalidate_all()
        self.assertEqual(self.lines["age"].said, "yes")

    def test_package(self):
        """W-029, W-102: what several items of a package ask is answered once."""
        second = self._create_item(
            "婚育证明换发",
            self.education,
            condition_ids=[Command.create({"name": "未领取过本证", "basis": self.basis})],
        )
        package = self.env["gov.package"].create(
            {"name": "婚育一件事", "line_ids": [Command.create({"item_id": item.id}) for item in (self.item, second)]}
        )
        package.action_publish()
        application = self.env["gov.package.application"].with_user(self.citizen)._portal_begin(package.sudo())
        asked = application._portal_conditions()
        self.assertEqual([condition["name"] for condition in asked].count("未领取过本证"), 1)
        line = next(condition["id"] for condition in asked if condition["name"] == "未领取过本证")
        self.env.flush_all()
        self.authenticate("k_citizen", "k_citizen")
        url = f"/my/packages/{application.id}"
        self.assertIn(f'name="condition-{line}"', self.url_open(url).text)
        answer = self._post(f"{url}/move", do="submit", note="n", **{f"condition-{line}": "yes"})
        self.assertEqual(answer.status_code, 422)
        self.env.invalidate_all()
        lines = application.case_ids.condition_ids.filtered(lambda line: line.name == "未领取过本证")
        self.assertEqual(lines.mapped("said"), ["yes", "yes"])
        self.assertEqual(application.case_ids[0].applicant_note, "n")
