from odoo import api, fields, models
from odoo.exceptions import UserError


class GovCase(models.Model):
    """All papers on file at once: what was handed in before is not asked for again (W-028)."""

    _inherit = "gov.case"

    on_file_count = fields.Integer("Papers on File", compute="_compute_on_file_count")

    @api.depends("material_ids.on_file_id")
    def _compute_on_file_count(self):
        for case in self:
            case.on_file_count = len(case.material_ids.filtered("on_file_id"))

    def action_reuse_all(self):
        """Take every paper that is on file.

        :raises UserError: none is
        """
        if not (lines := self.material_ids.filtered("on_file_id")):
            raise UserError(self.env._("Nothing that is still valid is on file for this applicant."))
        lines.action_reuse()
