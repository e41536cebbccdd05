from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .gov_ticket import PRIORITIES


class GovDesk(models.Model):
    """A window as its clerk works at it today: the number that stands before it, who waits, the
    buttons (W-053). One row for each window."""

    _name = "gov.desk"
    _description = "My Window"
    _order = "window_id"
    _rec_name = "window_id"

    window_id = fields.Many2one("gov.window", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="window_id.company_id", store=True, index=True)
    called_at = fields.Datetime("Last Call", readonly=True)
    paused_since = fields.Datetime(readonly=True, help="暂停服务: shown on the hall screen.")
    ticket_id = fields.Many2one("gov.ticket", "Now", compute="_compute_tickets")
    code = fields.Char("Number", compute="_compute_tickets")
    ticket_state = fields.Selection("_selection_state", "State", compute="_compute_tickets")
    priority = fields.Selection(PRIORITIES, compute="_compute_tickets")
    call_count = fields.Integer("Calls", compute="_compute_tickets")
    appointment_id = fields.Many2one("gov.appointment", compute="_compute_tickets")
    waiting_ids = fields.Many2many("gov.ticket", compute="_compute_tickets")
    missed_ids = fields.Many2many("gov.ticket", compute="_compute_tickets")
    waiting_count = fields.Integer("Waiting Now", compute="_compute_tickets")
    done_count = fields.Integer("Done Today", compute="_compute_tickets")
    flow_buttons = fields.Json("Actions", compute="_compute_flow_buttons")

    _unique_window = models.UniqueIndex("(window_id)", "The window has a desk already.")

    #: of each button: its key, and the states of the number in which it does something
    _buttons = {
        "call_next": ("F8", ("",)),
        "recall": ("F7", ("called",)),
        "start": ("F9", ("called", "serving")),
        "finish": ("F10", ("called", "serving")),
        "miss": ("F4", ("called",)),
    }

    @api.model
    def _selection_state(self):
        return self.env["gov.ticket"]._fields["state"]._description_selection(self.env)

    def _compute_tickets(self):
        tickets = self.env["gov.ticket"]
        for desk in self:
            window, today = desk.window_id, desk.company_id._gov_today()
            of_day = [("company_id", "=", desk.company_id.id), ("day", "=", today)]
            queued = [*of_day, ("queue_id", "in", window.sudo().queue_ids.ids)]
            ticket = desk._current()
            desk.ticket_id, desk.code, desk.ticket_state = ticket, ticket.code, ticket.state
            desk.priority, desk.call_count = ticket.priority, ticket.call_count
            desk.appointment_id = ticket.appointment_id
            desk.waiting_ids = tickets.search([*queued, ("state", "=", "taken")], limit=40)
            desk.missed_ids = tickets.search([*queued, ("state", "=", "missed")], limit=20)
            desk.waiting_count = tickets.search_count([*queued, ("state", "=", "taken")])
            desk.done_count = tickets.search_count([*of_day, ("window_id", "=", window.id), ("state", "=", "done")])

    @api.depends_context("uid", "lang")
    def _compute_flow_buttons(self):
        labels = self._labels()
        for desk in self:
            ticket = desk.ticket_id
            reasons = ticket._get_cannot_miss_reason() if ticket.state == "called" else {}
            desk.flow_buttons = [
                {
                    "action": action,
                    "label": labels[action],
                    "hotkey": hotkey,
                    "primary": action
                    == ("start" if ticket.state == "called" else "call_next" if not ticket else "finish"),
                    "blocked": reasons.get(ticket.id, "") if action == "miss" else "",
                }
                for action, (hotkey, states) in self._buttons.items()
                if (ticket.state or "") in states
            ]

    @api.model
    def _labels(self) -> dict[str, str]:
        return {
            "call_next": self.env._("Call Next"),
            "recall": self.env._("Recall"),
            "start": self.env._("Start a Case"),
            "finish": self.env._("Done"),
            "miss": self.env._("Missed"),
        }

    # ------------------------------------------------------------------ open

    @api.model
    def action_open_mine(self):
        """Open the desk of the user's window, or let one who is posted to several choose.

        :raises UserError: the user is not posted to a window that calls numbers
        """
        windows = self.env.user.gov_window_ids.filtered(lambda window: window.sudo().queue_ids)
        if not windows:
            raise UserError(
                self.env._(
                    "You are not posted today to a window that calls numbers. The head of the window posts you, the "
                    "administrator gives the window its service groups."
                )
            )
        desks = self.sudo().search([("window_id", "in", windows.ids)])
        desks |= self.sudo().create([{"window_id": window.id} for window in windows - desks.window_id])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("My Window"),
            "res_model": self._name,
        }
        if len(desks) == 1:
            return action | {"res_id": desks.id, "views": [(False, "form")]}
        return action | {"views": [(False, "list"), (False, "form")], "domain": [("id", "in", desks.ids)]}

    # ------------------------------------------------------------------ call

    def _current(self):
        """The number that was called to the window, or stands at it."""
        self.ensure_one()
        return self.env["gov.ticket"].search(
            [("window_id", "=", self.window_id.id), ("state", "in", ("called", "serving"))], limit=1
        )

    def _check_mine(self):
        self.check_access("read")
        if self.window_id not in self.env.user.gov_window_ids:
            raise AccessError(
                self.env._("You are not posted to window %(window)s today.", window=self.window_id.display_name)
            )

    def action_call_next(self):
        """Call who is next. While a number is called or served at the window, nobody else is
        called: a second press, or a colleague's at the same moment, does nothing.

        :raises UserError: nobody waits, or the window is paused
        """
        self.ensure_one()
        self._check_mine()
        self._touch()
        if self._current():
            return
        if self.paused_since:
            raise UserError(self.env._("The window is paused. Press “Go On” first."))
        ticket = self.env["gov.ticket"]._next_for(self.window_id)
        if not ticket:
            raise UserError(self.env._("Nobody is waiting for this window."))
        ticket._flow_move("call", vals={"window_id": self.window_id.id})
        self.invalidate_recordset()

    def _touch(self):
        """Write the row of the window: of two presses at one moment the second waits, and is then
        taken again by Odoo with the number that the first one called."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE gov_desk SET called_at = %s WHERE id = %s", self.env.cr.now().replace(microsecond=0), self.id),
            log_exceptions=False,
        )
        self.invalidate_recordset()

    def flow_act(self, action: str, reason: str = ""):
        """Press a button of :attr:`flow_buttons`."""
        self.ensure_one()
        if action not in self._buttons:
            raise UserError(self.env._("There is no action “%(action)s”.", action=action))
        self._check_mine()
        if action == "call_next":
            return self.action_call_next()
        ticket = self._current()
        if not ticket:
            raise UserError(self.env._("No number is called at this window."))
        result = getattr(ticket, f"action_{action}")()
        self.invalidate_recordset()
        return result if action == "start" else None

    def action_pause(self):
        """Pause the window: the hall screen says so, and nobody is called."""
        self.ensure_one()
        self._check_mine()
        self.sudo().paused_since = self.env.cr.now().replace(microsecond=0)

    def action_go_on(self):
        """Open the window again."""
        self.ensure_one()
        self._check_mine()
        self.sudo().paused_since = False
