from odoo import api, models
from odoo.exceptions import ValidationError

LONGEST_NAME = 256


class ResPartner(models.Model):
    """A name fits on a paper, and into the database's indexes."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_name_length(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_name_length(vals)
        return super().write(vals)

    @api.model
    def _check_name_length(self, vals):
        if len(vals.get("name") or "") > LONGEST_NAME:
            raise ValidationError(
                self.env._(
                    "A name has at most %(count)s characters: please compare it with the document.",
                    count=LONGEST_NAME,
                )
            )
