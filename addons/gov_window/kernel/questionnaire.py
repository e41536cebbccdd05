"""The questionnaire of an item as the text of one cell of a spreadsheet, and back (办事情形, W-029).

How to use: ``write(questions)`` and ``read(text)`` are each other's inverse; ``conditions(cell)`` reads what a line of
the checklist depends on. Nothing here knows a database.

How it works: a line for each question, each condition and each answer, its parts set apart by ``｜``::

    问：由谁举办？｜以签字的举办者为准。
    答：个人
    答：单位｜承诺15｜窗口16、17
    问：租期还有几年？
    仅当：场地是谁的？＝租用的
    答：三年以上
    答：不足三年｜不适用｜提示请先续租。

A condition is a question and its answer joined by ``＝``; a text of several lines has ``⏎`` where they end.
"""

import re

ASK, AFTER, ANSWER = "问：", "仅当：", "答："
PART, IS, LINE_END = "｜", "＝", "⏎"
DAYS = re.compile(r"承诺(\d{1,4})")
WINDOWS = "窗口"
EXCLUDES = "不适用"
ADVICE = "提示"


class SituationError(ValueError):
    """A line that cannot be read; its text is the argument."""


def condition(question: str, answer: str) -> str:
    """The answer as a condition names it."""
    return f"{_flat(question)}{IS}{_flat(answer)}"


def write(questions: list[dict]) -> str:
    """The text of a questionnaire.

    :param questions: dicts of ``name``, ``note``, ``after`` (conditions) and ``answers``: dicts of ``name``, ``days``,
        ``windows`` (their numbers), ``excludes`` and ``advice``
    """
    lines = []
    for question in questions:
        lines.append(ASK + _joined(question["name"], question["note"]))
        lines += [AFTER + known for known in question["after"]]
        for answer in question["answers"]:
            parts = [answer["name"]]
            parts += [f"承诺{answer['days']}"] if answer["days"] else []
            parts += [WINDOWS + "、".join(answer["windows"])] if answer["windows"] else []
            parts += [EXCLUDES] if answer["excludes"] else []
            parts += [ADVICE + answer["advice"]] if answer["advice"] else []
            lines.append(ANSWER + _joined(*parts))
    return "\n".join(lines)


def read(text: str) -> list[dict]:
    """The questionnaire that a text says, as :func:`write` takes it.

    :raises SituationError: a line is none of the three, stands in the wrong place, or says something twice
    """
    questions, known = [], set()
    for line in filter(None, (line.strip() for line in text.replace("问:", ASK).replace("答:", ANSWER).split("\n"))):
        if line.startswith(ASK):
            name, *notes = _parts(line, ASK)
            if not name or len(notes) > 1 or name in known:
                raise SituationError(line)
            known.add(name)
            questions.append({"name": name, "note": "".join(notes), "after": [], "answers": []})
        elif not questions:
            raise SituationError(line)
        elif line.startswith(AFTER) and not questions[-1]["answers"]:
            questions[-1]["after"].append(line.removeprefix(AFTER).strip())
        elif line.startswith(ANSWER):
            questions[-1]["answers"].append(_answer(line, {known["name"] for known in questions[-1]["answers"]}))
        else:
            raise SituationError(line)
    earlier = set()
    for question in questions:
        if wrong := [named for named in question["after"] if named not in earlier]:
            raise SituationError(AFTER + wrong[0])
        earlier |= {condition(question["name"], answer["name"]) for answer in question["answers"]}
    return questions


def conditions(cell: str) -> list[str]:
    """What a line of the checklist depends on; one condition in each line of the cell."""
    return sorted(line.strip() for line in cell.split("\n") if line.strip())


def known_conditions(questions: list[dict]) -> set[str]:
    """Every answer of a questionnaire, as conditions name them."""
    return {condition(question["name"], answer["name"]) for question in questions for answer in question["answers"]}


def _answer(line, taken) -> dict:
    name, *parts = _parts(line, ANSWER)
    if not name or name in taken:
        raise SituationError(line)
    answer = {"name": name, "days": 0, "windows": [], "excludes": False, "advice": ""}
    for part in parts:
        if found := DAYS.fullmatch(part):
            answer["days"] = int(found[1])
        elif part.startswith(WINDOWS) and not answer["windows"]:
            answer["windows"] = [number for number in part.removeprefix(WINDOWS).split("、") if number]
        elif part == EXCLUDES:
            answer["excludes"] = True
        elif part.startswith(ADVICE) and not answer["advice"]:
            answer["advice"] = part.removeprefix(ADVICE)
        elif part:
            raise SituationError(line)
    if answer["excludes"] and not answer["advice"]:
        raise SituationError(line)
    return answer


def _joined(*parts) -> str:
    return PART.join(_flat(part) for part in parts if part)


def _flat(text: str) -> str:
    return text.strip().replace(PART, "|").replace("\r\n", "\n").replace("\n", LINE_END)


def _full(text: str) -> str:
    return text.strip().replace(LINE_END, "\n")


def _parts(line, head) -> list[str]:
    return [_full(part) for part in line.removeprefix(head).split(PART)]
