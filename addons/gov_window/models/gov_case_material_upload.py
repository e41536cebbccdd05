import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kernel.filetype import MIMETYPES, fits, kind_of, says


class GovCaseMaterial(models.Model):
    """What the applicant uploads for a line of the checklist (W-093)."""

    _name = "gov.case.material"
    _inherit = ["gov.case.material", "gov.upload.target"]

    by_paper = fields.Boolean("Brought on Paper", help="The applicant applies online and brings this one on paper.")
    scan_state = fields.Selection(
        [("unscanned", "Not Scanned"), ("clean", "Clean")], "Virus Scan", readonly=True, copy=False
    )

    def _upload_case(self):
        return self.case_id

    def _check_takes_files(self):
        self.case_id._check_portal_edit()

    def _portal_store(self, content: bytes, name: str):
        """Keep an uploaded file. The same file again changes nothing, so that a request
        whose answer was lost can be sent once more.

        :raises UserError: too large, empty, of a kind that is not taken, disguised, or refused
            by the scan
        """
        self.ensure_one()
        self.case_id._check_portal_edit()
        name = self._bare_name(name)
        self._check_upload(content, name)
        line = self.sudo()
        encoded = base64.b64encode(content)
        if line.file == encoded and line.file_name == name:
            return
        line.write({"file": encoded, "file_name": name, "by_paper": False, "state": "received"})

    def _portal_clear(self, by_paper=False):
        """Take the file away; say whether it comes on paper instead."""
        self.ensure_one()
        self.case_id._check_portal_edit()
        if self.state == "verified":
            raise UserError(self.env._("The window has compared the original of “%(name)s” already.", name=self.name))
        self.sudo().write({"file": False, "file_name": False, "by_paper": by_paper, "state": "missing"})

    def _portal_file(self) -> tuple[bytes, str, str]:
        """The file of the line: content, media type, name."""
        self.ensure_one()
        content = base64.b64decode(self.sudo().file or b"")
        return content, MIMETYPES.get(kind_of(content), "application/octet-stream"), self.file_name or self.name

    # ------------------------------------------------------------------ the scan

    @api.model_create_multi
    def create(self, vals_list):
        self._check_no_scan_state(vals_list)
        for vals in vals_list:
            self._check_disguise(vals)
        states = [self._scanned(vals) for vals in vals_list]
        lines = super().create(vals_list)
        for line, state in zip(lines, states, strict=True):
            if state:
                line.sudo()._write_rows({line.id: {"scan_state": state}})
        return lines

    def write(self, vals):
        """Override: whatever file comes to a line, from whom and by whatever way, is scanned."""
        self._check_no_scan_state([vals])
        self._check_disguise(vals)
        state = self._scanned(vals)
        result = super().write(vals)
        if "file" in vals:
            self.sudo()._write_rows({line_id: {"scan_state": state} for line_id in self.ids})
        return result

    @api.model
    def _check_no_scan_state(self, vals_list):
        if any("scan_state" in vals for vals in vals_list):
            raise AccessError(self.env._("The result of the virus scan is written by the scan only."))

    @api.model
    def _check_disguise(self, vals):
        """Staff may file what they need, but no file that its name tells otherwise of.

        :raises UserError: the ending names a kind that the content is not
        """
        name = vals.get("file_name") or ""
        if vals.get("file") and says(name) and not fits(name, kind_of(base64.b64decode(vals["file"]))):
            raise UserError(
                self.env._(
                    "“%(name)s” is not the kind of file that its name says, or it is damaged. Please scan or save it "
                    "again.",
                    name=name[-120:],
                )
            )

    @api.model
    def _scanned(self, vals):
        """The result of the scan for the file among some values; False if there is none.

        :raises InfectedFileError: something was found
        :raises ScanLaterError: the scanner does not answer
        """
        if not vals.get("file"):
            return False
        return self._scan_result(base64.b64decode(vals["file"]), vals.get("file_name") or "")
