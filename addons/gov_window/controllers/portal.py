from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

CASES_PER_PAGE = 20


class CasePortal(CustomerPortal):
    """The citizen's own cases (我的办件)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "case_count" in counters:
            cases = request.env["gov.case"]
            values["case_count"] = cases.search_count(cases._portal_domain()) if cases.has_access("read") else 0
        return values

    @http.route(["/my/cases", "/my/cases/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def my_cases(self, page=1, **kwargs):
        """The list of the citizen's cases, newest first."""
        cases = request.env["gov.case"]
        domain = cases._portal_domain()
        pages = pager(url="/my/cases", total=cases.search_count(domain), page=page, step=CASES_PER_PAGE)
        values = self._prepare_portal_layout_values() | {
            "cases": cases.search(domain, limit=CASES_PER_PAGE, offset=pages["offset"]),
            "pager": pages,
            "page_name": "gov_cases",
            "default_url": "/my/cases",
        }
        return request.render("gov_window.portal_my_cases", values)

    @http.route("/my/cases/<int:case_id>", type="http", auth="public", website=True, readonly=True)
    def my_case(self, case_id, access_token=None, **kwargs):
        """One case: steps with dates, what we wait for, the explained due date, papers.

        Somebody else's case and a missing one give the same answer.
        """
        try:
            case = self._document_check_access("gov.case", case_id, access_token)
        except (AccessError, MissingError):
            return self._no_such_case()
        values = self._prepare_case_values(case) | {"page_name": "gov_case"}
        return request.render("gov_window.portal_my_case", values)

    def _prepare_case_values(self, case):
        """What the page of a case shows. Later addons add to it."""
        return {
            "case": case,
            "object": case,
            "timeline": case._portal_timeline(),
            "explanation": case._explained(inside=False),
            "notices": case.notice_ids,
            "to_local": case.company_id._gov_calendar()._to_local,
        }

    def _no_such_case(self):
        return request.render("gov_window.portal_no_case", {"page_name": "gov_case"}, status=404)

    @http.route("/my/notices/<int:notice_id>/pdf", type="http", auth="user", website=True)
    def my_notice(self, notice_id, **kwargs):
        """The paper as PDF, for its addressee and for the agent of the case (代办人)."""
        notice = request.env["gov.notice"].sudo().search([("id", "=", notice_id)])
        if request.env.user.partner_id not in notice.partner_id + notice.case_id.agent_id:
            return self._no_such_case()
        notice = notice.sudo(False)
        content, _type = (
            request.env["ir.actions.report"].sudo()._render_qweb_pdf("gov_base.gov_notice_report", notice.ids)
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("Content-Disposition", http.content_disposition(f"{notice.number}.pdf")),
        ]
        return request.make_response(content, headers=headers)
