from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed


class GovCaseMaterial(models.Model):
    """The checklist has the lines of the applicant's situation, and no others (W-021, W-029)."""

    _inherit = "gov.case.material"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        cases = lines.sudo().case_id._by_version(lambda version: version._questionnaire())
        asked = lines.sudo().filtered(lambda line: line.case_id in cases) if cases else cases.material_ids
        if stray := asked.filtered(lambda line: line.material_id not in line.case_id._checklist_lines()):
            raise UserError(
                self.env._(
                    "In the applicant's situation no %(names)s is needed: nothing outside the list may be asked for.",
                    names=listed(self.env, stray.mapped("name")),
                )
            )
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        """Override: what the situation does not need may leave a registered checklist."""
        needed = self.filtered(lambda line: line.material_id in line.case_id.sudo()._checklist_lines())
        (self - needed)._check_open()
        return super(GovCaseMaterial, needed)._unlink_except_registered()
