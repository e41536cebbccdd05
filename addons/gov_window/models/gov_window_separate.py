from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovWindow(models.Model):
    """A window of its own on the demand of a superior authority (单独设立受理窗口, W-010)."""

    _inherit = "gov.window"

    separate = fields.Boolean("Window of Its Own", help="Set up apart because a superior authority demands it.")
    separate_reason = fields.Text("Why Apart")
    separate_document = fields.Char("Document of the Superior", help="Number of the document that demands it.")

    @api.constrains("separate", "separate_reason", "separate_document")
    def _check_separate(self):
        for window in self.filtered("separate"):
            if not (window.separate_reason or "").strip() or not (window.separate_document or "").strip():
                raise ValidationError(
                    self.env._(
                        "Window %(window)s stands apart on a superior's demand: enter the reason and the number of "
                        "the document.",
                        window=window.display_name,
                    )
                )
