import re
from collections import Counter
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..kernel.queue import estimate
from ..kernel.slots import slots

STAFF = ("gov_window.group_guide", "gov_window.group_department_clerk")
#: the days whose tickets tell how long one takes
MEASURED_DAYS = 14


class GovQueue(models.Model):
    """A service group of the hall (业务类别): whose numbers begin with one letter and are called
    at the same windows (W-053). Appointments are booked for it, too."""

    _name = "gov.queue"
    _inherit = ["gov.reference"]
    _description = "Service Group"
    _order = "sequence, letter, id"

    sequence = fields.Integer(default=10)
    letter = fields.Char(required=True, help="One or two capital letters; its numbers begin with them.")
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [
            ("service", "Acceptance"),
            ("issuing", "Issuing"),
            ("consultation", "Consultation and Guidance"),
            ("agency", "Help and Agency"),
        ],
        required=True,
        default="service",
        help="综合受理、统一出件、咨询导服（前期导办）、代办帮办",
    )
    window_ids = fields.Many2many("gov.window", string="Windows and Desks", domain="[('company_id', '=', company_id)]")
    slot_minutes = fields.Selection(
        [("15", "15 minutes"), ("30", "30 minutes"), ("60", "60 minutes")],
        "Length of a Slot",
        required=True,
        default="30",
    )
    slot_places = fields.Integer(
        "Appointments per Window and Slot", default=1, help="0: there are no appointments for this group."
    )
    waiting_count = fields.Integer("Waiting", compute="_compute_waiting")
    waiting_minutes = fields.Integer("Expected Wait", compute="_compute_waiting", help="Minutes")
    active = fields.Boolean(default=True)

    _unique_letter = models.UniqueIndex(
        "(company_id, letter)", "The centre has a service group of this letter already."
    )
    _places = models.Constraint(
        "CHECK (slot_places BETWEEN 0 AND 50)", "Between 0 and 50 appointments fit into a window's slot."
    )

    @api.depends("letter", "name")
    def _compute_display_name(self):
        for queue in self:
            queue.display_name = f"{queue.letter} {queue.name}"

    def _compute_waiting(self):
        found = {}
        for company in self.company_id:
            found |= {row["queue"].id: row for row in self.env["gov.queue"].sudo()._waiting(company)}
        for queue in self:
            row = found.get(queue.id, {})
            queue.waiting_count = row.get("waiting", 0)
            queue.waiting_minutes = row.get("minutes", 0)

    @api.constrains("letter")
    def _check_letter(self):
        for queue in self:
            if not re.fullmatch(r"[A-Z]{1,2}", queue.letter):
                raise ValidationError(
                    self.env._("“%(letter)s”: a service group has one or two capital letters.", letter=queue.letter)
                )

    @api.constrains("window_ids", "company_id")
    def _check_windows(self):
        for queue in self:
            if wrong := queue.window_ids.filtered(lambda window, queue=queue: window.company_id != queue.company_id):
                raise ValidationError(
                    self.env._(
                        "Window %(window)s belongs to another centre than the service group.",
                        window=wrong[0].display_name,
                    )
                )

    # ------------------------------------------------------------------ tickets

    @api.model
    def _waiting(self, company) -> list[dict]:
        """The service groups of a centre, each with how many wait and how long it takes, in a
        constant number of queries."""
        queues = self.search([("company_id", "=", company.id)])
        tickets = self.env["gov.ticket"]
        today = company._gov_today()
        waiting = dict(
            tickets._read_group(
                [("queue_id", "in", queues.ids), ("day", "=", today), ("state", "=", "taken")],
                ["queue_id"],
                ["__count"],
            )
        )
        minutes = queues._service_minutes(company)
        paused = self.env["gov.desk"].search([("company_id", "=", company.id), ("paused_since", "!=", False)]).window_id
        now = self.env.cr.now()
        serving = queues.window_ids.filtered(lambda window: window not in paused and window._is_open(now))
        return [
            {
                "queue": queue,
                "letter": queue.letter,
                "name": queue.name,
                "waiting": waiting.get(queue, 0),
                "minutes": estimate(waiting.get(queue, 0), minutes[queue], len(queue.window_ids & serving)),
                "each": minutes[queue] / max(len(queue.window_ids & serving), 1),
            }
            for queue in queues
        ]

    def _service_minutes(self, company) -> dict:
        """How many minutes one takes at a window of each group, as measured lately."""
        since = company._gov_today() - timedelta(days=MEASURED_DAYS)
        measured = dict(
            self.env["gov.ticket"]._read_group(
                [("queue_id", "in", self.ids), ("day", ">=", since), ("state", "=", "done")],
                ["queue_id"],
                ["served_minutes:avg"],
            )
        )
        usual = self.env["gov.profile"]._value("ticket_minutes", company=company)
        return {queue: measured.get(queue) or usual for queue in self}

    def _gives_numbers(self) -> bool:
        """Whether numbers are given out now: from shortly before a window opens until the last closes."""
        self.ensure_one()
        company = self.company_id
        local = company._gov_calendar()._to_local(self.env.cr.now())
        early = timedelta(minutes=self.env["gov.profile"]._value("ticket_early_minutes", company=company))
        return any(
            begin - early <= local < to for window in self.window_ids for begin, to in window._opening(local.date())
        )

    def action_take(self, priority: str = "none"):
        """Issue a number to somebody who stands before the guide, and show it.

        :param priority: one of the priorities of a ticket
        """
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in STAFF):
            raise AccessError(self.env._("Numbers are issued by guides and window clerks."))
        ticket = self.env["gov.ticket"]._take(self, priority=priority, channel="guide")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Number Issued"),
            "res_model": "gov.ticket",
            "res_id": ticket.id,
            "views": [(self.env.ref("gov_window.gov_ticket_view_form_issued").id, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------------ appointments

    @api.model
    def _for_item(self, item):
        """The service group that takes an item: the first one called at a window which accepts it."""
        return self.sudo().search(
            [
                ("company_id", "=", item.company_id.id),
                ("kind", "=", "service"),
                ("window_ids", "in", item._portal_windows().ids),
            ],
            limit=1,
        )

    @api.model
    def _for_kind(self, kind: str, company):
        """The service group for guidance, individual service or agency."""
        kinds = ["agency", "consultation"] if kind == "agency" else ["consultation"]
        found = self.sudo().search([("company_id", "=", company.id), ("kind", "in", kinds)])
        return found.sorted(lambda queue: kinds.index(queue.kind))[:1]

    def _slots(self, day) -> list[dict]:
        """What can be booked on a day: ``start`` and ``end`` (naive UTC), ``label`` (local hours),
        ``places`` and ``free``. Nothing on a day off, in the past, or beyond the days ahead."""
        self.ensure_one()
        queue = self.sudo()
        company = queue.company_id
        calendar = company._gov_calendar()
        rule = self.env["gov.profile"]._value
        today = company._gov_today()
        if not queue.slot_places or not 0 <= (day - today).days <= rule("appointment_days", company=company):
            return []
        midnight = datetime.combine(day, datetime.min.time())
        openings = [
            [((begin - midnight).seconds // 60, int((to - midnight).total_seconds()) // 60) for begin, to in hours]
            for hours in (window._opening(day) for window in queue.window_ids)
        ]
        earliest = self.env.cr.now() + timedelta(minutes=rule("appointment_lead_minutes", company=company))
        taken = queue._taken(day)
        found = []
        for begin, to, places in slots(openings, int(queue.slot_minutes), queue.slot_places):
            start, end = (calendar._to_utc(midnight + timedelta(minutes=minute)) for minute in (begin, to))
            if start >= earliest:
                found.append(
                    {
                        "start": start,
                        "end": end,
                        "label": f"{begin // 60:02d}:{begin % 60:02d}–{to // 60:02d}:{to % 60:02d}",
                        "places": places,
                        "free": max(places - taken.get(start, 0), 0),
                    }
                )
        return found

    def _taken(self, day) -> dict:
        """How many places of each slot of a day are taken, by the start of the slot."""
        booked = self.env["gov.appointment"].search_fetch(
            [("queue_id", "=", self.id), ("day", "=", day), ("place", "!=", False)], ["slot_start"]
        )
        return Counter(booked.mapped("slot_start"))

    def _slot(self, start) -> dict | None:
        """The slot that begins at a naive UTC moment; None if there is none."""
        day = self.sudo().company_id._gov_calendar()._to_local(start).date()
        return next((slot for slot in self._slots(day) if slot["start"] == start), None)

    def _bookable_days(self) -> list:
        """The days ahead on which a window of the group is open."""
        self.ensure_one()
        queue = self.sudo()
        today = queue.company_id._gov_today()
        ahead = self.env["gov.profile"]._value("appointment_days", company=queue.company_id)
        days = [today + timedelta(days=number) for number in range(ahead + 1)]
        return [day for day in days if any(window._opening(day) for window in queue.window_ids)]

    @api.model
    def _parse_start(self, text: str):
        """The moment a form names (``2026-11-30 01:00:00``, UTC).

        :raises UserError: it names none
        """
        try:
            return fields.Datetime.to_datetime(text)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("Please choose a time.")) from error
