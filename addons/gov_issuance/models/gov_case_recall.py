from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)


class GovCase(models.Model):
    """A promise that lapsed after the decision: the certificate is taken back or withheld (W-089, D-11)."""

    _inherit = "gov.case"

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "withhold": Move(
                ("decided", "result_handover", "to_deliver"),
                "void",
                _lt("Certificate Withheld, Acceptance Void"),
                needs_reason=True,
            ),
        }

    def _lapse_gaps(self):
        """Override of `gov_window`: where the rules say so, the certificate goes with the promise."""
        result = super()._lapse_gaps()
        recalled = self.filtered(lambda case: case._rule("gap_lapse_action") == "recall")
        recalled.sudo().result_ids._recall(self.env._("the promised material was not handed in by its date"))
        return result

    def _on_withhold(self):
        self._on_void_acceptance()

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-06-R":
            result = self.result_ids[:1]
            promise = self._acceptance_papers().sorted("id")[-1:]
            content |= self._remedies() | {
                "issuer": self.department_id.name,
                "word": self.department_id.document_word or "",
                "promise_paper": promise.number or "",
                "promised_on": (promise.content or {}).get("gap", {}).get("due_on", ""),
                "decider": self.decider_id.name or "",
                "handlers": "、".join(self.task_ids.user_id.mapped("name")),
                "result": result.name,
                "result_number": result.number or "",
                "delivered_on": str(self._local_date(result.delivered_at)),
                "lapsed": self.material_ids.filtered(lambda line: line.state == "later").mapped("material_id.name"),
            }
        return content
