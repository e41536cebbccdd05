from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.gov_case_message import MOST_FILES
from ..models.gov_upload_target import InfectedFileError
from .catalogue import whole
from .portal import CasePortal


class Conversation(CasePortal):
    """What the applicant writes on the page of a case: messages, and that it is withdrawn."""

    def _prepare_case_values(self, case):
        """Override: messages and withdrawal, for the people of the case only."""
        values = super()._prepare_case_values(case)
        if request.env.user.partner_id not in case.sudo().partner_id | case.sudo().agent_id:
            return values | {"own": False}
        return values | {
            "own": True,
            "messages": case._conversation(),
            "may_write": case._portal_may_write(),
            "waiting_files": case.with_user(request.env.user)._waiting_files(),
            "most_files": MOST_FILES,
            "megabytes": case._rule("upload_megabytes"),
            "may_withdraw": case._portal_may_withdraw(),
        }

    @http.route("/my/cases/<int:case_id>/message", type="http", auth="user", website=True, methods=["POST"])
    def message(self, case_id, text="", do="send", upload="", **kwargs):
        """Write to the window, with files; take a file away that was not sent yet.

        A file that is taken stays, whatever becomes of the others and of the message.
        """
        case = request.env["gov.case"]._portal_find(case_id)
        if case and do == "send":
            for file in request.httprequest.files.getlist("file"):
                if refused := self._attach(case, file, text):
                    return refused

        def act():
            if do == "remove":
                case._portal_detach(whole(upload))
            else:
                case._portal_write(text)

        return self._say(case, "messages", act, text=text[:4000])

    def _attach(self, case, file, text):
        """Take a file; the page that says why not, if it is not taken."""
        if not file.filename:
            return None
        # one byte more than allowed is enough to refuse
        content = file.stream.read(case._upload_limit() + 1)
        answer = self._say(
            case,
            "messages",
            lambda: case._portal_attach(content, file.filename),
            file_name=file.filename,
            text=text[:4000],
        )
        return answer if answer.status_code == 422 else None

    @http.route("/my/cases/<int:case_id>/withdraw", type="http", auth="user", website=True, methods=["POST"])
    def withdraw(self, case_id, reason="", do="ask", **kwargs):
        """Ask to withdraw, or take the request back."""
        case = request.env["gov.case"]._portal_find(case_id)

        def act():
            if do == "keep":
                case._portal_keep()
            else:
                case._portal_ask_withdraw(reason)

        return self._say(case, "withdrawal", act, reason=reason[:1000])

    def _say(self, case, anchor, act, file_name="", **typed):
        """Do it and come back to the page; what is refused is said there, with what was typed."""
        if not case:
            return self._no_such_case()
        try:
            with request.env.cr.savepoint():
                act()
                request.env.flush_all()
        except UserError as error:
            request.env.invalidate_all()
            if isinstance(error, InfectedFileError):
                case._record_infected(file_name, error.found)
            values = self._prepare_case_values(case.sudo()) | {
                "page_name": "gov_case",
                "error": str(error),
                "where": anchor,
            }
            return request.render("gov_window.portal_my_case", values | typed, status=422)
        return request.redirect(f"/my/cases/{case.id}#{anchor}")
