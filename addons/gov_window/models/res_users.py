from odoo import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    gov_posting_ids = fields.One2many("gov.posting", "user_id", "Postings")
    gov_department_ids = fields.Many2many(
        "gov.department", compute="_compute_gov_postings", help="The departments the user works for today."
    )
    gov_window_ids = fields.Many2many(
        "gov.window", compute="_compute_gov_postings", help="The windows the user is posted to today."
    )

    @api.depends("gov_posting_ids.date_start", "gov_posting_ids.date_end", "gov_posting_ids.active")
    def _compute_gov_postings(self):
        for user in self:
            postings = self.env["gov.posting"]._of_user(user)
            user.gov_department_ids = postings.department_id
            user.gov_window_ids = postings.window_id
