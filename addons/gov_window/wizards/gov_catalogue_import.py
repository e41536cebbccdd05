import base64
import binascii
import csv
import io
import zipfile
from itertools import islice

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..kernel import catalogue, questionnaire

LARGEST_FILE = 30 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_LINES = 200_000
SHOWN_FINDINGS = 1000


class GovCatalogueImport(models.TransientModel):
    """Import of a catalogue: upload, look at what is wrong, then import all of it or nothing.

    Reads the table of the project's own export (xlsx, csv), a platform's plain list of items, and a
    provincial platform's records (a JSON object in each line). What an item asks for becomes a draft
    version; importing the same file again changes nothing.
    """

    _name = "gov.catalogue.import"
    _description = "Import a Catalogue"

    company_id = fields.Many2one("res.company", "Service Centre", required=True, default=lambda self: self.env.company)
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    create_departments = fields.Boolean(
        "Create Missing Departments", help="Only where the file's departments are known to be right."
    )
    skip_faulty = fields.Boolean(
        "Leave Out Items with Errors", help="Items without errors are imported whole; the others not at all."
    )
    state = fields.Selection(
        [("upload", "Upload"), ("checked", "Checked"), ("done", "Imported")], default="upload", readonly=True
    )
    summary = fields.Text(readonly=True)
    error_count = fields.Integer("Errors", readonly=True)
    line_ids = fields.One2many("gov.catalogue.import.line", "import_id", readonly=True)

    @api.onchange("file", "create_departments", "skip_faulty", "company_id")
    def _onchange_file(self):
        self.state = "upload"

    def action_check(self):
        """Read the file and list what is wrong by line; nothing is written.

        :raises UserError: it is no catalogue file, or too large
        """
        self._check_rights()
        reading = self._read()
        plan = self._plan(reading)
        self._report(reading, plan, "checked")
        return self._reopen()

    def action_import(self):
        """Import the file: all of it, or nothing if a line has an error.

        :raises UserError: the file has errors
        """
        self._check_rights()
        reading = self._read()
        plan = self._plan(reading)
        faulty = any(problem.blocking for problem in reading.problems)
        if faulty and (not self.skip_faulty or not reading.entries):
            self._report(reading, plan, "checked")
            return self._reopen()
        self._do_import(plan)
        self._report(reading, plan, "done")
        return self._reopen()

    def action_open_items(self):
        """Open the items of the centre."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_item_action")
        return action | {"domain": [("company_id", "=", self.company_id.id)], "context": {}}

    def _check_rights(self):
        self.ensure_one()
        self.check_access("write")
        self.env["gov.item"].check_access("create")
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the centre whose catalogue you import."))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import a Catalogue"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------------ reading

    def _read(self):
        try:
            content = base64.b64decode(self.file or b"", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("The file did not arrive whole: upload it again.")) from error
        if not content.strip():
            raise UserError(self.env._("The file is empty: choose another."))
        if len(content) > LARGEST_FILE:
            raise UserError(self.env._("The file is larger than 30 MB: import it in parts."))
        if content[:2] == b"PK":
            return catalogue.read_table(self._sheet_rows(content))
        text = self._decoded(content)
        if text.lstrip()[:1] in ("{", "<", "["):
            return catalogue.read_records(self._few(io.StringIO(text)))
        try:
            csv.field_size_limit(1_000_000)
            return catalogue.read_table(self._few(csv.reader(io.StringIO(text))))
        except csv.Error as error:
            raise UserError(
                self.env._("The file cannot be read as a table: save it as .xlsx or .csv and upload it again.")
            ) from error

    def _decoded(self, content):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UserError(
            self.env._("The file is neither a spreadsheet nor text: save it as .xlsx or .csv and upload it again.")
        )

    def _sheet_rows(self, content):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                    raise UserError(self.env._("The spreadsheet is too large: import it in parts."))
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            rows = list(self._few(book.worksheets[0].iter_rows(values_only=True)))
        except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
            raise UserError(
                self.env._("The spreadsheet cannot be opened: save it as .xlsx again and upload it.")
            ) from error
        return rows

    def _few(self, rows):
        rows = list(islice(rows, MOST_LINES + 1))
        if len(rows) > MOST_LINES:
            raise UserError(self.env._("The file has more than 200,000 lines: import it in parts."))
        return rows

    # ------------------------------------------------------------------ what would be done

    def _plan(self, reading) -> dict:
        """What the import would do. Findings are added to the reading, and faulty entries leave it.

        :return: lists by ``departments`` (names), ``new``, ``changed`` ((item, values) pairs), ``drafts``
            ((entry, item or None, draft or None)), and ``same``, a number
        """
        departments = self._departments()
        unknown = {}
        for entry in reading.entries:
            if entry.department not in departments:
                unknown.setdefault(entry.department, entry.line)
        if not self.create_departments:
            for name, line in unknown.items():
                reading.add(line, "department", name=name)
        self._check_lists(reading)
        windows = self._check_windows(reading)
        self._drop_faulty(reading, set() if self.create_departments else set(unknown))
        items = self._items(departments, reading)
        plan = {"departments": [], "new": [], "changed": [], "drafts": [], "same": 0, "known": departments}
        plan["windows"] = windows
        kept = {entry.department for entry in reading.entries}
        plan["departments"] = [name for name in unknown if name in kept]
        for entry in reading.entries:
            department = departments.get(entry.department)
            item = items.get((department.id, entry.item["code"], entry.item["name"])) if department else None
            self._plan_entry(plan, entry, item)
        return plan

    def _plan_entry(self, plan, entry, item):
        if item is None:
            plan["new"].append(entry)
            if entry.version or entry.materials:
                plan["drafts"].append((entry, None, None))
            return
        values = {name: value for name, value in entry.item.items() if (item[name] or False) != (value or False)}
        if values:
            plan["changed"].append((item, values))
        draft = item.version_ids.filtered(lambda version: version.state == "draft")[:1]
        newest = draft or item.version_ids.filtered(lambda version: version.state != "retired")[:1]
        if (entry.version or entry.materials) and not (newest and self._says_the_same(newest, entry)):
            plan["drafts"].append((entry, item, draft))
        elif not values:
            plan["same"] += 1

    def _says_the_same(self, version, entry) -> bool:
        if any((version[name] or False) != (value or False) for name, value in entry.version.items()):
            return False
        for lines, wanted in ((version.material_ids, entry.materials), (version.step_ids, entry.steps)):
            if wanted and lines.mapped("name") != [vals["name"] for vals in wanted]:
                return False
            for line, vals in zip(lines, wanted, strict=False):
                if any((line[name] or False) != (value or False) for name, value in vals.items()):
                    return False
        if entry.questions is None:
            return True
        return questionnaire.write(version._questions_said()) == questionnaire.write(entry.questions) and not any(
            sorted(line.answer_ids._conditions_said()) != named
            for line, named in zip(version.material_ids, entry.conditions, strict=False)
        )

    def _departments(self) -> dict:
        """The centre's departments by every name they go by."""
        found = {}
        departments = self.env["gov.department"].search([("company_id", "=", self.company_id.id)])
        for department in departments:
            for name in (department.aliases or "").split():
                found.setdefault(name, department)
        for department in departments:
            found |= {department.short_name: department}
        return found | {department.name: department for department in departments}

    def _items(self, departments, reading) -> dict:
        wanted = {departments[entry.department].id for entry in reading.entries if entry.department in departments}
        items = (
            self.env["gov.item"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id), ("department_id", "in", list(wanted))])
        )
        items.version_ids.material_ids.fetch(["name"])
        return {(item.department_id.id, item.code, item.name): item for item in items}

    def _check_lists(self, reading):
        """Catch-all lines, by the rules of the centre (W-022)."""
        blank = self.env["gov.item"].with_company(self.company_id)
        refused = {}
        for entry in reading.entries:
            for line, material in zip(entry.material_lines, entry.materials, strict=True):
                name = material["name"]
                if name not in refused:
                    refused[name] = blank._refuses_material(name)
                if refused[name]:
                    reading.add(line, "catch_all", name=name[:40])

    def _check_windows(self, reading) -> dict:
        """The centre's windows by number, where the file names any."""
        named = {}
        for entry in reading.entries:
            for question in entry.questions or ():
                for answer in question["answers"]:
                    for number in answer["windows"]:
                        named.setdefault(number, set()).add(entry.line)
        if not named:
            return {}
        windows = self.env["gov.window"].search(
            [("company_id", "=", self.company_id.id), ("number", "in", list(named))]
        )
        known = {window.number: window for window in windows}
        for number in named.keys() - known.keys():
            for line in named[number]:
                reading.add(line, "window", value=number[:40])
        return known

    def _drop_faulty(self, reading, unknown):
        faulty = {problem.line for problem in reading.problems if problem.blocking}
        reading.entries = [
            entry for entry in reading.entries if entry.department not in unknown and not faulty & entry.lines
        ]

    # ------------------------------------------------------------------ doing it

    def _do_import(self, plan):
        departments = plan["known"]
        if plan["departments"]:
            self.env["gov.department"].check_access("create")
            made = self.env["gov.department"].create(
                [{"name": name, "short_name": name, "company_id": self.company_id.id} for name in plan["departments"]]
            )
            departments |= {department.name: department for department in made}
        new = self.env["gov.item"].create(
            [entry.item | {"department_id": departments[entry.department].id} for entry in plan["new"]]
        )
        created = {entry.key: item for entry, item in zip(plan["new"], new, strict=True)}
        for item, values in plan["changed"]:
            item.write(values)
        drafts, fresh = [], []
        for entry, known, draft in plan["drafts"]:
            if draft:
                drafts.append((entry, draft))
            else:
                fresh.append((entry, known or created[entry.key]))
        for entry, draft in drafts:
            draft.write(entry.version)
        versions = self.env["gov.item.version"].create(
            [self._start_vals(entry, item) | entry.version for entry, item in fresh]
        )
        drafts += [(entry, version) for (entry, _item), version in zip(fresh, versions, strict=True)]
        situations = {draft: self._situation(entry, draft) for entry, draft in drafts}
        self._fill(drafts)
        self._fill_situations(situations, plan["windows"])

    def _situation(self, entry, draft):
        """What a draft asks, and what its lines depend on: as the file says; where it says nothing, as before.

        :return: the questions, None to keep the draft's own; the conditions by name of the line
        """
        before = draft if draft.question_ids else draft.item_id.version_id
        questions = entry.questions
        if questions is None and not draft.question_ids:
            questions = before._questions_said()
        if entry.questions is not None and entry.materials:
            names = [material["name"] for material in entry.materials]
            return questions, dict(zip(names, entry.conditions, strict=True))
        return questions, {line.name: line.answer_ids._conditions_said() for line in before.material_ids}

    def _fill_situations(self, situations, windows):
        said = {draft.id: questions for draft, (questions, _named) in situations.items() if questions is not None}
        drafts = self.env["gov.item.version"].browse(said)
        kept = drafts.item_id.version_id.question_ids.answer_ids.window_ids
        drafts._write_questions(said, {window.number: window for window in kept} | windows)
        for draft, (_questions, named) in situations.items():
            for line in draft.material_ids.filtered(lambda line, named=named: named.get(line.name)):
                line.answer_ids = draft._answers_said(named[line.name])

    def _start_vals(self, entry, item) -> dict:
        """A new draft begins with what the published version says and the file does not."""
        published = item.version_id
        vals = {"item_id": item.id}
        if published:
            snapshot = published._snapshot()["fields"]
            vals |= {name: value for name, value in snapshot.items() if value}
        return vals

    def _fill(self, drafts):
        """Write checklists and steps of drafts, all in one go."""
        for model, part, field in (
            ("gov.item.material", "materials", "material_ids"),
            ("gov.item.step", "steps", "step_ids"),
        ):
            old = self.env[model].union(*(draft[field] for entry, draft in drafts if getattr(entry, part)))
            old.unlink()
            self.env[model].create(
                [
                    {"version_id": draft.id, "sequence": 10 * place} | vals
                    for entry, draft in drafts
                    for place, vals in enumerate(getattr(entry, part), 1)
                ]
            )

    # ------------------------------------------------------------------ telling it

    def _report(self, reading, plan, state):
        problems = sorted(reading.problems, key=lambda problem: (not problem.blocking, problem.line))
        errors = sum(problem.blocking for problem in problems)
        lines = [
            self.env._(
                "%(lines)s lines read, %(items)s items without errors.", lines=reading.lines, items=len(reading.entries)
            ),
            self.env._(
                "%(new)s new items, %(changed)s changed, %(drafts)s drafts of versions, %(same)s as they were.",
                new=len(plan["new"]),
                changed=len(plan["changed"]),
                drafts=len(plan["drafts"]),
                same=plan["same"],
            ),
        ]
        if plan["departments"]:
            lines.append(self.env._("Departments to be created: %(names)s.", names="、".join(plan["departments"])))
        if len(problems) > SHOWN_FINDINGS:
            lines.append(self.env._("Only the first %(count)s findings are listed.", count=SHOWN_FINDINGS))
        if errors and not self.skip_faulty:
            lines.append(self.env._("Nothing is imported while there are errors."))
        self.write(
            {
                "state": state,
                "error_count": errors,
                "summary": "\n".join(lines),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create({"line": problem.line, "blocking": problem.blocking} | self._finding(problem))
                        for problem in problems[:SHOWN_FINDINGS]
                    ),
                ],
            }
        )

    def _finding(self, problem) -> dict:
        """What a problem is, and what to do about it, in the user's language."""
        values = problem.values
        texts = {
            "empty": (
                self.env._("The file has no lines."),
                self.env._("Take the export of this catalogue as the pattern."),
            ),
            "columns": (
                self.env._("Columns are missing: %(titles)s.", titles=values.get("titles")),
                self.env._("Take the export of this catalogue as the pattern."),
            ),
            "column_twice": (
                self.env._("Columns are there twice: %(titles)s.", titles=values.get("titles")),
                self.env._("Delete one of the two."),
            ),
            "column_unknown": (
                self.env._("The column “%(title)s” is not known.", title=values.get("title")),
                self.env._("It is passed over."),
            ),
            "missing": (self.env._("Empty: %(columns)s.", columns=values.get("columns")), self.env._("Fill it in.")),
            "number": (
                self.env._(
                    "%(column)s “%(value)s” is not a whole number.",
                    column=values.get("column"),
                    value=values.get("value"),
                ),
                self.env._("Write digits only, 0 or more."),
            ),
            "choice": (
                self.env._(
                    "%(column)s “%(value)s” is not known.", column=values.get("column"), value=values.get("value")
                ),
                self.env._("Write one of: %(allowed)s.", allowed=values.get("allowed")),
            ),
            "long": (
                self.env._("%(column)s is too long.", column=values.get("column")),
                self.env._("Shorten it to 500 characters, long texts to 20,000."),
            ),
            "conflict": (
                self.env._(
                    "%(column)s differs from line %(first)s of the same item.",
                    column=values.get("column"),
                    first=values.get("first"),
                ),
                self.env._("Write it the same in both lines, or in the first only."),
            ),
            "limits": (
                self.env._(
                    "The promised limit %(promised)s is longer than the statutory limit %(statutory)s.",
                    promised=values.get("promised"),
                    statutory=values.get("statutory"),
                ),
                self.env._("Correct one of the two."),
            ),
            "material_twice": (
                self.env._(
                    "“%(name)s” is in line %(first)s already.", name=values.get("name"), first=values.get("first")
                ),
                self.env._("Delete one of the two lines."),
            ),
            "material_again": (
                self.env._("The record asks twice for “%(name)s”.", name=values.get("name")),
                self.env._("It is asked for once."),
            ),
            "catch_all": (
                self.env._("“%(name)s” asks for anything and nothing.", name=values.get("name")),
                self.env._("Name the material exactly, or delete the line (去除兜底条款)."),
            ),
            "department": (
                self.env._("The centre has no department “%(name)s”.", name=values.get("name")),
                self.env._("Create it, add the name to its other spellings, or tick “Create Missing Departments”."),
            ),
            "situation": (
                self.env._("办事情形: “%(value)s” cannot be read.", value=values.get("value")),
                self.env._("Write the lines 问：, 仅当： and 答： as the export of this catalogue does."),
            ),
            "condition": (
                self.env._("适用情形: “%(value)s” is no answer of this item's 办事情形.", value=values.get("value")),
                self.env._("Write 问题＝答案, one in a line of the cell."),
            ),
            "window": (
                self.env._("The centre has no window “%(value)s”.", value=values.get("value")),
                self.env._("Write the numbers of its windows, separated by 、."),
            ),
            "page": (
                self.env._("A web page instead of a record."),
                self.env._("It is passed over; fetch the record again."),
            ),
            "json": (
                self.env._("The line is not a whole record."),
                self.env._("Fetch the record again, or delete the line."),
            ),
            "no_item": (self.env._("A record without an item."), self.env._("It is passed over.")),
            "repeated": (
                self.env._("The same item as in line %(first)s.", first=values.get("first")),
                self.env._("It is passed over; the first one counts."),
            ),
            "no_promise": (
                self.env._("The promised limit is empty."),
                self.env._("Enter it in the draft before it is published."),
            ),
            "calendar_days": (
                self.env._(
                    "%(column)s: %(days)s calendar days; limits here are in working days.",
                    column=values.get("column"),
                    days=values.get("days"),
                ),
                self.env._("Enter the working days in the draft."),
            ),
        }
        what, remedy = texts[problem.code]
        return {"what": what, "remedy": remedy}
