from odoo import models


class GovCitizenReadable(models.AbstractModel):
    """A model of which citizens read by RPC what concerns them, and nothing internal. The pages
    show what they show by themselves."""

    _name = "gov.citizen.readable"
    _description = "Partly Readable by Citizens"

    #: the fields that a citizen reads
    _portal_readable = frozenset()

    def _has_field_access(self, field, operation):
        """Override of `base`: staff as ever, citizens only the listed fields."""
        if not super()._has_field_access(field, operation):
            return False
        return self.env.su or field.name in self._portal_readable or self.env.user.has_group("base.group_user")
