from odoo import models

#: what is the same in all cases of a package once it is recorded in one
SHARED = {"received", "verified", "missing"}


class GovCaseMaterial(models.Model):
    """A paper that several cases of a package need is recorded once (W-028, W-029)."""

    _inherit = "gov.case.material"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in SHARED:
            self.filtered("case_id.package_application_id")._share(vals["state"])
        return result

    def _share(self, state):
        """Record the same paper in the other open cases of the package; they refer to this line."""
        for line in self:
            same = line._twins().filtered(lambda other: other.state in SHARED and other.state != state)
            if same:
                rows = {
                    other.id: {"state": state, "reuse_id": line.id if state != "missing" else False} for other in same
                }
                same.sudo()._write_rows(rows)

    def _twins(self):
        """The lines for the same paper in the other cases of the package that may still change. What a
        citizen does stays among the drafts: a case at the window keeps what was handed in with it."""
        self.ensure_one()
        case, key = self.case_id, self.sudo().material_id._paper_key()
        others = (case.package_application_id.case_ids - case).filtered(
            lambda other: other._portal_may_edit() if self.env.user.share else other.state in other._flow_open_states
        )
        return others.material_ids.filtered(lambda other: other.sudo().material_id._paper_key() == key)
