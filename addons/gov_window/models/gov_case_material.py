from odoo import api, fields, models
from odoo.exceptions import UserError


class GovCaseMaterial(models.Model):
    """One line of a case's checklist: is it there, was the original seen, which file."""

    _name = "gov.case.material"
    _description = "Case Material"
    _order = "case_id, sequence, id"

    case_id = fields.Many2one("gov.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    material_id = fields.Many2one(
        "gov.item.material",
        "Checklist Line",
        required=True,
        index=True,
        ondelete="restrict",
        help="Only what the checklist names may be asked for (W-021).",
    )
    name = fields.Char(related="material_id.name")
    required = fields.Boolean(related="material_id.required")
    originals = fields.Integer(related="material_id.originals")
    copies = fields.Integer(related="material_id.copies")
    gap_ok = fields.Boolean(related="material_id.gap_ok")
    review_points = fields.Text(related="material_id.review_points")
    state = fields.Selection(
        [("missing", "Missing"), ("received", "Handed In"), ("verified", "Original Compared")],
        required=True,
        default="missing",
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    note = fields.Char("Remark")

    _unique_line = models.UniqueIndex("(case_id, material_id)", "This line is in the checklist already.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line in lines:
            if line.material_id.version_id != line.case_id.item_version_id:
                raise UserError(
                    self.env._(
                        "“%(material)s” is not on the checklist of “%(item)s”: "
                        "nothing outside the list may be asked for.",
                        material=line.name,
                        item=line.case_id.item_id.name,
                    )
                )
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        if {"case_id", "material_id"} & vals.keys():
            raise UserError(self.env._("A line of the checklist stays what it is: add the one you need instead."))
        if vals.get("file") and "state" not in vals:
            self.filtered(lambda line: line.state == "missing").write({"state": "received"})
        return super().write(vals)

    def _check_open(self):
        closed = self.case_id.filtered(lambda case: case.state not in case._flow_open_states)
        if closed:
            raise UserError(
                self.env._(
                    "The checklist of %(cases)s cannot be changed after acceptance.",
                    cases=", ".join(closed.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if registered := self.case_id.filtered(lambda case: case.state not in ("draft", "pre_submitted")):
            raise UserError(
                self.env._(
                    "The checklist of %(cases)s is registered; its lines stay.",
                    cases=", ".join(registered.mapped("display_name")),
                )
            )

    def action_toggle(self):
        """Next state of the line: missing, received, original compared, missing again."""
        following = {"missing": "received", "received": "verified", "verified": "missing"}
        for line in self:
            line.state = following[line.state]
