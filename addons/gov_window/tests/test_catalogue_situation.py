import base64
import csv
import io

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..kernel import questionnaire
from .test_catalogue_import import CatalogueCommon

SAID = """问：由谁举办？｜以签字的举办者为准。
答：个人
答：单位｜承诺15｜窗口A01
问：场地是谁的？
答：自己的
答：租用的
问：租期还有几年？
仅当：场地是谁的？＝租用的
答：三年以上
答：不足三年｜不适用｜提示请先续租。⏎再来申请。"""
TITLES = "部门,实施编码,事项名称,事项类型,办件类型,法定时限,承诺时限,办事情形,材料名称,适用情形"


class TestQuestionnaireText(BaseCase):
    """W-029: the questionnaire as the text of a cell, without a database."""

    def test_there_and_back(self):
        questions = questionnaire.read(SAID)
        self.assertEqual(questionnaire.write(questions), SAID)
        self.assertEqual([len(question["answers"]) for question in questions], [2, 2, 2])
        self.assertEqual(questions[2]["after"], ["场地是谁的？＝租用的"])
        last = questions[2]["answers"][1]
        self.assertEqual((last["excludes"], last["advice"]), (True, "请先续租。\n再来申请。"))
        self.assertEqual((questions[0]["answers"][1]["days"], questions[0]["answers"][1]["windows"]), (15, ["A01"]))
        self.assertEqual(questionnaire.read(""), [])

    def test_refused(self):
        for text in (
            "答：没有问题的答案",
            "问：",
            "问：一\n答：",
            "问：一\n答：是\n答：是",
            "问：一\n问：一",
            "问：一\n答：是｜不适用",
            "问：一\n答：是｜随便",
            "问：一\n答：是\n仅当：二＝否",
            "问：一\n仅当：二＝否\n答：是",
            "问：一\n答：是｜承诺abc",
            "不是问题",
        ):
            with self.assertRaises(questionnaire.SituationError, msg=text):
                questionnaire.read(text)


@tagged("post_install", "-at_install")
class TestCatalogueSituation(CatalogueCommon):
    """W-029, W-106: questions of the questionnaire come in and go out with the catalogue."""

    def _file(self, *rows, titles=TITLES):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(titles.split(","))
        writer.writerows(rows)
        return buffer.getvalue()

    def _rows(self, said=SAID, second="场地是谁的？＝租用的\n由谁举办？＝单位", third=""):
        head = ("教体局", "JT-9", "培训机构设立")
        return (
            (*head, "行政许可", "承诺件", "20", "10", said, "申请表", ""),
            (*head, "", "", "", "", "", "租赁合同", second),
            (*head, "", "", "", "", "", "场地照片", third),
        )

    def _imported(self):
        wizard = self._wizard(self._file(*self._rows()))
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.line_ids.mapped("what"))
        return self._item("JT-9")

    def test_import(self):
        """W-029: questions, answers, what follows from them, and the lines that depend on them; once."""
        item = self._imported()
        version = item.version_ids
        self.assertEqual(questionnaire.write(version._questions_said()), SAID)
        self.assertEqual(version.question_ids.answer_ids.window_ids, self.window)
        lines = {line.name: sorted(line.answer_ids.mapped("name")) for line in version.material_ids}
        self.assertEqual(lines, {"申请表": [], "租赁合同": ["单位", "租用的"], "场地照片": []})
        again = self._wizard(self._file(*self._rows()))
        again.action_import()
        self.assertEqual(item.version_ids, version)
        self.assertIn("1 as they were", again.summary)
        version.action_publish()
        other = self._wizard(self._file(*self._rows(third="由谁举办？＝个人")))
        other.action_import()
        draft = item.version_ids - version
        self.assertEqual(draft.material_ids[2].answer_ids.mapped("name"), ["个人"])

    def test_export(self):
        """W-106: what is exported comes in again as it was, as spreadsheet and as text."""
        item = self._imported()
        item.version_ids.action_publish()
        for form in ("xlsx", "csv"):
            wizard = (
                self.env["gov.catalogue.export"]
                .with_user(self.manager)
                .create({"format": form, "item_ids": [Command.set(item.ids)]})
            )
            wizard.action_export()
            again = self._wizard(base64.b64decode(wizard.file))
            again.action_import()
            self.assertEqual((again.error_count, again.state), (0, "done"), again.line_ids.mapped("what"))
            self.assertIn("1 as they were", again.summary)
            self.assertEqual(len(item.version_ids), 1)

    def test_file_without_questions(self):
        """W-029: a file that says nothing of questions does not take them away, from new drafts or old ones."""
        item = self._imported()
        item.version_ids.action_publish()
        titles = TITLES.replace("办事情形,", "").replace(",适用情形", "")
        plain = [(*row[:7], row[8]) for row in self._rows()]
        plain[0] = (*plain[0][:6], "8", plain[0][7])
        for days in ("8", "7"):
            plain[0] = (*plain[0][:6], days, plain[0][7])
            self._wizard(self._file(*plain, titles=titles)).action_import()
            draft = item.version_ids.filtered(lambda version: version.state == "draft")
            self.assertEqual((len(draft), draft.promised_days), (1, int(days)))
            self.assertEqual(questionnaire.write(draft._questions_said()), SAID)
            self.assertEqual(sorted(draft.material_ids[1].answer_ids.mapped("name")), ["单位", "租用的"])

    def test_faulty(self):
        """W-029: what cannot be read is told by line, and nothing is imported."""
        for rows, what in (
            (self._rows(said="问：一\n随便"), "cannot be read"),
            (self._rows(second="由谁举办？＝别人"), "no answer of this item"),
            (self._rows(said="", second="由谁举办？＝个人"), "no answer of this item"),
            (self._rows(said=SAID.replace("A01", "Z99")), "no window"),
            (self._rows(said=SAID.replace("承诺15", "承诺99")), "longer than the statutory"),
        ):
            wizard = self._wizard(self._file(*rows))
            wizard.action_import()
            self.assertEqual(wizard.state, "checked")
            self.assertIn(what, " ".join(wizard.line_ids.mapped("what")))
            self.assertFalse(self._item("JT-9"))
