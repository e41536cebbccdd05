from odoo import fields, models


class GovRegion(models.Model):
    """An administrative region (行政区划) by its official 12-digit code."""

    _name = "gov.region"
    _inherit = ["gov.reference"]
    _description = "Administrative Region"
    _order = "code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=12)
    parent_id = fields.Many2one("gov.region", ondelete="restrict", index=True)
    level = fields.Selection(
        [
            ("1", "National"),
            ("2", "Province"),
            ("3", "City / League"),
            ("4", "County / Banner"),
            ("5", "Township / Street"),
            ("6", "Village / Community"),
        ],
        required=True,
        help="GB/T 39046 A.2 行使层级",
    )

    _unique_code = models.UniqueIndex("(code)", "This region code exists already.")
    _code_shape = models.Constraint("CHECK (code ~ '^[0-9]{12}$')", "A region code has 12 digits.")
