from odoo import fields, models


class GovNotice(models.Model):
    _inherit = "gov.notice"

    case_id = fields.Many2one("gov.case", readonly=True, index="btree_not_null", ondelete="restrict")
    department_id = fields.Many2one(related="case_id.department_id", store=True, index="btree_not_null")
