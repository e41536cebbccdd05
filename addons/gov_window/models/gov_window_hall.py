from odoo import fields, models


class GovWindow(models.Model):
    _inherit = "gov.window"

    area_id = fields.Many2one("gov.area", index="btree_not_null", ondelete="restrict", help="Where in the hall it is.")
    queue_ids = fields.Many2many("gov.queue", string="Service Groups", help="Whose numbers are called here.")
