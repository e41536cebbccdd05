"""A catalogue of items as a table or as the records of a provincial platform, read into entries.

How to use: ``read_table(rows)`` or ``read_records(lines)`` give a :class:`Reading`: the entries, and the
problems by line. Neither knows a database or a language: what a problem says is told by its code.
"""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import questionnaire

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\ufeff]")
TAG = re.compile(r"<(?:br|/p|/div|/li)[^>]*>", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
WHOLE = re.compile(r"-?\d+(\.0*)?")
LONGEST = {"text": 20000, "line": 500}

YES_NO = {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False, "√": True, "×": False}
NATURES = {
    "行政许可": "licence",
    "行政确认": "confirmation",
    "行政给付": "payment",
    "行政征收": "collection",
    "行政奖励": "reward",
    "行政裁决": "ruling",
    "行政处罚": "punishment",
    "行政强制": "coercion",
    "行政检查": "inspection",
    "备案": "filing",
    "其他行政权力": "other",
    "公共服务": "service",
}
#: the codes of GB/T 39046 A.1
GB_NATURES = dict(
    zip(
        ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "20"),
        (
            "licence",
            "punishment",
            "coercion",
            "collection",
            "payment",
            "inspection",
            "confirmation",
            "reward",
            "ruling",
            "other",
            "service",
        ),
        strict=True,
    )
)
#: the codes of the platform's own records
PLATFORM_NATURES = {"1": "licence", "5": "payment", "7": "confirmation", "8": "reward", "9": "ruling"} | {
    "20": "other",
    "21": "service",
}
CLASSES = {"即办件": "instant", "承诺件": "promise", "联办件": "joint", "上报件": "report"}
DEPTHS = {"现场办理": "1", "原件预审": "2", "原件核验": "3", "全程网办": "4"}
#: the depths that can be applied for online: 原件预审 and deeper (W-007)
ONLINE = ("2", "3", "4")
SOURCES = {"申请人自备": "own", "政府部门核发": "government", "其他": "other"}
KINDS = {"证照证明": "certificate", "申请表格": "form", "其他材料": "other"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    :param part: ``item``, ``version`` or ``material``
    :param kind: ``line``, ``text``, ``number``, ``flag`` or ``choice``
    :param values: of a choice: what is written -> what is stored
    """

    part: str
    name: str
    title: str
    kind: str = "line"
    values: dict = field(default_factory=dict, compare=False)

    def parse(self, cell: str):
        """The stored value of a cell that is not empty.

        :raises ValueError: it has none
        """
        if self.kind == "number":
            if not WHOLE.fullmatch(cell) or int(float(cell)) < 0 or float(cell) > 100000:
                raise ValueError(cell)
            return int(float(cell))
        if self.kind in ("line", "text"):
            if len(cell) > LONGEST[self.kind]:
                raise ValueError(cell)
            return cell
        known = YES_NO if self.kind == "flag" else self.values
        if cell in known:
            return known[cell]
        if cell.lower() in known:
            return known[cell.lower()]
        raise ValueError(cell)

    def show(self, value) -> str | int:
        """A stored value as the table writes it."""
        if self.kind == "flag":
            return "是" if value else "否"
        if self.kind == "number":
            return value or 0
        if self.kind == "choice":
            return next((shown for shown, stored in self.values.items() if stored == value), "")
        return value or ""

    def allowed(self) -> str:
        """What may be written, for a message."""
        if self.kind == "flag":
            return "是、否"
        return "、".join(shown for shown in self.values if not shown.isdigit())


COLUMNS = (
    Column("item", "department", "部门"),
    Column("item", "code", "实施编码"),
    Column("item", "name", "事项名称"),
    Column("item", "group_name", "主项名称"),
    Column(
        "item",
        "nature",
        "事项类型",
        "choice",
        NATURES | GB_NATURES | {f"0{n}": GB_NATURES[str(n)] for n in range(1, 10)} | {"其他": "other"},
    ),
    Column("item", "power_list_ref", "权责清单"),
    Column("item", "baseline_days", "改革前时限", "number"),
    Column("item", "baseline_materials", "改革前材料数", "number"),
    Column("item", "baseline_steps", "改革前环节数", "number"),
    Column("item", "baseline_visits", "改革前到场次数", "number"),
    Column("item", "baseline_payments", "改革前缴费次数", "number"),
    Column("version", "handling_class", "办件类型", "choice", CLASSES),
    Column("version", "depth", "办理深度", "choice", DEPTHS),
    Column("version", "depth_reason", "现场办理理由"),
    Column("version", "statutory_days", "法定时限", "number"),
    Column("version", "promised_days", "承诺时限", "number"),
    Column("version", "limit_note", "时限说明"),
    Column("version", "visits", "到场次数", "number"),
    Column("version", "fee", "收费标准"),
    Column("version", "payments", "缴费次数", "number"),
    Column("version", "fee_basis", "收费依据", "text"),
    Column("version", "basis", "设定依据", "text"),
    Column("version", "conditions", "受理条件", "text"),
    Column("version", "procedure", "办理流程", "text"),
    Column("version", "result_name", "办理结果"),
    Column("version", "place", "办理地点时间"),
    Column("version", "phone", "咨询电话"),
    Column("version", "situation", "办事情形", "text"),
    Column("material", "name", "材料名称"),
    Column("material", "material_type", "材料类型", "choice", KINDS),
    Column("material", "required", "是否必备", "flag"),
    Column("material", "originals", "原件份数", "number"),
    Column("material", "copies", "复印件份数", "number"),
    Column("material", "electronic", "可用电子材料", "flag"),
    Column("material", "gap_ok", "容缺受理", "flag"),
    Column("material", "promise_ok", "告知承诺", "flag"),
    Column("material", "agency_ok", "帮办代办", "flag"),
    Column("material", "source", "来源渠道", "choice", SOURCES),
    Column("material", "issuer", "出具机构"),
    Column("material", "review_points", "审查要点", "text"),
    Column("material", "situation", "适用情形", "text"),
)
BY_TITLE = {column.title: column for column in COLUMNS}
#: the headings of a platform's plain list of items
DIRECTORY = {
    "department": "部门",
    "main_item": "主项名称",
    "name": "事项名称",
    "item_code": "实施编码",
    "task_type": "事项类型",
}
KEY = ("部门", "实施编码", "事项名称")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a line: what, by its code, and the words it needs."""

    line: int
    code: str
    values: dict = field(default_factory=dict)
    blocking: bool = True


@dataclass(slots=True)
class Entry:
    """An item of the catalogue: its values by part; ``version`` is empty where only the item is listed.

    ``questions`` is its questionnaire, None where the file says nothing of one; ``conditions`` what each of the
    materials depends on.
    """

    line: int
    department: str
    item: dict
    version: dict = field(default_factory=dict)
    materials: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    material_lines: list = field(default_factory=list)
    other_lines: list = field(default_factory=list)
    questions: list | None = None
    conditions: list = field(default_factory=list)

    @property
    def lines(self) -> set:
        """Every line of the file that speaks of the item."""
        return {self.line, *self.material_lines, *self.other_lines}

    @property
    def key(self):
        return self.department, self.item["code"], self.item["name"]


@dataclass(slots=True)
class Reading:
    """What a file says."""

    entries: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    lines: int = 0

    def add(self, line, code, blocking=True, **values):
        self.problems.append(Problem(line, code, values, blocking))


def clean(value) -> str:
    """A cell as text: no control characters, no blanks around, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = CONTROL.sub("", str(value)).replace("\r\n", "\n").strip(" \t\r\n\u3000\xa0")
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def plain(value) -> str:
    """Text of a record: entities undone as often as they were done, tags gone."""
    text = clean(value)
    for _again in range(3):
        if (undone := html.unescape(text)) == text:
            break
        text = undone
    lines = (line.strip(" \t\u3000\xa0") for line in clean(ANY_TAG.sub("", TAG.sub("\n", text))).split("\n"))
    return "\n".join(line for line in lines if line)


def read_table(rows: Iterable[Iterable]) -> Reading:
    """Read a table: one row for each checklist line, the item's own columns in its first row at least.

    The first row holds the titles, in any order.
    """
    reading = Reading()
    entries, columns = {}, None
    for number, row in enumerate(rows, 1):
        cells = [clean(cell) for cell in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(reading, number, cells)
            if columns is None:
                break
            continue
        reading.lines += 1
        _read_row(reading, entries, number, {column: cells[place] for place, column in columns if place < len(cells)})
    if columns is None and not reading.problems:
        reading.add(1, "empty")
    for entry in entries.values():
        _check(reading, entry)
    reading.entries = list(entries.values())
    return reading


def _columns(reading, number, cells):
    titles = [DIRECTORY.get(cell, cell) for cell in cells]
    if missing := [title for title in KEY if title not in titles]:
        reading.add(number, "columns", titles="、".join(missing))
        return None
    twice = {title for title in titles if title in BY_TITLE and titles.count(title) > 1}
    if twice:
        reading.add(number, "column_twice", titles="、".join(sorted(twice)))
        return None
    for title in titles:
        if title and title not in BY_TITLE and title != "department_code":
            reading.add(number, "column_unknown", blocking=False, title=title)
    return [(place, BY_TITLE[title]) for place, title in enumerate(titles) if title in BY_TITLE]


def _read_row(reading, entries, number, cells):
    parts = {"item": {}, "version": {}, "material": {}}
    for column, cell in cells.items():
        if not cell:
            continue
        try:
            parts[column.part][column.name] = column.parse(cell)
        except ValueError:
            code = {"number": "number", "flag": "choice", "choice": "choice"}.get(column.kind, "long")
            reading.add(number, code, column=column.title, value=cell[:40], allowed=column.allowed())
    item, version, material = parts.values()
    missing = [title for title in KEY if not item.get(BY_TITLE[title].name)]
    if missing:
        reading.add(number, "missing", columns="、".join(missing))
        return
    department = item.pop("department")
    key = (department, item["code"], item["name"])
    entry = entries.get(key)
    if entry is None:
        entry = entries[key] = Entry(number, department, item, version)
    else:
        entry.other_lines.append(number)
        for known, said in ((entry.item, item), (entry.version, version)):
            for name, value in said.items():
                if known.setdefault(name, value) != value:
                    title = next(
                        column.title for column in COLUMNS if column.name == name and column.part != "material"
                    )
                    reading.add(number, "conflict", column=title, first=entry.line)
    if material.get("name"):
        entry.materials.append(material)
        entry.material_lines.append(number)
    elif material:
        reading.add(number, "missing", columns="材料名称")


def _check(reading, entry):
    _check_situation(reading, entry)
    statutory, promised = entry.version.get("statutory_days"), entry.version.get("promised_days")
    if statutory and promised and promised > statutory:
        reading.add(entry.line, "limits", promised=promised, statutory=statutory)
    seen = {}
    for line, material in zip(entry.material_lines, entry.materials, strict=True):
        if (first := seen.setdefault(material["name"], line)) != line:
            reading.add(line, "material_twice", name=material["name"][:40], first=first)


def _check_situation(reading, entry):
    """Read the questionnaire, and take it out of the values."""
    text = entry.version.pop("situation", None)
    cells = [material.pop("situation", "") for material in entry.materials]
    try:
        questions = questionnaire.read(text or "")
    except questionnaire.SituationError as error:
        reading.add(entry.line, "situation", value=str(error)[:40])
        return
    entry.questions = None if text is None else questions
    entry.conditions = [questionnaire.conditions(cell) for cell in cells]
    known = questionnaire.known_conditions(questions)
    for line, named in zip(entry.material_lines, entry.conditions, strict=True):
        for wrong in set(named) - known:
            reading.add(line, "condition", value=wrong[:40])
    longest = max((answer["days"] for question in questions for answer in question["answers"]), default=0)
    if (statutory := entry.version.get("statutory_days")) and longest > statutory:
        reading.add(entry.line, "limits", promised=longest, statutory=statutory)


def read_records(lines: Iterable[str]) -> Reading:
    """Read a provincial platform's records, one JSON object in a line, with the dirt they come in."""
    reading = Reading()
    seen = {}
    for number, line in enumerate(lines, 1):
        text = clean(line)
        if not text:
            continue
        reading.lines += 1
        record = _record(reading, number, text)
        if record is None:
            continue
        identity = clean(record["AUDIT_ITEM"].get("ITEM_ID")) or number
        entry = None if identity in seen else _entry(reading, number, record)
        first = seen.get(identity) or (entry and seen.get(entry.key))
        if first:
            reading.add(number, "repeated", blocking=False, first=first)
        if first or entry is None:
            continue
        seen |= {identity: number, entry.key: number}
        _check(reading, entry)
        reading.entries.append(entry)
    return reading


def _record(reading, number, text):
    if text[0] == "<":
        reading.add(number, "page", blocking=False)
        return None
    try:
        record = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        reading.add(number, "json", blocking=not text.startswith(("<", "404", "500", "502")))
        return None
    item = record.get("AUDIT_ITEM") if isinstance(record, dict) else None
    if isinstance(item, list) and item:
        item = item[0]
    if not isinstance(item, dict) or not item:
        reading.add(number, "no_item", blocking=False)
        return None
    return record | {"AUDIT_ITEM": item}


def _code(value) -> str:
    return clean(value).lstrip("0")


def _rows(record, name) -> list[dict]:
    rows = record.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _entry(reading, number, record):
    source = record["AUDIT_ITEM"]
    text = {name: plain(value) for name, value in source.items() if not isinstance(value, list | dict)}
    name = (text.get("CATANAME") or text.get("TASK_NAME") or "").replace("\n", " ")[:500]
    code = text.get("TASK_CODE") or text.get("ITEM_ID") or ""
    department = text.get("DEPT_NAME") or ""
    if missing := [
        key for key, value in (("DEPT_NAME", department), ("TASK_CODE", code), ("CATANAME", name)) if not value
    ]:
        reading.add(number, "missing", columns="、".join(missing))
        return None
    nature = PLATFORM_NATURES.get(_code(text.get("TASK_TYPE")))
    if nature is None:
        reading.add(
            number, "choice", column="TASK_TYPE", value=text.get("TASK_TYPE", ""), allowed="、".join(PLATFORM_NATURES)
        )
        return None
    item = {"code": code, "name": name, "nature": "filing" if name.endswith("备案") else nature}
    if text.get("TASK_NAME") and text["TASK_NAME"] != name:
        item["group_name"] = text["TASK_NAME"]
    return Entry(
        number,
        department,
        item,
        _version(reading, number, record, text),
        *_materials(reading, number, record),
    )


def _version(reading, number, record, text) -> dict:
    instant = text.get("PROJECT_TYPE") in ("1", "01", "即办", "即办件")
    joint = bool(_rows(record, "AUDIT_OTHER_DEPT"))
    vals = {
        "handling_class": "instant" if instant else "joint" if joint else "promise",
        "fee": "按规定收费" if text.get("IS_FEE") in ("1", "是") else "不收费",
        "statutory_days": _limit(reading, number, text, "ANTICIPATE"),
        "promised_days": _limit(reading, number, text, "PROMISE"),
        "limit_note": "；".join(filter(None, (text.get("PROMISE_NOTE"), text.get("ANTICIPATE_NOTE"))))[:500],
        "depth": {"I": "1", "II": "2", "III": "3", "IV": "4"}.get(text.get("WBSD_LEVEL", "").upper(), "1"),
        "conditions": text.get("ACCEPT_CONDITION", ""),
        "procedure": "\n".join(filter(None, (text.get("CKBLLC"), text.get("WSBLLC")))),
        "phone": text.get("LINK_TEL", "")[:500],
        "basis": "\n".join(_law(row) for row in _laws(record)),
        "result_name": "、".join(filter(None, (plain(row.get("NAME")) for row in _rows(record, "AUDIT_ITEM_RESULT"))))[
            :500
        ],
        "place": "；".join(
            "，".join(filter(None, (plain(row.get(key)) for key in ("NAME", "ADDRESS", "HOURS", "TELEPHONE"))))
            for row in _rows(record, "AUDIT_CATALOG_LOBBY")
        )[:500],
    }
    if not instant and not vals["promised_days"]:
        reading.add(number, "no_promise", blocking=False)
    return {name: value for name, value in vals.items() if value}


def _limit(reading, number, text, which) -> int:
    day, kind = text.get(f"{which}_DAY", ""), text.get(f"{which}_TYPE", "")
    if not day:
        return 0
    if not WHOLE.fullmatch(day) or float(day) < 0 or float(day) > 10000:
        reading.add(number, "number", column=f"{which}_DAY", value=day[:40], allowed="")
        return 0
    if kind in ("2", "自然日", "日历日"):
        reading.add(number, "calendar_days", blocking=False, column=f"{which}_DAY", days=int(float(day)))
        return 0
    return int(float(day))


def _laws(record) -> list[dict]:
    return _rows(record, "LAW") or _rows(record["AUDIT_ITEM"], "LAW")


def _law(row) -> str:
    name = plain(row.get("LAWNAME"))
    named = f"《{name}》" if name and not name.startswith("《") else name
    parts = (plain(row.get("ACCORDINGNUMBER")), plain(row.get("TERMSNUMBER")), plain(row.get("TERMSCONTENT")))
    return " ".join(filter(None, (named, *parts)))


def _materials(reading, number, record):
    """:return: materials, steps, and the line each material is in"""
    rows = sorted(_rows(record, "AUDIT_MATERIAL"), key=lambda row: _number(row.get("ORDERNUM")))
    materials = []
    for row in rows:
        name = plain(row.get("MATERIAL_NAME")).replace("\n", " ")[:500]
        if not name:
            reading.add(number, "missing", columns="MATERIAL_NAME")
            continue
        need, paper = _code(row.get("IS_NEED")), _code(row.get("ZZHDZB"))
        vals = {
            "name": name,
            "required": need != "2",
            "gap_ok": need == "3",
            "electronic": paper in ("2", "3"),
            "originals": _number(row.get("PAGE_NUM")),
            "copies": _number(row.get("PAGE_COPYNUM")),
            "source": {"10": "own", "20": "government"}.get(_code(row.get("SOURCE_TYPE")), "other"),
            "material_type": {"1": "certificate", "2": "form"}.get(_code(row.get("MATERIAL_TYPE")), "other"),
            "review_points": plain(row.get("FILL_EXPLIAN")),
        }
        materials.append(vals)
    unique = {}
    for vals in materials:
        if vals["name"] in unique:
            reading.add(number, "material_again", blocking=False, name=vals["name"][:40])
        unique.setdefault(vals["name"], vals)
    return list(unique.values()), _steps(record), [number] * len(unique)


STEPS = {
    "addressee": "收件",
    "acceptance": "受理",
    "investigate": "审查",
    "decide": "决定",
    "accreditation": "制证",
    "delivery": "送达",
}


def _steps(record) -> list[dict]:
    steps = []
    for row in _rows(record, "AUDIT_ITEM_FLOWSHEET"):
        step = plain(row.get("STEP"))
        if not step:
            continue
        steps.append(
            {
                "name": STEPS.get(step, step)[:500],
                "handler": plain(row.get("TRANSACTOR"))[:500],
                "days": _number(row.get("TRANSACT_TIME_LIMIT")),
                "procedure": "\n".join(
                    filter(None, map(plain, (row.get("CHECK_STANDARD"), row.get("TRANSACT_RESULT"))))
                ),
            }
        )
    return steps


def _number(value) -> int:
    found = re.match(r"\d{1,4}", clean(value))
    return int(found[0]) if found else 0
