import base64
import csv
import io

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel import questionnaire
from ..kernel.catalogue import COLUMNS, clean

WIDTHS = {"line": 18, "text": 30, "number": 10, "flag": 9, "choice": 12}


class GovCatalogueExport(models.TransientModel):
    """Export of a catalogue in the table that the import reads."""

    _name = "gov.catalogue.export"
    _description = "Export a Catalogue"

    company_id = fields.Many2one("res.company", "Service Centre", required=True, default=lambda self: self.env.company)
    department_ids = fields.Many2many("gov.department", string="Departments", help="Empty: all.")
    item_ids = fields.Many2many("gov.item", string="Items", help="Empty: all of the departments.")
    which = fields.Selection(
        [("published", "Published Versions"), ("newest", "Newest Versions, Drafts Included")],
        required=True,
        default="published",
    )
    format = fields.Selection([("xlsx", "Spreadsheet (.xlsx)"), ("csv", "Text (.csv)")], required=True, default="xlsx")
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Write the table and offer it for download.

        :raises UserError: there is no item to export
        """
        self.ensure_one()
        self.check_access("write")
        items = self._items()
        if not items:
            raise UserError(self.env._("No item fits: choose other departments or items."))
        content = self._xlsx(items) if self.format == "xlsx" else self._csv(items)
        self.write({"file": base64.b64encode(content), "file_name": f"事项目录.{self.format}"})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
            "target": "download",
        }

    def _items(self):
        domain = [("company_id", "=", self.company_id.id)]
        if self.department_ids:
            domain.append(("department_id", "in", self.department_ids.ids))
        if self.item_ids:
            domain.append(("id", "in", self.item_ids.ids))
        return self.env["gov.item"].search(domain)

    def _rows(self, items):
        """The rows of the table: one for each checklist line, one for an item without any."""
        for item in items:
            version = item.version_id
            if self.which == "newest":
                version = item.version_ids.filtered(lambda version: version.state != "retired")[:1]
                version = item.version_ids.filtered(lambda own: own.state == "draft")[:1] or version
            parts = {"item": item, "version": version}
            for place, material in enumerate(version.material_ids or [version.material_ids]):
                yield [
                    self._cell(column, (parts | {"material": material})[column.part])
                    if column.part == "material" or not place or column.name in ("department", "code", "name")
                    else ""
                    for column in COLUMNS
                ]

    def _cell(self, column, record):
        if not record:
            return ""
        if column.name == "department":
            return record.department_id.name
        if column.name == "situation" and column.part == "version":
            return questionnaire.write(record._questions_said())
        if column.name == "situation":
            return "\n".join(sorted(record.answer_ids._conditions_said()))
        return column.show(record[column.name])

    def _xlsx(self, items) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("事项目录")
        sheet.freeze_panes = "D2"
        for place, column in enumerate(COLUMNS, 1):
            sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = WIDTHS[column.kind]
        titles = [WriteOnlyCell(sheet, column.title) for column in COLUMNS]
        for cell in titles:
            cell.font = Font(bold=True)
        sheet.append(titles)
        for row in self._rows(items):
            sheet.append([self._text_cell(sheet, value) for value in row])
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _text_cell(self, sheet, value):
        """A cell that no spreadsheet takes for a formula."""
        if not isinstance(value, str):
            return value
        value = clean(value)
        if not value.startswith("="):
            return value
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell

    def _csv(self, items) -> bytes:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([column.title for column in COLUMNS])
        for row in self._rows(items):
            writer.writerow(
                [
                    f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
                    for value in row
                ]
            )
        return buffer.getvalue().encode("utf-8-sig")
