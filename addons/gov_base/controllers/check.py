from odoo import http
from odoo.http import request

from ..kernel.identity import mask_name


class NoticeCheck(http.Controller):
    """The public check of a paper by the QR code it carries."""

    @http.route("/gov/check/<string:token>", type="http", auth="public", website=True, readonly=True, sitemap=False)
    def check(self, token, **kwargs):
        """Show number, kind, date and state of the paper; the holder's name is masked.

        A token that fits no paper gets the same page, which says so.
        """
        notice = request.env["gov.notice"]._find_by_token(token)
        return request.render(
            "gov_base.notice_check_page",
            {"notice": notice, "holder": self._holder(notice.partner_id)},
            status=200 if notice else 404,
        )

    def _holder(self, partner):
        return partner.name if partner.is_company else mask_name(partner.name)
