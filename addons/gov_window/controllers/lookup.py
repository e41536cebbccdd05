from odoo import http
from odoo.http import request


class Lookup(http.Controller):
    """Progress by case number and tracking code, for those without an account (W-099)."""

    @http.route("/gov/progress", type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def ask(self, number="", **kwargs):
        """The form that asks for number and code; the code on a slip brings the number along."""
        return request.render("gov_window.portal_lookup", {"number": number.strip()[:40]})

    @http.route("/gov/progress", type="http", auth="public", website=True, methods=["POST"])
    def answer(self, number="", code="", **kwargs):
        """State, date and steps of the case; a wrong number and a wrong code get one answer."""
        case, throttled = request.env["gov.lookup.attempt"]._lookup(number, code, request.httprequest.remote_addr)
        values = {"number": number.strip()[:40], "case": case, "throttled": throttled, "asked": True}
        if case:
            values |= {
                "timeline": case._portal_timeline(),
                "explanation": case._explained(inside=False),
                "to_local": case.company_id._gov_calendar()._to_local,
            }
        return request.render("gov_window.portal_lookup", values, status=200 if case else 429 if throttled else 404)
