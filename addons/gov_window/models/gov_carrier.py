from odoo import fields, models


class GovCarrier(models.Model):
    """Who carries parcels (快递公司)."""

    _name = "gov.carrier"
    _inherit = ["gov.reference"]
    _description = "Carrier"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    phone = fields.Char()
    active = fields.Boolean(default=True)

    _unique_name = models.UniqueIndex("(name)", "This carrier is on the list already.")
