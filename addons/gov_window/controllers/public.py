from datetime import timedelta

from odoo import http
from odoo.http import request

from odoo.addons.gov_base.listing import listed

from .catalogue import whole


class PublicLists(http.Controller):
    """What the centre publishes: the register of received files, the windows."""

    @http.route("/gov/ledger", type="http", auth="public", website=True, readonly=True)
    def ledger(self, before="", **kwargs):
        """The register in order of application, and how far each case is (W-084, W-100)."""
        rows, older = request.env["gov.case"]._portal_ledger(before=whole(before))
        return request.render("gov_window.portal_ledger", {"rows": rows, "older": older, "newest": not whole(before)})

    @http.route("/gov/windows", type="http", auth="public", website=True, readonly=True)
    def windows(self, **kwargs):
        """The windows of each centre: what they accept, when they are open."""
        windows = request.env["gov.window"].sudo().search([])
        centres = windows.grouped("company_id")
        values = {"centres": centres, "hours": {centre: self._week(centre) for centre in centres}}
        return request.render("gov_window.portal_windows", values)

    def _week(self, centre):
        """The office hours of the coming seven days: (date, text)."""
        calendar, today = centre._gov_calendar(), centre._gov_today()
        week = []
        for day in (today + timedelta(days=ahead) for ahead in range(7)):
            opening = [f"{begin:%H:%M}–{to:%H:%M}" for begin, to in calendar._opening(day)]
            week.append((day, listed(request.env, opening) or request.env._("closed")))
        return week
