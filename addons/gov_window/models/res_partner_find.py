import re

from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """An applicant is found by the whole telephone number too."""

    _inherit = "res.partner"

    _phone_exact = models.Index("(phone) WHERE phone IS NOT NULL")

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `gov_base`: a whole telephone number finds who has it, never a part of one."""
        domain = super()._search_display_name(operator, value)
        if isinstance(value, str) and operator in ("ilike", "=") and re.fullmatch(r"\+?[\d -]{7,20}", value.strip()):
            number = value.strip()
            domain = Domain(domain) | Domain("phone", "in", [number, re.sub(r"[ -]", "", number)])
        return domain

    @api.model
    def _gov_kind_label(self, kind: str) -> str:
        return dict(self._fields["gov_id_kind"]._description_selection(self.env))[kind]
