from odoo import fields, models


class GovWindow(models.Model):
    _inherit = "gov.window"

    lead_department_id = fields.Many2one(
        "gov.department", index="btree_not_null", help="牵头部门: answers for receiving and issuing here."
    )
