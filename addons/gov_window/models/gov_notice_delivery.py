from uuid import uuid4

from odoo import api, fields, models

from odoo.addons.gov_base.kernel.identity import mask_phone

from ..kernel.phone import is_mobile


class GovNoticeDelivery(models.Model):
    """A paper that goes by post stands in the courier register by itself (B-12)."""

    _inherit = "gov.notice.delivery"
    _sends_messages = True

    courier_id = fields.Many2one("gov.courier", "Parcel", readonly=True, copy=False, index="btree_not_null")

    @api.model
    def _flow_guarded(self):
        return super()._flow_guarded() | {"courier_id"}

    def _get_cannot_post_reason(self):
        """Override of `gov_base`: a waybill is of one addressee."""
        reasons = super()._get_cannot_post_reason()
        for delivery in self - self.browse(reasons):
            parcel = delivery._parcel()
            if parcel and parcel.partner_id != delivery.notice_id.partner_id:
                reasons[delivery.id] = self.env._("this waybill is in the register already, to somebody else.")
        return reasons

    def _parcel(self):
        """The parcel in the register that has the waybill of this delivery."""
        self.ensure_one()
        parcels = self.env["gov.courier"].sudo()
        return parcels.search(
            [
                ("waybill", "=", parcels._plain(self.tracking_number)),
                ("carrier_id.name", "=", (self.carrier or "").strip()),
                ("direction", "=", "out"),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )

    def _on_post(self):
        for delivery in self.sudo():
            notice = delivery.notice_id
            parcel = delivery._parcel() or self.env["gov.courier"].sudo()._of_delivery(delivery, notice)
            delivery._flow_write({"courier_id": parcel.id})

    def _on_receive(self):
        result = super()._on_receive()
        self._end_parcels("deliver")
        return result

    def _on_fail(self):
        for delivery in self:
            delivery._end_parcels("come_back", delivery.flow_reason)

    def _end_parcels(self, action, reason=""):
        """A parcel is over when nothing in it is on the way any more."""
        for parcel in self.sudo().courier_id.filtered(lambda parcel: parcel.state == "sent"):
            if "sent" not in parcel.delivery_ids.mapped("state"):
                parcel._flow_lock()
                parcel._end(action, reason)

    # ------------------------------------------------------------------ by message

    def _mobiles(self) -> dict[int, str]:
        """The addressees' telephone numbers in international form, by delivery."""
        china = self.env.ref("base.cn")
        numbers = {}
        for delivery in self.sudo():
            partner = delivery.notice_id.partner_id
            number = partner._phone_format(number=partner.phone, country=partner.country_id or china)
            numbers[delivery.id] = number or partner.phone or ""
        return numbers

    def _get_cannot_send_reason(self):
        """Override of `gov_base`: to mobile telephones only, and to nobody who wants no messages."""
        reasons = super()._get_cannot_send_reason()
        numbers = self._mobiles()
        blocked = self.env["phone.blacklist"].sudo().search([("number", "in", list(numbers.values()))])
        refused = set(blocked.mapped("number"))
        for delivery in self - self.browse(reasons):
            number = numbers[delivery.id]
            if not is_mobile(number):
                reasons[delivery.id] = self.env._(
                    "no mobile telephone of the addressee is on file; choose another way."
                )
            elif number in refused:
                reasons[delivery.id] = self.env._("the addressee wants no messages; choose another way.")
        return reasons

    def _prepare_send_vals(self):
        return {
            delivery_id: {"phone_masked": mask_phone(number), "message_uuid": uuid4().hex, "message_state": "outgoing"}
            for delivery_id, number in self._mobiles().items()
        }

    def _on_send(self):
        """Queue the messages; what becomes of each comes back by its tracker."""
        deliveries = self.sudo()
        numbers = deliveries._mobiles()
        bodies = self.env.ref("gov_window.sms_template_paper").sudo()._render_field("body", deliveries.notice_id.ids)
        self.env["sms.tracker"].sudo().create(
            [{"sms_uuid": delivery.message_uuid, "gov_delivery_id": delivery.id} for delivery in deliveries]
        )
        for company, own in deliveries.grouped("company_id").items():
            self.env["sms.sms"].sudo().with_company(company).create(
                [
                    {
                        "uuid": delivery.message_uuid,
                        "number": numbers[delivery.id],
                        "body": bodies[delivery.notice_id.id],
                        "partner_id": delivery.notice_id.partner_id.id,
                    }
                    for delivery in own
                ]
            )

    @api.model
    def _cron_messages(self):
        """Record what the provider said while somebody was handling the case."""
        waiting = self.env["sms.tracker"].search(
            [("gov_delivery_id.state", "=", "sent"), ("gov_state", "in", ("pending", "sent", "error", "canceled"))],
            limit=500,
        )
        for (state, why), trackers in waiting.grouped(lambda one: (one.gov_state, one.gov_failure)).items():
            trackers.gov_delivery_id._message_reported(state, why)
