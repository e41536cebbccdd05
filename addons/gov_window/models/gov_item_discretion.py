from odoo import fields, models

SHOWN = ("grade", "standard", "basis")


class GovItemDiscretion(models.Model):
    """A grade of the discretion that an item leaves (量化裁量标准, W-109): in which circumstances what is
    decided, so that like cases are decided alike (无差别受理、同标准办理)."""

    _name = "gov.item.discretion"
    _inherit = ["gov.version.part"]
    _description = "Grade of Discretion"
    _order = "version_id, sequence, id"

    name = fields.Char("Circumstances", required=True, help="适用情形, so that two officials see the same in them.")
    grade = fields.Char(help="裁量等级, e.g. 一档.")
    standard = fields.Text("What Is Decided", required=True, help="裁量标准: outcome, period, amount or conditions.")
    basis = fields.Char("Legal Basis")

    def _snapshot(self) -> dict:
        """What the grade says, in the stored values."""
        self.ensure_one()
        return {name: self[name] or False for name in SHOWN}
