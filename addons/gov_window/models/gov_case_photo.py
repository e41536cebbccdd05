import base64
from datetime import timedelta
from pathlib import PurePosixPath

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac

from ..kernel.filetype import kind_of

LIFETIME = timedelta(minutes=15)
SCOPE = "gov_window.photo"


class GovCaseMaterial(models.Model):
    """A line photographed with a telephone: the screen shows a code, its link takes files for this one
    line, for fifteen minutes, until the verdict (W-071)."""

    _inherit = "gov.case.material"

    def action_photo(self):
        """The link for a telephone, and its QR code as a picture; nothing is stored.

        :return: dict of ``url``, ``qr`` (a data URL) and ``minutes``
        :raises UserError: the case has its verdict
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        until = int((self.env.cr.now() + LIFETIME).timestamp())
        token = f"{self.id}-{until}-{self._photo_digest(self.id, until)}"
        url = f"{self.get_base_url()}/gov/photo/{token}"
        code = self.env["ir.actions.report"].barcode("QR", url, width=260, height=260)
        return {
            "url": url,
            "qr": f"data:image/png;base64,{base64.b64encode(code).decode()}",
            "minutes": LIFETIME.seconds // 60,
        }

    @api.model
    def _photo_digest(self, line_id: int, until: int) -> str:
        return hmac(self.env(su=True), SCOPE, f"{line_id}-{until}")

    @api.model
    def _photo_line(self, token: str):
        """The line of a link that is alive, as superuser; empty for any other."""
        line_id, until, digest = ([*token.split("-"), "", "", ""])[:3]
        if not (line_id.isdigit() and until.isdigit() and len(line_id) < 10 and len(until) < 12):
            return self.sudo().browse()
        if not consteq(self._photo_digest(int(line_id), int(until)), digest):
            return self.sudo().browse()
        if int(until) < self.env.cr.now().timestamp():
            return self.sudo().browse()
        line = self.sudo().browse(int(line_id)).exists()
        return line.filtered(lambda line: line.case_id.state in line.case_id._flow_open_states)

    def _photo_store(self, content: bytes, name: str):
        """Keep a photograph; a telephone's own name of the file is not trusted for its ending.

        :raises UserError: too large, empty, of a kind that is not taken, or refused by the scan
        """
        self.ensure_one()
        kind = kind_of(content)
        name = PurePosixPath((name or "").replace("\\", "/")).stem[-100:] or "photo"
        self._check_upload(content, f"{name}.{'jpg' if kind == 'jpeg' else kind}")
        self.case_id._flow_lock()
        if self.state not in ("missing", "received", "verified"):
            raise UserError(self.env._("“%(name)s” does not take a file now.", name=self.name))
        # the content alone: a line that was compared stays so
        self.write(
            {
                "file": base64.b64encode(content),
                "file_name": f"{name}.{'jpg' if kind == 'jpeg' else kind}",
                "state": "received" if self.state == "missing" else self.state,
            }
        )
