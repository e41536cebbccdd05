from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestKnowledge(GovCommon, HttpCase):
    """W-025, W-026: the knowledge base."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._create_staff("t_k_editor", "gov_window.group_item_editor", department=cls.education)
        cls.article = cls._article("章程要不要公证？", body="不要公证。", item_ids=[Command.set(cls.licence.ids)])
        cls.general = cls._article("收件须知", kind="standard", department_id=cls.education.id)
        cls.other = cls._article("派遣须知", item_ids=[Command.set(cls.labour_item.ids)])
        cls.phrase = cls._article("签字不全", kind="phrase", body="申请表签字不全，请补签。")

    @classmethod
    def _article(cls, name, body="正文", **vals):
        return cls.env["gov.knowledge"].create({"name": name, "body": body, "department_id": False, **vals})

    def test_found(self):
        """W-026: by words and by the initials of the pinyin."""
        for text in ("公证", "zcyby"):
            found = self.env["gov.knowledge"].with_user(self.clerk).name_search(text)
            self.assertIn(self.article.id, dict(found))

    def test_from_the_case(self):
        """W-026: one click from the case shows the item's own, and its department's and the centre's beneath."""
        case = self._open_case()
        action = case.action_knowledge()
        articles = self.env["gov.knowledge"].with_user(self.clerk).search(action["domain"])
        self.assertEqual(
            articles & (self.article | self.general | self.other | self.phrase),
            self.article | self.general | self.phrase,
        )
        self.assertEqual(action["context"]["search_default_item_ids"], self.licence.id)

    def test_quoted(self):
        """W-026: a phrase is quoted into the reason of a supplement, after what is written."""
        case = self._open_case()
        wizard = Form(
            self.env["gov.flow.reason"]
            .with_user(self.clerk)
            .with_context(default_res_model="gov.case", default_res_ids=case.ids, default_action="request_supplement")
        )
        wizard.reason = "一、"
        wizard.phrase_id = self.phrase
        wizard.save().action_confirm()
        self.assertEqual((case.state, case.flow_reason), ("supplement", "一、\n申请表签字不全，请补签。"))

    def test_manual(self):
        """W-025: a department keeps its business manual; nobody else's, and clerks only read."""
        articles = self.env["gov.knowledge"]
        manual = articles.with_user(self.editor).create({"name": "业务手册", "kind": "manual", "body": "第一章"})
        self.assertEqual(manual.department_id, self.education)
        with self.assertRaises(AccessError):
            self.other.with_user(self.editor).body = "x"
        with self.assertRaises(AccessError):
            manual.with_user(self.clerk).body = "x"
        citizen = new_test_user(self.env, login="t_k_citizen", groups="base.group_portal")
        with self.assertRaises(AccessError):
            manual.with_user(citizen).read(["body"])

    def test_public(self):
        """W-026: published questions stand on the guide page of their item, and nothing else does."""
        url = f"/gov/item/{self.licence._portal_slug()}"
        self.assertNotIn("章程要不要公证", self.url_open(url).text)
        self.article.public = True
        self.env.flush_all()
        self.assertIn("不要公证", self.url_open(url).text)
        self.assertNotIn("不要公证", self.url_open(f"/gov/item/{self.labour_item._portal_slug()}").text)
        with self.assertRaises(ValidationError):
            self.phrase.public = True
