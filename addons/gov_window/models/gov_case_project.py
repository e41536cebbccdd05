from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovCase(models.Model):
    """A case of an investment project (W-111)."""

    _inherit = "gov.case"

    project_id = fields.Many2one(
        "gov.project",
        "Investment Project",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('partner_id', '=', partner_id), ('state', 'in', ('draft', 'running'))]",
    )

    @api.constrains("project_id", "partner_id")
    def _check_project(self):
        for case in self.sudo().filtered("project_id"):
            if case.project_id.partner_id != case.partner_id:
                raise ValidationError(
                    self.env._("The project %(project)s has another owner.", project=case.project_id.name)
                )

    def write(self, vals):
        """Override: a project that is over takes no case any more."""
        if vals.get("project_id"):
            self.env["gov.project"].browse(vals["project_id"])._check_open()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if wanted := [vals["project_id"] for vals in vals_list if vals.get("project_id")]:
            self.env["gov.project"].browse(wanted)._check_open()
        return super().create(vals_list)

    def _project_outcome(self) -> str:
        """How the case stands for its project: ``running``, ``done`` or ``failed``."""
        self.ensure_one()
        if self.state in ("not_accepted", "withdrawn", "replaced", "void"):
            return "failed"
        return "done" if self.state == "closed" else "running"
