from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import GovCommon


class ScopeCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff("s_manager", "gov_window.group_catalogue")
        cls.legal = cls._create_staff("s_legal", "gov_window.group_legal")
        cls.reform = cls._create_staff("s_reform", "gov_window.group_reform")

    def _rules(self, **values):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "规则",
                "line_ids": [Command.create({"name": name, "value": str(value)}) for name, value in values.items()],
            }
        )

    def _draft(self, **vals):
        return self.licence.version_id.copy(vals)


@tagged("post_install", "-at_install")
class TestScope(ScopeCommon):
    """W-027: the scope of a permission is not widened."""

    LAW = {"statutory_scope": "实施学历教育的民办学校", "statutory_scope_basis": "《民办教育促进法》第十二条"}

    def test_widened_is_void(self):
        """W-027: a version marked as wider than the law is neither published nor submitted."""
        self._rules(item_review=True)
        draft = self._draft(**self.LAW, scope="全部培训机构", scope_relation="widened", scope_document="某通知")
        with self.assertRaisesRegex(UserError, "void"):
            draft.action_submit()
        self._rules(item_review=False)
        with self.assertRaisesRegex(UserError, "void"):
            draft.action_publish()

    def test_other_words_are_marked(self):
        """W-027: a scope in other words than the law says what it is; a narrower one names its document."""
        draft = self._draft(**self.LAW, scope="实施本科教育的民办学校")
        self.assertIn("narrower or wider", draft._scope_reason())
        draft.scope_relation = "narrowed"
        self.assertIn("document", draft._scope_reason())
        draft.scope_document = "教育部令第1号"
        self.assertFalse(draft._scope_reason())
        draft.statutory_scope_basis = False
        self.assertIn("State Council", draft._scope_reason())
        same = self._draft(**self.LAW, scope="实施学历教育的\n 民办学校")
        self.assertFalse(self._draft(**self.LAW)._scope_reason())
        self.assertTrue(same._scope_reason())

    def test_changed_scope_is_reviewed(self):
        """W-027: a changed scope goes to the reform office, even where other changes need no review."""
        draft = self._draft(**self.LAW)
        with self.assertRaisesRegex(UserError, "submit it"):
            draft.with_user(self.manager).action_publish()
        draft.action_submit()
        draft.review_ids.with_user(self.reform).action_agree()
        draft.with_user(self.manager).action_publish()
        self.assertEqual(self.licence.version_id.statutory_scope, self.LAW["statutory_scope"])
        again = self._draft(promised_days=4)
        again.with_user(self.manager).action_publish()
        self.assertEqual(again.state, "published")
        with self.assertRaises(UserError):
            again.scope = "更多"

    def test_required_by_rule(self):
        """W-027: where the rules ask for it, a permission is not published without; other natures are."""
        self._rules(scope_required=True)
        with self.assertRaisesRegex(UserError, "scope by law"):
            self._create_item("无范围", self.education)
        service = self._create_item("公共服务", self.education, publish=False)
        service.nature = "service"
        service.version_ids.action_publish()
        self.assertTrue(self._create_item("有范围", self.education, **self.LAW).version_id)


@tagged("post_install", "-at_install")
class TestClasses(ScopeCommon, HttpCase):
    """W-005: the classes are treated differently."""

    def test_joint(self):
        """W-005: a joint item names a department besides its own; the guide shows it."""
        draft = self._create_item("联办", self.education, publish=False, handling_class="joint").version_ids
        with self.assertRaisesRegex(UserError, "take part"):
            draft.action_publish()
        draft.department_ids = self.education
        with self.assertRaisesRegex(UserError, "take part"):
            draft.action_publish()
        draft.department_ids = self.education | self.labour
        draft.action_publish()
        page = self.url_open(f"/gov/item/{draft.item_id._portal_slug()}").text
        self.assertIn("人力资源和社会保障局", page[page.index('id="joint"') :][:200])

    def test_reported(self):
        """W-005: a reported item names the authority above; its time is beside the promised limit."""
        draft = self._create_item("上报", self.education, publish=False, handling_class="report").version_ids
        with self.assertRaisesRegex(UserError, "authority above"):
            draft.action_publish()
        draft.write({"higher_authority": "自治区教育厅", "higher_days": 20})
        draft.action_publish()
        case = self._open_case(draft.item_id)
        case.action_accept()
        self.assertEqual(case.promise_value, 10)
        page = self.url_open(f"/gov/item/{draft.item_id._portal_slug()}").text
        self.assertIn("自治区教育厅", page[page.index('id="reported"') :][:200])


@tagged("post_install", "-at_install")
class TestDiscretion(ScopeCommon, HttpCase):
    """W-109: quantified discretion, and the four reductions by version."""

    def test_in_the_guide(self):
        """W-109: the grades are part of the version, printed in the guide, and fixed when it is published."""
        grade = {"grade": "一档", "name": "全部达标", "standard": "准予设立", "basis": "第十五条"}
        item = self._create_item("裁量事项", self.education, discretion_ids=[Command.create(grade)])
        page = self.url_open(f"/gov/item/{item._portal_slug()}").text
        self.assertIn("准予设立", page[page.index('id="discretion"') :][:600])
        with self.assertRaises(UserError):
            item.version_id.discretion_ids.standard = "不予"
        book = self.env["ir.qweb"]._render(
            "gov_window.handbook_chapter",
            {
                "department": "",
                "items": item,
                "start": 1,
                "labels": self.env["gov.handbook"]._labels(),
            },
        )
        self.assertIn("裁量标准", book)

    def test_reductions(self):
        """W-109: links, items, days and fee are compared between two versions."""
        before = self.licence.version_id
        draft = self._draft(promised_days=5, fee_amount=0)
        draft.write({"step_ids": [Command.clear()], "merged_item_ids": [Command.set(self.labour_item.ids)]})
        wizard = self.env["gov.item.compare"].create(
            {"item_id": self.licence.id, "before_id": before.id, "after_id": draft.id}
        )
        figures = {label: (old, new) for label, old, new in wizard._figures()}
        self.assertEqual(figures["Handling Steps"], (1, 0))
        self.assertEqual(figures["Items to apply for"], (2, 1))
        self.assertEqual(figures["Promised working days"], (10, 5))
        self.assertEqual(figures["Fee in yuan"], (0, 0))
        draft.discretion_ids = [Command.create({"name": "全部达标", "standard": "准予"})]
        self.assertIn("准予", wizard._rows()[-1]["after"])


@tagged("post_install", "-at_install")
class TestOffices(ScopeCommon):
    """W-013: the legal office and the government's approval."""

    def test_all_by_rule(self):
        """W-013: legal office by parameter; the government last, with the number of its document."""
        self._rules(item_review=True, item_review_legal=True, item_review_government=True)
        draft = self._draft(promised_days=4)
        draft.action_submit()
        reviews = {review.office: review for review in draft.review_ids}
        self.assertEqual(set(reviews), {"reform", "legal"})
        with self.assertRaises(UserError):
            reviews["legal"].with_user(self.reform).action_agree()
        reviews["legal"].with_user(self.legal).action_agree()
        reviews["reform"].with_user(self.reform).action_agree()
        self.assertEqual(draft.state, "review")
        government = draft.review_ids.filtered(lambda review: review.office == "government")
        self.assertEqual(government.state, "pending")
        with self.assertRaisesRegex(UserError, "document"):
            government.with_user(self.manager).action_agree()
        with self.assertRaises(UserError):
            government.with_user(self.legal).action_agree()
        government.with_user(self.manager).document = "阿署发〔2026〕8号"
        government.with_user(self.manager).action_agree()
        self.assertEqual(draft.state, "approved")
        draft.with_user(self.manager).action_publish()
        self.assertEqual(self.licence.version_id, draft)

    def test_the_government_is_asked_each_round(self):
        """W-013: what was taken back after the approval needs it again."""
        self._rules(item_review=True, item_review_government=True)
        draft = self._draft(promised_days=4)
        for number in (1, 2):
            draft.action_submit()
            draft.review_ids.filtered(lambda review: review.office == "reform" and review.state == "pending").with_user(
                self.reform
            ).action_agree()
            government = draft.review_ids.filtered(
                lambda review: review.office == "government" and review.state == "pending"
            )
            self.assertEqual((government.round, draft.state), (number, "review"))
            government.with_user(self.manager).document = f"阿署发〔2026〕{number}号"
            government.with_user(self.manager).action_agree()
            self.assertEqual(draft.state, "approved")
            draft.with_user(self.manager).action_withdraw("再改")

    def test_sent_back_by_the_government(self):
        """W-013: the government may send it back, too."""
        self._rules(item_review=True, item_review_government=True)
        draft = self._draft(promised_days=4)
        draft.action_submit()
        draft.review_ids.with_user(self.reform).action_agree()
        government = draft.review_ids.filtered(lambda review: review.office == "government")
        government.with_user(self.manager).action_send_back("范围不清")
        self.assertEqual((draft.state, draft.flow_reason), ("draft", "范围不清"))

    def test_off_by_default(self):
        """W-013: only where the rules say so."""
        self._rules(item_review=True)
        draft = self._draft(promised_days=4)
        draft.action_submit()
        self.assertEqual(draft.review_ids.mapped("office"), ["reform"])
        draft.review_ids.with_user(self.reform).action_agree()
        self.assertEqual(draft.state, "approved")
