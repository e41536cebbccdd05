from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


class Photo(http.Controller):
    """The page that a telephone opens from the QR code of the clerk's screen (W-071)."""

    @http.route("/gov/photo/<string:token>", type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def ask(self, token, **kwargs):
        """The form with one button; it names the material and nobody."""
        line = request.env["gov.case.material"]._photo_line(token[:120])
        return self._page(token, line, status=200 if line else 404)

    @http.route("/gov/photo/<string:token>", type="http", auth="public", website=True, methods=["POST"])
    def take(self, token, file=None, **kwargs):
        """Keep the photograph at the line of the link."""
        line = request.env["gov.case.material"]._photo_line(token[:120])
        address = request.httprequest.remote_addr or ""
        if request.env["gov.lookup.attempt"]._too_many_photos(token[:120], address, failed=not line):
            return self._page(token, line, status=429, throttled=True)
        if not line:
            return self._page(token, line, status=404)
        try:
            with request.env.cr.savepoint():
                # one byte more than allowed is enough to refuse
                content = file.stream.read(line._upload_limit() + 1) if file else b""
                line._photo_store(content, file.filename if file else "")
        except UserError as error:
            request.env.invalidate_all()
            return self._page(token, line, status=422, error=str(error))
        return self._page(token, line, done=True)

    def _page(self, token, line, status=200, **values):
        values = {"token": token, "line": line, "material": line.material_id.name, **values}
        response = request.render("gov_window.portal_photo", values, status=status)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response
