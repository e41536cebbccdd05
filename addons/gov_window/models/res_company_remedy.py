from odoo import fields, models


class ResCompany(models.Model):
    """Where a refused applicant may turn to; printed on every refusal (W-078, I-009)."""

    _inherit = "res.company"

    gov_review_organ = fields.Char("Reconsideration Organ", help="行政复议机关, as printed on refusals.")
    gov_court = fields.Char("Court", help="有管辖权的人民法院, as printed on refusals.")
