from odoo import api, fields, models

from odoo.addons.gov_base.listing import listed

AT_COUNTER = ("counter", "assisted")


class GovCase(models.Model):
    """Originals are compared with their copies before acceptance 原件与复印件一致核验 (W-072)."""

    _inherit = "gov.case"

    def _uncompared(self):
        """The lines that are handed in at the counter, and whose original nobody has compared yet.

        What came online or by post is compared when the applicant stands at a counter; a paper on
        file was compared when it was handed in (W-028).
        """
        cases = self.sudo()._by_version(lambda version: version._verify_ids())
        cases = cases.filtered(lambda case: case.channel in AT_COUNTER)
        lines = cases.material_ids.filtered(
            lambda line: line.state == "received" and line.material_id.must_verify and line.reuse_id.state != "verified"
        )
        return lines.with_env(self.env)

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
    compare_first = fields.Boolean(
        compute="_compute_compare_first", help="Its original is compared when it is handed in at the counter."
    )
    form_file_name = fields.Char(related="material_id.form_file_name")
    sample_file_name = fields.Char(related="material_id.sample_file_name")

    @api.depends("material_id.must_verify", "case_id.channel")
    def _compute_compare_first(self):
        for line in self:
            line.compare_first = line.must_verify and line.case_id.channel in AT_COUNTER
