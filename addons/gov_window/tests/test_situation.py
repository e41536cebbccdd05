from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ..kernel.comparison import compare
from ..kernel.situation import Answer, Question, Questionnaire
from .common import PIXEL, GovCommon
from .test_catalogue_life import SEALED


@st.composite
def questionnaires(draw):
    """A questionnaire of up to four questions and eight lines, and some answers."""
    questions, earlier = [], []
    for number in range(draw(st.integers(0, 4))):
        after = frozenset(draw(st.sets(st.sampled_from(earlier), max_size=2))) if earlier else frozenset()
        answers = [
            Answer(number * 10 + place, draw(st.integers(0, 20)), draw(st.booleans()))
            for place in range(1, draw(st.integers(2, 3)) + 1)
        ]
        questions.append(Question(number + 1, tuple(answers), after))
        earlier += [answer.id for answer in answers]
    needs = st.sets(st.sampled_from(earlier), max_size=3) if earlier else st.just(set())
    lines = tuple((1000 + number, frozenset(draw(needs))) for number in range(draw(st.integers(0, 8))))
    chosen = frozenset(draw(st.sets(st.sampled_from([*earlier, 9999]))))
    return Questionnaire(tuple(questions), lines), chosen


class TestKernel(TransactionCase):
    """W-029: the pure evaluation."""

    @settings(max_examples=300, deadline=None)
    @given(questionnaires())
    def test_always(self, case):
        """A subset in its order, the unconditional lines always, one answer a question, and every further
        answer only makes the list shorter."""
        questionnaire, chosen = case
        found = questionnaire.evaluate(chosen)
        every = [line for line, _needs in questionnaire.lines]
        self.assertEqual(list(found.lines), [line for line in every if line in found.lines])
        self.assertLessEqual({line for line, needs in questionnaire.lines if not needs}, set(found.lines))
        self.assertLessEqual(found.answers, chosen)
        for question in questionnaire.questions:
            self.assertLessEqual(len({answer.id for answer in question.answers} & found.answers), 1)
        self.assertEqual(questionnaire.evaluate(found.answers), found)
        if found.open_question:
            question = next(own for own in questionnaire.questions if own.id == found.open_question)
            for answer in question.answers:
                further = questionnaire.evaluate(found.answers | {answer.id})
                self.assertLessEqual(set(further.lines), set(found.lines))
        else:
            wanted = {
                line
                for line, needs in questionnaire.lines
                if all(
                    {answer.id for answer in question.answers} & needs & found.answers
                    for question in questionnaire.questions
                    if {answer.id for answer in question.answers} & needs
                )
            }
            self.assertEqual(set(found.lines), wanted)

    def test_follow_up(self):
        """A question that follows an answer is asked only then; its lines go with it."""
        questionnaire = Questionnaire(
            (
                Question(1, (Answer(11), Answer(12, days=15))),
                Question(2, (Answer(21, days=9), Answer(22, excludes=True)), frozenset({12})),
            ),
            ((100, frozenset()), (101, frozenset({11})), (102, frozenset({21, 12}))),
        )
        cases = {
            (): ((100, 101, 102), 1, 0),
            (11,): ((100, 101), 0, 0),
            (12,): ((100, 102), 2, 15),
            (12, 21): ((100, 102), 0, 15),
            (11, 21): ((100, 101), 0, 0),
        }
        for chosen, (lines, open_question, days) in cases.items():
            found = questionnaire.evaluate(chosen)
            self.assertEqual((found.lines, found.open_question, found.days), (lines, open_question, days), chosen)
        self.assertEqual(questionnaire.evaluate((12, 22)).excluded, {22})


class SituationCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school = cls._create_item(
            "培训机构设立",
            cls.education,
            publish=False,
            materials=("申请表", "身份证明", "营业执照", "消防意见"),
            promised_days=10,
            statutory_days=20,
        )
        version = cls.school.version_ids
        version.question_ids = [
            Command.create(
                {
                    "sequence": 1,
                    "name": "谁来举办？",
                    "answer_ids": [Command.create({"name": "个人"}), Command.create({"name": "单位"})],
                }
            ),
            Command.create(
                {
                    "sequence": 2,
                    "name": "场地怎样？",
                    "answer_ids": [
                        Command.create({"name": "自有", "promised_days": 5}),
                        Command.create({"name": "租用", "promised_days": 15}),
                        Command.create(
                            {"name": "没有场地", "excludes": True, "advice": "请先到住建局窗口咨询场地要求。"}
                        ),
                    ],
                }
            ),
        ]
        answers = version.question_ids.answer_ids
        cls.person, cls.company_answer, cls.owned, cls.rented, cls.nowhere = answers
        form, identity, licence, fire = version.material_ids
        identity.answer_ids = cls.person
        licence.answer_ids = cls.company_answer
        fire.answer_ids = cls.rented
        cls.form, cls.identity, cls.business, cls.fire = form, identity, licence, fire
        version.action_publish()

    def _choose(self, case, *answers):
        case.answer_ids = [Command.set([answer.id for answer in answers])]


class TestSituation(SituationCommon):
    """W-029, W-101, W-021: the situation of a case."""

    def test_checklist_follows(self):
        """W-029: the list is exactly that of the answers, and the limit that they promise."""
        case = self._open_case(self.school, receive=False, complete=False)
        self.assertEqual(len(case.material_ids), 4)
        case.action_receive()
        case.action_all_received()
        with self.assertRaisesRegex(UserError, "谁来举办"):
            case.action_accept()
        self._choose(case, self.company_answer, self.owned)
        self.assertEqual(case.material_ids.material_id, self.form | self.business)
        self._choose(case, self.person, self.rented)
        self.assertEqual(case.material_ids.material_id, self.form | self.identity | self.fire)
        with self.assertRaisesRegex(UserError, "身份证明"):
            case.action_accept()
        case.action_all_received()
        self.assertIn("15 working days", case.promise_preview)
        case.action_accept()
        self.assertEqual(case.promise_value, 15)
        self.assertIn("situation", case.promise_source)
        self.assertIn("situation.choose", self._events(case))
        with self.assertRaises(UserError):
            self._choose(case, self.person, self.owned)

    def test_created_with_answers(self):
        """W-029: a case opened with its answers has the list at once."""
        answers = self.company_answer | self.rented
        case = self._open_case(self.school, receive=False, complete=False, answer_ids=[Command.set(answers.ids)])
        self.assertEqual(case.material_ids.material_id, self.form | self.business | self.fire)
        shown = {answer["name"]: answer["chosen"] for row in case.situation_questions for answer in row["answers"]}
        self.assertEqual([name for name, chosen in shown.items() if chosen], ["单位", "租用"])

    def test_line_taken_off(self):
        """W-021: a line that the situation needs cannot be got rid of; one it does not need is not asked for."""
        case = self._open_case(self.school, receive=False, complete=False)
        self._choose(case, self.person, self.owned)
        case.material_ids.filtered(lambda line: line.material_id == self.identity).unlink()
        case.action_all_received()
        case.action_receive()
        with self.assertRaisesRegex(UserError, "身份证明"):
            case.action_accept()
        lines = self.env["gov.case.material"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "营业执照"):
            lines.create({"case_id": case.id, "material_id": self.business.id})
        with self.assertRaises(UserError):
            case.material_ids[:1].unlink()

    def test_excluded(self):
        """W-029: an answer may say that the item is the wrong one, and where to go."""
        case = self._open_case(self.school, complete=False)
        self._choose(case, self.person, self.nowhere)
        case.action_all_received()
        self.assertIn("住建局", case.situation_advice)
        with self.assertRaisesRegex(UserError, "住建局"):
            case.action_accept()

    def test_file_is_not_lost(self):
        """W-029: another situation does not throw a file away."""
        case = self._open_case(self.school, complete=False)
        self._choose(case, self.person, self.rented)
        line = case.material_ids.filtered(lambda line: line.material_id == self.fire)
        line.write({"file": PIXEL, "file_name": "消防.png"})
        with self.assertRaisesRegex(UserError, "消防意见"):
            self._choose(case, self.person, self.owned)

    def test_wrong_answers(self):
        """W-029: no answers of another version, no two answers to one question; another item starts anew."""
        other = self.school.version_id.copy()
        case = self._open_case(self.school, receive=False, complete=False)
        with self.assertRaises(ValidationError):
            self._choose(case, other.question_ids.answer_ids[0])
        with self.assertRaises(ValidationError):
            self._choose(case, self.owned, self.rented)
        self._choose(case, self.person, self.owned)
        case.item_id = self.licence
        self.assertFalse(case.answer_ids)
        self.assertEqual(case.material_ids.material_id, self.licence.version_id.material_ids)

    def test_no_questions_no_query(self):
        """A version without questions is not touched: the questionnaire comes from the cache."""
        version = self.licence.version_id.sudo()
        self.assertIsNone(version._questionnaire())
        with self.assertQueryCount(0):
            self.assertIsNone(version._situation())


class TestQuestions(SituationCommon):
    """W-029, W-023: the questionnaire belongs to its version."""

    def test_frozen(self):
        """W-029: published questions and answers do not change."""
        version = self.school.version_id
        for change in (
            lambda: self.person.write({"name": "x"}),
            lambda: version.question_ids[0].write({"name": "x"}),
            version.question_ids[0].unlink,
            self.owned.unlink,
            lambda: self.fire.write({"answer_ids": [Command.clear()]}),
            lambda: version.write({"question_ids": [Command.create({"name": "x"})]}),
            lambda: self.env["gov.item.answer"].create({"question_id": version.question_ids[0].id, "name": "x"}),
        ):
            with self.assertRaises(UserError):
                change()

    def test_copy(self):
        """W-029: a new draft keeps questions and conditions, and depends on its own answers."""
        draft = self.school.version_id.copy()
        self.assertEqual(draft.question_ids.mapped("name"), ["谁来举办？", "场地怎样？"])
        needs = {line.name: line.answer_ids.mapped("name") for line in draft.material_ids}
        self.assertEqual(needs, {"申请表": [], "身份证明": ["个人"], "营业执照": ["单位"], "消防意见": ["租用"]})
        self.assertEqual(draft.material_ids.answer_ids.version_id, draft)
        self.assertEqual(compare(self.school.version_id._snapshot(), draft._snapshot()), [])

    def test_change_report(self):
        """W-023: a changed question is in the comparison and in the report, and needs its seal."""
        draft = self.school.version_id.copy()
        draft.question_ids.answer_ids.filtered(lambda answer: answer.name == "租用").promised_days = 12
        with self.assertRaisesRegex(UserError, "seal"):
            draft.action_publish()
        self.assertEqual(draft._change_lines(), [{"name": "场地怎样？", "kind": "修改"}])
        wizard = self.env["gov.item.compare"].browse(draft.action_compare()["res_id"])
        [row] = wizard._rows()
        self.assertEqual((row["label"], row["code"]), ("场地怎样？", "changed"))
        self.assertIn("承诺12个工作日", row["after"])
        draft.change_file = SEALED
        draft.action_publish()

    def test_unfit(self):
        """W-029: a question with one answer, a limit beyond the law, a condition of another version."""
        draft = self.school.version_id.copy()
        with self.assertRaises(ValidationError):
            draft.question_ids.answer_ids[2].promised_days = 21
            draft.statutory_days = 20
        with self.assertRaises(ValidationError):
            draft.material_ids[0].answer_ids = self.person
        with self.assertRaises(ValidationError):
            draft.question_ids[0].after_ids = draft.question_ids[1].answer_ids[:1]
        draft.question_ids[0].answer_ids[0].unlink()
        draft.change_file = SEALED
        with self.assertRaisesRegex(UserError, "two answers"):
            draft.action_publish()

    def test_who_writes(self):
        """W-106: the editor of another department cannot touch the questions."""
        draft = self.school.version_id.copy()
        mine = self._create_staff("t_edu", "gov_window.group_item_editor", department=self.education)
        other = self._create_staff("t_lab", "gov_window.group_item_editor", department=self.labour)
        draft.question_ids[0].with_user(mine).name = "由谁举办？"
        with self.assertRaises(AccessError):
            draft.question_ids[0].with_user(other).name = "x"
        with self.assertRaises(AccessError):
            draft.question_ids[0].with_user(self.clerk).name = "x"


@tagged("post_install", "-at_install")
class TestPortalSituation(SituationCommon, HttpCase):
    """W-029, W-101: the citizen's own list."""

    def test_pages(self):
        """W-101: question by question to the list, printable without an account."""
        url = f"/gov/item/{self.school._portal_slug()}"
        self.assertIn("ask_situation", self.url_open(url).text)
        self.assertNotIn("ask_situation", self.url_open(f"/gov/item/{self.licence._portal_slug()}").text)
        page = self.url_open(f"{url}/situation").text
        self.assertIn("谁来举办", page)
        self.assertNotIn("场地怎样", page)
        self.assertIn("场地怎样", self.url_open(f"{url}/situation?a={self.person.id}").text)
        chosen = f"{self.person.id}-{self.rented.id}"
        for page in (f"situation?a={chosen}", f"checklist?a={chosen}"):
            text = self.url_open(f"{url}/{page}").text
            for part in ("申请表", "身份证明", "消防意见", "15 working days"):
                self.assertIn(part, text)
            self.assertNotIn("营业执照", text)
        self.assertIn("住建局", self.url_open(f"{url}/situation?a={self.person.id}-{self.nowhere.id}").text)
        for bad in ("x", "1-2-3", "-", "9" * 300, "%27"):
            self.assertIn("谁来举办", self.url_open(f"{url}/situation?a={bad}").text)

    def test_taken_along(self):
        """W-029: the application begins with the answers; without them it cannot be submitted."""
        user = new_test_user(self.env, login="t_citizen", groups="base.group_portal")
        cases = self.env["gov.case"].with_user(user)
        case = cases._portal_open(self.school)
        with self.assertRaisesRegex(UserError, "谁来举办"):
            case._portal_submit()
        again = cases._portal_open(self.school, [self.company_answer.id, self.owned.id, 999999])
        self.assertEqual(again, case)
        self.assertEqual(case.sudo().answer_ids, self.company_answer | self.owned)
        self.assertEqual(case.material_ids.material_id, self.form | self.business)
        self.authenticate("t_citizen", "t_citizen")
        self.assertIn("谁来举办", self.url_open(f"/my/cases/{case.id}/application").text)
