from odoo import fields, models


class ResCompany(models.Model):
    """By when the centre had to run, and since when it does (W-039)."""

    _inherit = "res.company"

    gov_run_by = fields.Date("To Run By", help="运行时限: by when the plan wants 一窗受理 to run, e.g. 2021-03-21.")
    gov_standard_by = fields.Date("To Be Standardised By", help="规范运行时限, e.g. 2021-04-30.")
    gov_running_since = fields.Date("Running Since", help="实际运行日期")
    gov_standard_since = fields.Date("Standardised Since", help="实际规范运行日期")
