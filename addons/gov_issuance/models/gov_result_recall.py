from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_result import ISSUER

_lt = LazyTranslate(__name__)
#: not yet with the applicant
KEPT = ("draft", "submitted", "returned", "checked")


class GovResult(models.Model):
    """A certificate whose promised material never came (容缺到期未补): withheld, or taken back from the applicant
    (收回; W-089, D-11 ``recall``)."""

    _inherit = "gov.result"

    state = fields.Selection(
        selection_add=[("recalling", "To Be Taken Back"), ("recalled", "Taken Back or Withheld")],
        ondelete={"recalling": "cascade", "recalled": "cascade"},
    )

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "recall": Move(("delivered",), "recalling", _lt("Certificate Recalled"), needs_reason=True),
            "withhold": Move(KEPT, "recalled", _lt("Certificate Withheld"), needs_reason=True),
            "take_back": Move(
                ("recalling",), "recalled", _lt("The Certificate Came Back"), ISSUER, needs_reason=True, primary=True
            ),
        }

    def _recall(self, reason: str):
        """Take back what was handed out, withhold what was not; a refusal is not concerned."""
        granted = self.sudo().filtered(lambda result: result.kind != "refusal")
        granted.filtered(lambda result: result.state == "delivered")._flow_move("recall", reason)
        granted.filtered(lambda result: result.state in KEPT)._flow_move("withhold", reason)

    def _on_recall(self):
        cases = self.sudo().case_id
        cases._issue_notice("B-06-R")
        cases._tell_applicant("gov_issuance", "recalled")

    def _on_withhold(self):
        for reason, results in self.sudo().grouped("flow_reason").items():
            results.case_id._flow_move("withhold", reason)

    def action_take_back(self, reason=""):
        """The certificate is back at the issuing window.

        :param reason: who brought it, and what was done with it, e.g. cancelled and filed
        """
        return self._flow_move("take_back", reason)

    def _get_cannot_take_back_reason(self):
        return self._lead_reasons()
