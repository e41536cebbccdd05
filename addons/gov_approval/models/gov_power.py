from odoo import fields, models


class GovPower(models.Model):
    """A power that a department can give its chief representative (首席代表权限)."""

    _name = "gov.power"
    _description = "Power of a Chief Representative"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    note = fields.Char(translate=True, help="Which document names it.")

    _unique_code = models.UniqueIndex("(code)", "This power exists already.")
