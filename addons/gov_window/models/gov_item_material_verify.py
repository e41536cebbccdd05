from odoo import fields, models


class GovItemMaterial(models.Model):
    _inherit = "gov.item.material"

    must_verify = fields.Boolean(
        "Compare the Original",
        help="Identity proofs and certificates: the original is compared with the copy before acceptance (W-072).",
    )

    def _snapshot(self):
        """Override: the comparison is a part of the checklist where it is asked for."""
        return super()._snapshot() | ({"must_verify": True} if self.must_verify else {})
