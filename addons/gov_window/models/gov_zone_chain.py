from odoo import fields, models


class GovZone(models.Model):
    _inherit = "gov.zone"

    full_chain = fields.Boolean(
        help="全链条: all items of the chain enter; its lead department confirms each before it is published."
    )
