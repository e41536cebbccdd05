from odoo import http
from odoo.http import request


class NoticeCheck(http.Controller):
    """The public check of a paper by the QR code it carries, or the code beside it."""

    @http.route(
        ["/gov/check", "/gov/check/<string:token>"],
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def check(self, token="", code="", **kwargs):
        """Show number, kind, date and state of the paper; the holder's name is masked.

        A token or typed code that fits no paper gets the same page, which says so; without
        either it asks for the code. Not answered by a replica: a paper may have been made
        void a moment ago.
        """
        notices = request.env["gov.notice"]
        token = token or notices._typed_token(code)
        notice = notices._find_by_token(token)
        refused = bool(token) and self._refused(notice)
        notice = notices if refused else notice
        return request.render(
            "gov_base.notice_check_page",
            {"notice": notice, "asked": bool(token), "refused": refused, "code": code[:20]},
            status=429 if refused else 200 if notice or not token else 404,
        )

    def _refused(self, notice) -> bool:
        """Hook: whether this address asked for too many papers that do not exist."""
        return False
