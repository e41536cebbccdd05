import base64
import hashlib
import json
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KEY = "gov_base.anchor_key"


#: what an anchor's signature covers
SIGNED = ("date", "at", "chains", "events", "digest", "previous")


class GovAnchor(models.Model):
    """The daily anchor of the event log (日志锚定): a signed digest over the heads of the
    chains that went on since the last anchors; the heads themselves stand in its file.

    Each anchor names the one before it. Kept outside the system (the file, a printed
    bulletin), it shows later that no chain was exchanged as a whole.
    """

    _name = "gov.anchor"
    _description = "Anchor of the Event Log"
    _order = "id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    chains = fields.Integer(readonly=True, help="That went on since the last but one anchor.")
    events = fields.Integer(readonly=True, help="Since the last but one anchor.")
    upto = fields.Integer("Up to Event", readonly=True)
    digest = fields.Char(readonly=True, help="SHA-256 over subject, sequence and head of these chains.")
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
        """Once a day: check the last anchor and the chains it holds, then anchor the log anew."""
        today = self.env.company._gov_today()
        if not self.search_count([("date", "=", today)], limit=1):
            self.env["gov.event.check"].sudo()._check_day(self.search([], limit=1))
            self._anchor(today)

    @api.model
    def _anchor(self, day):
        key = self._key()
        # events of the day before last are taken once more: who was at work then may have been slow to commit
        before = self.search([], limit=2)
        heads, events, upto = self._heads(before[1].upto if len(before) == 2 else 0)
        content = {
            "date": fields.Date.to_string(day),
            "at": fields.Datetime.to_string(self.env.cr.now()),
            "chains": len(heads),
            "events": events,
            "digest": self._digest(heads),
            "previous": before[:1].signature or "",
        }
        if upto:
            content["upto"] = upto
        signature = key.sign(self._signed_text(content)).hex()
        public_key = key.public_key().public_bytes_raw().hex()
        document = content | {"signature": signature, "public_key": public_key, "heads": heads}
        return self.sudo().create(
            content
            | {
                "signature": signature,
                "public_key": public_key,
                "file": base64.b64encode(json.dumps(document).encode()),
            }
        )

    @api.model
    def _heads(self, since: int) -> tuple[list, int, int]:
        """The heads of the chains that went on after an event: model, id, sequence and hash of
        each; how many events that were, and the last of all."""
        self.env.flush_all()
        self.env["gov.event"].flush_model()
        heads = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (subject_model COLLATE "C", subject_id) subject_model, subject_id, seq, hash
                     FROM gov_event WHERE id > %s ORDER BY subject_model COLLATE "C", subject_id, seq DESC""",
                since,
            )
        )
        [(events, upto)] = self.env.execute_query(
            SQL("SELECT count(*), COALESCE(max(id), %s) FROM gov_event WHERE id > %s", since, since)
        )
        return heads, events, upto

    @api.model
    def _digest(self, heads) -> str:
        total = hashlib.sha256()
        for model, subject_id, seq, head in heads:
            total.update(f"{model},{subject_id},{seq},{head}\n".encode())
        return total.hexdigest()

    @api.model
    def _signed_text(self, content) -> bytes:
        return json.dumps(content, sort_keys=True).encode()

    @api.model
    def _key(self):
        made = self.env["ir.config_parameter"]._gov_key(
            KEY, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex()
        )
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(made))

    def _content(self) -> dict:
        """What the signature covers, as the row has it."""
        self.ensure_one()
        content = {name: self[name] for name in SIGNED} | {
            "date": fields.Date.to_string(self.date),
            "at": fields.Datetime.to_string(self.at),
            "previous": self.previous or "",
        }
        return content | {"upto": self.upto} if self.upto else content

    def _document(self) -> dict:
        """The file, as it was made; empty if it cannot be read."""
        try:
            found = json.loads(base64.b64decode(self.file or b""))
        except ValueError:
            return {}
        finally:
            self.invalidate_recordset(["file"])
        return found if isinstance(found, dict) else {}

    @api.model
    def _verify(self, logs_since=None) -> list[dict]:
        """What does not fit: each with the ``date`` of the anchor and the ``problem``: signature,
        key (another one than today's), link (to the one before), file (not what the table says),
        log (heads that the log does not have any more, with ``chains``), day (somebody worked and
        there is no anchor), removed (a file whose anchor is gone).

        :param logs_since: the first day whose anchor is compared with the log; None: all
        """
        public_key = self._key().public_key()
        found, before = [], self.browse()
        for anchor_id in self.search([], order="id").ids:  # pylint: disable=no-search-all
            anchor = self.browse(anchor_id)  # by itself: its file is large
            problems = anchor._problems(public_key, before, logs_since is None or anchor.date >= logs_since)
            found += [{"date": fields.Date.to_string(anchor.date), **problem} for problem in problems]
            before = anchor
        return found + self._removed()

    def _problems(self, public_key, before, with_log: bool) -> list[dict]:
        content, document = self._content(), self._document()
        problems = []
        try:
            public_key.verify(bytes.fromhex(self.signature or ""), self._signed_text(content))
        except (InvalidSignature, ValueError):
            problems.append("signature")
        if self.public_key != public_key.public_bytes_raw().hex():
            problems.append("key")
        if (self.previous or "") != (before.signature or ""):
            problems.append("link")
        heads = document.get("heads") or []
        stated = content | {"signature": self.signature, "public_key": self.public_key}
        # the oldest anchors hold no heads
        fits = self._digest(heads) == self.digest or not self.upto
        if not fits or {name: document.get(name) for name in stated} != stated:
            problems.append("file")
        if before and self._missed_days(before):
            problems.append("day")
        lost = self._lost(heads) if with_log else []
        return [{"problem": name} for name in problems] + ([{"problem": "log", "chains": lost}] if lost else [])

    def _lost(self, heads) -> list[list]:
        """Those of the heads that the log does not have as they were: model and id of their subjects."""
        self.env["gov.event"].flush_model()
        return [
            list(row)
            for row in self.env.execute_query(
                SQL(
                    """SELECT head->>0, (head->>1)::int FROM jsonb_array_elements(%s::jsonb) AS head
                        WHERE NOT EXISTS (SELECT FROM gov_event WHERE subject_model = head->>0
                          AND subject_id = (head->>1)::int AND seq = (head->>2)::int AND hash = head->>3)""",
                    json.dumps(heads),
                )
            )
        ]

    def _missed_days(self, before) -> bool:
        """Whether events were written on days between two anchors that have none."""
        [(missed,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM gov_event WHERE id > %s AND at >= %s AND at < %s)",
                before.upto,
                fields.Datetime.to_string(before.at + timedelta(days=1)),
                fields.Datetime.to_string(self.at - timedelta(days=1)),
            )
        )
        return missed

    @api.model
    def _removed(self) -> list[dict]:
        files = self.env["ir.attachment"].sudo()
        known = self.search([]).ids  # pylint: disable=no-search-all
        lost = files.search([("res_model", "=", self._name), ("res_field", "=", "file"), ("res_id", "not in", known)])
        return [{"date": fields.Date.to_string(file.create_date), "problem": "removed"} for file in lost]
