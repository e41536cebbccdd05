from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestPackage(GovCommon, HttpCase):
    """W-028, W-029: several items at once, each paper once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fire = cls._with_question("消防备案", ("申请表（消防）", "身份证明"))
        cls.place = cls._with_question("场地备案", ("申请表（场地）", "居民身份证"))
        cls.package = cls.env["gov.package"].create(
            {
                "name": "我要开培训机构",
                "line_ids": [
                    Command.create({"item_id": cls.fire.id, "stage": "设立", "sequence": 1}),
                    Command.create({"item_id": cls.place.id, "stage": "经营", "sequence": 2}),
                ],
            }
        )

    @classmethod
    def _with_question(cls, name, materials):
        item = cls._create_item(name, cls.education, publish=False, materials=materials)
        version = item.version_ids
        version.question_ids = [
            Command.create(
                {
                    "name": "谁来办？",
                    "answer_ids": [Command.create({"name": "本人"}), Command.create({"name": "单位"})],
                }
            )
        ]
        version.material_ids[1].write({"paper_code": "id", "answer_ids": version.question_ids.answer_ids[0].ids})
        version.action_publish()
        return item

    def _application(self, user=None):
        self.package.action_publish()
        return (
            self.env["gov.package.application"]
            .with_user(user or self.clerk)
            .create({"package_id": self.package.id, "partner_id": self.applicant.id})
        )

    def test_joint_checklist(self):
        """W-029: one questionnaire for all, and a paper that two items need is listed once."""
        answers = self.fire.version_id.question_ids.answer_ids
        found = self.package._evaluate()
        self.assertEqual(found["question"], answers.question_id)
        found = self.package._evaluate([answers[0].id])
        self.assertFalse(found["question"])
        papers = {line.name: [item.name for item in items] for line, items in found["papers"]}
        self.assertEqual(
            papers,
            {
                "申请表（消防）": ["消防备案"],
                "身份证明": ["消防备案", "场地备案"],
                "申请表（场地）": ["场地备案"],
            },
        )
        found = self.package._evaluate([answers[1].id])
        self.assertEqual([line.name for line, _items in found["papers"]], ["申请表（消防）", "申请表（场地）"])

    def test_published_stays(self):
        """W-029: two items at least, all offered; published, the items are fixed."""
        lonely = self.package.copy({"line_ids": [Command.create({"item_id": self.fire.id})]})
        with self.assertRaisesRegex(UserError, "two items"):
            lonely.action_publish()
        draft = self._create_item("未公布", self.education, publish=False)
        lonely.line_ids = [Command.create({"item_id": draft.id})]
        with self.assertRaisesRegex(UserError, "未公布"):
            lonely.action_publish()
        self.package.action_publish()
        for change in (
            lambda: self.package.line_ids[0].write({"stage": "x"}),
            self.package.line_ids[0].unlink,
            lambda: self.package.write({"line_ids": [Command.create({"item_id": self.licence.id})]}),
            lambda: self.package.write({"name": "x"}),
            lambda: lonely.line_ids.filtered(lambda line: line.item_id == draft).write({"package_id": self.package.id}),
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(AccessError):
            self.package.with_user(self.clerk).action_retire("x")

    def test_opened_at_the_window(self):
        """W-029, W-028: linked cases in one go; a shared paper is recorded once; each goes its own way."""
        application = self._application()
        application.action_open_cases()
        application.action_open_cases()
        first, second = application.case_ids.sorted("id")
        self.assertEqual(first.item_id | second.item_id, self.fire | self.place)
        first.answer_ids = self.fire.version_id.question_ids.answer_ids[0]
        self.assertEqual(second.answer_ids.mapped("name"), ["本人"])
        paper = first.material_ids.filtered(lambda line: line.material_id.paper_code)
        other = second.material_ids.filtered(lambda line: line.material_id.paper_code)
        paper.write({"file": PIXEL, "file_name": "id.png"})
        self.assertEqual((other.state, other.reuse_id), ("received", paper))
        self.assertEqual(second.material_count, "1/2")
        paper.state = "missing"
        self.assertEqual((other.state, other.reuse_id.id), ("missing", False))
        first.action_all_received()
        first.action_receive()
        first.action_accept()
        self.assertEqual((first.state, second.state), ("accepted", "draft"))
        with self.assertRaises(UserError):
            application.partner_id = self.clerk.partner_id
        with self.assertRaises(UserError):
            application.unlink()

    def test_who_opens(self):
        """W-029: clerks open; department staff do not; what is retired is not opened."""
        application = self._application()
        with self.assertRaises(AccessError):
            application.with_user(self.receiver).action_open_cases()
        self.package.action_retire("合并")
        with self.assertRaisesRegex(UserError, "not offered"):
            application.action_open_cases()

    def test_never_twice(self):
        """W-028: the shared code finds the paper on file under another name."""
        case = self._open_case(self.fire, complete=False)
        case.answer_ids = self.fire.version_id.question_ids.answer_ids[0]
        line = case.material_ids.filtered(lambda line: line.material_id.paper_code)
        line.write({"file": PIXEL, "file_name": "id.png"})
        later = self._open_case(self.place, receive=False, complete=False)
        other = later.material_ids.filtered(lambda line: line.material_id.paper_code)
        self.assertEqual(other.on_file_id, line)
        other.action_reuse()
        self.assertEqual(other.state, "received")

    def test_page(self):
        """W-029: the package's page; a draft is as if missing."""
        url = f"/gov/package/{self.package.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.package.action_publish()
        self.env.flush_all()
        self.assertIn(self.package.name, self.url_open("/gov").text)
        text = self.url_open(url).text
        self.assertIn("谁来办", text)
        answer = self.fire.version_id.question_ids.answer_ids[0]
        text = self.url_open(f"{url}?a={answer.id}").text
        for part in ("申请表（消防）", "申请表（场地）", "身份证明", "each paper once"):
            self.assertIn(part, text)
        self.assertNotIn("居民身份证", text)
        for slug in ("x", "0", "-1", "9" * 30):
            self.assertEqual(self.url_open(f"/gov/package/{slug}").status_code, 404, slug)
