import secrets

from odoo import api, fields, models
from odoo.tools import consteq


class ResCompany(models.Model):
    _inherit = "res.company"

    gov_hall_code = fields.Char(
        "Hall Code",
        compute="_compute_gov_hall_codes",
        store=True,
        readonly=False,
        copy=False,
        help="The last part of the address of the hall screen and of the page where telephones take numbers.",
    )
    gov_hall_terminal = fields.Char(
        "Key of the Ticket Terminal",
        compute="_compute_gov_hall_codes",
        store=True,
        copy=False,
        groups="gov_base.group_admin",
        help="The address of the terminal in the hall; who knows it takes numbers without the limit of telephones.",
    )
    gov_hall_address = fields.Char("Hall Screen", compute="_compute_gov_hall_addresses")
    gov_hall_take_address = fields.Char("Numbers by Telephone", compute="_compute_gov_hall_addresses")
    gov_hall_terminal_address = fields.Char(
        "Ticket Terminal", compute="_compute_gov_hall_addresses", groups="gov_base.group_admin"
    )

    _unique_gov_hall_code = models.UniqueIndex("(gov_hall_code)", "Another centre has this hall code.")

    @api.depends("name")
    def _compute_gov_hall_codes(self):
        """A code and a key of its own for each centre; once made they stay."""
        for company in self:
            company.gov_hall_code = company.gov_hall_code or secrets.token_hex(4)
            company.gov_hall_terminal = company.gov_hall_terminal or secrets.token_urlsafe(18)

    @api.depends("gov_hall_code", "gov_hall_terminal")
    def _compute_gov_hall_addresses(self):
        for company in self:
            base = f"{company.get_base_url()}/gov/hall"
            company.gov_hall_address = f"{base}/{company.gov_hall_code}"
            company.gov_hall_take_address = f"{base}/{company.gov_hall_code}/take"
            company.gov_hall_terminal_address = f"{base}/{company.sudo().gov_hall_terminal}/take"

    @api.model
    def _gov_hall(self, code: str):
        """The centre of a hall address.

        :return: (the centre as superuser or empty, whether the address is the terminal's)
        """
        code = (code or "")[:64]
        centres = self.sudo()
        found = (
            centres.search(["|", ("gov_hall_code", "=", code), ("gov_hall_terminal", "=", code)], limit=1)
            if code
            else centres
        )
        return found, bool(found) and consteq(found.gov_hall_terminal, code)

    def _gov_hall_board(self) -> dict:
        """What the hall screen shows: numbers and windows, how many wait, who is open. No
        personal data; a constant number of queries."""
        self.ensure_one()
        centre = self.sudo()
        now = self.env.cr.now()
        windows = centre.env["gov.window"].search([("company_id", "=", self.id), ("queue_ids", "!=", False)])
        desks = centre.env["gov.desk"].search([("window_id", "in", windows.ids)]).grouped("window_id")
        today = [("company_id", "=", self.id), ("day", "=", self._gov_today()), ("window_id", "!=", False)]
        tickets = centre.env["gov.ticket"].search(
            [*today, ("state", "in", ("called", "serving"))], order="called_at desc, id desc"
        )
        at_window = {ticket.window_id: ticket for ticket in reversed(tickets)}
        rows = []
        for window in windows:
            ticket, desk = at_window.get(window), desks.get(window)
            if ticket:
                state = ticket.state
            elif desk and desk.paused_since:
                state = "paused"
            else:
                state = "open" if window._is_open(now) else "closed"
            rows.append({"number": window.number, "name": window.name, "state": state, "code": ticket and ticket.code})
        return {
            "calls": [
                {
                    "code": ticket.code,
                    "window": ticket.window_id.number,
                    "name": ticket.window_id.name,
                    "state": ticket.state,
                    "key": f"{ticket.id}-{ticket.call_count}",
                    "text": ticket._announcement() if ticket.state == "called" else "",
                }
                for ticket in tickets
            ],
            "queues": centre.env["gov.queue"]._waiting(self),
            "windows": rows,
            "areas": centre.env["gov.area"].search([("company_id", "=", self.id)]),
        }
