from odoo import models

from ..kernel import questionnaire


class GovItemVersion(models.Model):
    """The questionnaire as a spreadsheet says it (W-029, W-106)."""

    _inherit = "gov.item.version"

    def _questions_said(self) -> list[dict]:
        """The questions as :mod:`..kernel.questionnaire` takes them."""
        return [
            {
                "name": question.name,
                "note": question.note or "",
                "after": sorted(question.after_ids._conditions_said()),
                "answers": [
                    {
                        "name": answer.name,
                        "days": answer.promised_days,
                        "windows": answer.window_ids.mapped("number"),
                        "excludes": answer.excludes,
                        "advice": answer.advice or "",
                    }
                    for answer in question.answer_ids.sorted()
                ],
            }
            for question in self.question_ids.sorted()
        ]

    def _write_questions(self, said: dict, windows: dict):
        """Replace the questions of drafts.

        :param said: by id of the version, its questions
        :param windows: the centre's windows by number
        """
        self.question_ids.unlink()
        spoken = [(version, place, question) for version in self for place, question in enumerate(said[version.id], 1)]
        questions = self.env["gov.item.question"].create(
            [
                {
                    "version_id": version.id,
                    "sequence": 10 * place,
                    "name": question["name"],
                    "note": question["note"],
                    "answer_ids": [
                        (
                            0,
                            0,
                            {
                                "sequence": 10 * order,
                                "name": answer["name"],
                                "promised_days": answer["days"],
                                "window_ids": [(6, 0, [windows[number].id for number in answer["windows"]])],
                                "excludes": answer["excludes"],
                                "advice": answer["advice"],
                            },
                        )
                        for order, answer in enumerate(question["answers"], 1)
                    ],
                }
                for version, place, question in spoken
            ]
        )
        for question, (version, _place, wanted) in zip(questions, spoken, strict=True):
            if wanted["after"]:
                question.after_ids = version._answers_said(wanted["after"])

    def _answers_said(self, named):
        """The answers that some conditions name."""
        return self.question_ids.answer_ids.filtered(lambda answer: answer._conditions_said()[0] in named)


class GovItemAnswer(models.Model):
    _inherit = "gov.item.answer"

    def _conditions_said(self) -> list[str]:
        """The answers as conditions name them."""
        return [questionnaire.condition(answer.question_id.name, answer.name) for answer in self]
