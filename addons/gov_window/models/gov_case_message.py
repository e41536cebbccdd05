import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

from ..kernel.filetype import MIMETYPES, kind_of

LONGEST = 2000
#: how many files go with one message
MOST_FILES = 5
#: how many messages the applicant writes before the window answers
UNANSWERED = 10


class GovCase(models.Model):
    """Messages between the applicant and the window (在线沟通, W-056, W-099).

    They are comments of Odoo's own thread: notes and everything else that is internal stay where
    they are. What counts is not said here: supplements, verdicts and withdrawals have their moves.
    """

    _name = "gov.case"
    _inherit = ["gov.case", "gov.upload.target"]

    applicant_wrote_at = fields.Datetime(
        "Waits for an Answer Since", readonly=True, copy=False, help="When the applicant wrote; empty once answered."
    )
    conversation = fields.Json(compute="_compute_conversation", groups="base.group_user")

    _applicant_wrote = models.Index("(applicant_wrote_at) WHERE applicant_wrote_at IS NOT NULL")

    def _compute_conversation(self):
        on_file = self.filtered(lambda case: isinstance(case.id, int))
        writable = on_file._filtered_access("write").filtered(lambda case: case.state != "draft")
        written = on_file._conversations()
        for case in self:
            case.conversation = {
                "writable": case in writable,
                "messages": [line | {"at": fields.Datetime.to_string(line["at"])} for line in written.get(case.id, ())],
            }

    def _conversation(self) -> list[dict]:
        """What was written, oldest first: id, text, author, whether the applicant's, when, files."""
        self.ensure_one()
        return self._conversations().get(self.id, [])

    def _conversations(self) -> dict[int, list[dict]]:
        """The messages of each case that has any, as :meth:`_conversation` gives them."""
        self.check_access("read")
        cases = {case.id: case for case in self.sudo()}
        found = {}
        messages = self.env["mail.message"].sudo().search(self._conversation_domain(), order="id")
        for message in messages:
            case = cases[message.res_id]
            found.setdefault(case.id, []).append(
                {
                    "id": message.id,
                    "text": html2plaintext(message.body).strip(),
                    "author": message.author_id.name or "",
                    "from_applicant": message.author_id in case.partner_id | case.agent_id,
                    "at": message.date,
                    "files": [{"id": file.id, "name": file.name} for file in message.attachment_ids.sorted("id")],
                }
            )
        return found

    def _conversation_domain(self):
        return [
            ("model", "=", self._name),
            ("res_id", "in", self.ids),
            ("message_type", "=", "comment"),
            ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
            ("is_internal", "=", False),
        ]

    # ------------------------------------------------------------------ files that go along

    def _upload_case(self):
        return self

    def _check_takes_files(self):
        self._check_portal_write()

    def _checked_file(self, content: bytes, name: str) -> str:
        """The name of a file that may go with a message.

        :raises UserError: too large, empty, of a kind that is not taken, disguised, or refused by the scan
        """
        name = self._bare_name(name)
        self._check_upload(content, name)
        self._scan_result(content, name)
        return name

    def _waiting_files(self):
        """The current user's files that go with his next message, as superuser."""
        self.ensure_one()
        return (
            self.env["gov.upload"]
            .sudo()
            .search([("user_id", "=", self.env.uid), ("case_id", "=", self.id), ("done_at", "!=", False)], order="id")
        )

    def _check_announced(self, name, size):  # pylint: disable=missing-return
        """Override: nobody collects more files than a message takes."""
        super()._check_announced(name, size)
        self._check_number(len(self._waiting_files()) + 1)

    def _portal_attach(self, content: bytes, name: str):
        """Keep a file that goes with the next message.

        :raises UserError: it is not taken
        """
        upload = self.env["gov.upload"]._begin(self, (name or "")[-120:] or "?", len(content), "")
        # one that was begun in parts comes whole now
        upload._parts().unlink()
        upload.offset = 0
        upload._receive(0, content)
        upload._finish()

    def _portal_detach(self, upload_id: int):
        """Throw a file away that was not sent yet; one that is gone or somebody else's is passed over."""
        self._waiting_files().filtered(lambda upload: upload.id == upload_id).unlink()

    def _conversation_file(self, attachment_id: int) -> tuple[bytes, str, str] | None:
        """A file of a message: content, media type, name; none if it goes with no message of this case."""
        self.ensure_one()
        self.check_access("read")
        messages = self.env["mail.message"].sudo().search(self._conversation_domain())
        file = messages.attachment_ids.filtered(lambda file: file.id == attachment_id)
        if not file:
            return None
        return file.raw, MIMETYPES.get(kind_of(file.raw), "application/octet-stream"), file.name

    @api.model
    def _check_number(self, count):
        if count > MOST_FILES:
            raise UserError(
                self.env._("At most %(limit)s files go with one message. Send these first.", limit=MOST_FILES)
            )

    def _decoded_files(self, files) -> list[tuple[str, bytes]]:
        """What the web client sends along, checked.

        :raises UserError: it is no list of names and contents, or a file is not taken
        """
        files = files or []
        if not isinstance(files, list):
            raise UserError(self.env._("The files could not be read. Please attach them again."))
        self._check_number(len(files))
        found = []
        for file in files:
            try:
                name, content = file["name"], base64.b64decode(file["data"], validate=True)
            except (TypeError, KeyError, ValueError, binascii.Error) as error:
                raise UserError(self.env._("The files could not be read. Please attach them again.")) from error
            found.append((self._checked_file(content, name if isinstance(name, str) else ""), content))
        return found

    # ------------------------------------------------------------------ the applicant writes

    def _portal_may_write(self) -> bool:
        """Whether the applicant may write to the window now."""
        self.ensure_one()
        return self.state != "draft" and not self.closed_at

    def _check_portal_write(self):
        if not self._portal_may_write():
            raise UserError(
                self.env._("This case is over. If something is not right, please ask the service centre or complain.")
            )

    def _portal_write(self, text: str):
        """Write to the window, with the files that wait for it. The same words and files again change nothing.

        :raises UserError: nothing to say, too long, too many without an answer, or the case is over
        """
        self.ensure_one()
        self._check_portal_write()
        self._flow_lock()
        uploads = self._waiting_files()
        files = [(upload.name, upload._content()) for upload in uploads]
        text = self._checked_text(text, files)
        written = self._conversation()
        if written and written[-1]["from_applicant"] and self._says_the_same(written[-1], text, files):
            uploads.unlink()
            return
        unanswered = 0
        for line in reversed(written):
            if not line["from_applicant"]:
                break
            unanswered += 1
        if unanswered >= UNANSWERED:
            raise UserError(
                self.env._(
                    "You have written %(count)s messages that are not answered yet. Please wait for the answer, or "
                    "call the service centre.",
                    count=unanswered,
                )
            )
        self.sudo()._write_message(text, "message.applicant", files)
        uploads.unlink()
        self.sudo()._flow_write({"applicant_wrote_at": self.env.cr.now().replace(microsecond=0)})
        self._notify_actor(
            self.env._("The applicant wrote: %(case)s", case=self.display_name),
            self.env._("Please answer under “Messages” of the case."),
        )

    # ------------------------------------------------------------------ the window writes

    def action_write_applicant(self, text, files=None):
        """Write to the applicant, who is told of it by mail and message.

        :param text: plain text
        :param files: name and data, base64, of each file that goes along
        :raises UserError: nothing to say, too long, a file is not taken, or the applicant is still writing the
            application
        """
        self.ensure_one()
        self.check_access("write")
        files = self._decoded_files(files)
        text = self._checked_text(text, files)
        if self.state == "draft":
            raise UserError(self.env._("The application is not submitted yet: there is nobody to write to."))
        self._flow_lock()
        written = self._conversation()
        if written and not written[-1]["from_applicant"] and self._says_the_same(written[-1], text, files):
            return
        self.sudo()._write_message(text, "message.window", files)
        self.sudo()._flow_write({"applicant_wrote_at": False})
        self._tell_applicant("gov_window", "message")

    # ------------------------------------------------------------------ both

    @api.model
    def _checked_text(self, text, files=()) -> str:
        text = text.strip() if isinstance(text, str) else ""
        if not text and not files:
            raise UserError(self.env._("Please write something first."))
        if len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "The message has %(count)s characters; at most %(limit)s fit. Please shorten it, or send it in "
                    "parts.",
                    count=len(text),
                    limit=LONGEST,
                )
            )
        return text

    def _says_the_same(self, line: dict, text: str, files) -> bool:
        """Whether a message that was written says this, with these files."""
        known = self.env["ir.attachment"].sudo().browse([file["id"] for file in line["files"]])
        return line["text"] == text and [(file.name, file.raw) for file in known] == list(files)

    def _write_message(self, text, kind, files=()):
        author = self.env.user.partner_id
        message = self.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=plaintext2html(text),
            attachments=list(files),
            author_id=author.id,
            email_from=author.email_formatted or self.company_id.email_formatted or author.name,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        data = {"message": message.id}
        if files:
            data["files"] = {file.name: file.checksum for file in message.attachment_ids}
        self.env["gov.event"]._append([(self, {"kind": kind, "user_id": self.env.uid, "data": data})])

    def _notify_actor(self, subject, body):
        """Tell who handles the case at the window, if anybody does yet."""
        case = self.sudo()
        actor = case.acceptor_id or case.flow_user_id
        if actor and not actor.share:
            case.message_notify(partner_ids=actor.partner_id.ids, subject=subject, body=body)
