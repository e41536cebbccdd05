from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class GovPoint(models.Model):
    """A service point beneath a centre (苏木镇、街道便民服务中心，嘎查村、社区便民服务站), W-058.

    Its windows are windows of the centre, so its cases are the centre's and are accepted by the
    centre's letters, for the items that were brought down to it.
    """

    _name = "gov.point"
    _inherit = ["gov.reference"]
    _description = "Service Point"
    _order = "sequence, id"
    _parent_store = True

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    level = fields.Selection(
        [
            ("township", "Township or Sumu"),
            ("street", "Street Office"),
            ("village", "Village or Gacha"),
            ("community", "Community"),
        ],
        required=True,
        default="township",
        help="苏木镇 / 街道 / 嘎查村 / 社区",
    )
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    parent_id = fields.Many2one("gov.point", "Belongs To", index="btree_not_null", ondelete="restrict")
    parent_path = fields.Char(index=True)
    address = fields.Char()
    phone = fields.Char()
    window_ids = fields.One2many("gov.window", "point_id", "Windows")
    item_ids = fields.Many2many(
        "gov.item", string="Items Accepted Here", help="Other items are applied for online, with help 代理代办."
    )
    note = fields.Text()
    active = fields.Boolean(default=True)

    _unique_name = models.UniqueIndex("(company_id, name)", "The centre has a service point of this name already.")

    @api.constrains("parent_id", "company_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A service point cannot belong to itself."))
        for point in self.filtered("parent_id"):
            if point.parent_id.company_id != point.company_id:
                raise ValidationError(
                    self.env._("%(point)s and the point it belongs to are of one centre.", point=point.name)
                )

    @tools.ormcache("self.id")
    def _item_ids(self) -> tuple:
        return self.sudo().item_ids._ids

    def action_open_cases(self):
        """Open the cases that were received at the point."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "gov.case",
            "view_mode": "list,form",
            "domain": [("point_id", "child_of", self.id)],
        }
