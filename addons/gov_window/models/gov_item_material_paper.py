from odoo import fields, models


class GovItemMaterial(models.Model):
    """Which paper a line asks for: the same paper in several items is asked for once (W-028, W-029)."""

    _inherit = "gov.item.material"

    paper_code = fields.Char(
        "Shared Paper",
        index="btree_not_null",
        help="Lines with the same code ask for the same paper, whatever they call it, e.g. ID for 身份证. "
        "Lines without one are the same if their names are.",
    )

    def _paper_key(self) -> str:
        """What the paper is known by: its code, else its name."""
        self.ensure_one()
        return f"#{self.paper_code.strip().upper()}" if (self.paper_code or "").strip() else self.name.strip()

    def _snapshot(self):
        """Override: the code does not change what is asked, but who gave it already."""
        return super()._snapshot() | {"paper_code": self.paper_code or False}
