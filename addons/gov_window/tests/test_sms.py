import json
import tempfile
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.iap.tools import iap_tools

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestSms(GovCommon):
    """W-099: the applicant is told by a short message."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outbox = Path(folder.name) / "out"
        self.env["ir.config_parameter"].set_param("gov_window.sms_outbox", str(self.outbox))
        self.applicant.phone = "13800138000"

    def _queue(self):
        return self.env["sms.sms"].search([("partner_id", "=", self.applicant.id)], order="id")

    def _files(self):
        return sorted(self.outbox.glob("*.json"))

    def _send(self, messages):
        messages._send(unlink_sent=True)

    def test_occasions(self):
        """Acceptance, supplement, refusal: number, item and address; neither name nor reason."""
        cases = [self._open_case() for _turn in range(3)]
        cases[0].action_accept()
        cases[1].action_request_supplement("缺张大山的证明")
        cases[2].action_refuse_acceptance("不属于本机关")
        bodies = self._queue().mapped("body")
        self.assertEqual(len(bodies), 3)
        for case, body, word in zip(cases, bodies, ("已受理", "补正", "不予受理"), strict=True):
            for part in (word, case.number, self.licence.name, "/gov/progress"):
                self.assertIn(part, body)
            for secret in ("张大山", "证明", "本机关", case.sudo().tracking_code):
                self.assertNotIn(secret, body)
            self.assertIn("sms.queue", self._events(case))
            self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])
        event = self.env["gov.event"].search([("kind", "=", "sms.queue")], limit=1)
        self.assertNotIn("13800138000", str(event.data))
        self.assertFalse(self.outbox.exists(), "nothing is sent within the transaction")

    def test_returned(self):
        """W-099: what came online and goes back to be completed is told, by message and mail, each time once."""
        case = self._open_case(receive=False, channel="assisted")
        case.action_submit_for()
        before = len(self._queue())
        case.action_pre_fail("张大山的身份证明不清晰")
        body = self._queue()[before:].body
        self.assertIn("预受理结果", body)
        self.assertIn(case.application_number, body)
        for secret in ("张大山", "不清晰"):
            self.assertNotIn(secret, body)
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.applicant.id)], order="id desc", limit=1)
        self.assertIn(self.licence.name, mail.subject)
        self.assertEqual(self._events(case)[-1], "sms.queue")

    def test_gateway_writes_once(self):
        """The queue writes one file a message; run again, also after the gateway took it, none."""
        self._open_case().action_accept()
        message = self._queue()
        self._send(message)
        [file] = self._files()
        row = json.loads(file.read_text(encoding="utf-8"))
        self.assertEqual(row, {"uuid": message.uuid, "number": "+8613800138000", "content": message.body})
        self.assertEqual(message.state, "pending")
        message.write({"state": "outgoing", "to_delete": False})
        message.send()
        self.assertEqual(self._files(), [file])
        (self.outbox / "sent").mkdir()
        file.rename(self.outbox / "sent" / file.name)
        message.write({"state": "outgoing", "to_delete": False})
        self._send(message)
        self.assertEqual(self._files(), [])

    def test_outbox_cannot_be_written(self):
        """A full or missing outbox: the message is marked, stays, and can be sent again."""
        self._open_case().action_accept()
        message = self._queue()
        self.outbox.write_text("a file where the folder should be", encoding="utf-8")
        with self.assertLogs("odoo.addons.gov_window.outbox", "ERROR"):
            self._send(message)
        self.assertRecordValues(message, [{"state": "error", "failure_type": "sms_server", "to_delete": False}])
        self.outbox.unlink()
        message.resend_failed()
        self.assertEqual(len(self._files()), 1)

    def test_nobody_outside_is_asked(self):
        """Neither queue nor immediate sending reaches for Odoo's own service."""

        def refuse(*args, **kwargs):
            raise AssertionError("a request to the outside")

        self.patch(iap_tools, "iap_jsonrpc", refuse)
        self._open_case().action_accept()
        self._queue().send(raise_exception=True)
        self.assertEqual(len(self._files()), 1)

    def test_invalid_blocked_and_none(self):
        """An invalid number is recorded, a blocked one gets nothing, none costs nothing."""
        self.applicant.phone = "12"
        invalid = self._open_case()
        invalid.action_accept()
        self.assertIn("sms.invalid", self._events(invalid))
        self.applicant.phone = "13800138000"
        self.env["phone.blacklist"].create({"number": "+8613800138000"})
        blocked = self._open_case()
        blocked.action_accept()
        self.applicant.phone = False
        none = self._open_case()
        none.action_accept()
        self.assertFalse(self._queue())
        for case in (blocked, none):
            self.assertFalse({"sms.queue", "sms.invalid"} & set(self._events(case)))
