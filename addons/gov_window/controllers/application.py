from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from .catalogue import answers_of

MOVES = {"submit": "_portal_submit", "take_back": "_portal_take_back", "hand_in": "_portal_hand_in"}


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
        """Keep what the applicant writes to the window."""
        case = request.env["gov.case"]._portal_find(case_id)
        return self._change(case, "note", lambda: case._portal_note(note))

    @http.route(
        "/my/cases/<int:case_id>/materials/<int:line_id>", type="http", auth="user", website=True, methods=["POST"]
    )
    def material(self, case_id, line_id, do="upload", file=None, **kwargs):
        """Upload the file of a line, take it away, or say that it comes on paper."""
        case = request.env["gov.case"]._portal_find(case_id)
        line = case.material_ids.filtered(lambda line: line.id == line_id)
        if not line:
            return self._missing()

        def change():
            if do == "upload":
                # one byte more than allowed is enough to refuse
                content = file.stream.read(line._upload_limit() + 1) if file else b""
                line._portal_store(content, file.filename if file else "")
            else:
                line._portal_clear(by_paper=do == "paper")

        return self._change(case, f"line-{line.id}", change)

    @http.route("/my/cases/<int:case_id>/materials/<int:line_id>", type="http", auth="user", website=True)
    def material_file(self, case_id, line_id, **kwargs):
        """The file that was uploaded, for its applicant."""
        line = request.env["gov.case"]._portal_find(case_id).material_ids.filtered(lambda line: line.id == line_id)
        if not line.sudo().file:
            return self._missing()
        content, mimetype, name = line._portal_file()
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

        def change():
            if note is not None and case._portal_may_edit():
                case._portal_note(note)
            if do == "discard":
                case._portal_discard()
            else:
                getattr(case, MOVES[do])()

        return self._change(case, "done", change, "/my/cases" if do == "discard" else None)

    def _change(self, case, anchor, change, target=None):
        """Do it and come back to the page; what is refused is said there, and nothing is lost."""
        if not case:
            return self._missing()
        url = target or f"/my/cases/{case.id}/application#{anchor}"
        try:
            with request.env.cr.savepoint():
                change()
        except UserError as error:
            request.env.invalidate_all()
            return self._page(case, error=str(error), where=anchor, status=422)
        return request.redirect(url)

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
                "megabytes": case._rule("upload_megabytes"),
                "page_name": "gov_application",
                **values,
            },
            status=status,
        )

    def _missing(self):
        return request.render("gov_window.portal_no_case", {"page_name": "gov_case"}, status=404)
