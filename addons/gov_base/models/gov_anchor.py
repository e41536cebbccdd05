import base64
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KEY = "gov_base.anchor_key"


class GovAnchor(models.Model):
    """The daily anchor of the event log (日志锚定): a signed digest over the heads of all
    chains.

    Each anchor names the one before it. Kept outside the system (the file, a printed
    bulletin), it shows later that no chain was exchanged as a whole.
    """

    _name = "gov.anchor"
    _description = "Anchor of the Event Log"
    _order = "id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    chains = fields.Integer(readonly=True)
    events = fields.Integer(readonly=True)
    digest = fields.Char(readonly=True, help="SHA-256 over subject, sequence and head of every chain.")
    previous = fields.Char(readonly=True, help="The signature of the anchor before.")
    signature = fields.Char(readonly=True, help="Ed25519 over the fields above.")
    public_key = fields.Char(readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(compute="_compute_file_name")

    _unique_date = models.UniqueIndex("(date)", "This day is anchored already.")

    @api.depends("date")
    def _compute_file_name(self):
        for anchor in self:
            anchor.file_name = f"anchor-{anchor.date}.json"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Anchors are written by the system only."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("An anchor cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An anchor cannot be deleted."))

    @api.model
    def _cron_anchor(self):
        """Anchor the log once a day."""
        today = self.env.company._gov_today()
        if not self.search_count([("date", "=", today)], limit=1):
            self._anchor(today)

    @api.model
    def _anchor(self, day):
        key = self._key()
        digest, chains, events = self._digest()
        content = {
            "date": fields.Date.to_string(day),
            "at": fields.Datetime.to_string(self.env.cr.now()),
            "chains": chains,
            "events": events,
            "digest": digest,
            "previous": self.search([], limit=1).signature or "",
        }
        signature = key.sign(self._signed_text(content)).hex()
        public_key = key.public_key().public_bytes_raw().hex()
        document = json.dumps(content | {"signature": signature, "public_key": public_key}, indent=1)
        return self.sudo().create(
            content
            | {
                "signature": signature,
                "public_key": public_key,
                "file": base64.b64encode(document.encode()),
            }
        )

    @api.model
    def _digest(self) -> tuple[str, int, int]:
        """The digest over the heads, the number of chains and of events."""
        self.env.flush_all()
        total, chains, events = hashlib.sha256(), 0, 0
        for name in sorted(self.env["gov.event.subject"]._event_subject_models()):
            table = SQL.identifier(self.env[name]._table)
            for res_id, seq, head in self.env.execute_query(
                SQL("SELECT id, event_seq, event_head FROM %s WHERE event_seq > 0 ORDER BY id", table)
            ):
                total.update(f"{name},{res_id},{seq},{head}\n".encode())
                chains += 1
                events += seq
        return total.hexdigest(), chains, events

    @api.model
    def _signed_text(self, content) -> bytes:
        return json.dumps(content, sort_keys=True).encode()

    @api.model
    def _key(self):
        parameters = self.env["ir.config_parameter"].sudo()
        if not (stored := parameters.get_param(KEY)):
            stored = Ed25519PrivateKey.generate().private_bytes_raw().hex()
            parameters.set_param(KEY, stored)
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored))

    def _verify(self) -> list[str]:
        """The dates of the anchors whose signature or link to the one before is broken."""
        key = self._key().public_key()
        broken, previous = [], ""
        for anchor in self.search([], order="id"):  # pylint: disable=no-search-all
            content = {
                "date": fields.Date.to_string(anchor.date),
                "at": fields.Datetime.to_string(anchor.at),
                "chains": anchor.chains,
                "events": anchor.events,
                "digest": anchor.digest,
                "previous": anchor.previous or "",
            }
            try:
                key.verify(bytes.fromhex(anchor.signature), self._signed_text(content))
                intact = (anchor.previous or "") == previous
            except InvalidSignature:
                intact = False
            if not intact:
                broken.append(content["date"])
            previous = anchor.signature
        return broken
