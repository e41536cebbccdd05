from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_queue import STAFF
from .gov_ticket import PRIORITIES

_lt = LazyTranslate(__name__)

CITIZEN = ("base.group_portal",)
OPEN = ("booked", "checked_in")
BATCH = 200


class GovAppointment(models.Model):
    """An appointment at a window (网上预约): for an item, for early guidance, for individual
    service or for help (W-006, W-053, W-064, W-107)."""

    _name = "gov.appointment"
    _inherit = ["gov.flow.mixin", "gov.citizen.readable"]
    _description = "Appointment"
    _order = "slot_start desc, id desc"
    _rec_name = "number"

    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "number",
            "state",
            "company_id",
            "queue_id",
            "item_id",
            "kind",
            "partner_id",
            "phone",
            "priority",
            "day",
            "slot_start",
            "slot_end",
            "note",
        }
    )

    number = fields.Char(required=True, readonly=True, copy=False)
    state = fields.Selection(
        [
            ("booked", "Booked"),
            ("checked_in", "Checked In"),
            ("served", "Served"),
            ("no_show", "Not Kept"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="booked",
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one("res.company", "Service Centre", required=True, readonly=True)
    queue_id = fields.Many2one("gov.queue", required=True, readonly=True, ondelete="restrict")
    item_id = fields.Many2one("gov.item", readonly=True, index="btree_not_null", ondelete="restrict")
    kind = fields.Selection(
        [
            ("service", "At the Window"),
            ("guidance", "Early Guidance"),
            ("individual", "Individual Service"),
            ("agency", "Help and Agency"),
        ],
        required=True,
        default="service",
        readonly=True,
        help="窗口办理、前期导办、个性化定制服务、帮办代办",
    )
    partner_id = fields.Many2one("res.partner", "Applicant", required=True, readonly=True, ondelete="restrict")
    phone = fields.Char(readonly=True)
    priority = fields.Selection(PRIORITIES, required=True, default="none", readonly=True)
    day = fields.Date(required=True, readonly=True)
    slot_start = fields.Datetime("Begins", required=True, readonly=True)
    slot_end = fields.Datetime("Ends", required=True, readonly=True)
    place = fields.Integer(readonly=True, copy=False, help="Which of the places of the slot it takes; empty: none.")
    note = fields.Char("What It Is About", readonly=True)
    ticket_ids = fields.One2many("gov.ticket", "appointment_id", "Queue Numbers", readonly=True)
    reminded_at = fields.Datetime(readonly=True, copy=False)

    _unique_number = models.UniqueIndex("(number)", "This number is taken.")
    _unique_place = models.UniqueIndex(
        "(queue_id, slot_start, place) WHERE place IS NOT NULL", "This place was just taken. Please choose again."
    )
    _unique_open = models.UniqueIndex(
        "(partner_id, COALESCE(item_id, 0), kind) WHERE state IN ('booked', 'checked_in')",
        "There is an open appointment for this already. Move it instead.",
    )
    _of_day = models.Index("(company_id, day, slot_start)")
    _of_person = models.Index("(partner_id, state, slot_start)")
    _due = models.Index("(slot_end) WHERE state = 'booked'")

    # ------------------------------------------------------------------ the table

    @api.model
    def _flow_table(self):
        return {
            "check_in": Move(("booked",), "checked_in", _lt("Check In"), STAFF, primary=True, hotkey="F8"),
            "arrive": Move(("booked",), "checked_in", _lt("I Am Here"), CITIZEN, access="read"),
            "reschedule": Move(("booked",), "booked", _lt("Move"), (*STAFF, *CITIZEN), access="read"),
            "cancel": Move(("booked",), "cancelled", _lt("Cancel"), STAFF, needs_reason=True),
            "withdraw": Move(("booked",), "cancelled", _lt("Cancel My Appointment"), CITIZEN, access="read"),
            "serve": Move(("checked_in",), "served", _lt("Served")),
            "lapse": Move(("checked_in",), "cancelled", _lt("Number Not Served")),
            "miss": Move(("booked",), "no_show", _lt("Not Kept")),
        }

    def _flow_repeated(self, action, move, reason):
        """Override of `gov_base`: to move it twice is to move it twice."""
        return self.browse() if action == "reschedule" else super()._flow_repeated(action, move, reason)

    @api.depends("number", "partner_id.name")
    def _compute_display_name(self):
        for appointment in self:
            appointment.display_name = f"{appointment.number} {appointment.partner_id.name}"

    def _local_slot(self) -> str:
        """When it is, as people read it: 2026-11-30 09:00–09:30."""
        self.ensure_one()
        known = self.sudo()
        start, end = map(known.company_id._gov_calendar()._to_local, (known.slot_start, known.slot_end))
        return f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}"

    # ------------------------------------------------------------------ book

    @api.model
    def _book(self, partner, queue, start, kind="service", item=None, priority="none", phone="", note=""):
        """Book a place of a slot.

        The same person asking for the same slot again gets the appointment that is there.

        :param start: when the slot begins, naive UTC
        :raises UserError: the slot is full or closed, the person has another open appointment
            for the same, or may not book for a while
        """
        queue = queue.sudo()
        item = item or self.env["gov.item"]
        records = self.sudo().with_company(queue.company_id)
        records._check_may_book(partner, queue.company_id)
        known = records.search(
            [
                ("partner_id", "=", partner.id),
                ("item_id", "=", item.id),
                ("kind", "=", kind),
                ("state", "in", OPEN),
            ],
            limit=1,
        )
        if known and known.slot_start == start and known.queue_id == queue:
            return known.with_env(self.env)
        if known:
            raise UserError(
                self.env._(
                    "There is an open appointment for this already: %(number)s on %(slot)s. Move or cancel it first.",
                    number=known.number,
                    slot=known._local_slot(),
                )
            )
        slot = records._check_slot(queue, start)
        [number] = records.env["gov.series"]._for("appointment", queue.company_id)._next(1, {})
        new = records._flow_create(
            [
                {
                    "number": number,
                    "company_id": queue.company_id.id,
                    "queue_id": queue.id,
                    "item_id": item.id,
                    "kind": kind,
                    "partner_id": partner.id,
                    "phone": (phone or "").strip()[:40],
                    "priority": priority if priority in dict(PRIORITIES) else "none",
                    "note": (note or "").strip()[:200],
                    **records._slot_vals(queue, slot),
                }
            ]
        )
        new._claim_place(slot["places"])
        return new.with_env(self.env)

    @api.model
    def _slot_vals(self, queue, slot) -> dict:
        return {
            "day": queue.company_id._gov_calendar()._to_local(slot["start"]).date(),
            "slot_start": slot["start"],
            "slot_end": slot["end"],
        }

    @api.model
    def _check_slot(self, queue, start) -> dict:
        slot = queue._slot(start)
        if not slot:
            raise UserError(self.env._("There are no appointments at this time. Please choose another."))
        if not slot["free"]:
            raise self._full_error()
        return slot

    def _full_error(self):
        return UserError(self.env._("All places of this time are taken. Please choose another."))

    def _claim_place(self, places: int):
        """Take the first free place of the slot. Of two who want the same one the second waits for
        the first, and then takes the next; the index lets nobody have a place twice.

        :raises UserError: none is left
        """
        self.ensure_one()
        self.flush_recordset()
        taken = self.search([("queue_id", "=", self.queue_id.id), ("slot_start", "=", self.slot_start)]).mapped("place")
        for place in range(1, places + 1):
            if place in taken:
                continue
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(
                        SQL("UPDATE gov_appointment SET place = %s WHERE id = %s", place, self.id),
                        log_exceptions=False,
                    )
                    break
            except UniqueViolation:
                continue
        else:
            raise self._full_error()
        self.invalidate_recordset(["place"])

    @api.model
    def _check_may_book(self, partner, company):
        """Who missed too many may not book for a while (爽约)."""
        rule = self.env["gov.profile"]._value
        limit = rule("noshow_limit", company=company)
        now = self.env.cr.now()
        missed = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("state", "=", "no_show"),
                ("slot_start", ">", now - timedelta(days=rule("noshow_window_days", company=company))),
            ],
            limit=limit,
            order="slot_start desc",
        )
        if not limit or len(missed) < limit:
            return
        until = missed[0].day + timedelta(days=rule("noshow_block_days", company=company))
        if company._gov_today() <= until:
            raise UserError(
                self.env._(
                    "%(count)s appointments were not kept lately, so none can be booked until %(date)s. You are "
                    "welcome at the hall without one.",
                    count=len(missed),
                    date=fields.Date.to_string(until),
                )
            )

    # ------------------------------------------------------------------ move, cancel

    def _reschedule(self, start):
        """Move the appointment to another slot of its service group; the old place is free at once.

        :raises UserError: the slot is full or closed
        """
        self.ensure_one()
        known = self.sudo()
        if known.slot_start == start:
            return
        slot = known._check_slot(known.queue_id, start)
        self._flow_move(
            "reschedule",
            vals={**known._slot_vals(known.queue_id, slot), "place": None, "reminded_at": False},
            data={"slot": known._local_slot()},
        )
        known._claim_place(slot["places"])

    def action_reschedule(self):
        """Choose another time."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move"),
            "res_model": "gov.appointment.booking",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_appointment_id": self.id},
        }

    def action_cancel(self, reason=""):
        """Cancel for the applicant, with the reason; the place is free."""
        return self._flow_move("cancel", reason)

    def _prepare_cancel_vals(self):
        return {appointment.id: {"place": None} for appointment in self}

    _prepare_withdraw_vals = _prepare_cancel_vals
    _prepare_miss_vals = _prepare_cancel_vals

    # ------------------------------------------------------------------ check in

    def action_check_in(self):
        """The applicant has come: the number goes before the others (W-053)."""
        return self._flow_move("check_in")

    def _get_cannot_check_in_reason(self):
        now, reasons = self.env.cr.now(), {}
        for appointment in self.sudo():
            early = self.env["gov.profile"]._value("appointment_early_minutes", company=appointment.company_id)
            if now < appointment.slot_start - timedelta(minutes=early):
                reasons[appointment.id] = self.env._(
                    "it is too early: check-in begins %(minutes)s minutes before %(slot)s.",
                    minutes=early,
                    slot=appointment._local_slot(),
                )
        return reasons

    _get_cannot_arrive_reason = _get_cannot_check_in_reason

    def _on_check_in(self):
        for appointment in self.sudo():
            appointment.env["gov.ticket"]._take(
                appointment.queue_id, appointment.priority, "appointment", appointment=appointment
            )

    _on_arrive = _on_check_in

    # ------------------------------------------------------------------ the portal

    @api.model
    def _portal_find(self, appointment_id: int):
        """The citizen's own appointment; empty if it is somebody else's or missing."""
        return self.search([("id", "=", appointment_id), ("partner_id", "=", self.env.user.partner_id.id)])

    @api.model
    def _portal_book(self, item, kind, start, **values):
        """Book for oneself, on the page of an item."""
        if not self.env.user._is_portal():
            raise AccessError(self.env._("Citizens book for themselves; staff book under “Appointments”."))
        queue = self._queue_of(item, kind)
        if not queue:
            raise UserError(self.env._("There are no appointments for this. Please come to the hall."))
        return self._book(self.env.user.partner_id, queue, start, kind=kind, item=item, **values)

    @api.model
    def _queue_of(self, item, kind: str):
        """The service group for an item and a kind of appointment; empty if it has no slots."""
        queues = self.env["gov.queue"]
        found = queues._for_item(item) if kind == "service" else queues._for_kind(kind, item.company_id)
        return found.filtered("slot_places")

    # ------------------------------------------------------------------ the scheduled actions

    @api.model
    def _cron_no_show(self):
        """Put on record who did not come, some time after the end of the slot (爽约)."""
        while missed := self._miss_due():
            self.env["ir.cron"]._commit_progress(len(missed))

    @api.model
    def _miss_due(self):
        """Take one batch of those who did not come."""

        def late(company):
            grace = self.env["gov.profile"]._value("appointment_grace_minutes", company=company)
            return Domain("slot_end", "<", self.env.cr.now() - timedelta(minutes=grace))

        return self._due_batch(late)._flow_move("miss")

    @api.model
    def _cron_remind(self):
        """Queue a mail to those who come tomorrow; each once."""
        while reminded := self._remind_due():
            self.env["ir.cron"]._commit_progress(len(reminded))

    @api.model
    def _remind_due(self):
        """Take one batch of those who come tomorrow and were not told yet."""
        due = self._due_batch(
            lambda company: (
                Domain("reminded_at", "=", False) & Domain("day", "=", company._gov_today() + timedelta(days=1))
            )
        )
        template = self.env.ref("gov_window.mail_template_appointment")
        for appointment in due.filtered("partner_id.email"):
            template.send_mail(appointment.id, email_values={"recipient_ids": [(4, appointment.partner_id.id)]})
        due._flow_write({"reminded_at": self.env.cr.now().replace(microsecond=0)})
        return due

    @api.model
    def _due_batch(self, condition):
        """Booked appointments for which something is due, locked; others take the rest."""
        companies = self.env["res.company"].search([("gov_window_ids.queue_ids", "!=", False)])
        due = [Domain("company_id", "=", company.id) & condition(company) for company in companies]
        return self.search(Domain("state", "=", "booked") & Domain.OR(due), limit=BATCH).try_lock_for_update()
