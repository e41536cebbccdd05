from odoo import api, models


class GovDraftPart(models.AbstractModel):
    """A part of what is fixed once it has left the draft: a line of a version, of a letter, of a plan.

    It is made, changed, taken to another one and taken away only while :meth:`_check_draft` lets it.
    """

    _name = "gov.draft.part"
    _description = "Part of a Draft"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()  # it may have come to another one
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self._check_draft()

    def _check_draft(self):
        """Hook: refuse, and say what to do, where one of those the parts belong to is no draft any more.

        :raises UserError: it is fixed
        """
        raise NotImplementedError
