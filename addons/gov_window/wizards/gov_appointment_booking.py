from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.gov_queue import STAFF
from ..models.gov_ticket import PRIORITIES


class GovAppointmentBooking(models.TransientModel):
    """Book for somebody at the desk or on the telephone, or move an appointment (W-006)."""

    _name = "gov.appointment.booking"
    _description = "Book an Appointment"

    appointment_id = fields.Many2one("gov.appointment", readonly=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    partner_id = fields.Many2one("res.partner", "Applicant")
    phone = fields.Char(related="partner_id.phone")
    kind = fields.Selection(
        lambda self: self.env["gov.appointment"]._fields["kind"]._description_selection(self.env), default="service"
    )
    item_id = fields.Many2one("gov.item", domain=[("version_id", "!=", False)])
    queue_id = fields.Many2one(
        "gov.queue", compute="_compute_queue_id", store=True, readonly=False, domain="[('company_id', '=', company_id)]"
    )
    priority = fields.Selection(PRIORITIES, default="none")
    note = fields.Char("What It Is About")
    day = fields.Date(required=True, default=lambda self: self.env.company._gov_today())
    slot = fields.Char("Time")
    options = fields.Json(compute="_compute_options")

    @api.depends("item_id", "kind", "appointment_id")
    def _compute_queue_id(self):
        for booking in self:
            if booking.appointment_id:
                booking.queue_id = booking.appointment_id.queue_id
            elif booking.item_id and booking.kind == "service":
                booking.queue_id = self.env["gov.queue"]._for_item(booking.item_id)
            elif booking.kind != "service":
                booking.queue_id = self.env["gov.queue"]._for_kind(booking.kind, booking.company_id)

    @api.depends("queue_id", "day")
    @api.depends_context("lang")
    def _compute_options(self):
        for booking in self:
            slots = booking.queue_id._slots(booking.day) if booking.queue_id and booking.day else []
            free = [
                [
                    fields.Datetime.to_string(slot["start"]),
                    self.env._("%(hours)s, %(count)s free", hours=slot["label"], count=slot["free"]),
                ]
                for slot in slots
                if slot["free"]
            ]
            first = self.env._("Choose a time") if free else self.env._("No free time on this day")
            booking.options = [["", first], *free]

    def action_book(self):
        """Book, or move, and show the appointment.

        :raises UserError: something is missing, or the time cannot be had
        """
        self.ensure_one()
        self.check_access("write")
        if not any(self.env.user.has_group(group) for group in STAFF):
            raise AccessError(self.env._("Appointments are booked by guides and window clerks."))
        start = self.env["gov.queue"]._parse_start(self.slot)
        if not start:
            raise UserError(self.env._("Please choose a time."))
        appointment = self.appointment_id
        if appointment:
            appointment.check_access("write")
            appointment._reschedule(start)
        else:
            if not self.partner_id or not self.queue_id:
                raise UserError(self.env._("Please enter the applicant and the service group."))
            if self.queue_id.company_id not in self.env.companies:
                raise AccessError(self.env._("The service group belongs to another centre."))
            self.partner_id.check_access("read")
            appointment = self.env["gov.appointment"]._book(
                self.partner_id,
                self.queue_id,
                start,
                kind=self.kind or "service",
                item=self.item_id,
                priority=self.priority or "none",
                phone=self.phone or "",
                note=self.note or "",
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "gov.appointment",
            "res_id": appointment.id,
            "views": [(False, "form")],
        }
