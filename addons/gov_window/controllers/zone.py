from odoo import http
from odoo.http import request


class Zone(http.Controller):
    """The service areas of the hall with a catalogue of their own, e.g. 开办企业服务专区 (W-112)."""

    @http.route("/gov/zone/<string:slug>", type="http", auth="public", website=True, readonly=True)
    def zone(self, slug, **kwargs):
        """The catalogue in force of a zone: its items, version and windows."""
        catalogue = request.env["gov.zone.catalogue"]._portal_find(slug)
        if not catalogue:
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        items = catalogue.item_ids.filtered(lambda item: item.version_id and not item.secret)
        values = {
            "catalogue": catalogue,
            "items": items,
            "modes": items._mode_labels(),
            "modes_of": items._modes(),
            "windows": request.env["gov.window"].sudo().search([("zone_id", "=", catalogue.zone_id.id)]),
        }
        return request.render("gov_window.portal_zone", values)
