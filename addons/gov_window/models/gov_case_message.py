from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html

LONGEST = 2000
#: how many messages the applicant writes before the window answers
UNANSWERED = 10


class GovCase(models.Model):
    """Messages between the applicant and the window (在线沟通, W-056, W-099).

    They are comments of Odoo's own thread: notes and everything else that is internal stay where
    they are. What counts is not said here: supplements, verdicts and withdrawals have their moves.
    """

    _inherit = "gov.case"

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
                "messages": [
                    line | {"at": fields.Datetime.to_string(line["at"])} for line in written.get(case.id, ())
                ],
            }

    def _conversation(self) -> list[dict]:
        """What was written, oldest first: id, text, author, whether the applicant's, when."""
        self.ensure_one()
        return self._conversations().get(self.id, [])

    def _conversations(self) -> dict[int, list[dict]]:
        """The messages of each case that has any, as :meth:`_conversation` gives them."""
        self.check_access("read")
        cases = {case.id: case for case in self.sudo()}
        found = {}
        for message in self.env["mail.message"].sudo().search(self._conversation_domain(), order="id"):
            case = cases[message.res_id]
            found.setdefault(case.id, []).append(
                {
                    "id": message.id,
                    "text": html2plaintext(message.body).strip(),
                    "author": message.author_id.name or "",
                    "from_applicant": message.author_id in case.partner_id | case.agent_id,
                    "at": message.date,
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

    # ------------------------------------------------------------------ the applicant writes

    def _portal_may_write(self) -> bool:
        """Whether the applicant may write to the window now."""
        self.ensure_one()
        return self.state != "draft" and not self.closed_at

    def _portal_write(self, text: str):
        """Write to the window. The same words again change nothing.

        :raises UserError: nothing to say, too long, too many without an answer, or the case is over
        """
        self.ensure_one()
        text = self._checked_text(text)
        if not self._portal_may_write():
            raise UserError(
                self.env._("This case is over. If something is not right, please ask the service centre or complain.")
            )
        self._flow_lock()
        written = self._conversation()
        if written and written[-1]["from_applicant"] and written[-1]["text"] == text:
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
        self.sudo()._write_message(text, "message.applicant")
        self.sudo()._flow_write({"applicant_wrote_at": self.env.cr.now().replace(microsecond=0)})
        self._notify_actor(
            self.env._("The applicant wrote: %(case)s", case=self.display_name),
            self.env._("Please answer under “Messages” of the case."),
        )

    # ------------------------------------------------------------------ the window writes

    def action_write_applicant(self, text):
        """Write to the applicant, who is told of it by mail and message.

        :param text: plain text
        :raises UserError: nothing to say, too long, or the applicant is still writing the application
        """
        self.ensure_one()
        self.check_access("write")
        text = self._checked_text(text)
        if self.state == "draft":
            raise UserError(self.env._("The application is not submitted yet: there is nobody to write to."))
        self._flow_lock()
        written = self._conversation()
        if written and not written[-1]["from_applicant"] and written[-1]["text"] == text:
            return
        self.sudo()._write_message(text, "message.window")
        self.sudo()._flow_write({"applicant_wrote_at": False})
        self._tell_applicant("gov_window", "message")

    # ------------------------------------------------------------------ both

    @api.model
    def _checked_text(self, text) -> str:
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            raise UserError(self.env._("Please write something first."))
        if len(text) > LONGEST:
            raise UserError(
                self.env._(
                    "The message has %(count)s characters; at most %(limit)s fit. Please shorten it, or send it in parts.",
                    count=len(text),
                    limit=LONGEST,
                )
            )
        return text

    def _write_message(self, text, kind):
        author = self.env.user.partner_id
        message = self.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=plaintext2html(text),
            author_id=author.id,
            email_from=author.email_formatted or self.company_id.email_formatted or author.name,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.env["gov.event"]._append(
            [(self, {"kind": kind, "user_id": self.env.uid, "data": {"message": message.id}})]
        )

    def _notify_actor(self, subject, body):
        """Tell who handles the case at the window, if anybody does yet."""
        case = self.sudo()
        actor = case.acceptor_id or case.flow_user_id
        if actor and not actor.share:
            case.message_notify(partner_ids=actor.partner_id.ids, subject=subject, body=body)
