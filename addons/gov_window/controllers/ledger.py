from datetime import date, datetime, time

from odoo import api, http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class Ledger(http.Controller):
    """The staff's ledger as a file."""

    @http.route("/gov/cases/export", type="http", auth="user", methods=["GET"], readonly=True)
    def export(self, since="", until="", **kwargs):
        """Stream the ledger of the cases that the user may read, received in a time.

        :param since: first day, ISO; empty: from the beginning
        :param until: last day, ISO; empty: until today
        """
        env = request.env
        if not env.user._is_internal():
            raise AccessError(env._("The ledger is for the staff of the service centre."))
        env["gov.case"].check_access("read")
        calendar = env.company._gov_calendar()
        domain = [
            ("received_at", operator, calendar._to_utc(datetime.combine(self._day(day), moment)))
            for day, operator, moment in ((since, ">=", time.min), (until, "<=", time.max))
            if day
        ]
        registry, uid, context = env.registry, env.uid, dict(env.context)

        def stream():
            # the answer is sent after the request's own transaction has ended
            with registry.cursor() as cursor:
                own = api.Environment(cursor, uid, context)
                for piece in own["gov.case"]._export_ledger(domain):
                    yield piece.encode()

        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", "attachment; filename=ledger.csv"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(stream(), headers)

    def _day(self, text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise UserError(request.env._("“%(day)s” is no date: write it like 2026-03-02.", day=text[:40])) from error
