from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

#: seconds after which the terminal shows the choice again, a waiting telephone its place
TERMINAL_SECONDS, PHONE_SECONDS = 12, 20


class Hall(http.Controller):
    """The hall's screen and its numbers, for everybody, without an account (W-052, W-053)."""

    @http.route("/gov/hall/<string:code>", type="http", auth="public", website=True, readonly=True)
    def screen(self, code, **kwargs):
        """The screen of the hall: called numbers, windows, how many wait."""
        return self._board(code, "gov_window.portal_hall_screen")

    @http.route("/gov/hall/<string:code>/board", type="http", auth="public", website=True, readonly=True)
    def board(self, code, **kwargs):
        """The part of the screen that changes."""
        return self._board(code, "gov_window.portal_hall_board")

    def _board(self, code, template):
        centre, terminal = request.env["res.company"]._gov_hall(code)
        if not centre or terminal:
            return self._missing()
        values = {"centre": centre, "code": code, **centre._gov_hall_board()}
        return request.render(template, values, headers=[("Cache-Control", "no-store")])

    @http.route("/gov/hall/<string:code>/take", type="http", auth="public", website=True, methods=["GET"])
    def choose(self, code, **kwargs):
        """The service groups to take a number of."""
        centre, terminal = request.env["res.company"]._gov_hall(code)
        return self._choose(centre, code, terminal) if centre else self._missing()

    @http.route("/gov/hall/<string:code>/take", type="http", auth="public", website=True, methods=["POST"])
    def take(self, code, queue="", priority="none", **kwargs):
        """Take a number. A telephone that has one of the group already gets that one."""
        centre, terminal = request.env["res.company"]._gov_hall(code)
        if not centre:
            return self._missing()
        group = centre.env["gov.queue"].search([("company_id", "=", centre.id)])
        group = group.filtered(lambda known: known.letter == queue)
        tickets = request.env["gov.ticket"]
        try:
            if not group:
                raise UserError(request.env._("Please choose a service."))
            held = request.session.get("gov_tickets") or {}
            ticket = tickets._find("" if terminal else held.get(queue))
            today = centre._gov_today()
            if ticket.state not in ("taken", "called") or ticket.queue_id != group or ticket.day != today:
                channel, address = ("terminal", "") if terminal else ("phone", request.httprequest.remote_addr)
                ticket = tickets._take(group, priority, channel, address=address).sudo()
        except UserError as error:
            return self._choose(centre, code, terminal, error=str(error), status=422)
        if terminal:
            return request.redirect(f"/gov/ticket/{ticket.token}?slip=1&back={code}")
        request.session["gov_tickets"] = {**held, queue: ticket.token}
        return request.redirect(f"/gov/ticket/{ticket.token}")

    def _choose(self, centre, code, terminal, error="", status=200):
        values = {
            "centre": centre,
            "code": code,
            "terminal": terminal,
            "queues": centre.env["gov.queue"]._waiting(centre),
            "priorities": request.env["gov.ticket"]._fields["priority"]._description_selection(request.env),
            "error": error,
        }
        return request.render("gov_window.portal_hall_take", values, status=status)

    @http.route("/gov/ticket/<string:token>", type="http", auth="public", website=True, methods=["GET"], readonly=True)
    def ticket(self, token, slip="", back="", **kwargs):
        """One's number: how many are before it, where it was called; the slip of the terminal."""
        ticket = request.env["gov.ticket"]._find(token)
        if not ticket:
            return self._missing()
        _centre, terminal = request.env["res.company"]._gov_hall(back)
        waiting = ticket.state == "taken"
        values = {
            "ticket": ticket,
            "slip": bool(slip),
            "ahead": ticket._ahead() if waiting else 0,
            "minutes": ticket._expected_minutes() if waiting else 0,
            "back": f"/gov/hall/{back}/take" if terminal else f"/gov/hall/{ticket.company_id.gov_hall_code}/take",
        }
        headers = [("Cache-Control", "no-store")]
        if terminal:
            headers.append(("Refresh", f"{TERMINAL_SECONDS}; url=/gov/hall/{back}/take"))
        elif ticket.state in ("taken", "called") and not slip:
            headers.append(("Refresh", str(PHONE_SECONDS)))
        return request.render("gov_window.portal_hall_ticket", values, headers=headers)

    @http.route("/gov/ticket/<string:token>", type="http", auth="public", website=True, methods=["POST"])
    def give_up(self, token, **kwargs):
        """Give one's number up."""
        ticket = request.env["gov.ticket"]._find(token)
        if not ticket:
            return self._missing()
        if ticket.state == "taken":
            ticket._flow_move("give_up")
        return request.redirect(f"/gov/ticket/{token}")

    def _missing(self):
        values = {"error": request.env._("There is no such hall or number. Please scan the code in the hall again.")}
        return request.render("gov_window.portal_nothing_here", values, status=404)
