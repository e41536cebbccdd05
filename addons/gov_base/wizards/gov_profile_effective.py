from odoo import fields, models


class GovProfileEffective(models.TransientModel):
    """One parameter with the value that applies somewhere, and where it comes from."""

    _name = "gov.profile.effective"
    _description = "Rule That Applies"
    _order = "ledger, id"

    name = fields.Char("Parameter", readonly=True)
    ledger = fields.Char(readonly=True)
    label = fields.Char("Rule", readonly=True)
    value = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    default = fields.Char(readonly=True)
    level = fields.Char("Set By", readonly=True, help="The item, the zone, the centre, or the default of the ledger.")
    awaited = fields.Boolean("Not Used Yet", readonly=True)
    source_id = fields.Many2one("gov.profile", "Rule Profile", readonly=True, help="Empty: no profile sets it.")
