from odoo import models
from odoo.exceptions import ValidationError


class GovItemVersion(models.Model):
    _inherit = "gov.item.version"

    def _check_wording(self):
        """Override: no line of a filing sends the applicant to the district first (W-103)."""
        result = super()._check_wording()
        for version in self:
            names = [*version.material_ids.mapped("name"), *version.step_ids.mapped("name")]
            names += version.condition_ids.mapped("name")
            for name in filter(version.item_id._wants_prior_filing, names):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: a filing is made with the city's department directly. It may not be asked for "
                        "at the district first; take the line out.",
                        name=name,
                    )
                )
        return result
