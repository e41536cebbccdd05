from odoo import api, fields, models


class GovWindow(models.Model):
    """A window of the hall (窗口). It belongs to one of two boards (业务板块)."""

    _name = "gov.window"
    _inherit = ["gov.reference"]
    _description = "Window"
    _order = "sequence, number, id"
    _rec_names_search = ["name", "number"]

    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    board = fields.Selection(
        [("professional", "Professional"), ("authorised", "Authorised"), ("issuing", "Issuing")],
        required=True,
        default="authorised",
        help="专业综合受理: the departments' own staff accept. 授权综合受理: the centre's staff accept for "
        "departments that authorised it. 统一出件: results are handed out.",
    )
    zone_id = fields.Many2one("gov.zone", index=True)
    department_ids = fields.Many2many(
        "gov.department", string="Departments Served", help="At a professional window: whose items it accepts."
    )
    active = fields.Boolean(default=True)

    _unique_number = models.UniqueIndex("(company_id, number)", "The centre has a window of this number already.")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for window in self:
            window.display_name = f"{window.number} {window.name}"
