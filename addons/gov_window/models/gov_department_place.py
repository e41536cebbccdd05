from odoo import fields, models


class GovDepartment(models.Model):
    """By which paper a department sends its staff, and who they are."""

    _inherit = "gov.department"

    share_agreement = fields.Char(
        "Agreement on Staff", help="选派人员协议: number or title of the agreement by which it sends staff (W-043)."
    )
    share_agreement_on = fields.Date("Agreed On")
    share_agreement_file = fields.Binary("Copy of the Agreement", attachment=True)
    share_agreement_file_name = fields.Char()
    letter_ids = fields.One2many("gov.authorization", "department_id", "Letters")
    posting_ids = fields.One2many("gov.posting", "department_id", "Staff")
