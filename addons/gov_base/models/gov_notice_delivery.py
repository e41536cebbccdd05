from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..kernel.move import Move
from .gov_notice import CHANNELS

_lt = LazyTranslate(__name__)


class GovNoticeDelivery(models.Model):
    """How a paper reached its addressee, with the proof (文书送达): a signature at the
    counter, the receipt of the post, the message sent, the reading online.

    A paper is delivered when one of its deliveries is received.
    """

    _name = "gov.notice.delivery"
    _inherit = ["gov.flow.mixin"]
    _description = "Delivery of a Paper"
    _order = "id desc"
    _rec_name = "notice_id"
    _flow_subject_field = "notice_id"
    _flow_frozen = frozenset(
        {
            "notice_id",
            "channel",
            "receiver_name",
            "identity_checked",
            "signature",
            "carrier",
            "tracking_number",
            "posted_on",
            "received_at",
            "receipt",
        }
    )
    _flow_open_states = frozenset({"draft", "sent"})
    #: an addon that has a provider of messages says so
    _sends_messages = False

    notice_id = fields.Many2one("gov.notice", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    channel = fields.Selection(CHANNELS, "Delivered By", required=True, default="counter")
    receiver_name = fields.Char("Received By")
    signature = fields.Binary("Receiver's Signature", attachment=True)
    identity_checked = fields.Selection(
        [
            ("card", "Identity Document of the Addressee"),
            ("electronic", "Electronic Identity Card of the Addressee"),
            ("agent", "Identity Document and Mandate of an Agent"),
        ],
        "Identity Checked By",
        copy=False,
        help="How it was made sure, at the counter, that the paper comes into the right hands (B-34).",
    )
    carrier = fields.Char(help="Who carries it, e.g. 中国邮政 EMS.")
    tracking_number = fields.Char()
    posted_on = fields.Date()
    received_at = fields.Datetime("Received On", copy=False)
    receipt = fields.Binary("Scan of the Receipt", attachment=True, help="送达回证 or the carrier's proof of delivery.")
    receipt_name = fields.Char()
    phone_masked = fields.Char("Message Sent To", readonly=True, copy=False)
    message_uuid = fields.Char("Message", readonly=True, copy=False, help="By this the provider knows the message.")
    message_state = fields.Selection(
        [
            ("outgoing", "In the Queue"),
            ("process", "With the Provider"),
            ("pending", "Sent by the Provider"),
            ("sent", "Reached the Telephone"),
            ("error", "Not Sent"),
            ("canceled", "Cancelled"),
        ],
        "What the Provider Says",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "On the Way"), ("received", "Received"), ("failed", "Came Back")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )

    @api.model
    def _flow_table(self):
        staff = ("gov_base.group_user",)
        return {
            "post": Move(("draft",), "sent", _lt("Posted"), staff, public=False, primary=True),
            "send": Move(("draft",), "sent", _lt("Send Message"), staff, public=False, primary=True),
            "receive": Move(("draft", "sent"), "received", _lt("Received"), staff, public=False, primary=True),
            "arrive": Move(("sent",), "received", _lt("Message Sent by the Provider"), public=False),
            "bounce": Move(("sent",), "failed", _lt("Message Not Sent"), public=False, needs_reason=True),
            "fail": Move(("sent",), "failed", _lt("Came Back"), staff, public=False, needs_reason=True),
        }

    @api.onchange("identity_checked")
    def _onchange_identity_checked(self):
        """Whose own document was looked at is the receiver."""
        addressee = self.notice_id.partner_id
        if self.identity_checked in ("card", "electronic") and not addressee.is_company:
            self.receiver_name = self.receiver_name or addressee.name

    def _flow_offered(self, action):
        """Override: each channel has its own way."""
        own = {"post": ("mail",), "send": ("sms",), "receive": ("counter", "mail")}.get(action)
        return self.filtered(lambda delivery: delivery.channel in own) if own else self

    @api.constrains("channel")
    def _check_channel(self):
        if self.filtered(lambda delivery: delivery.channel == "portal" and delivery.state == "draft"):
            raise ValidationError(self.env._("Reading online is recorded by the portal itself."))

    def _event_company(self):
        return self.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        if self.filtered(lambda delivery: delivery.state != "draft"):
            raise UserError(self.env._("A delivery that was made stays on record."))

    def action_post(self):
        """Record that the paper went to the post: carrier, number and day.

        :raises UserError: it does not go by post, or one of the three is missing
        """
        return self._flow_move("post")

    def action_send(self):
        """Queue a message to the addressee's mobile telephone that tells of the paper and where
        it is read; the paper is delivered when the provider has sent it.

        :raises UserError: another channel, no mobile number, or no provider
        """
        return self._flow_move("send")

    def action_receive(self):
        """Record that the addressee has the paper; the paper is delivered.

        :raises UserError: the proof of the channel is missing
        """
        return self._flow_move("receive")

    def action_fail(self, reason=""):
        """Record that the paper came back; it may be sent again."""
        return self._flow_move("fail", reason)

    def _void_reasons(self):
        return {
            delivery.id: self.env._("this paper is void.") for delivery in self if delivery.notice_id.state == "void"
        }

    def _get_cannot_post_reason(self):
        reasons = self._void_reasons()
        for delivery in self:
            if delivery.channel != "mail":
                reasons[delivery.id] = self.env._("only what goes by post is posted.")
            elif not (delivery.carrier and delivery.tracking_number and delivery.posted_on):
                reasons[delivery.id] = self.env._("give carrier, tracking number and the day it was posted.")
        return reasons

    def _get_cannot_send_reason(self):
        """Hook: what else stands against a message."""
        reasons = self._void_reasons()
        for delivery in self:
            if delivery.channel != "sms":
                reasons[delivery.id] = self.env._("only what is told by message is sent.")
            elif not self._sends_messages:
                reasons[delivery.id] = self.env._("this server has no provider of messages; choose another way.")
        return reasons

    def _get_send_data(self):
        return {delivery.id: {"message": delivery.message_uuid, "phone": delivery.phone_masked} for delivery in self}

    def _on_arrive(self):
        self._on_receive()

    def _prepare_arrive_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {delivery.id: {"received_at": now} for delivery in self}

    def _message_reported(self, state: str, why: str):
        """The provider says what became of the messages. What cannot be recorded now, because
        somebody handles the case, is recorded later (:meth:`_cron_messages`).

        :param state: a value of ``message_state``
        :param why: if the message was not sent: why
        """
        waiting = self.sudo().filtered(lambda delivery: delivery.state == "sent")
        action = {"pending": "arrive", "sent": "arrive", "error": "bounce", "canceled": "bounce"}.get(state)
        moved = waiting if action else waiting.browse()
        moved._flow_move_each(action, reason=why if action == "bounce" else "", vals={"message_state": state})
        (self.sudo() - moved)._flow_write({"message_state": state})

    def _get_cannot_receive_reason(self):
        reasons = self._void_reasons()
        now = self.env.cr.now()
        for delivery in self:
            why = ""
            if delivery.channel == "mail":
                if delivery.state == "draft":
                    why = self.env._("record first that it was posted.")
                elif not delivery.received_at:
                    why = self.env._("give the day and time it was received, as the receipt says.")
                elif delivery.received_at > now or delivery._local_day() < delivery.posted_on:
                    why = self.env._("it cannot be received before it was posted, nor in the future.")
            elif delivery.channel == "sms":
                why = self.env._("a message counts as delivered when the provider has sent it.")
            elif delivery.channel == "counter" and not (delivery.receiver_name or "").strip():
                why = self.env._("say who received it.")
            elif delivery.channel == "counter" and not delivery.identity_checked:
                why = self.env._("say how the identity of the receiver was checked.")
            if why:
                reasons.setdefault(delivery.id, why)
        return reasons

    def _local_day(self):
        return self.company_id._gov_calendar()._to_local(self.received_at).date()

    def _prepare_receive_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {
            delivery.id: {"received_at": delivery.received_at if delivery.channel == "mail" else now}
            for delivery in self
        }

    def _on_receive(self):
        self.sudo().notice_id.filtered(lambda notice: notice.state == "issued")._flow_move("deliver")
