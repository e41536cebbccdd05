from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gov_department_ids = fields.One2many("gov.department", "company_id", "Departments")
    gov_window_ids = fields.One2many("gov.window", "company_id", "Windows")
