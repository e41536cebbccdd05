from odoo import api, fields, models
from odoo.exceptions import UserError

from .gov_ticket import SPECIAL


class GovAppointment(models.Model):
    """Appointments for individual service and help lead to a service with a named officer (W-006, W-107)."""

    _inherit = "gov.appointment"

    agency_ids = fields.One2many("gov.agency", "appointment_id", "Service Agreed")

    def action_agree_service(self):
        """Open the service that was agreed at the appointment, or write down a new one: an individual service, or
        help (W-006, W-107).

        :raises AccessError: only guides and window clerks agree services
        """
        self.ensure_one()
        self.check_access("write")
        self._flow_lock()
        agencies = self.env["gov.agency"]
        agency = self.agency_ids[:1]
        if not agency:
            special = self.priority if self.priority in dict(SPECIAL) else False
            agency = agencies.create(
                {
                    "name": self.item_id.name or self.note or self.number,
                    "kind": "individual" if self.kind == "individual" else "special" if special else "other",
                    "special_group": special if self.kind == "agency" else False,
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "phone": self.phone,
                    "note": self.note,
                    "item_ids": [fields.Command.set(self.item_id.ids)],
                }
            )
            agency.sudo()._flow_write({"appointment_id": self.id})
        return {"type": "ir.actions.act_window", "res_model": "gov.agency", "view_mode": "form", "res_id": agency.id}

    def _portal_service(self):
        """What was agreed at the appointment, for its applicant's page, as superuser; empty if nothing yet."""
        self.ensure_one()
        return self.sudo().agency_ids.filtered(lambda agency: agency.state != "draft")[:1]

    @api.model
    def _book(self, partner, queue, start, kind="service", item=None, priority="none", phone="", note=""):
        """Override: where help and agency are kept for special groups, the booking says which (W-006)."""
        kept = kind == "agency" and self.env["gov.profile"]._value("agency_for", company=queue.sudo().company_id)
        if kept == "special" and priority in ("none", "", None):
            raise UserError(
                self.env._(
                    "Help and agency are kept for people who need them: please choose the special need, or book an "
                    "ordinary appointment at the window."
                )
            )
        return super()._book(partner, queue, start, kind=kind, item=item, priority=priority, phone=phone, note=note)
