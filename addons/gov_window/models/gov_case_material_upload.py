import base64
from pathlib import PurePosixPath

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ..kernel.filetype import MIMETYPES, fits, kind_of


class GovCaseMaterial(models.Model):
    """What the applicant uploads for a line of the checklist (W-093)."""

    _inherit = "gov.case.material"

    by_paper = fields.Boolean("Brought on Paper", help="The applicant applies online and brings this one on paper.")

    def _portal_store(self, content: bytes, name: str):
        """Keep an uploaded file. The same file again changes nothing, so that a request
        whose answer was lost can be sent once more.

        :raises UserError: too large, empty, of a kind that is not taken, disguised, or refused
            by the scan
        """
        self.ensure_one()
        self.case_id._check_portal_edit()
        # browsers send a bare name; others may send a path
        name = PurePosixPath((name or "").replace("\\", "/")).name[-120:]
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
        limit = self._upload_limit()
        if not content:
            raise UserError(self.env._("The file is empty. Please choose it again."))
        if len(content) > limit:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s. Please make it smaller, or take the photograph again "
                    "with a lower resolution.",
                    name=name,
                    limit=human_size(limit),
                )
            )
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
        if why := self._scan_upload(content, name):
            raise UserError(self.env._("“%(name)s” is not taken: %(why)s", name=name, why=why))

    def _upload_limit(self) -> int:
        """The largest file, in bytes."""
        return self.case_id._rule("upload_megabytes") * 2**20

    @api.model
    def _scan_upload(self, content: bytes, name: str) -> str:
        """Hook: why a virus scanner refuses the content; empty if it does not.

        An installation that has a scanner overrides this and sends it the content; here
        there is none.
        """
        return ""
