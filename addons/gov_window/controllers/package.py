from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .application import Application, ask_at, said_in
from .catalogue import answers_of


class PackageApplication(Application):
    """Apply for a package online: each paper once, all submitted together (W-029, W-093)."""

    @http.route("/gov/package/<string:slug>/apply", type="http", auth="user", website=True, methods=["POST"])
    def apply_package(self, slug, a="", **kwargs):
        """Begin an application for the package, or go on with the one begun."""
        package = request.env["gov.package"]._portal_find(slug)
        if not package or not request.env.user._is_portal():
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        try:
            with request.env.cr.savepoint():
                application = request.env["gov.package.application"]._portal_begin(package, answers_of(a))
                request.env.flush_all()
        except UserError as error:
            return request.render("gov_window.portal_nothing_here", {"error": str(error)}, status=422)
        return request.redirect(f"/my/packages/{application.id}")

    @http.route("/my/packages/<int:application_id>", type="http", auth="user", website=True, methods=["GET"])
    def package_application(self, application_id, **kwargs):
        """The application: its papers as long as it is written, then its cases."""
        application = request.env["gov.package.application"]._portal_find(application_id)
        return self._package_page(application) if application else self._missing()

    @http.route("/my/packages/<int:application_id>/move", type="http", auth="user", website=True, methods=["POST"])
    def move_package(self, application_id, do="", note=None, **kwargs):
        """Keep the note, submit all, throw the draft away."""
        application = request.env["gov.package.application"]._portal_find(application_id)
        if not application or do not in ("note", "submit", "discard"):
            return self._missing()
        try:
            if note is not None and application.unsubmitted:
                with request.env.cr.savepoint():
                    application._portal_note(note)
                    application._portal_say(said_in(kwargs))
                    request.env.flush_all()
            with request.env.cr.savepoint():
                if do == "submit":
                    application._portal_submit()
                elif do == "discard":
                    application._portal_discard()
                request.env.flush_all()
        except UserError as error:
            request.env.invalidate_all()
            return self._package_page(application, error=str(error), where="done", status=422)
        return request.redirect("/my/cases" if do == "discard" else f"/my/packages/{application_id}#done")

    # ------------------------------------------------------------------ lines of a package

    def _of_package(self, case):
        """The package's application, where the request came from its page."""
        return case.sudo().package_application_id if request.params.get("package") else None

    def _address(self, case):
        """Override: back to the page of the package."""
        application = self._of_package(case)
        return f"/my/packages/{application.id}" if application else super()._address(case)

    def _page(self, case, status=200, **values):
        """Override: what is refused is said on the page of the package."""
        application = self._of_package(case)
        return (
            self._package_page(application, status, **values) if application else super()._page(case, status, **values)
        )

    def _package_page(self, application, status=200, **values):
        papers = application._portal_papers() if application.unsubmitted else []
        lines = [paper["line"] for paper in papers]
        cases = application._own_cases()
        return request.render(
            "gov_window.portal_package_application",
            {
                "application": application,
                "cases": cases,
                "papers": papers,
                "answers": application.case_ids.answer_ids,
                "open_names": [
                    line.name for line in lines if line.required and line.state == "missing" and not line.by_paper
                ],
                "editable": application.unsubmitted,
                "conditions": application._portal_conditions(),
                "answerable": application.unsubmitted,
                "ask_at": ask_at(cases[:1]),
                "megabytes": request.env["gov.profile"]._value("upload_megabytes", company=application.company_id),
                "page_name": "gov_application",
                "package": True,
                **values,
            },
            status=status,
        )
