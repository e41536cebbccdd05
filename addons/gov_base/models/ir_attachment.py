from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """What a field of ours holds is written through its record, whose state and rules
    decide; the stored file behind it is not a second way in."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_through_record()
        return attachments

    def write(self, vals):
        self._check_through_record()
        result = super().write(vals)
        if {"res_model", "res_field"} & vals.keys():
            self._check_through_record()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_field(self):
        self._check_through_record()

    def _check_through_record(self):
        if self.env.su:
            return
        if any(file.res_field and (file.res_model or "").startswith("gov.") for file in self.sudo()):
            raise AccessError(self.env._("This file belongs to a record: change it there, while it may be changed."))
