"""Situations of an item (办事情形): what a few answers make of a checklist.

How to use: build the :class:`Questionnaire` of a version once; ``evaluate(chosen)`` says what applies to an
applicant who chose these answers. Nothing here knows a database; an answer, a question and a line are ids.

How it works: a question is asked always, or only after one of certain answers. A line of the checklist that names
answers is needed where, for each question it names, one of those answers was chosen. As long as a question is
open, whatever an answer to it may still call for stays on the list: more answers only make the list shorter.
"""

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer one may choose.

    :param days: promised working days with this answer; 0: those of the item
    :param excludes: the item is not the right one for whoever answers this
    """

    id: int
    days: int = 0
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers.

    :param after: ids of answers to earlier questions, one of which must be chosen for this to be asked; empty:
        always asked
    """

    id: int
    answers: tuple[Answer, ...]
    after: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """What applies: ids of lines in their order, of the answers that count, of the questions asked; the next
    open question (0: none); promised days (0: the item's); ids of the answers that exclude."""

    lines: tuple[int, ...]
    answers: frozenset[int]
    asked: tuple[int, ...]
    open_question: int
    days: int
    excluded: frozenset[int]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of a version in their order, and its lines: (id, ids of the answers it is needed with)."""

    questions: tuple[Question, ...]
    lines: tuple[tuple[int, frozenset[int]], ...] = field(default=())

    def evaluate(self, chosen: Collection[int]) -> Situation:
        """What applies to who chose these answers.

        Answers to questions that are not asked, unknown ones, and a second answer to a question do not count.
        """
        counted, asked, possible, first_open = [], [], set(), 0
        for question in self.questions:
            counting = {answer.id for answer in counted}
            if question.after and not question.after & (counting | possible):
                continue
            sure = not question.after or bool(question.after & counting)
            found = next((answer for answer in question.answers if sure and answer.id in chosen), None)
            if sure:
                asked.append(question.id)
            if found:
                counted.append(found)
                continue
            possible |= {answer.id for answer in question.answers}
            if sure:
                first_open = first_open or question.id
        answers = frozenset(answer.id for answer in counted)
        return Situation(
            lines=tuple(line for line, needs in self.lines if self._needed(needs, answers | possible)),
            answers=answers,
            asked=tuple(asked),
            open_question=first_open,
            days=max((answer.days for answer in counted), default=0),
            excluded=frozenset(answer.id for answer in counted if answer.excludes),
        )

    def _needed(self, needs: frozenset[int], available: Collection[int]) -> bool:
        """Whether each question that the line names has one of the named answers available."""
        named = ({answer.id for answer in question.answers} & needs for question in self.questions)
        return all(not own or own & available for own in named)
