from odoo import api, fields, models


class GovZone(models.Model):
    """Whether the items of a full chain have all entered (全链条进驻, W-014)."""

    _inherit = "gov.zone"

    item_ids = fields.Many2many("gov.item", string="Items of the Chain")
    not_entered_ids = fields.Many2many(
        "gov.item",
        compute="_compute_not_entered_ids",
        string="Not Entered Yet",
        help="Items without a published version.",
    )

    @api.depends("item_ids.version_id")
    def _compute_not_entered_ids(self):
        for zone in self:
            zone.not_entered_ids = zone.item_ids.filtered(
                lambda item: not item.version_id and not item.secret and not item.exempt
            )
