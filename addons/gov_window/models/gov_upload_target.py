import logging
from pathlib import PurePosixPath

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ..kernel import clamd
from ..kernel.filetype import fits, kind_of
from ..kernel.plain import plain

_logger = logging.getLogger(__name__)


class InfectedFileError(UserError):
    """The scan found something; ``found`` names it."""

    def __init__(self, message, found):
        super().__init__(message)
        self.found = found


class ScanLaterError(UserError):
    """The scanner does not answer."""


class GovUploadTarget(models.AbstractModel):
    """What files are uploaded to (W-093): size, kind by content, virus scan, and what is said of a refused one."""

    _name = "gov.upload.target"
    _description = "Takes Uploads"

    def _upload_case(self):
        """Hook: the case whose rules and history count."""
        raise NotImplementedError

    def _check_takes_files(self):
        """Hook: refuse what comes when nothing may come.

        :raises UserError: no file is taken now
        """
        raise NotImplementedError

    @api.model
    def _bare_name(self, name) -> str:
        """The name of a file alone: browsers send that; others may send a path."""
        return PurePosixPath(plain(name or "").replace("\\", "/")).name[-120:]

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

        :raises UserError: nothing is taken now, or name or size do not fit
        """
        self.ensure_one()
        self._check_takes_files()
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
        return self._upload_case()._rule("upload_megabytes") * 2**20

    # ------------------------------------------------------------------ the scan

    @api.model
    def _scan_result(self, content: bytes, name: str) -> str:
        """The result of the scan.

        :raises InfectedFileError: something was found
        :raises ScanLaterError: the scanner does not answer
        """
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
        case = self._upload_case().sudo()
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
                        "data": {
                            "line": self.id if self._name != case._name else False,
                            "file": name[-120:],
                            "found": found[:200],
                        },
                    },
                )
            ]
        )
