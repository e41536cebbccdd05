from odoo import fields, models

from ..kernel.catalogue import ONLINE


class GovItemVersion(models.Model):
    """The depth of handling (办理深度): online handling reaches at least the pre-review of originals;
    what stays on site says why (W-007)."""

    _inherit = "gov.item.version"

    depth_reason = fields.Char(
        "Why on Site Only", help="现场办理的理由: needed below 原件预审, and shown to the applicant."
    )

    def _get_incomplete_reason(self):
        reasons = super()._get_incomplete_reason()
        for version in self.filtered(lambda version: version.depth not in ONLINE):
            if not (version.depth_reason or "").strip():
                reasons.setdefault(
                    version.id,
                    self.env._(
                        "items are handled online, at least as far as the pre-review of originals. Choose the depth "
                        "it reaches, or enter why it is handled on site only."
                    ),
                )
        return reasons
