from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

#: what a line asks for: a change of these is a change of the checklist
ASKED = (
    "required",
    "originals",
    "copies",
    "electronic",
    "gap_ok",
    "promise_ok",
    "agency_ok",
    "source",
    "issuer",
    "review_points",
)


class GovItemMaterial(models.Model):
    """One line of the acceptance checklist (受理清单)."""

    _name = "gov.item.material"
    _inherit = ["gov.version.part"]
    _description = "Checklist Line"
    _order = "version_id, sequence, id"

    name = fields.Char("Material", required=True)
    required = fields.Boolean(default=True, help="Without it the case is not complete.")
    originals = fields.Integer(default=1, help="Number of originals 原件份数")
    copies = fields.Integer(default=0, help="Number of copies 复印件份数")
    electronic = fields.Boolean("Electronic Accepted")
    gap_ok = fields.Boolean("May Follow Later", help="容缺受理")
    promise_ok = fields.Boolean("May Be Promised", help="告知承诺")
    agency_ok = fields.Boolean("Agency Helps", help="帮办代办")
    source = fields.Selection(
        [("own", "Applicant's Own"), ("government", "Issued by an Authority"), ("other", "Other")],
        default="own",
        required=True,
        help="来源渠道",
    )
    issuer = fields.Char("Issued By")
    material_type = fields.Selection(
        [("certificate", "Certificate or Proof"), ("form", "Application Form"), ("other", "Other Paper")],
        default="other",
        required=True,
        help="证照证明 / 申请表格 / 其他材料",
    )
    review_points = fields.Text(help="What the clerk checks 审查要点")
    form_file = fields.Binary("Blank Form", attachment=True)
    form_file_name = fields.Char()
    sample_file = fields.Binary("Sample", attachment=True, help="A filled-in model 示范文本")
    sample_file_name = fields.Char()

    _counts = models.Constraint("CHECK (originals >= 0 AND copies >= 0)", "Numbers of copies are not negative.")

    @api.constrains("name")
    def _check_catch_all(self):
        for item, lines in self.grouped(lambda line: line.version_id.item_id).items():
            for line in lines.filtered(lambda line, item=item: item._refuses_material(line.name)):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” asks for anything and nothing: name the material exactly (去除兜底条款).",
                        name=line.name,
                    )
                )

    @tools.ormcache("self.id")
    def _on_paper(self) -> dict:
        """What papers say of the line."""
        line = self.sudo()
        return {"name": line.name, "originals": line.originals, "copies": line.copies, "required": line.required}

    def _snapshot(self) -> dict:
        """What the line asks for, in the stored values."""
        self.ensure_one()
        return {name: self[name] or False for name in ASKED}
