from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class GovNoticeKind(models.Model):
    """A kind of notice (文书种类): its title, layout and numbering."""

    _name = "gov.notice.kind"
    _inherit = ["gov.reference"]
    _description = "Kind of Notice"
    _order = "code, id"

    code = fields.Char(required=True, help="The form's id in the ledger, e.g. B-01.")
    name = fields.Char("Title", required=True, translate=True, help="As printed; each centre may use its own words.")
    company_id = fields.Many2one("res.company", index=True, help="The centre it belongs to; empty: all.")
    template_id = fields.Many2one(
        "ir.ui.view", "Layout", required=True, domain=[("type", "=", "qweb")], ondelete="restrict"
    )
    series_code = fields.Char("Numbering Series", required=True, default="notice")
    word = fields.Char("Document Word", help="The characters before the number, e.g. 受 in 阿政务受〔2026〕1号.")
    seal = fields.Char(translate=True, help="The seal the paper carries, e.g. 受理专用章.")
    red_head = fields.Boolean(help="Printed with the red head of an official document.")
    note = fields.Html("Standing Text", translate=True, sanitize_attributes=True)

    _unique_code = models.UniqueIndex("(code, COALESCE(company_id, 0))", "This kind of notice exists already.")

    @api.model
    def _get(self, code: str, company):
        """The company's kind with this code, else the common one.

        :raises ValidationError: there is no such kind of notice
        """
        return self.sudo().browse(self._id_for(code, company.id))

    @api.model
    @tools.ormcache("code", "company_id")
    def _id_for(self, code: str, company_id: int) -> int:
        kind = self.sudo().search(
            [("code", "=", code), ("company_id", "in", [company_id, False])], order="company_id", limit=1
        )
        if not kind:
            raise ValidationError(
                self.env._("There is no kind of notice “%(code)s”. Ask the administrator to add it.", code=code)
            )
        return kind.id

    @api.model
    def _reference_changed(self):
        """Override of the reference data: which papers a series numbers is one of its rules."""
        result = super()._reference_changed()
        self.env["gov.series.counter"]._look_again()
        return result
