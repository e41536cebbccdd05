from odoo import api, fields, models


class GovPackageLine(models.Model):
    """An item of a package, and at which stage it comes (业务阶段, W-029)."""

    _name = "gov.package.line"
    _description = "Item of a Package"
    _order = "package_id, sequence, id"

    package_id = fields.Many2one("gov.package", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="package_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    stage = fields.Char(help="e.g. 设立、经营、变更")
    item_id = fields.Many2one("gov.item", required=True, index=True, ondelete="restrict")

    _once = models.UniqueIndex("(package_id, item_id)", "The item is in the package already.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.package_id._check_draft()
        return lines

    def write(self, vals):
        self.package_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.package_id._check_draft()
