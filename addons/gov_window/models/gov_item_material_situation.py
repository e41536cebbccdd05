from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovItemMaterial(models.Model):
    """A line of the checklist that only some situations need (W-029)."""

    _inherit = "gov.item.material"

    answer_ids = fields.Many2many(
        "gov.item.answer",
        string="Only With",
        copy=False,
        domain="[('version_id', '=', version_id)]",
        help="Needed only where one of these answers was chosen, of each question named here; empty: always.",
    )

    @api.constrains("answer_ids")
    def _check_answers(self):
        for line in self:
            if line.answer_ids.version_id - line.version_id:
                raise ValidationError(
                    self.env._("“%(name)s” depends on an answer that is not in this version.", name=line.name)
                )

    def _snapshot(self):
        """Override: with the situations that need it."""
        label = "、".join(answer.display_name for answer in self.answer_ids)
        return super()._snapshot() | {"answer_ids": label or False}
