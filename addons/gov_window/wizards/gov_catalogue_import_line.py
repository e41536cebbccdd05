from odoo import fields, models


class GovCatalogueImportLine(models.TransientModel):
    """What is to be mended in a line of an uploaded catalogue."""

    _name = "gov.catalogue.import.line"
    _description = "Finding in a Catalogue File"
    _order = "blocking desc, line, id"

    import_id = fields.Many2one("gov.catalogue.import", required=True, index=True, ondelete="cascade")
    line = fields.Integer()
    blocking = fields.Boolean("Error")
    what = fields.Char("What Is Wrong")
    remedy = fields.Char("What to Do")
