from odoo import fields, models

from ..models.gov_profile_line import UNITS


class GovProfileEffective(models.TransientModel):
    """One parameter with the value that applies somewhere, and where it comes from."""

    _name = "gov.profile.effective"
    _description = "Rule That Applies"
    _order = "ledger, id"

    name = fields.Char("Parameter", readonly=True)
    ledger = fields.Char(readonly=True)
    label = fields.Char("Rule", readonly=True)
    value = fields.Char(readonly=True)
    unit = fields.Selection(UNITS, readonly=True)
    default = fields.Char(readonly=True)
    source_id = fields.Many2one("gov.profile", "Comes From", readonly=True, help="Empty: the default of the ledger.")
