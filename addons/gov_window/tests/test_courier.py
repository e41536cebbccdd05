"""The courier registers and the record of attempts outside the window."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestCourier(GovCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ems = cls.env.ref("gov_window.carrier_ems")

    def parcel(self, waybill="EA123456789CN", **vals):
        return (
            self.env["gov.courier"]
            .with_user(self.clerk)
            .create({"carrier_id": self.ems.id, "waybill": waybill, **vals})
        )

    def test_incoming_opens_a_case(self):
        """W-090, W-091, B-12: signed for, distributed, registered; the case came by post."""
        parcel = self.parcel(from_name="张大山", content="申请材料一套", partner_id=self.applicant.id)
        with self.assertRaises(UserError):
            parcel.action_register()
        parcel.action_sign()
        self.assertEqual(parcel.signed_id, self.clerk)
        with self.assertRaisesRegex(UserError, "choose the clerk"):
            parcel.action_distribute()
        parcel.handler_id = self.clerk
        parcel.action_distribute()
        with self.assertRaisesRegex(UserError, "applicant and item"):
            parcel.action_register()
        parcel.item_id = self.licence
        parcel.action_register()
        self.assertRecordValues(
            parcel.case_id, [{"channel": "mail", "partner_id": self.applicant.id, "state": "draft"}]
        )
        self.assertEqual(self._events(parcel), ["sign", "distribute", "register"])
        parcel.action_register()
        self.assertEqual(self.env["gov.case"].search_count([("partner_id", "=", self.applicant.id)]), 1)
        with self.assertRaises(UserError):
            parcel.waybill = "EA999999999CN"

    def test_incoming_to_a_case(self):
        """W-091: what belongs to a case that is there opens no second one."""
        case = self._open_case()
        parcel = self.parcel(case_id=case.id)
        parcel.action_sign()
        parcel.action_register()
        self.assertEqual((parcel.case_id, parcel.case_opened), (case, False))

    @mute_logger("odoo.sql_db")
    def test_waybill(self):
        """B-12: a waybill stands in the register once, however it is typed."""
        self.parcel(" ea 123-456 789cn ")
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.parcel()
        self.assertIn("waybill", str(caught.exception))
        with self.assertRaises(ValidationError):
            self.parcel("没有")
        self.parcel(direction="out")

    def test_outgoing(self):
        """B-12: what goes out is sent, and arrives or comes back with the reason."""
        parcel = self.parcel(direction="out")
        with self.assertRaisesRegex(UserError, "to whom it goes"):
            parcel.action_send()
        with self.assertRaisesRegex(UserError, "other direction"):
            parcel.action_sign()
        self.assertEqual([button["action"] for button in parcel.flow_buttons], ["send"])
        parcel.write({"to_name": "张大山", "content": "许可证"})
        parcel.action_send()
        self.assertEqual(parcel.sent_on, self._today())
        with self.assertRaises(ValidationError):
            parcel.action_come_back("")
        parcel.action_come_back("查无此人")
        self.assertEqual((parcel.state, parcel.flow_reason), ("returned", "查无此人"))

    def posted(self, case, waybill="EB123456789CN"):
        notice = case.notice_ids[:1]
        delivery = (
            self.env["gov.notice.delivery"]
            .with_user(self.clerk)
            .create(
                {
                    "notice_id": notice.id,
                    "channel": "mail",
                    "carrier": self.ems.name,
                    "tracking_number": waybill,
                    "posted_on": self._today(),
                }
            )
        )
        delivery.action_post()
        return delivery

    def test_notice_by_post(self):
        """B-12, W-090: a notice that is posted stands in the register by itself, and ends there with it."""
        case = self._open_case()
        case.action_accept()
        delivery = self.posted(case)
        parcel = delivery.courier_id.with_user(self.clerk)
        self.assertRecordValues(
            parcel, [{"state": "sent", "waybill": "EB123456789CN", "partner_id": self.applicant.id, "case_id": case.id}]
        )
        with self.assertRaisesRegex(UserError, "on the delivery of the paper"):
            parcel.action_deliver()
        delivery.action_fail("收件人拒收")
        self.assertEqual((parcel.state, parcel.flow_reason), ("returned", "收件人拒收"))

    def test_two_notices_in_one_envelope(self):
        """B-12: two papers to one addressee share a waybill; to somebody else it is refused."""
        case, other = self._open_case(), self._open_case(partner_id=self.env["res.partner"].create({"name": "李四"}).id)
        (case + other).action_accept()
        self.assertEqual(self.posted(case).courier_id, self.posted(case).courier_id)
        with self.assertRaisesRegex(UserError, "to somebody else"):
            self.posted(other)


@tagged("post_install", "-at_install")
class TestAttempts(GovCommon, TransactionCase):
    def noted(self):
        """What is written once the transaction is over."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postrollback.run()
        self.env.cr.postcommit.clear()
        self.env.invalidate_all()
        return self.env["gov.attempt"].search([])

    def test_opening_is_noted(self):
        """W-095: a department that opens a case is refused and recorded, once a minute."""
        for _again in range(2):
            with self.assertRaisesRegex(AccessError, "entrusted"):
                self.env["gov.case"].with_user(self.receiver).create(
                    {"item_id": self.licence.id, "partner_id": self.applicant.id}
                )
        attempt = self.noted()
        self.assertRecordValues(
            attempt,
            [{"kind": "open", "user_id": self.receiver.id, "item_id": self.licence.id, "company_id": self.company.id}],
        )
        for write in (lambda: attempt.write({"kind": "accept"}), attempt.unlink, lambda: attempt.create([{}])):
            with self.assertRaises(AccessError):
                write()
        supervisor = self._create_staff("t_supervisor", "gov_base.group_supervisor")
        self.assertEqual(attempt.with_user(supervisor).kind, "open")
        with self.assertRaises(AccessError):
            attempt.with_user(self.clerk).read(["kind"])

    def test_accepting_elsewhere_is_noted(self):
        """W-095: an entrusted item that is accepted at another window is refused and recorded;
        looking at the case is not."""
        case = self._open_case()
        self.labour_window.department_ids += self.education
        elsewhere = case.with_user(self.department_clerk)
        self.assertTrue(elsewhere.flow_buttons)
        self.assertFalse(self.noted())
        with self.assertRaisesRegex(UserError, "accepted only there"):
            elsewhere.action_accept()
        self.assertEqual((self.noted().kind, self.noted().user_id), ("accept", self.department_clerk))

    def test_lawful_refusals_are_not_noted(self):
        """W-095: an incomplete checklist is no attempt outside the window."""
        case = self._open_case(complete=False)
        with self.assertRaises(UserError):
            case.action_accept()
        self.assertFalse(self.noted())
