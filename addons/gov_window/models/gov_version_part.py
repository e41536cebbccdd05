from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed


class GovVersionPart(models.AbstractModel):
    """A part of a version that is as fixed as the version itself: it is made, changed and taken
    away only while the version is a draft (W-018, W-023).

    A part names its versions by :meth:`_version`.
    """

    _name = "gov.version.part"
    _inherit = ["gov.draft.part", "gov.reference"]
    _description = "Part of a Version"

    version_id = fields.Many2one("gov.item.version", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="version_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="version_id.department_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)

    @api.constrains("name")
    def _check_wording(self):
        self._version()._check_wording()

    def _version(self):
        """The versions that the parts belong to."""
        return self.version_id

    def _check_draft(self):
        if closed := self._version().filtered(lambda version: version.state != "draft"):
            raise UserError(
                self.env._(
                    "“%(part)s” of %(versions)s cannot change any more: draft a new version.",
                    part=self.env["ir.model"]._get(self._name).name,
                    versions=listed(self.env, closed.mapped("display_name")),
                )
            )
