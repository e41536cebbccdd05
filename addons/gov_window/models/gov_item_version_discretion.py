from odoo import fields, models


class GovItemVersion(models.Model):
    """Quantified discretion, and what the four reductions are counted by (W-109)."""

    _inherit = "gov.item.version"

    discretion_ids = fields.One2many("gov.item.discretion", "version_id", "Standards of Discretion", copy=True)
    fee_amount = fields.Float("Fee in Yuan", help="What an applicant usually pays, to compare; 0: nothing.")
    merged_item_ids = fields.Many2many(
        "gov.item",
        "gov_item_version_merged_rel",
        string="Items It Replaces",
        help="减事项: items that need no application of their own any more.",
    )

    _fee_amount = models.Constraint("CHECK (fee_amount >= 0)", "A fee is not negative.")

    def _snapshot(self):
        """Override: with the grades of discretion."""
        grades = {grade.name: grade._snapshot() for grade in self.sudo().discretion_ids}
        return super()._snapshot() | {"discretion": grades}

    def _reductions(self) -> dict[str, float]:
        """What the four reductions are counted by: links, items, days, fee (减环节、减事项、减时限、减费用)."""
        self.ensure_one()
        version = self.sudo()
        return {
            "steps": len(version.step_ids),
            "replaced": len(version.merged_item_ids),
            "days": 0 if version.handling_class == "instant" else version.promised_days,
            "fee": version.fee_amount,
        }
