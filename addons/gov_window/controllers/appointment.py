from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

KINDS = ("service", "guidance", "individual", "agency")


class Appointment(http.Controller):
    """Book, move, cancel an appointment, and say that one has come (W-006, W-053)."""

    @http.route("/gov/item/<string:slug>/book", type="http", auth="user", website=True, methods=["GET"])
    def choose(self, slug, kind="service", day="", **kwargs):
        """The free times for an item."""
        item = self._item(slug)
        return self._choose(item, kind, day) if item else self._nothing()

    @http.route("/gov/item/<string:slug>/book", type="http", auth="user", website=True, methods=["POST"])
    def book(self, slug, kind="service", day="", start="", **kwargs):
        """Book one of them."""
        item = self._item(slug)
        if not item or kind not in KINDS:
            return self._nothing()
        values = {name: kwargs.get(name, "") for name in ("phone", "note", "priority")}
        try:
            with request.env.cr.savepoint():
                moment = request.env["gov.queue"]._parse_start(start)
                appointment = request.env["gov.appointment"]._portal_book(item, kind, moment, **values)
        except UserError as error:
            request.env.invalidate_all()
            return self._choose(item, kind, day, error=str(error), status=422, **values)
        return request.redirect(f"/my/appointments/{appointment.id}")

    def _item(self, slug):
        """The item, for a citizen."""
        item = request.env["gov.item"]._portal_find(slug)
        return item if request.env.user._is_portal() else item.browse()

    def _choose(self, item, kind, day, status=200, **values):
        kind = kind if kind in KINDS else "service"
        appointments = request.env["gov.appointment"]
        queue = appointments._queue_of(item, kind)
        kinds = appointments._fields["kind"]._description_selection(request.env)
        values = {
            "item": item,
            "address": item._portal_slug(),
            "kind": kind,
            "kinds": [known for known in kinds if appointments._queue_of(item, known[0])],
            "priorities": request.env["gov.ticket"]._fields["priority"]._description_selection(request.env),
            "phone": request.env.user.partner_id.phone or "",
            **self._times(queue, day),
            **values,
        }
        return request.render("gov_window.portal_appointment_book", values, status=status)

    def _times(self, queue, day) -> dict:
        """Days and times to choose from; the first day that has a free time, unless one is named."""
        days = queue._bookable_days() if queue else []
        try:
            wanted = fields.Date.to_date(day)
        except ValueError:
            wanted = None
        if wanted not in days:
            wanted = next((known for known in days if any(slot["free"] for slot in queue._slots(known))), None)
        return {"queue": queue, "days": days, "day": wanted, "slots": queue._slots(wanted) if wanted else []}

    @http.route("/my/appointments", type="http", auth="user", website=True, readonly=True)
    def my_appointments(self, **kwargs):
        """The citizen's appointments, those to come first."""
        appointments = request.env["gov.appointment"].search(
            [("partner_id", "=", request.env.user.partner_id.id)], limit=50
        )
        coming = appointments.filtered(lambda known: known.state in ("booked", "checked_in"))
        values = {
            "coming": coming.sorted("slot_start"),
            "past": appointments - coming,
            "page_name": "gov_appointments",
        }
        return request.render("gov_window.portal_my_appointments", values)

    @http.route("/my/appointments/<int:appointment_id>", type="http", auth="user", website=True, methods=["GET"])
    def my_appointment(self, appointment_id, day="", **kwargs):
        """One appointment, and the times it could be moved to."""
        appointment = request.env["gov.appointment"]._portal_find(appointment_id)
        return self._page(appointment, day) if appointment else self._missing()

    @http.route("/my/appointments/<int:appointment_id>", type="http", auth="user", website=True, methods=["POST"])
    def change(self, appointment_id, do="", start="", day="", **kwargs):
        """Move it, cancel it, say that one has come."""
        appointment = request.env["gov.appointment"]._portal_find(appointment_id)
        if not appointment or do not in ("move", "withdraw", "arrive"):
            return self._missing()
        try:
            with request.env.cr.savepoint():
                if do == "move":
                    appointment._reschedule(request.env["gov.queue"]._parse_start(start))
                else:
                    appointment._flow_move(do)
        except UserError as error:
            request.env.invalidate_all()
            return self._page(appointment, day, error=str(error), status=422)
        return request.redirect(f"/my/appointments/{appointment.id}")

    def _page(self, appointment, day, status=200, **values):
        known = appointment.sudo()
        values = {
            "appointment": appointment,
            "known": known,
            "ticket": known.ticket_ids[:1],
            "page_name": "gov_appointment",
            **(self._times(known.queue_id, day) if appointment.state == "booked" else {}),
            **values,
        }
        return request.render("gov_window.portal_my_appointment", values, status=status)

    def _missing(self):
        return request.render("gov_window.portal_no_appointment", {"page_name": "gov_appointment"}, status=404)

    def _nothing(self):
        return request.render("gov_window.portal_nothing_here", {}, status=404)
