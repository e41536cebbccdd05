from odoo import api, fields, models


class GovAuthorizationBatch(models.Model):
    """A batch of the centre's plan by which departments authorise it (分批授权, A-010, W-044)."""

    _name = "gov.authorization.batch"
    _inherit = ["gov.reference"]
    _description = "Batch of Authorisation"
    _order = "date_start, id"

    name = fields.Char(required=True, help="E.g. 第一批.")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    date_start = fields.Date("Planned From", required=True, help="Its letters come in force on this day or later.")
    department_ids = fields.Many2many("gov.department", string="Departments")
    note = fields.Text()
    letter_ids = fields.One2many("gov.authorization", "batch_id", "Letters")
    missing_ids = fields.Many2many(
        "gov.department",
        compute="_compute_missing_ids",
        string="Still Missing",
        help="Departments of the batch without a letter in force.",
    )

    _unique_name = models.UniqueIndex("(company_id, name)", "The centre has a batch of this name already.")

    @api.depends("department_ids", "letter_ids.state")
    def _compute_missing_ids(self):
        for batch in self:
            done = batch.letter_ids.filtered(lambda letter: letter.state == "active").department_id
            batch.missing_ids = batch.department_ids - done
