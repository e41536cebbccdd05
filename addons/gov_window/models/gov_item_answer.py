from odoo import api, fields, models


class GovItemAnswer(models.Model):
    """An answer to a question about the situation, and what follows from it (W-029)."""

    _name = "gov.item.answer"
    _inherit = ["gov.version.part"]
    _description = "Answer about the Situation"
    _order = "question_id, sequence, id"

    question_id = fields.Many2one("gov.item.question", required=True, index=True, ondelete="cascade")
    version_id = fields.Many2one(related="question_id.version_id", store=True, index=True, required=False)
    name = fields.Char("Answer", required=True)
    promised_days = fields.Integer(
        "Promised Limit", help="承诺时限 in this situation, working days; 0: that of the item. Of several the longest."
    )
    window_ids = fields.Many2many("gov.window", string="Windows", help="Where this situation is accepted; empty: all.")
    excludes = fields.Boolean("Not This Item", help="Whoever answers this is in the wrong place.")
    advice = fields.Text(help="What to do, or where to go instead: shown to the citizen and the clerk.")

    _no_negative = models.Constraint("CHECK (promised_days >= 0)", "Limits are not negative.")
    _advised = models.Constraint(
        "CHECK (NOT excludes OR advice <> '')", "An answer that excludes the item says where to go instead."
    )

    @api.depends("name", "question_id.name")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = f"{answer.question_id.name or ''} {answer.name or ''}".strip()

    def _label(self) -> str:
        """The answers in a line, e.g. 单位、个人."""
        return "、".join(self.mapped("name"))

    def _summary(self) -> str:
        """The answer and what follows from it, in Chinese as change reports are."""
        parts = [self.name]
        if self.promised_days:
            parts.append(f"承诺{self.promised_days}个工作日")
        if self.window_ids:
            parts.append(f"窗口{'、'.join(self.window_ids.mapped('number'))}")
        if self.excludes:
            parts.append("不适用本事项")
        if self.advice:
            parts.append(self.advice)
        return "，".join(parts)
