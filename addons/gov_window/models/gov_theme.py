from odoo import fields, models


class GovTheme(models.Model):
    """A theme (主题) or an event of life (人生事件) under which citizens look for items."""

    _name = "gov.theme"
    _inherit = ["gov.reference"]
    _description = "Theme"
    _order = "kind, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("person", "For Persons"),
            ("company", "For Companies"),
            ("event", "Event of Life"),
        ],
        required=True,
        default="person",
        help="个人主题 / 法人主题 / 人生事件",
    )
    item_ids = fields.Many2many("gov.item", string="Items")
    active = fields.Boolean(default=True)
