"""A paper told by message is delivered when the provider has sent the message, and not before."""

import json
import tempfile
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..kernel.phone import is_mobile
from .test_paper_copies import PaperCommon


@tagged("post_install", "-at_install")
class TestPaperMessage(PaperCommon):
    """D-25, B-33: delivery by message, with its proof."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outbox = Path(folder.name) / "out"
        self.env["ir.config_parameter"].set_param("gov_window.sms_outbox", str(self.outbox))
        self.applicant.phone = "13800138000"
        self.notice = self.notice.sudo(False).with_user(self.clerk)

    def _sent(self):
        self.notice.action_deliver("sms")
        delivery = self.notice.sudo().delivery_ids
        return delivery, self.env["sms.sms"].search([("uuid", "=", delivery.message_uuid)])

    def test_numbers(self):
        """Only mobile telephones get messages."""
        for number in ("+8613800138000", "+85291234567", "+85366123456", "+886912345678"):
            self.assertTrue(is_mobile(number), number)
        for number in ("+864838331234", "+8612800138000", "13800138000", "+85221234567", "", None, "+86138001380001"):
            self.assertFalse(is_mobile(number), number)

    def test_sent_and_delivered(self):
        """The message is queued with an id; the paper is delivered when the provider has taken it."""
        delivery, message = self._sent()
        self.assertRecordValues(
            delivery, [{"state": "sent", "phone_masked": "+86*******8000", "message_state": "outgoing"}]
        )
        self.assertEqual(self.notice.state, "issued", "nothing was sent yet")
        self.assertEqual(message.number, "+8613800138000")
        self.assertIn(self.notice.number, message.body)
        self.assertNotIn("张大山", message.body)
        self.notice.action_deliver("sms")
        self.assertEqual(len(self.notice.delivery_ids), 1, "pressed twice it is one message")
        with self.assertRaisesRegex(UserError, "when the provider has sent it"):
            delivery.with_user(self.clerk).action_receive()
        message._send(unlink_sent=True)
        [file] = self.outbox.glob("*.json")
        self.assertEqual(json.loads(file.read_text(encoding="utf-8"))["uuid"], delivery.message_uuid)
        self.assertRecordValues(delivery, [{"state": "received", "message_state": "pending"}])
        self.assertEqual((self.notice.state, self.notice.delivery_channel), ("delivered", "sms"))
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", delivery.message_uuid)])
        tracker._action_update_from_sms_state("sent")
        self.assertEqual(delivery.message_state, "sent")
        event = self.env["gov.event"].search([("res_model", "=", delivery._name), ("kind", "=", "send")])
        self.assertEqual(event.data["message"], delivery.message_uuid)
        self.assertNotIn("13800138000", str(event.data))
        self.assertFalse(self.env["gov.event"].verify_chain(self.notice.case_id.ids))

    def test_not_sent(self):
        """What the provider could not send is no delivery; another way may be taken."""
        delivery, message = self._sent()
        message.action_set_error("sms_credit")
        self.assertRecordValues(delivery, [{"state": "failed", "message_state": "error"}])
        self.assertEqual(self.notice.state, "issued")
        self.assertIn("Credit", delivery.flow_reason)
        self._deliver(self.notice)
        self.assertEqual(self.notice.state, "delivered")

    def test_late_report(self):
        """Reported while somebody handled the case, it is recorded by the next run."""
        delivery, _message = self._sent()
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", delivery.message_uuid)])
        tracker.write({"gov_state": "pending", "gov_failure": ""})
        self.env["gov.notice.delivery"]._cron_messages()
        self.assertRecordValues(delivery, [{"state": "received", "message_state": "pending"}])
        self.env["gov.notice.delivery"]._cron_messages()
        self.assertEqual(self._events(self.notice).count("arrive"), 1)

    def test_refused(self):
        """No number, a landline, a number that wants none: nothing is queued."""
        for phone, why in ((False, "no mobile"), ("0483-8331234", "no mobile"), ("12", "no mobile")):
            self.applicant.phone = phone
            with self.assertRaisesRegex(UserError, why), self.cr.savepoint():
                self.notice.action_deliver("sms")
        self.applicant.phone = "13800138000"
        self.env["phone.blacklist"].create({"number": "+8613800138000"})
        with self.assertRaisesRegex(UserError, "wants no messages"), self.cr.savepoint():
            self.notice.action_deliver("sms")
        self.assertFalse(self.notice.delivery_ids)
        self.assertFalse(self.env["sms.sms"].search([("body", "like", self.notice.number)]))
