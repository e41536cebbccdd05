from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    gov_hall_opened_on = fields.Date(
        "New Hall Opened On",
        help="市民之家启用: from this day only sub-halls that the government approved accept (W-050).",
    )
