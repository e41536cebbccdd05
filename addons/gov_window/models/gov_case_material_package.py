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
            case = line.case_id
            key = line.sudo().material_id._paper_key()
            others = (case.package_application_id.case_ids - case).filtered(
                lambda other: other.state in other._flow_open_states
            )
            same = others.material_ids.filtered(
                lambda other, key=key: (
                    other.state in SHARED and other.state != state and other.sudo().material_id._paper_key() == key
                )
            )
            if same:
                rows = {
                    other.id: {"state": state, "reuse_id": line.id if state != "missing" else False} for other in same
                }
                same.sudo()._write_rows(rows)
