import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, hmac
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from ..kernel.announce import announcement
from ..kernel.queue import estimate, ordinary_first
from .gov_queue import STAFF

_lt = LazyTranslate(__name__)

#: two presses of “recall” within this time are one
SAME_PRESS = timedelta(seconds=3)
#: how many of those who wait are looked at for one that no other clerk is calling
CANDIDATES = 50
BATCH = 200

PRIORITIES = [
    ("none", "Ordinary"),
    ("elderly", "Elderly"),
    ("disabled", "Disabled"),
    ("pregnant", "Pregnant or with Infant"),
    ("soldier", "Soldier or Veteran"),
    ("green", "Green Channel"),
]
#: who comes first by rule: helped along, and served by appointment (W-006)
SPECIAL = [choice for choice in PRIORITIES if choice[0] not in ("none", "green")]


class GovTicket(models.Model):
    """A number of the queue (排队号): taken, called, served or missed (W-053). It holds nothing
    about the person who took it, besides the priority."""

    _name = "gov.ticket"
    _inherit = ["gov.flow.mixin"]
    _description = "Queue Number"
    _order = "day desc, rank, queued_at, id"
    _rec_name = "code"

    number = fields.Char(required=True, readonly=True, copy=False)
    code = fields.Char("Number on the Screen", required=True, readonly=True, copy=False, index=True)
    state = fields.Selection(
        [
            ("taken", "Waiting"),
            ("called", "Called"),
            ("serving", "At the Window"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="taken",
        readonly=True,
        copy=False,
        group_expand=True,
    )
    company_id = fields.Many2one("res.company", "Service Centre", required=True, readonly=True)
    queue_id = fields.Many2one("gov.queue", required=True, readonly=True, ondelete="restrict")
    window_id = fields.Many2one("gov.window", readonly=True, copy=False, ondelete="restrict")
    day = fields.Date(required=True, readonly=True)
    hour = fields.Char(readonly=True, help="The hour of the day in which it was taken.")
    priority = fields.Selection(PRIORITIES, required=True, default="none", readonly=True)
    rank = fields.Integer("Goes First", readonly=True, help="0: with priority or an appointment; 1: ordinary.")
    channel = fields.Selection(
        [("terminal", "Terminal"), ("phone", "Telephone"), ("guide", "Guide"), ("appointment", "Appointment")],
        required=True,
        default="guide",
        readonly=True,
    )
    appointment_id = fields.Many2one("gov.appointment", readonly=True, index="btree_not_null", ondelete="restrict")
    case_ids = fields.One2many("gov.case", "ticket_id", "Cases", readonly=True)
    token = fields.Char(required=True, readonly=True, copy=False, groups=fields.NO_ACCESS)
    address = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS, help="Keyed digest, for the limit.")
    taken_at = fields.Datetime(required=True, readonly=True)
    queued_at = fields.Datetime("Waits Since", required=True, readonly=True)
    called_at = fields.Datetime("Called On", readonly=True, copy=False)
    call_count = fields.Integer("Calls", readonly=True, copy=False)
    return_count = fields.Integer("Returns", readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    ended_at = fields.Datetime(readonly=True, copy=False)
    waited_minutes = fields.Float("Minutes Waited", digits=(16, 1), readonly=True, copy=False, aggregator="avg")
    served_minutes = fields.Float("Minutes at the Window", digits=(16, 1), readonly=True, copy=False, aggregator="avg")

    _unique_number = models.UniqueIndex("(company_id, number)", "This number is taken.")
    _unique_token = models.UniqueIndex("(token)", "This token is taken.")
    _at_window = models.UniqueIndex(
        "(window_id) WHERE state IN ('called', 'serving')", "The window has called another number already."
    )
    _waiting = models.Index("(queue_id, day, rank, queued_at, id) WHERE state = 'taken'")
    _of_day = models.Index("(company_id, day, called_at)")
    _by_address = models.Index("(address, taken_at) WHERE address IS NOT NULL")

    # ------------------------------------------------------------------ the table

    @api.model
    def _flow_table(self):
        return {
            "call": Move(("taken",), "called", _lt("Call")),
            "recall": Move(("called",), "called", _lt("Recall"), STAFF, public=False),
            "start": Move(("called",), "serving", _lt("Start"), STAFF, primary=True),
            "finish": Move(("called", "serving"), "done", _lt("Done"), STAFF),
            "miss": Move(("called",), "missed", _lt("Missed"), STAFF),
            "return": Move(("missed",), "taken", _lt("Back to the Queue"), STAFF),
            "cancel": Move(("taken", "called", "missed"), "cancelled", _lt("Cancel"), STAFF),
            "give_up": Move(("taken",), "cancelled", _lt("Given Up")),
            "lapse": Move(("taken", "called", "missed"), "cancelled", _lt("End of the Day")),
            "end": Move(("serving",), "done", _lt("End of the Day")),
        }

    def _flow_repeated(self, action, move, reason):
        """Override of `gov_base`: a later recall is another one."""
        repeated = super()._flow_repeated(action, move, reason)
        if action == "recall":
            since = self.env.cr.now() - SAME_PRESS
            repeated = repeated.filtered(lambda ticket: ticket.flow_date > since)
        return repeated

    # ------------------------------------------------------------------ take

    @api.model
    def _take(self, queue, priority="none", channel="guide", appointment=None, address=""):
        """Give out the next number of a service group.

        :param address: the network address of a telephone; its numbers are limited
        :raises UserError: nothing is open now, or too many were taken from the address
        """
        queue = queue.sudo()
        company = queue.company_id
        if priority not in dict(PRIORITIES):
            raise UserError(self.env._("There is no such priority. Please reload the page."))
        if channel in ("terminal", "phone") and not queue._gives_numbers():
            raise UserError(
                self.env._("“%(queue)s” gives out no numbers now: its windows are closed.", queue=queue.name)
            )
        tickets = self.sudo().with_company(company)
        digest = hmac(tickets.env, "gov_window.ticket.address", address) if address else False
        if digest:
            tickets._check_throttle(digest, company)
        now = self.env.cr.now().replace(microsecond=0)
        unit = f"{queue.letter}{company.id}"
        series = tickets.env["gov.series"]._for("ticket", company)
        [number] = series._next(1, {"unit": unit})
        today = company._gov_today()
        serial = re.search(series._number_regex(f"{today:%Y%m%d}/{unit}"), number)[1]
        return tickets._flow_create(
            [
                {
                    "number": number,
                    "code": f"{queue.letter}{serial}",
                    "company_id": company.id,
                    "queue_id": queue.id,
                    "day": today,
                    "hour": f"{company._gov_calendar()._to_local(now):%H}",
                    "priority": priority,
                    "rank": 0 if priority != "none" or appointment else 1,
                    "channel": channel,
                    "appointment_id": appointment.id if appointment else False,
                    "token": secrets.token_urlsafe(12),
                    "address": digest,
                    "taken_at": now,
                    "queued_at": now,
                }
            ]
        ).with_env(self.env)

    @api.model
    def _check_throttle(self, digest, company):
        """Telephones of one address take a bounded number in an hour."""
        # one after the other, or many at once would all count too few
        self.env.execute_query(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", digest))
        limit = self.env["gov.profile"]._value("ticket_by_address", company=company)
        since = self.env.cr.now() - timedelta(hours=1)
        if self.search_count([("address", "=", digest), ("taken_at", ">", since)], limit=limit) >= limit:
            raise UserError(
                self.env._("Too many numbers were taken from your network. Please use the terminal or ask the guide.")
            )

    @api.model
    def _find(self, token: str):
        """The number of today that a token names, as superuser; empty if there is none."""
        token = (token or "")[:40]
        return self.sudo().search([("token", "=", token)], limit=1) if token else self.sudo()

    # ------------------------------------------------------------------ who is next

    @api.model
    def _next_for(self, window):
        """The number to call at a window, locked: those with priority first, but not too many in
        a row; one that another clerk is calling is passed over (W-053)."""
        tickets = self.sudo()
        queues = window.sudo().queue_ids
        today = window.company_id._gov_today()
        run = self.env["gov.profile"]._value("ticket_priority_run", company=window.company_id)
        recent = tickets.search(
            [
                ("company_id", "=", window.company_id.id),
                ("day", "=", today),
                ("called_at", "!=", False),
                ("queue_id", "in", queues.ids),
            ],
            order="called_at desc, id desc",
            limit=run,
        )
        turn = "rank desc" if ordinary_first([not ticket.rank for ticket in recent], run) else "rank"
        waiting = tickets.search(
            [("queue_id", "in", queues.ids), ("day", "=", today), ("state", "=", "taken")],
            order=f"{turn}, queued_at, id",
            limit=CANDIDATES,
        )
        return waiting.try_lock_for_update(limit=1) if waiting else waiting

    def _ahead(self) -> int:
        """How many of the group are called before this one, as far as one can tell."""
        self.ensure_one()
        ticket = self.sudo()
        waiting = Domain([("queue_id", "=", ticket.queue_id.id), ("day", "=", ticket.day), ("state", "=", "taken")])
        same_rank = Domain("rank", "=", ticket.rank)
        earlier = Domain("queued_at", "<", ticket.queued_at)
        earlier |= Domain("queued_at", "=", ticket.queued_at) & Domain("id", "<", ticket.id)
        return ticket.search_count(waiting & (Domain("rank", "<", ticket.rank) | same_rank & earlier))

    def _expected_minutes(self) -> int:
        """How long it will wait from now."""
        self.ensure_one()
        company = self.sudo().company_id
        row = next(
            row for row in self.env["gov.queue"].sudo()._waiting(company) if row["queue"] == self.sudo().queue_id
        )
        return estimate(self._ahead(), row["each"], 1)

    def _announcement(self) -> str:
        """What the loudspeaker says."""
        self.ensure_one()
        return announcement(self.code, self.window_id.number)

    # ------------------------------------------------------------------ at the window

    def _not_mine(self) -> dict[int, str]:
        """Why the user may not handle a number: it was called at somebody else's window."""
        mine = self.env.user.gov_window_ids
        return {
            ticket.id: self.env._("it was called at window %(window)s.", window=ticket.window_id.display_name)
            for ticket in self.sudo()
            if ticket.window_id and ticket.window_id not in mine
        }

    def _prepare_call_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {
            ticket.id: {
                "called_at": now,
                "call_count": 1,
                "waited_minutes": ticket.waited_minutes + (now - ticket.queued_at).total_seconds() / 60,
            }
            for ticket in self.sudo()
        }

    def action_recall(self):
        """Call the number once more."""
        return self._flow_move("recall")

    def _get_cannot_recall_reason(self):
        return self._not_mine()

    def _prepare_recall_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {ticket.id: {"called_at": now, "call_count": ticket.call_count + 1} for ticket in self.sudo()}

    def action_miss(self):
        """Nobody came: the number is missed (过号)."""
        return self._flow_move("miss")

    def _get_cannot_miss_reason(self):
        reasons = {}
        for ticket in self.sudo():
            calls = self.env["gov.profile"]._value("ticket_calls", company=ticket.company_id)
            if ticket.call_count < calls:
                reasons[ticket.id] = self.env._(
                    "it was called %(count)s times; call it %(more)s times more first.",
                    count=ticket.call_count,
                    more=calls - ticket.call_count,
                )
        return reasons | self._not_mine()

    def action_return(self):
        """A missed number waits again, behind those who wait."""
        return self._flow_move("return")

    def _get_cannot_return_reason(self):
        reasons = {}
        for ticket in self.sudo():
            limit = self.env["gov.profile"]._value("ticket_returns", company=ticket.company_id)
            if ticket.return_count >= limit:
                reasons[ticket.id] = self.env._(
                    "it has returned %(count)s times already; please take a new number.", count=ticket.return_count
                )
            elif ticket.day != ticket.company_id._gov_today():
                reasons[ticket.id] = self.env._("it is of another day; please take a new number.")
        return reasons

    def _prepare_return_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {
            ticket.id: {
                "queued_at": now,
                "return_count": ticket.return_count + 1,
                "call_count": 0,
                "window_id": False,
                "called_at": False,
            }
            for ticket in self.sudo()
        }

    def action_start(self):
        """The applicant stands at the window: open a new case with window and number."""
        self.ensure_one()
        self._flow_move("start")
        ticket = self.sudo()
        appointment = ticket.appointment_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Application"),
            "res_model": "gov.case",
            "views": [(False, "form")],
            "context": {
                "default_ticket_id": ticket.id,
                "default_window_id": ticket.window_id.id,
                "default_green_channel": ticket.priority != "none",
                "default_special_group": ticket.priority if ticket.priority not in ("none", "green") else False,
                "default_partner_id": appointment.partner_id.id,
                "default_item_id": appointment.item_id.id,
            },
        }

    def _get_cannot_start_reason(self):
        return self._not_mine()

    def _prepare_start_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {ticket.id: {"started_at": now} for ticket in self}

    def action_finish(self):
        """The applicant leaves; an appointment was kept."""
        return self._flow_move("finish")

    def _get_cannot_finish_reason(self):
        return self._not_mine()

    def _prepare_finish_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {
            ticket.id: {
                "ended_at": now,
                "served_minutes": (now - (ticket.started_at or ticket.called_at)).total_seconds() / 60,
            }
            for ticket in self.sudo()
        }

    def _on_finish(self):
        self.sudo().appointment_id.filtered(lambda known: known.state == "checked_in")._flow_move("serve")

    _on_end = _on_finish

    def action_cancel(self):
        """Take the number out of the queue."""
        return self._flow_move("cancel")

    def _get_cannot_cancel_reason(self):
        return self._not_mine()

    def _on_cancel(self):
        self.sudo().appointment_id.filtered(lambda known: known.state == "checked_in")._flow_move("lapse")

    _on_give_up = _on_cancel
    _on_lapse = _on_cancel

    def action_print(self):
        """Open the slip of the number."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/gov/ticket/{self.sudo().token}?slip=1", "target": "new"}

    def action_open_case(self):
        """Open the cases of the number."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases"),
            "res_model": "gov.case",
            "views": [(False, "list"), (False, "form")],
            "domain": [("ticket_id", "=", self.id)],
        }

    @api.model
    def _cron_end_day(self):
        """Take what is left of earlier days out of the queue."""
        while ended := self._end_earlier():
            self.env["ir.cron"]._commit_progress(len(ended))

    @api.model
    def _end_earlier(self):
        """Take one batch of what is left of earlier days."""
        companies = self.env["res.company"].search([("gov_window_ids.queue_ids", "!=", False)])
        earlier = [Domain("company_id", "=", known.id) & Domain("day", "<", known._gov_today()) for known in companies]
        left = Domain("state", "in", ("taken", "called", "serving", "missed")) & Domain.OR(earlier)
        tickets = self.search(left, limit=BATCH).try_lock_for_update()
        serving = tickets.filtered(lambda ticket: ticket.state == "serving")
        serving._flow_move("end")
        (tickets - serving)._flow_move("lapse")
        return tickets
