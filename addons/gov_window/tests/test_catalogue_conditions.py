from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, TransactionCase, tagged

from ..kernel import eligibility
from .common import GovCommon


class TestKernel(TransactionCase):
    """W-102: regions and ages."""

    def test_within(self):
        """A region lies in itself and in what is above it."""
        self.assertTrue(eligibility.within("152921000000", "152900000000"))
        self.assertTrue(eligibility.within("152900000000", "152900000000"))
        self.assertTrue(eligibility.within("152921100001", "152921100000"))
        self.assertFalse(eligibility.within("152900000000", "152921000000"))
        self.assertFalse(eligibility.within("532300000000", "152900000000"))
        self.assertEqual(eligibility.region_root("532300000000"), "5323")

    def test_age(self):
        """周岁: one is a year older on the day after the birthday; both ends are included."""
        self.assertEqual(eligibility.age_on(date(2008, 5, 1), date(2026, 5, 1)), 17)
        self.assertEqual(eligibility.age_on(date(2008, 5, 1), date(2026, 5, 2)), 18)
        for age, fits in ((17, False), (18, True), (49, True), (50, False)):
            self.assertEqual(eligibility.age_fits(age, 18, 49), fits, age)
        self.assertTrue(eligibility.age_fits(90, 60, 0))


@tagged("post_install", "-at_install")
class TestConditions(GovCommon, HttpCase):
    """W-102: who may apply, as data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prefecture = cls.env.ref("gov_base.region_152900")
        cls.inside = cls.env["gov.region"].search([("code", "=like", "152921%")], limit=1) or cls.env[
            "gov.region"
        ].create({"name": "阿拉善左旗", "code": "152921000000", "level": "4"})
        cls.outside = cls.env["gov.region"].create({"name": "楚雄州", "code": "532300000000", "level": "3"})
        basis = "《流动人口婚育证明管理规定》第五条"
        conditions = [
            {"name": "申请人为自然人", "kind": "applicant", "applicant_kind": "person", "basis": basis},
            {"name": "成年育龄（18—49周岁）", "kind": "age", "age_min": 18, "age_max": 49, "basis": basis},
            {
                "name": "户籍在本州",
                "kind": "area",
                "whom": "household",
                "region_id": cls.prefecture.id,
                "basis": basis,
            },
            {"name": "已领取过本证的不再办理", "kind": "statement", "basis": basis},
        ]
        cls.item = cls._create_item(
            "流动人口婚育证明", cls.education, condition_ids=[Command.create(vals) for vals in conditions]
        )

    def _opened(self):
        case = self._open_case(self.item, receive=False)
        return case, {line.kind: line for line in case.condition_ids}

    def test_asked_at_receipt(self):
        """W-102: the conditions are asked before the application gets its number; all fulfilled, it is accepted."""
        case, lines = self._opened()
        self.assertEqual(set(lines), {"applicant", "age", "area", "statement"})
        self.assertEqual(lines["applicant"].result, "met")
        with self.assertRaisesRegex(UserError, "成年育龄.*户籍在本州.*已领取"):
            case.action_receive()
        lines["age"].age = 30
        lines["area"].region_id = self.inside
        lines["statement"].answer = "yes"
        case.action_receive()
        self.assertIn("condition.check", self._events(case))
        case.action_accept()
        self.assertEqual(case.state, "accepted")
        with self.assertRaisesRegex(UserError, "any more"):
            lines["age"].age = 60

    def test_on_the_form(self):
        """W-102: the form shows the conditions as soon as the item is chosen, and keeps the answers."""
        with Form(self.env["gov.case"].with_user(self.clerk)) as form:
            form.item_id = self.item
            form.partner_id = self.applicant
            self.assertEqual(len(form.condition_ids), 4)
            with form.condition_ids.edit(3) as line:
                line.answer = "yes"
        case = form.record
        self.assertEqual(len(case.condition_ids), 4)
        statement = case.condition_ids.filtered(lambda line: line.kind == "statement")
        self.assertEqual((statement.answer, statement.result), ("yes", "met"))
        with Form(self.env["gov.case"].with_user(self.clerk)) as form:
            form.item_id = self.item
            form.item_id = self.licence
            form.partner_id = self.applicant
        self.assertFalse(form.record.condition_ids)

    def test_refused_with_the_basis(self):
        """W-102: who does not fulfil a condition is not accepted; the refusal names it with its basis."""
        case, lines = self._opened()
        lines["age"].age = 52
        lines["area"].region_id = self.outside
        lines["statement"].answer = "yes"
        case.action_receive()
        with self.assertRaisesRegex(UserError, "成年育龄.*婚育证明管理规定"):
            case.action_accept()
        draft = case._flow_draft_reason("refuse_acceptance")
        self.assertIn("不符合“户籍在本州”（依据：《流动人口婚育证明管理规定》第五条）", draft)
        case.action_refuse_acceptance(draft)
        self.assertEqual(case.state, "not_accepted")
        notice = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-05")
        self.assertEqual([line["name"] for line in notice.content["failed"]], ["成年育龄（18—49周岁）", "户籍在本州"])
        event = self.env["gov.event"].search([("kind", "=", "condition.check"), ("res_id", "=", case.id)])
        self.assertEqual(event.data["户籍在本州"], "failed")

    def test_answers_are_recorded(self):
        """W-102: a corrected answer of a registered case leaves its trace."""
        case, lines = self._opened()
        lines["age"].age = 52
        lines["area"].region_id = self.inside
        lines["statement"].answer = "yes"
        case.action_receive()
        lines["age"].age = 25
        self.assertEqual(self._events(case).count("condition.check"), 2)
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_kind_and_age_follow_from_the_file(self):
        """A company is no natural person; the age follows from the identity card."""
        company = self.env["res.partner"].create({"name": "某公司", "is_company": True})
        case, lines = self._opened()
        self.assertEqual(lines["age"].result, "open")
        case.partner_id = company
        self.assertEqual(lines["applicant"].result, "failed")
        person = self.env["res.partner"].create({"name": "李四", "gov_id_kind": "resident"})
        person.gov_id_input = "11010519491231002X"
        case.partner_id = person
        self.assertEqual((lines["applicant"].result, lines["age"].result), ("met", "failed"))
        self.assertGreater(lines["age"].age, 70)

    def test_another_item(self):
        """The conditions are those of the item: another item asks its own, or none."""
        case, _lines = self._opened()
        case.item_id = self.licence
        self.assertFalse(case.condition_ids)
        case.item_id = self.item
        self.assertEqual(len(case.condition_ids), 4)
        with self.assertRaisesRegex(UserError, "nothing else may be asked"):
            self.env["gov.case.condition"].create(
                {"case_id": self._open_case(receive=False).id, "condition_id": self.item.version_id.condition_ids[0].id}
            )
        with self.assertRaisesRegex(UserError, "answer it"):
            case.condition_ids[0].condition_id = case.condition_ids[1].condition_id

    def test_without_conditions_nothing_is_paid(self):
        """An item without conditions costs no query more at receipt and acceptance."""
        self._open_case().action_accept()
        self.env.flush_all()
        case = self._open_case(receive=False)
        with self.assertQueries([], flush=True):
            case._fill_conditions()
            self.assertFalse(case._condition_reasons())

    def test_complete(self):
        """A condition without what it compares with is refused."""
        draft = self._create_item("不全", self.education, publish=False).version_ids
        for vals in ({"kind": "age"}, {"kind": "applicant"}, {"kind": "area", "whom": "work"}):
            with self.assertRaises(ValidationError):
                draft.condition_ids = [Command.create({"name": "条件", "basis": "依据", **vals})]

    def test_guide(self):
        """W-102: citizens read the conditions in the guide."""
        page = self.url_open(f"/gov/item/{self.item._portal_slug()}").text
        self.assertIn("户籍在本州", page[page.index('id="conditions"') :])


@tagged("post_install", "-at_install")
class TestFiling(GovCommon):
    """W-103, W-113: filings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filing = cls._create_item(
            "培训机构备案", cls.education, publish=False, materials=("备案表", "场地证明", "身份证明")
        )
        cls.filing.nature = "filing"
        cls.filing.version_ids.action_publish()

    def test_direct_to_the_city(self):
        """W-103: no line of a filing may ask to file with the district first; other items may."""
        draft = self.filing.version_id.copy()
        for vals in (
            {"material_ids": [Command.create({"name": "旗区备案证明"})]},
            {"step_ids": [Command.create({"name": "区县初审"})]},
            {"condition_ids": [Command.create({"name": "已经旗县备案", "basis": "无"})]},
        ):
            with self.assertRaisesRegex(ValidationError, "directly"):
                draft.write(vals)
        licence = self.licence.version_id.copy()
        licence.material_ids = [Command.create({"name": "旗区备案证明"})]
        with self.assertRaisesRegex(ValidationError, "directly"):
            self.licence.nature = "filing"
        case = self._open_case(self.filing)
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_rule_can_be_switched_off(self):
        """W-103, D-29: where the rules allow a lower level first, the line may stand."""
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {"name": "下级", "line_ids": [Command.create({"name": "filing_direct", "value": "False"})]}
        )
        draft = self.filing.version_id.copy()
        draft.material_ids = [Command.create({"name": "旗区备案证明"})]
        self.assertIn("旗区备案证明", draft.material_ids.mapped("name"))

    def test_refusal_lists_everything_once(self):
        """W-113: whatever the clerk writes, the refusal of a filing lists all missing material."""
        case = self._open_case(self.filing, complete=False)
        case.material_ids[0].action_toggle()
        draft = case._flow_draft_reason("refuse_acceptance")
        self.assertIn("场地证明", draft)
        self.assertIn("身份证明", draft)
        case.action_refuse_acceptance("材料不齐")
        notice = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-05")
        self.assertEqual([line["name"] for line in notice.content["to_complete"]], ["场地证明", "身份证明"])
        html = self.env["ir.qweb"]._render(
            "gov_window.notice_b05", {"content": notice.content | {"issued_by": "x"}, "chinese_date": lambda day: day}
        )
        self.assertIn("需要补正的全部材料", html)
        self.assertIn("身份证明", html)

    def test_other_refusals_do_not(self):
        """The list belongs to filings."""
        case = self._open_case(complete=False)
        case.action_refuse_acceptance("不符合条件")
        self.assertNotIn("to_complete", case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-05").content)
