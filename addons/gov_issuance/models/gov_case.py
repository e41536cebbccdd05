from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)


class GovCase(models.Model):
    _inherit = "gov.case"

    state = fields.Selection(
        selection_add=[
            ("result_handover", "Result at the Window"),
            ("to_deliver", "Ready to Collect"),
            ("delivered", "Handed Out"),
            ("not_accepted",),
            ("closed",),
        ],
        ondelete={"result_handover": "cascade", "to_deliver": "cascade", "delivered": "cascade"},
    )
    result_ids = fields.One2many("gov.result", "case_id", readonly=True)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "take_in": Move(("decided",), "result_handover", _lt("Result Handed to the Window"), public=False),
            "give_back": Move(("result_handover",), "decided", _lt("Result Returned to the Department"), public=False),
            "ready": Move(("result_handover",), "to_deliver", _lt("Result Ready to Collect")),
            "hand_out": Move(("to_deliver",), "delivered", _lt("Result Handed Out")),
            "close": Move(("delivered",), "closed", _lt("Closed")),
        }

    @api.model
    def _kept_rules(self):
        """Override of `gov_window`: the result, too, follows the rules of the acceptance."""
        return super()._kept_rules() | {"clock_stop", "gap_hold_certificate", "lead_issues"}

    @api.model
    def _board_states(self):
        if self.env.context.get("gov_board") == "issuance":
            return ("decided", "result_handover", "to_deliver")
        return super()._board_states()

    def _on_decide(self):
        """Override of `gov_approval`: the result is prepared from the acceptance data."""
        result = super()._on_decide()
        self.sudo().filtered(lambda case: case._rule("clock_stop") == "decision")._term_stop("decision")
        self.env["gov.result"]._prepare(self)
        return result

    def _prepare_close_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"closed_at": now} for case in self}

    def _on_close(self):
        """Hook: the case is closed. Later addons invite the rating here."""

    def _prepare_notice_content(self, code):
        """Override of `gov_approval`: the delivery, for the receipt."""
        content = super()._prepare_notice_content(code)
        delivery = self.result_ids.delivery_ids[:1]
        if code == "B-33" and delivery:
            modes = {"counter": "当面领取", "agent": "代理人领取", "courier": "寄递送达"}
            content |= {
                "result": self.result_ids[:1].name,
                "mode": modes[delivery.mode],
                "receiver": delivery.receiver_name or "",
                "waybill": delivery.waybill or "",
                "delivered_on": fields.Date.to_string(self._local_date(delivery.delivered_at)),
            }
        return content
