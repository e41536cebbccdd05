from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.gov_base.listing import listed


class GovDepartment(models.Model):
    """A department issues its decisions itself (B-31): under its own word, if it has one."""

    _inherit = "gov.department"

    document_word = fields.Char(
        help="The characters its own documents begin with (发文机关代字), e.g. 阿文旅 in 阿文旅准〔2026〕1号. "
        "Empty: its decisions are numbered under the centre's word.",
    )

    @api.constrains("document_word", "company_id")
    def _check_document_word(self):
        """No word begins with another of the centre: 阿教 and 阿教不 would make the same numbers."""
        for company in self.company_id:
            words = self.sudo().with_context(active_test=False)
            words = words.search([("company_id", "=", company.id), ("document_word", "!=", False)])
            words = [*words.mapped("document_word"), *filter(None, [company.sudo().gov_document_word])]
            for word in filter(
                None, self.filtered(lambda own, at=company: own.company_id == at).mapped("document_word")
            ):
                same = [other for other in words if other.startswith(word) or word.startswith(other)]
                if len(same) > 1:
                    raise ValidationError(
                        self.env._(
                            "With the document words %(words)s two papers could get the same number: no word of a "
                            "centre may begin with another one.",
                            words=listed(self.env, same),
                        )
                    )
