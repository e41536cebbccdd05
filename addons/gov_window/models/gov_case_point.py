from odoo import fields, models


class GovCase(models.Model):
    _inherit = "gov.case"

    point_id = fields.Many2one(related="window_id.point_id", string="Service Point")
