from odoo import http
from odoo.exceptions import LockError, UserError
from odoo.http import content_disposition, request

from odoo.addons.gov_base.models.ir_attachment import StorageError

from ..models.gov_upload_target import InfectedFileError, ScanLaterError
from .catalogue import answers_of, whole

MAX_PART = 2**20
CONDITION = "condition-"
MOVES = {"submit": "_portal_submit", "take_back": "_portal_take_back", "hand_in": "_portal_hand_in"}


def said_in(params) -> dict[int, str]:
    """What a form says to conditions: yes or no by line; what names no line is passed over."""
    return {
        whole(name.removeprefix(CONDITION)): answer
        for name, answer in params.items()
        if name.startswith(CONDITION) and answer
    }


def ask_at(case) -> str:
    """The telephone number for questions about the item of a case."""
    version = case.sudo().item_version_id
    return version.phone or case.sudo().department_id.phone or case.sudo().company_id.gov_service_phone or ""


class Application(http.Controller):
    """Apply, upload, supplement, take back: the citizen's own pages (W-092, W-093).

    Each file is a request of its own, and each request can be sent again.
    """

    @http.route("/gov/item/<string:slug>/apply", type="http", auth="user", website=True, methods=["POST"])
    def apply(self, slug, a="", **kwargs):
        """Begin an application, or go on with the one begun."""
        item = request.env["gov.item"]._portal_find(slug)
        if not item or not request.env.user._is_portal():
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        try:
            case = request.env["gov.case"]._portal_open(item, answers_of(a))
        except UserError as error:
            return request.render("gov_window.portal_nothing_here", {"error": str(error)}, status=422)
        return request.redirect(f"/my/cases/{case.id}/application")

    @http.route("/my/cases/<int:case_id>/application", type="http", auth="user", website=True, methods=["GET"])
    def application(self, case_id, **kwargs):
        """The application: the list with a file for each line, and what is missing."""
        case = request.env["gov.case"]._portal_find(case_id)
        return self._page(case) if case else self._missing()

    @http.route("/my/cases/<int:case_id>/note", type="http", auth="user", website=True, methods=["POST"])
    def note(self, case_id, note="", **kwargs):
        """Keep what the applicant writes to the window and says to the conditions."""
        case = request.env["gov.case"]._portal_find(case_id)

        def change():
            case._portal_note(note)
            case._portal_say(said_in(kwargs))

        return self._change(case, "note", change)

    @http.route(
        "/my/cases/<int:case_id>/materials/<int:line_id>", type="http", auth="user", website=True, methods=["POST"]
    )
    def material(self, case_id, line_id, do="upload", file=None, **kwargs):
        """Upload the file of a line, take it away, or say that it comes on paper."""
        case = request.env["gov.case"]._portal_find(case_id)
        line = case.material_ids.filtered(lambda line: line.id == line_id)
        if not line:
            return self._missing()

        def infected(error):
            line._record_infected(file.filename or "", error.found)

        def change():
            if do == "upload":
                # one byte more than allowed is enough to refuse
                content = file.stream.read(line._upload_limit() + 1) if file else b""
                line._portal_store(content, file.filename if file else "")
            else:
                line._portal_clear(by_paper=do == "paper")

        return self._change(case, f"line-{line.id}", change, infected=infected)

    @http.route(
        "/my/cases/<int:case_id>/materials/<int:line_id>/upload",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def upload(self, case_id, line_id, name="", size="", fingerprint="", **kwargs):
        """Announce a file that comes in parts, or ask where to go on with it."""
        line = request.env["gov.case"]._portal_find(case_id).material_ids.filtered(lambda line: line.id == line_id)
        if not line:
            return self._gone()
        return self._announce(line, name, size, fingerprint)

    def _announce(self, target, name, size, fingerprint):
        try:
            upload = request.env["gov.upload"]._begin(target, name[-120:] or "?", whole(size), fingerprint[:200])
        except LockError:
            return request.make_json_response({"busy": True}, status=409)
        except UserError as error:
            return request.make_json_response({"error": str(error)}, status=422)
        return request.make_json_response({"upload": upload.id, "offset": upload.offset})

    @http.route("/my/uploads/<int:upload_id>", type="http", auth="user", website=True, methods=["POST"])
    def part(self, upload_id, offset="", part=None, **kwargs):
        """Take a part of a file; with the last one the file is checked and put on its line.

        409 says where to go on, 422 why the file is not taken, 503 that it can be finished later.
        """
        upload = request.env["gov.upload"]._find(upload_id)
        if not upload:
            return self._gone()
        content = part.stream.read(MAX_PART + 1) if part else b""
        try:
            with request.env.cr.savepoint():
                fits = len(content) <= MAX_PART and upload._receive(whole(offset), content)
                request.env.flush_all()
        except LockError:
            return request.make_json_response({"busy": True}, status=409)
        except StorageError as error:
            return request.make_json_response({"error": str(error)}, status=503)
        except UserError as error:
            return request.make_json_response({"error": str(error)}, status=422)
        if not fits:
            return request.make_json_response({"offset": upload.offset}, status=409)
        if not upload.done_at and upload.offset == upload.size:
            return self._finish(upload)
        return request.make_json_response({"offset": upload.offset, "done": bool(upload.done_at)})

    def _finish(self, upload):
        target, name = upload._target(), upload.name
        try:
            with request.env.cr.savepoint():
                upload._finish()
                request.env.flush_all()
        except (StorageError, ScanLaterError) as error:
            return request.make_json_response({"error": str(error)}, status=503)
        except UserError as error:
            if isinstance(error, InfectedFileError):
                target._record_infected(name, error.found)
            upload.unlink()
            return request.make_json_response({"error": str(error)}, status=422)
        return request.make_json_response({"offset": upload.size, "done": True})

    def _gone(self):
        return request.make_json_response({"gone": True}, status=404)

    @http.route("/my/cases/<int:case_id>/materials/<int:line_id>", type="http", auth="user", website=True)
    def material_file(self, case_id, line_id, **kwargs):
        """The file that was uploaded, for its applicant."""
        line = request.env["gov.case"]._portal_find(case_id).material_ids.filtered(lambda line: line.id == line_id)
        if not line.sudo().file:
            return self._missing()
        return self._file(*line._portal_file())

    @http.route("/my/cases/<int:case_id>/message/upload", type="http", auth="user", website=True, methods=["POST"])
    def message_upload(self, case_id, name="", size="", fingerprint="", **kwargs):
        """Announce a file of a message that comes in parts, or ask where to go on with it."""
        case = request.env["gov.case"]._portal_find(case_id)
        return self._announce(case, name, size, fingerprint) if case else self._gone()

    @http.route("/my/cases/<int:case_id>/message/<int:attachment_id>", type="http", auth="user", website=True)
    def message_file(self, case_id, attachment_id, **kwargs):
        """A file of a message, for the people of the case."""
        case = request.env["gov.case"]._portal_find(case_id)
        file = case and case._conversation_file(attachment_id)
        return self._file(*file) if file else self._missing()

    def _file(self, content, mimetype, name):
        headers = [
            ("Content-Type", mimetype),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers=headers)

    @http.route("/my/cases/<int:case_id>/move", type="http", auth="user", website=True, methods=["POST"])
    def move(self, case_id, do="", note=None, **kwargs):
        """Submit, take back, hand in the supplement, throw the draft away."""
        case = request.env["gov.case"]._portal_find(case_id)
        if not case or do not in (*MOVES, "discard"):
            return self._missing()

        def keep():
            if note is not None and case._portal_may_edit():
                case._portal_note(note)
                case._portal_say(said_in(kwargs))

        def change():
            if do == "discard":
                case._portal_discard()
            else:
                getattr(case, MOVES[do])()

        return self._change(case, "done", change, "/my/cases" if do == "discard" else None, keep=keep)

    def _change(self, case, anchor, change, target=None, infected=None, keep=None):
        """Do it and come back to the page; what is refused is said there, and nothing is lost.

        :param keep: what is kept even when the change is refused
        """
        if not case:
            return self._missing()
        url = target or f"{self._address(case)}#{anchor}"
        try:
            if keep:
                with request.env.cr.savepoint():
                    keep()
                    request.env.flush_all()
            with request.env.cr.savepoint():
                change()
                request.env.flush_all()
        except UserError as error:
            request.env.invalidate_all()
            if isinstance(error, InfectedFileError):
                infected(error)
            return self._page(case, error=str(error), where=anchor, status=422)
        return request.redirect(url)

    def _address(self, case) -> str:
        """Where the application of the case is written. Packages have a page of their own."""
        return f"/my/cases/{case.id}/application"

    def _page(self, case, status=200, **values):
        lines = case.material_ids
        open_lines = lines.filtered(lambda line: line.required and line.state == "missing" and not line.by_paper)
        return request.render(
            "gov_window.portal_application",
            {
                "case": case,
                "lines": lines,
                "open_lines": open_lines,
                "editable": case._portal_may_edit(),
                "conditions": case._portal_conditions(),
                "answerable": case._portal_may_say(),
                "ask_at": ask_at(case),
                "megabytes": case._rule("upload_megabytes"),
                "page_name": "gov_application",
                **values,
            },
            status=status,
        )

    def _missing(self):
        return request.render("gov_window.portal_no_case", {"page_name": "gov_case"}, status=404)
