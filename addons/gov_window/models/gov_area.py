from odoo import fields, models


class GovArea(models.Model):
    """A part of the hall (大厅区域): where one asks, waits, is served, gets the result (W-052),
    and what one finds there (便民设施, W-108)."""

    _name = "gov.area"
    _inherit = ["gov.reference"]
    _description = "Area of the Hall"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("consultation", "Consultation"),
            ("service", "Acceptance"),
            ("issuing", "Issuing"),
            ("self", "Self-Service"),
            ("waiting", "Waiting"),
            ("office", "Back Office"),
        ],
        required=True,
        default="service",
        help="咨询服务区（咨询导服、代办帮办）、综合受理区、统一出件区、自助服务区、等候区、部门后台审批办公区",
    )
    window_ids = fields.One2many("gov.window", "area_id", "Windows and Desks")
    place = fields.Char(help="Where it is in the building.")
    conveniences = fields.Text(
        help="便民设施: what applicants find there, e.g. forms, glasses, water. Shown to the public."
    )
    active = fields.Boolean(default=True)

    _unique_name = models.UniqueIndex("(company_id, name)", "The centre has an area of this name already.")
