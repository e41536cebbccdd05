from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovItem(models.Model):
    """The entry of the power and duty list an item comes from (W-012)."""

    _inherit = "gov.item"

    power_entry_id = fields.Many2one(
        "gov.power.entry",
        "Entry of the List",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('department_id', '=', department_id)]",
    )
    power_list_ref = fields.Char(compute="_compute_power_list_ref", store=True, readonly=False)

    @api.depends("power_entry_id")
    def _compute_power_list_ref(self):
        """The entry in a line; what was typed stays where no entry is chosen."""
        for item in self:
            item.power_list_ref = item.power_entry_id.display_name or item.power_list_ref

    @api.constrains("power_entry_id", "department_id")
    def _check_power_entry(self):
        for item in self.filtered("power_entry_id"):
            if item.power_entry_id.department_id != item.department_id:
                raise ValidationError(
                    self.env._("“%(item)s”: the entry belongs to the list of another department.", item=item.name)
                )
