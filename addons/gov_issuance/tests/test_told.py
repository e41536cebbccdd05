from odoo.tests import tagged

from odoo.addons.gov_window.tests.common import GovCommon


@tagged("post_install", "-at_install")
class TestTold(GovCommon):
    """W-099: the applicant is told when the result is ready to collect; what comes before is in gov_window's
    test_sms.py."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handler = cls._create_staff("t_handler", "gov_approval.group_handler", department=cls.education)
        cls.leader = cls._create_staff("t_leader", "gov_approval.group_leader", department=cls.education)
        cls.issuer = cls._create_staff("t_issuer", "gov_issuance.group_issuer")

    def _handed_to_the_window(self):
        """The result of a decided case, brought to the issuing window."""
        case = self._open_case()
        case.action_accept()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude("agree", "符合条件")
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        return result.with_user(self.issuer)

    def _messages(self):
        return self.env["sms.sms"].sudo().search([("partner_id", "=", self.applicant.id)], order="id").mapped("body")

    def _mails(self):
        return self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.applicant.id)], order="id")

    def test_completion(self):
        """W-099: told by message and mail as soon as the issuing window has checked the result, once; neither name nor
        query code in the message; it is on record."""
        self.applicant.phone = "13800138000"
        result = self._handed_to_the_window()
        case = result.case_id.sudo()
        before, mails = self._messages(), self._mails()
        self.assertFalse([body for body in before if "已办好" in body])
        result.action_check()
        result.action_check()
        [body] = self._messages()[len(before) :]
        for said in ("已办好", "出件窗口", case.number, self.licence.name, "/gov/progress"):
            self.assertIn(said, body)
        for secret in (self.applicant.name, case.tracking_code):
            self.assertNotIn(secret, body)
        mail = self._mails() - mails
        self.assertEqual(len(mail), 1)
        self.assertIn(case.number, mail.subject)
        event = self.env["gov.event"].search(
            [("subject_id", "=", case.id), ("kind", "=", "sms.queue")], order="seq desc", limit=1
        )
        self.assertEqual(event.data["occasion"], "ready")
        self.assertNotIn("13800138000", str(event.data))
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])

    def test_not_before_it_is_ready(self):
        """W-099: a result that goes back to the department tells the applicant nothing; the second time it is right."""
        self.applicant.phone = "13800138000"
        result = self._handed_to_the_window()
        before = len(self._messages())
        result.action_return("证书名称有误")
        self.assertEqual(len(self._messages()), before)
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        self.assertEqual(len(self._messages()), before + 1)

    def test_who_cannot_be_reached(self):
        """W-099: without telephone and mail the result is ready all the same; a number that is none is on record."""
        self.applicant.write({"email": False, "phone": False})
        result = self._handed_to_the_window()
        result.action_check()
        self.assertEqual((result.state, self._messages(), len(self._mails())), ("checked", [], 0))
        self.applicant.phone = "123"
        other = self._handed_to_the_window()
        other.action_check()
        self.assertIn("sms.invalid", self._events(other.case_id))
        self.assertEqual(self._messages(), [])
