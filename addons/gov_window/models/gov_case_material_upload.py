import base64
import logging
from pathlib import PurePosixPath

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import human_size

from ..kernel import clamd
from ..kernel.filetype import MIMETYPES, fits, kind_of, says
from ..kernel.plain import plain

_logger = logging.getLogger(__name__)


class InfectedFileError(UserError):
    """The scan found something; ``found`` names it."""

    def __init__(self, message, found):
        super().__init__(message)
        self.found = found


class ScanLaterError(UserError):
    """The scanner does not answer."""


class GovCaseMaterial(models.Model):
    """What the applicant uploads for a line of the checklist (W-093)."""

    _inherit = "gov.case.material"

    by_paper = fields.Boolean("Brought on Paper", help="The applicant applies online and brings this one on paper.")
    scan_state = fields.Selection(
        [("unscanned", "Not Scanned"), ("clean", "Clean")], "Virus Scan", readonly=True, copy=False
    )

    def _portal_store(self, content: bytes, name: str):
        """Keep an uploaded file. The same file again changes nothing, so that a request
        whose answer was lost can be sent once more.

        :raises UserError: too large, empty, of a kind that is not taken, disguised, or refused
            by the scan
        """
        self.ensure_one()
        self.case_id._check_portal_edit()
        # browsers send a bare name; others may send a path
        name = PurePosixPath(plain(name or "").replace("\\", "/")).name[-120:]
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

    def _check_upload(self, content, name):
        if not content:
            raise UserError(self.env._("The file is empty. Please choose it again."))
        if len(content) > self._upload_limit():
            raise UserError(self._too_large(name))
        kind = kind_of(content)
        if not kind:
            raise UserError(
                self.env._(
                    "“%(name)s” is not a PDF, OFD, JPEG or PNG file, or it is damaged. Please save or photograph it "
                    "as one of these.",
                    name=name,
                )
            )
        if not fits(name, kind):
            raise UserError(
                self.env._(
                    "“%(name)s” is in truth a %(kind)s file, and its name says otherwise. Please give it its right "
                    "ending, or choose another file.",
                    name=name,
                    kind=kind.upper(),
                )
            )

    def _check_announced(self, name: str, size: int):
        """Refuse at once what would be refused in the end.

        :raises UserError: the case cannot be changed, or name or size do not fit
        """
        self.ensure_one()
        self.case_id._check_portal_edit()
        if not size:
            raise UserError(self.env._("The file is empty. Please choose it again."))
        if size > self._upload_limit():
            raise UserError(self._too_large(name))

    def _too_large(self, name):
        return self.env._(
            "“%(name)s” is larger than %(limit)s. Please make it smaller, or take the photograph again "
            "with a lower resolution.",
            name=name,
            limit=human_size(self._upload_limit()),
        )

    def _upload_limit(self) -> int:
        """The largest file, in bytes."""
        return self.case_id._rule("upload_megabytes") * 2**20

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
        content, name = base64.b64decode(vals["file"]), vals.get("file_name") or ""
        state, found = self._scan(content, name)
        if state == "infected":
            raise InfectedFileError(
                self.env._(
                    "“%(name)s” is not taken: the virus scanner found “%(found)s” in it. Please check your device, "
                    "and choose a clean copy or bring the material on paper.",
                    name=name,
                    found=found,
                ),
                found,
            )
        return state

    @api.model
    def _scan(self, content: bytes, name: str) -> tuple[str, str]:
        """Hook: what a virus scanner says of some content.

        The default asks the scanner at the system parameter ``gov_window.clamd``
        (``unix:/path`` or ``host:port``, the protocol of clamd). Without one everything
        passes and is recorded as not scanned.

        :return: (unscanned, clean or infected; the name of what was found)
        :raises ScanLaterError: the scanner does not answer: nothing is taken unseen
        """
        address = self.env["ir.config_parameter"].sudo().get_param("gov_window.clamd")
        if not address:
            return "unscanned", ""
        try:
            found = clamd.scan(address, content)
        except clamd.ScannerError as error:
            _logger.error("The virus scanner at %s does not answer: %s", address, error)
            raise ScanLaterError(
                self.env._("Files cannot be checked for viruses at present. Please try again in a few minutes.")
            ) from error
        return ("infected", found) if found else ("clean", "")

    def _record_infected(self, name: str, found: str):
        """Record that an infected file was refused: with the case, or with the person as
        long as the case has no history."""
        self.ensure_one()
        case = self.case_id.sudo()
        subject = case if case.event_seq else self.env.user.partner_id.sudo()
        if subject == case:
            case._flow_lock()
        else:
            subject.lock_for_update()
        self.env["gov.event"]._append(
            [
                (
                    subject,
                    {
                        "kind": "upload.infected",
                        "user_id": self.env.uid,
                        "data": {"line": self.id, "file": name[-120:], "found": found[:200]},
                    },
                )
            ]
        )
