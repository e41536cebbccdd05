from odoo import api, fields, models


class GovNoticeDelivery(models.Model):
    """A paper that goes by post stands in the courier register by itself (B-12)."""

    _inherit = "gov.notice.delivery"

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
