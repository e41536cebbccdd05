from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user


class TestDelivery(TransactionCase):
    """B-33, D-25: a paper is delivered with the proof of its channel, and the chain tells it."""

    def setUp(self):
        super().setUp()
        self.addCleanup(setattr, self.env.cr, "_now", None)
        self.env.cr._now = datetime(2026, 5, 6, 1)
        self.admin = new_test_user(self.env, "t_delivery_admin", groups="gov_base.group_admin")
        self.staff = new_test_user(self.env, "t_delivery_staff", groups="gov_base.group_user")
        self.env["gov.notice.kind"].create(
            {"name": "n", "code": "T-9", "word": "试", "template_id": self.env.ref("gov_base.document_page").id}
        )
        self.env.company.gov_document_word = "某"
        self.person = self.env["res.partner"].create({"name": "张大山", "phone": "138 0013 8000"})
        self.notice = self._issue()

    def _issue(self):
        paper = (self.person, {}, {"partner_id": self.person.id})
        return self.env["gov.notice"]._issue("T-9", [paper]).with_user(self.admin)

    def _delivery(self, **vals):
        return self.env["gov.notice.delivery"].with_user(self.admin).create({"notice_id": self.notice.id, **vals})

    def _kinds(self):
        return [event["kind"] for event in self.notice.event_timeline]

    def test_at_the_counter(self):
        delivery = self._delivery(channel="counter")
        with self.assertRaisesRegex(UserError, "who received it"):
            delivery.action_receive()
        delivery.receiver_name = "李四"
        with self.assertRaisesRegex(UserError, "identity of the receiver"):
            delivery.action_receive()
        delivery.identity_checked = "agent"
        delivery.action_receive()
        self.assertRecordValues(
            self.notice,
            [{"state": "delivered", "delivery_channel": "counter", "delivered_at": datetime(2026, 5, 6, 1)}],
        )
        self.assertEqual(self._kinds(), ["deliver", "receive", "notice.issue"])
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            delivery.receiver_name = "王五"
        with self.assertRaises(UserError):
            delivery.unlink()

    def _hand_over(self, notice=None):
        """As the clerk does: press the button, look at the identity card, press the button."""
        action = (notice or self.notice).action_deliver()
        form = Form(
            self.env["gov.notice.delivery"].with_user(self.admin).with_context(**action["context"]),
            view="gov_base.gov_notice_delivery_view_form_counter",
        )
        form.identity_checked = "card"
        form.save().action_receive()

    def test_asked(self):
        """B-34: the button asks who receives it and how that was checked; whose own card it is need not be typed."""
        self.notice.action_deliver()
        self.assertEqual((self.notice.state, len(self.notice.delivery_ids)), ("issued", 0))
        self._hand_over()
        self.assertRecordValues(
            self.notice.delivery_ids, [{"receiver_name": "张大山", "identity_checked": "card", "state": "received"}]
        )
        self.assertEqual(self.notice.state, "delivered")
        with self.assertRaisesRegex(UserError, "one paper"):
            (self.notice | self._issue()).action_deliver()

    def test_by_post(self):
        """On the way until the receipt is back; the paper is delivered on the day of the receipt."""
        delivery = self._delivery(channel="mail", carrier="中国邮政 EMS")
        with self.assertRaisesRegex(UserError, "tracking number"):
            delivery.action_post()
        with self.assertRaisesRegex(UserError, "posted"):
            delivery.action_receive()
        delivery.write({"tracking_number": "EA123", "posted_on": "2026-05-06"})
        delivery.action_post()
        self.assertEqual((delivery.state, self.notice.state), ("sent", "issued"))
        with self.assertRaisesRegex(UserError, "day and time it was received"):
            delivery.action_receive()
        self.env.cr._now = datetime(2026, 5, 9, 1)
        for wrong in ("2026-05-10 00:00:00", "2026-05-05 00:00:00"):
            delivery.received_at = wrong
            with self.assertRaisesRegex(UserError, "nor in the future"):
                delivery.action_receive()
        delivery.received_at = "2026-05-08 02:00:00"
        delivery.action_receive()
        self.assertRecordValues(
            self.notice, [{"state": "delivered", "delivery_channel": "mail", "delivered_at": datetime(2026, 5, 8, 2)}]
        )

    def test_came_back(self):
        delivery = self._delivery(channel="mail", carrier="x", tracking_number="1", posted_on="2026-05-06")
        delivery.action_post()
        with self.assertRaises(ValidationError):
            delivery.action_fail()
        delivery.action_fail("查无此人")
        self.assertEqual((delivery.state, self.notice.state), ("failed", "issued"))
        self._hand_over()
        self.assertEqual(self.notice.state, "delivered")

    def test_by_message(self):
        """Without a provider or a mobile number nothing is sent, and nothing pretends to be."""
        self.person.phone = False
        with self.assertRaises(UserError):
            self.notice.action_deliver("sms")
        with self.assertRaisesRegex(UserError, "when the provider has sent it"):
            self._delivery(channel="sms").action_receive()
        self.assertEqual(self.notice.state, "issued")

    def test_online(self):
        self.notice._read_online()
        self.assertRecordValues(self.notice.delivery_ids, [{"channel": "portal", "state": "received"}])
        self.assertEqual((self.notice.state, self.notice.delivery_channel), ("delivered", "portal"))
        with self.assertRaisesRegex(ValidationError, "portal itself"):
            self._delivery(channel="portal")

    def test_no_delivery_without_proof(self):
        with self.assertRaises(AccessError):
            self.notice._flow_move("deliver")
        with self.assertRaises(AccessError):
            self._delivery(state="received")
        with self.assertRaises(AccessError):
            self._delivery(phone_masked="138****0000")

    def test_by_whom(self):
        """Who only works in the suite sees how a paper was delivered, and delivers none."""
        with self.assertRaises(AccessError):
            self.notice.with_user(self.staff).action_deliver()
        self._hand_over()
        self.assertEqual(self.notice.delivery_ids.with_user(self.staff).state, "received")

    def test_void(self):
        """A void paper keeps its number, with the reason on record; it is delivered to nobody."""
        with self.assertRaises(AccessError):
            self.notice.with_user(self.staff).action_void("打印错误")
        delivery = self._delivery(channel="counter", receiver_name="张大山", identity_checked="card")
        self.notice.action_void("打印错误")
        told = self.env["gov.series.explanation"].search([("number", "=", self.notice.number)])
        self.assertRecordValues(told, [{"first": 1, "last": 1, "reason": "The paper is void: 打印错误"}])
        self.assertEqual(told.counter_id._use()[:2], (1, 1))
        with self.assertRaisesRegex(UserError, "void"):
            delivery.action_receive()
        self.env.cr._now += timedelta(days=1)
        self.assertFalse(self.env["gov.event"].verify_chain(self.person.ids, "res.partner"))
