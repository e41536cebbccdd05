from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovItemQuestion(models.Model):
    """A question that tells the situations of an item apart (办事情形, W-029)."""

    _name = "gov.item.question"
    _inherit = ["gov.version.part"]
    _description = "Question about the Situation"
    _order = "version_id, sequence, id"

    name = fields.Char("Question", required=True, help="As the citizen reads it, e.g. 举办者是个人还是单位？")
    note = fields.Char("Explanation", help="One plain sentence under the question.")
    answer_ids = fields.One2many("gov.item.answer", "question_id", "Answers", copy=True)
    after_ids = fields.Many2many(
        "gov.item.answer",
        "gov_item_question_after_rel",
        string="Asked After",
        copy=False,
        help="Asked only if one of these answers to earlier questions was chosen; empty: always.",
    )

    @api.constrains("after_ids", "version_id", "sequence")
    def _check_after(self):
        for version, questions in self.grouped("version_id").items():
            order = {question: place for place, question in enumerate(version.question_ids.sorted())}
            for question in questions:
                if any(
                    order.get(answer.question_id, len(order)) >= order.get(question, 0) for answer in question.after_ids
                ):
                    raise ValidationError(
                        self.env._(
                            "“%(question)s” can follow only answers to earlier questions of the same version.",
                            question=question.name,
                        )
                    )

    def _snapshot(self) -> dict:
        """What the question says, as text: a comparison shows it."""
        self.ensure_one()
        return {
            "note": self.note or False,
            "after_ids": self.after_ids._label() or False,
            "answer_ids": "\n".join(answer._summary() for answer in self.answer_ids) or False,
        }
