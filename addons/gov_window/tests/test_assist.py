import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestAssist(GovCommon, HttpCase):
    """W-094: assisted entry 协助录入 at a window of a township."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        point = cls.env["gov.point"].create({"name": "巴彦浩特镇便民服务中心"})
        cls.township = cls.env["gov.window"].create(
            {"number": "Z01", "name": "便民", "board": "authorised", "point_id": point.id}
        )
        cls.operator = cls._create_staff("t_operator", "gov_window.group_clerk", window=cls.township)
        cls.applicant.phone = "13800138000"

    def _entered(self, **vals):
        return self._open_case(user=self.operator, receive=False, complete=False, channel="assisted", **vals)

    def test_entered_and_accepted(self):
        """W-094: filled in, uploaded, submitted; recorded with the operator; the accepting window goes on with it."""
        case = self._entered()
        self.assertEqual(case.operator_id, self.operator)
        with self.assertRaisesRegex(UserError, "申请表"):
            case.action_submit_for()
        for line in case.material_ids:
            line.write({"file": PIXEL, "file_name": "a.png"})
        case.action_submit_for()
        case.action_submit_for()
        self.assertRecordValues(case, [{"state": "pre_submitted", "window_id": False, "number": False}])
        self.assertEqual(self._events(case), ["submit_for", "term.start", "sms.queue"])
        event = self.env["gov.event"].search([("subject_id", "=", case.id), ("kind", "=", "submit_for")])
        self.assertEqual((event.user_id, event.data["window"]), (self.operator, self.township.display_name))
        self.assertEqual(sorted(event.data["files"]), ["申请表", "身份证明"])
        code, desk = case.sudo().tracking_code, case.with_user(self.clerk)
        desk.action_pre_pass()
        self.assertFalse(case.sudo()._open_terms("pre_acceptance"))
        desk.action_receive()
        desk.action_accept()
        self.assertEqual((case.state, case.sudo().tracking_code, case.acceptor_id), ("accepted", code, self.clerk))

    def test_applicant_is_told(self):
        """W-094, W-099: number and code by message and mail; with them progress is seen without an account."""
        case = self._entered()
        case.action_all_received()
        case.action_submit_for()
        code = case.sudo().tracking_code
        body = self.env["sms.sms"].sudo().search([], order="id desc", limit=1).body
        mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1).body_html
        for told in (body, mail):
            self.assertIn(case.application_number, told)
            self.assertIn(code, told)
        self.env.flush_all()
        page = self.url_open("/gov/progress")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        values = {"csrf_token": token, "number": case.application_number}
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/gov/progress", data=values | {"code": "0" * 16}).status_code, 404)
        answer = self.url_open("/gov/progress", data=values | {"code": code})
        self.assertEqual(answer.status_code, 200)
        self.assertIn(case.application_number, answer.text)

    def test_refused(self):
        """W-094: only by operators, only assisted entries; nobody says afterwards who entered it."""
        case = self._entered()
        case.action_all_received()
        with self.assertRaises(AccessError):
            case.with_user(self.receiver).action_submit_for()
        counter = self._open_case(receive=False)
        with self.assertRaisesRegex(UserError, "Assisted Entry"):
            counter.action_submit_for()
        with self.assertRaises(AccessError):
            case.with_user(self.operator)._flow_move("submit_for")
        with self.assertRaises(AccessError):
            case.sudo().write({"operator_id": self.clerk.id})
        self.assertEqual(case.state, "draft")

    def test_not_taken_back_online(self):
        """W-094: an applicant with an account follows it there, and changes it where it was entered."""
        citizen = new_test_user(self.env, "a_citizen", groups="base.group_portal")
        self.applicant = citizen.partner_id
        case = self._entered()
        case.action_all_received()
        case.action_submit_for()
        own = case.with_user(citizen)
        self.assertEqual(own._portal_find(case.id), own)
        with self.assertRaisesRegex(UserError, "entered for you"):
            own._portal_take_back()
        own._portal_ask_withdraw("不办了")
        case.with_user(self.clerk).action_withdraw("不办了")
        self.assertEqual(case.state, "withdrawn")

    def test_received_at_once(self):
        """W-094: where the window may receive it itself, the code of the registration is the one."""
        case = self._open_case(channel="assisted")
        self.assertTrue(case.sudo().tracking_code)
        self.assertEqual((case.state, case.operator_id), ("received", self.clerk))
