from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestReceipt(GovCommon, HttpCase):
    """W-076, B-03, D-20: the receipt notice 接件通知书, and the situation on the papers (W-029, B-01)."""

    def _rules(self, papers):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {"name": "p", "line_ids": [Command.create({"name": "acceptance_papers", "value": papers})]}
        )

    def _kinds(self, case):
        return case.sudo().notice_ids.sorted("id").mapped("kind_id.code")

    def _text(self, notice):
        report = self.env["ir.actions.report"].sudo()
        html, _kind = report._render_qweb_html("gov_base.gov_notice_report", notice.ids)
        return html.decode()

    def test_with_the_registration(self):
        """W-076, D-20: where the rules say so it comes with the registration, never before it, and lists what
        was handed in."""
        self._rules("both")
        case = self._open_case(receive=False, complete=False)
        case.material_ids[0].action_toggle()
        self.assertFalse(case.notice_ids)
        with self.assertRaisesRegex(UserError, "after the registration"):
            case.action_receipt()
        self.assertFalse(case.notice_ids)
        case.action_receive()
        self.assertEqual(self._kinds(case), ["B-03"])
        content = case.notice_ids.content
        self.assertEqual([line["name"] for line in content["materials"]], ["申请表"])
        self.assertEqual((content["case"], content["issued_by"]), (case.number, self.clerk._gov_name()))
        self.assertEqual(content["received_on"], str(self._today()))
        text = self._text(case.notice_ids)
        for part in ("接件通知书", "收件专用章", case.number, "申请表", "不表示申请已经受理"):
            self.assertIn(part, text)
        self.assertNotIn("身份证明", text)
        case.action_all_received()
        case.action_accept()
        self.assertEqual(self._kinds(case), ["B-03", "B-01"])

    def test_on_request(self):
        """W-076: otherwise the counter gives one to who asks for it; once, and until the verdict."""
        case = self._open_case()
        self.assertFalse(case.notice_ids)
        case.action_receipt()
        action = case.action_receipt()
        self.assertEqual(self._kinds(case), ["B-03"])
        self.assertEqual(action["context"]["active_ids"], case.notice_ids.ids)
        self.assertIn("notice.issue", self._events(case))
        with self.assertRaises(AccessError):
            case.with_user(self.receiver).action_receipt()
        case.action_accept()
        case.action_receipt()
        other = self._open_case()
        other.action_accept()
        with self.assertRaisesRegex(UserError, "before the verdict"):
            other.action_receipt()
        self.assertEqual(self._kinds(other), ["B-01"])

    def test_nothing_handed_in(self):
        """B-03: a receipt without papers says so."""
        case = self._open_case(complete=False)
        case.action_receipt()
        self.assertIn("登记时未收取材料", self._text(case.notice_ids))

    def test_citizen(self):
        """W-076: the applicant finds it among the papers and downloads it; a stranger does not."""
        for login in ("r_citizen", "r_stranger"):
            new_test_user(self.env, login, groups="base.group_portal")
        self.applicant = self.env["res.users"].search([("login", "=", "r_citizen")]).partner_id
        case = self._open_case()
        case.action_receipt()
        notice = case.notice_ids
        self.env.flush_all()
        self.authenticate("r_citizen", "r_citizen")
        self.assertIn(notice.number, self.url_open(f"/my/cases/{case.id}").text)
        answer = self.url_open(f"/my/notices/{notice.id}/pdf")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.assertIn("不表示申请已经受理", answer.text)
        self.authenticate("r_stranger", "r_stranger")
        self.assertEqual(self.url_open(f"/my/notices/{notice.id}/pdf").status_code, 404)

    def test_situation_on_the_papers(self):
        """W-029, B-01, B-03: the papers say for which situation the list is; others say nothing of one."""
        item = self._create_item("情形事项", self.education, publish=False)
        item.version_ids.question_ids = [
            Command.create(
                {
                    "name": "谁来办？",
                    "answer_ids": [Command.create({"name": "本人"}), Command.create({"name": "单位"})],
                }
            )
        ]
        item.version_ids.action_publish()
        case = self._open_case(item, answer_ids=item.version_id.question_ids.answer_ids[1].ids)
        case.action_receipt()
        case.action_accept()
        for notice in case.notice_ids:
            self.assertEqual(notice.content["situation"], [{"question": "谁来办？", "answer": "单位"}])
            self.assertIn("办事情形：谁来办？单位。", self._text(notice))
        plain = self._open_case()
        plain.action_accept()
        self.assertNotIn("situation", plain.notice_ids.content)
        self.assertNotIn("办事情形", self._text(plain.notice_ids))
