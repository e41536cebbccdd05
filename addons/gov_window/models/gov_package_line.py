from odoo import fields, models


class GovPackageLine(models.Model):
    """An item of a package, and at which stage it comes (业务阶段, W-029)."""

    _name = "gov.package.line"
    _inherit = ["gov.draft.part"]
    _description = "Item of a Package"
    _order = "package_id, sequence, id"

    package_id = fields.Many2one("gov.package", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="package_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    stage = fields.Char(help="e.g. 设立、经营、变更")
    item_id = fields.Many2one("gov.item", required=True, index=True, ondelete="restrict")

    _once = models.UniqueIndex("(package_id, item_id)", "The item is in the package already.")

    def _check_draft(self):
        self.package_id._check_draft()
