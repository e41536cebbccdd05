from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovDelivery(models.Model):
    """A delivery receipt (送达回证): who received which result, when, how, and signed."""

    _name = "gov.delivery"
    _description = "Delivery Receipt"
    _order = "id desc"

    result_id = fields.Many2one("gov.result", required=True, readonly=True, index=True, ondelete="restrict")
    case_id = fields.Many2one(related="result_id.case_id", store=True, index=True)
    company_id = fields.Many2one(related="result_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="result_id.department_id", store=True, index=True)
    mode = fields.Selection(
        [("counter", "Collected in Person"), ("agent", "Collected by Agent"), ("courier", "By Courier")],
        required=True,
        readonly=True,
    )
    receiver_name = fields.Char("Received By", readonly=True)
    identity_checked = fields.Boolean(readonly=True)
    signature = fields.Binary("Recipient's Signature", attachment=True, readonly=True)
    waybill = fields.Char(readonly=True)
    delivered_at = fields.Datetime("Received On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Handed Out By", required=True, readonly=True)

    _once = models.UniqueIndex("(result_id)", "This result was handed out already.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise ValidationError(self.env._("A receipt is made by handing the result out."))
        return super().create(vals_list)

    @api.model
    def _record(self, results):
        return self.sudo().create(
            [
                {
                    "result_id": result.id,
                    "mode": result.delivery_mode,
                    "receiver_name": result.receiver_name,
                    "identity_checked": result.identity_checked,
                    "signature": result.signature,
                    "waybill": result.waybill,
                    "delivered_at": result.delivered_at,
                    "user_id": self.env.uid,
                }
                for result in results
            ]
        )
