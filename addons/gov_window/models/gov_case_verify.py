from odoo import fields, models

from odoo.addons.gov_base.listing import listed


class GovCase(models.Model):
    """Originals are compared with their copies before acceptance 原件与复印件一致核验 (W-072)."""

    _inherit = "gov.case"

    def _uncompared(self):
        """The lines that are handed in, and whose original nobody has compared yet."""
        return self.material_ids.filtered(lambda line: line.must_verify and line.state == "received")

    def _uncompared_reasons(self) -> dict[int, str]:
        reasons = {}
        for case in self:
            if lines := case._uncompared():
                reasons[case.id] = self.env._(
                    "compare the original first, then press 3 on the line: %(names)s.",
                    names=listed(self.env, lines.mapped("name")),
                )
        return reasons

    def _get_cannot_accept_reason(self):
        return self._uncompared_reasons() | super()._get_cannot_accept_reason()

    def _get_cannot_accept_gap_reason(self):
        return self._uncompared_reasons() | super()._get_cannot_accept_gap_reason()


class GovCaseMaterial(models.Model):
    _inherit = "gov.case.material"

    must_verify = fields.Boolean(related="material_id.must_verify")
    form_file_name = fields.Char(related="material_id.form_file_name")
    sample_file_name = fields.Char(related="material_id.sample_file_name")
