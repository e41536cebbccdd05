from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovUpload(models.Model):
    """A file that is on its way, part by part (断点续传, W-093).

    It belongs to one person, and to one line of a checklist or to the next message of one case. Its parts
    are attachments named by where they begin. A part that comes again changes nothing; where to go on is
    always asked of the server. When the last one is there the file is checked as a whole and put on its line,
    or waits here, as one attachment, for the message to be sent. What nobody goes on with is thrown away.
    """

    _name = "gov.upload"
    _description = "Unfinished Upload"
    _order = "id desc"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    line_id = fields.Many2one("gov.case.material", readonly=True, index="btree_not_null", ondelete="cascade")
    case_id = fields.Many2one("gov.case", "For a Message Of", readonly=True, index="btree_not_null", ondelete="cascade")
    name = fields.Char(required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, help="By what the browser knows the file again.")
    size = fields.Integer("Bytes", required=True, readonly=True)
    offset = fields.Integer("Bytes There", readonly=True)
    done_at = fields.Datetime("Complete Since", readonly=True)

    _one_target = models.Constraint("CHECK (num_nonnulls(line_id, case_id) = 1)", "A file goes to one place.")
    _unique_open = models.UniqueIndex("(user_id, line_id, fingerprint) WHERE done_at IS NULL AND line_id IS NOT NULL")
    _unique_message = models.UniqueIndex(
        "(user_id, case_id, fingerprint) WHERE done_at IS NULL AND case_id IS NOT NULL"
    )
    _stale = models.Index("(write_date)")

    @api.model
    def _begin(self, target, name: str, size: int, fingerprint: str):
        """The upload of a file: the one begun before, else a new one.

        :param target: the line of a checklist, or the case whose next message it goes with
        :raises UserError: nothing is taken there now, the file is empty or too large, or too
            much is on its way already
        """
        target._check_announced(name, size)
        user = self.env.user
        # one after the other: two tabs make one upload, and limits are counted right
        user.partner_id.sudo().lock_for_update()
        uploads = self.sudo()
        domain = [("user_id", "=", user.id), ("done_at", "=", False)]
        fingerprint = f"{size}|{name}|{fingerprint}"[:400]
        where = "case_id" if target._name == "gov.case" else "line_id"
        known = uploads.search([*domain, (where, "=", target.id), ("fingerprint", "=", fingerprint)], limit=1)
        if known:
            return known
        [(count, total)] = uploads._read_group(domain, [], ["__count", "size:sum"])
        if (
            count >= target._upload_case()._rule("upload_open")
            or (total or 0) + size > target._upload_case()._rule("upload_open_megabytes") * 2**20
        ):
            raise UserError(
                self.env._(
                    "Too many of your uploads are unfinished. Please finish those that you began, or try again "
                    "tomorrow."
                )
            )
        return uploads.create(
            {"user_id": user.id, where: target.id, "name": name, "size": size, "fingerprint": fingerprint}
        )

    @api.model
    def _find(self, upload_id: int):
        """The user's own upload, as superuser; empty if it is somebody else's or gone."""
        return self.sudo().search([("id", "=", upload_id), ("user_id", "=", self.env.uid)])

    def _target(self):
        """What the file is for, as its owner sees it."""
        self.ensure_one()
        return (self.line_id or self.case_id).with_user(self.user_id).sudo(False)

    def _receive(self, offset: int, part: bytes) -> bool:
        """Keep a part of the file.

        :param offset: where the part begins
        :return: whether it was the part that comes next, or one that is there already;
            otherwise :attr:`offset` says where to go on
        """
        self.ensure_one()
        self.lock_for_update()
        if self.done_at or (offset < self.offset and offset + len(part) <= self.offset):
            return True
        if offset != self.offset or not part or offset + len(part) > self.size:
            return False
        self._target()._check_takes_files()
        self.env["ir.attachment"].create(
            {"name": f"{offset:012d}", "res_model": self._name, "res_id": self.id, "raw": part}
        )
        self.offset += len(part)
        return True

    def _finish(self):
        """Put the complete file on its line; one for a message waits for it.

        :raises UserError: it is not taken
        """
        self.ensure_one()
        parts = self._parts()
        content = b"".join(parts.mapped("raw"))
        if self.line_id:
            self._target()._portal_store(content, self.name)
            parts.unlink()
        else:
            self.name = self._target()._checked_file(content, self.name)
            parts.unlink()
            self.env["ir.attachment"].create(
                {"name": self.name, "res_model": self._name, "res_id": self.id, "raw": content}
            )
        self.done_at = self.env.cr.now().replace(microsecond=0)

    def _content(self) -> bytes:
        """The complete file that waits for its message."""
        self.ensure_one()
        return self._parts().raw

    def _parts(self):
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], order="name"
        )

    @api.model
    def _cron_clean(self, limit=500):
        """Throw away what nobody went on with, and the traces of what was completed."""
        since = self.env.cr.now() - timedelta(hours=self.env["gov.profile"]._value("upload_hours"))
        stale = self.search([("write_date", "<", since)], limit=limit, order="id")
        stale.unlink()
        more = self.search_count([("write_date", "<", since)], limit=limit) if len(stale) == limit else 0
        self.env["ir.cron"]._commit_progress(len(stale), remaining=more)
