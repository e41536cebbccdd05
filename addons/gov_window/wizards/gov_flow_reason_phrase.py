from odoo import api, fields, models


class GovFlowReason(models.TransientModel):
    """The written reason may quote a phrase of the knowledge base (常用语, W-026)."""

    _inherit = "gov.flow.reason"

    phrase_id = fields.Many2one(
        "gov.knowledge",
        "Quote a Phrase",
        domain="[('kind', '=', 'phrase')]",
        help="Its text is added to the reason, where you may change it.",
    )

    @api.onchange("phrase_id")
    def _onchange_phrase_id(self):
        if self.phrase_id:
            self.reason = "\n".join(part for part in (self.reason, self.phrase_id.body) if part)
            self.phrase_id = False
