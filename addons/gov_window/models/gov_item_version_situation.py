from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from odoo.addons.gov_base.listing import listed

from ..kernel.situation import Answer, Question, Questionnaire


class GovItemVersion(models.Model):
    """The questionnaire of a version: it tells the situations apart, and is as fixed as the
    checklist once the version is published (W-029)."""

    _inherit = "gov.item.version"

    question_ids = fields.One2many("gov.item.question", "version_id", "Questions", copy=True)

    def copy(self, default=None):
        """Override of the ORM: what depends on an answer depends on the copy of it."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            old._copy_conditions(new)
        return copies

    def _copy_conditions(self, copy):
        pairs = list(zip(self.question_ids.sorted(), copy.question_ids.sorted(), strict=False))
        answers = {
            old: new
            for was, question in pairs
            for old, new in zip(was.answer_ids.sorted(), question.answer_ids.sorted(), strict=False)
        }
        conditional = [(was.after_ids, question, "after_ids") for was, question in pairs]
        lines = {line.name: line for line in copy.material_ids}
        conditional += [(was.answer_ids, lines.get(was.name), "answer_ids") for was in self.material_ids]
        for old_answers, record, name in conditional:
            if old_answers and record:
                record[name] = [fields.Command.set([answers[old].id for old in old_answers if old in answers])]

    @api.constrains("question_ids", "material_ids", "statutory_days")
    def _check_situation(self):
        for version in self.filtered("question_ids"):
            answers = version.question_ids.answer_ids
            if any(line.answer_ids - answers for line in version.material_ids):
                raise ValidationError(
                    self.env._(
                        "“%(item)s”: a material depends on an answer that is not in this version.",
                        item=version.item_id.name,
                    )
                )
            if version.statutory_days and any(answer.promised_days > version.statutory_days for answer in answers):
                raise ValidationError(
                    self.env._(
                        "“%(item)s”: the promised limit of an answer may not be longer than the statutory one.",
                        item=version.item_id.name,
                    )
                )

    def _get_incomplete_reason(self):
        """Override: each question has something to choose from, and the list is never empty."""
        reasons = super()._get_incomplete_reason()
        for version in self:
            short = version.question_ids.filtered(lambda question: len(question.answer_ids) < 2)
            if short:
                reasons.setdefault(
                    version.id,
                    self.env._(
                        "these questions need two answers at least: %(questions)s.",
                        questions=listed(self.env, short.mapped("name")),
                    ),
                )
        return reasons

    def _changes_checklist(self):
        """Override: who must bring what changes with the questions, too (W-023)."""
        if super()._changes_checklist():
            return True
        published = self.item_id.version_id
        return bool(published) and published._snapshot()["questions"] != self._snapshot()["questions"]

    def _snapshot(self):
        """Override: with the questions."""
        questions = {question.name: question._snapshot() for question in self.sudo().question_ids}
        return super()._snapshot() | {"questions": questions}

    @tools.ormcache("self.id")
    def _questionnaire(self) -> Questionnaire | None:
        """The questions and lines as the kernel takes them; None if the version asks nothing."""
        version = self.sudo()
        if not version.question_ids:
            return None
        return Questionnaire(
            tuple(
                Question(
                    question.id,
                    tuple(
                        Answer(answer.id, answer.promised_days, answer.excludes)
                        for answer in question.answer_ids.sorted()
                    ),
                    frozenset(question.after_ids.ids),
                )
                for question in version.question_ids.sorted()
            ),
            tuple((line.id, frozenset(line.answer_ids.ids)) for line in version.material_ids.sorted()),
        )

    def _situation(self, chosen=()):
        """What applies with the chosen answers; None if the version asks nothing.

        :param chosen: ids of answers
        """
        questionnaire = self._questionnaire() if self else None
        return questionnaire.evaluate(frozenset(chosen)) if questionnaire else None

    def _situation_days(self, chosen=()) -> int:
        """The promised working days with the chosen answers."""
        situation = self._situation(chosen)
        return (situation and situation.days) or self.promised_days

    def _situation_lines(self, chosen=()):
        """The lines of the checklist with the chosen answers."""
        situation = self._situation(chosen)
        return self.material_ids.browse(situation.lines) if situation else self.material_ids
