import re
from unittest.mock import ANY

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.gov_case_message import LONGEST, UNANSWERED
from .common import GovCommon


@tagged("post_install", "-at_install")
class ConversationCommon(GovCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "c_citizen", groups="base.group_portal", name="王春花")
        cls.stranger = new_test_user(cls.env, "c_stranger", groups="base.group_portal", name="孙路人")
        cls.applicant = cls.citizen.partner_id

    def _post(self, url, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, allow_redirects=False)

    def _own(self, case):
        return case.with_user(self.citizen)


class TestConversation(ConversationCommon):
    """W-056, W-099: applicant and window write to each other, and nothing internal leaks."""

    def test_to_and_fro(self):
        """W-056: the applicant writes, the window answers, the applicant is told; both are events."""
        self.applicant.write({"email": "wang@example.com", "phone": "13800138000"})
        case = self._open_case()
        self._own(case)._portal_write("请问\n何时办好？")
        self._own(case)._portal_write("请问\n何时办好？")
        self.assertTrue(case.applicant_wrote_at)
        self.assertIn(case, self.env["gov.case"].search([("applicant_wrote_at", "!=", False)]))
        case.action_write_applicant("本周五前。")
        case.action_write_applicant("本周五前。")
        self.assertFalse(case.applicant_wrote_at)
        told = [(line["text"], line["from_applicant"]) for line in self._own(case)._conversation()]
        self.assertEqual(told, [("请问\n何时办好？", True), ("本周五前。", False)])
        kinds = [kind for kind in self._events(case) if kind.startswith("message.")]
        self.assertEqual(kinds, ["message.applicant", "message.window"])
        self.assertTrue(
            self.env["mail.mail"].sudo().search([("subject", "like", case.number), ("state", "=", "outgoing")])
        )
        message = self.env["sms.sms"].sudo().search([], order="id desc", limit=1)
        self.assertIn(case.number, message.body)
        self.assertNotIn("本周五", message.body)
        notified = self.env["mail.message"].sudo().search([("message_type", "=", "user_notification")], limit=1)
        self.assertEqual(notified.notified_partner_ids, self.clerk.partner_id)

    def test_nothing_internal(self):
        """W-056: notes, steps of the flow and mails are no messages; who follows is not changed."""
        case = self._open_case()
        case.message_post(body="内部便笺", subtype_xmlid="mail.mt_note")
        case.sudo().message_post(
            body="内部讨论", is_internal=True, subtype_xmlid="mail.mt_comment", message_type="comment"
        )
        case.sudo().message_post(body="系统通知", message_type="notification", subtype_xmlid="mail.mt_comment")
        self._own(case)._portal_write("你好")
        self.assertEqual([line["text"] for line in self._own(case)._conversation()], ["你好"])
        self.assertFalse(case.sudo().message_partner_ids & self.applicant)
        with self.assertRaises(AccessError):
            self._own(case).read(["conversation"])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            case.with_user(self.stranger)._conversation()
        with self.assertRaises(AccessError):
            self._own(case).action_write_applicant("假冒窗口")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            case.with_user(self.receiver).action_write_applicant("部门")

    def test_what_is_written(self):
        """Nothing, too much and too often are refused in words; what looks like code is text."""
        case = self._open_case()
        own = self._own(case)
        for text in ("", "  \n", None, "长" * (LONGEST + 1)):
            with self.assertRaises(UserError):
                own._portal_write(text)
        own._portal_write("<script>alert(1)</script> 𠮷 & <b>")
        self.assertEqual(own._conversation()[0]["text"], "<script>alert(1)</script> 𠮷 & <b>")
        for number in range(UNANSWERED - 1):
            own._portal_write(f"问{number}")
        with self.assertRaisesRegex(UserError, "not answered"):
            own._portal_write("又问")
        case.action_write_applicant("答")
        own._portal_write("又问")

    def test_when(self):
        """Not while it is being written, nor when the case is over."""
        draft = self.env["gov.case"].with_user(self.citizen)._portal_open(self.licence.sudo())
        with self.assertRaises(UserError):
            draft._portal_write("你好")
        case = self._open_case()
        case.action_withdraw("不办了")
        with self.assertRaisesRegex(UserError, "over"):
            self._own(case)._portal_write("你好")

    def test_pages(self):
        """W-056: written and read on the page of the case; a stranger's and a missing case are one answer;
        who holds only the link of the case does not read the messages."""
        case = self._open_case()
        url = f"/my/cases/{case.id}"
        token = case._portal_ensure_token()
        case.message_post(body="内部便笺", subtype_xmlid="mail.mt_note")
        self.env.flush_all()
        self.authenticate("c_citizen", "c_citizen")
        self.assertEqual(self._post(f"{url}/message", text="请问何时办好？").status_code, 303)
        self.env.invalidate_all()
        case.action_write_applicant("本周五前。")
        self.env.flush_all()
        text = self.url_open(url).text
        self.assertIn("请问何时办好？", text)
        self.assertIn("本周五前。", text)
        self.assertNotIn("内部便笺", text)
        self.assertNotIn(self.clerk.name, text)
        bad = self._post(f"{url}/message", text="长" * (LONGEST + 1))
        self.assertEqual(bad.status_code, 422)
        self.assertIn("长" * LONGEST, bad.text)
        self.assertIn("at most 2000", bad.text)
        for login, status in (("c_stranger", 404), (None, 303)):
            self.authenticate(login, login)
            for case_id in (case.id, 99999999):
                for what in ("message", "withdraw"):
                    answer = self._post(f"/my/cases/{case_id}/{what}", text="x", reason="x")
                    self.assertEqual(answer.status_code, status)
        self.assertNotIn("本周五前。", self.url_open(f"{url}?access_token={token}").text)
        self.env.invalidate_all()
        self.assertEqual(len(case._conversation()), 2)


class TestWithdrawAsk(ConversationCommon):
    """The applicant asks to withdraw; the window confirms by the flow's own move (extra feature of the ledger's
    table of states)."""

    def test_ask_and_confirm(self):
        """Asked once, with the reason; the window's move takes the reason over, stops the clock and issues the paper."""
        case = self._open_case()
        case.action_accept()
        own = self._own(case)
        for reason in ("", " ", "长" * 501):
            with self.assertRaises(UserError):
                own._portal_ask_withdraw(reason)
        own._portal_ask_withdraw("不再办理")
        own._portal_ask_withdraw("再说一遍")
        self.assertRecordValues(case, [{"state": "accepted", "withdraw_open": True, "withdraw_ask_reason": "不再办理"}])
        self.assertEqual(self._events(case).count("withdraw.ask"), 1)
        self.assertIn("不再办理", [step["reason"] for step in own._portal_timeline()])
        wizard = case.flow_act("withdraw")
        self.assertEqual(wizard["context"]["default_reason"], "不再办理")
        case.flow_act("withdraw", "不再办理")
        self.assertRecordValues(case, [{"state": "withdrawn", "withdraw_open": False, "closed_at": ANY}])
        self.assertFalse(case.sudo()._open_terms("decision"))
        self.assertIn("B-01-W", case.notice_ids.kind_id.mapped("code"))

    def test_not_after_all(self):
        """The applicant takes the request back, and may ask again."""
        case = self._open_case()
        own = self._own(case)
        own._portal_keep()
        own._portal_ask_withdraw("不办了")
        own._portal_keep()
        self.assertRecordValues(case, [{"withdraw_asked_at": False, "withdraw_open": False, "state": "received"}])
        own._portal_ask_withdraw("还是不办了")
        self.assertTrue(case.withdraw_open)

    def test_states_and_people(self):
        """Until the decision only; an agent needs a mandate; strangers and writes from outside are refused."""
        draft = self.env["gov.case"].with_user(self.citizen)._portal_open(self.licence.sudo())
        with self.assertRaisesRegex(UserError, "cannot be withdrawn"):
            draft._portal_ask_withdraw("不办了")
        case = self._open_case(agent_id=self.stranger.partner_id.id)
        with self.assertRaisesRegex(UserError, "mandate"):
            case.with_user(self.stranger)._portal_ask_withdraw("不办了")
        case.action_record_mandate()
        case.with_user(self.stranger)._portal_ask_withdraw("委托人不办了")
        self.assertTrue(case.withdraw_open)
        with self.assertRaises(AccessError):
            case.sudo().write({"withdraw_asked_at": False})
        with self.assertRaises(AccessError):
            self._own(case).action_withdraw("自己来")
        refused = self._open_case()
        refused.action_refuse_acceptance("理由：不符合条件")
        with self.assertRaisesRegex(UserError, "cannot be withdrawn"):
            self._own(refused)._portal_ask_withdraw("不办了")

    def test_pages(self):
        """Asked and taken back on the page; without a reason it says so and keeps the page."""
        case = self._open_case()
        url = f"/my/cases/{case.id}"
        self.env.flush_all()
        self.authenticate("c_citizen", "c_citizen")
        self.assertEqual(self._post(f"{url}/withdraw", reason=" ").status_code, 422)
        self.assertEqual(self._post(f"{url}/withdraw", reason="搬家了").status_code, 303)
        text = self.url_open(url).text
        self.assertIn("You asked to withdraw", text)
        self.assertIn("搬家了", text)
        self.assertIn("You asked to withdraw", self.url_open("/my/cases").text)
        self.assertEqual(self._post(f"{url}/withdraw", do="keep").status_code, 303)
        self.assertNotIn("You asked to withdraw", self.url_open(url).text)
