from odoo import api, models

from odoo.addons.gov_base.kernel.parameters import Parameter


class GovProfile(models.Model):
    _inherit = "gov.profile"

    @api.model
    def _parameters(self):
        """Override: queue and appointments of the hall."""
        return super()._parameters() | {
            "ticket_calls": Parameter("W-053", self.env._("A number counts as missed after so many calls"), 3),
            "ticket_returns": Parameter("W-053", self.env._("How often a missed number may return to the queue"), 1),
            "ticket_priority_run": Parameter(
                "W-053", self.env._("At most so many with priority are called one after the other; 0: no limit"), 2
            ),
            "ticket_minutes": Parameter(
                "W-053", self.env._("Minutes at the window, as long as nothing was measured"), 10
            ),
            "ticket_early_minutes": Parameter(
                "W-053", self.env._("Numbers are given out so many minutes before opening"), 30
            ),
            "ticket_by_address": Parameter(
                "W-053", self.env._("Numbers taken by telephone in an hour, by address of the network"), 60
            ),
            "appointment_days": Parameter("W-053", self.env._("Appointments are booked so many days ahead"), 14, "day"),
            "appointment_lead_minutes": Parameter(
                "W-053", self.env._("Appointments are booked at least so many minutes before"), 60
            ),
            "appointment_early_minutes": Parameter(
                "W-053", self.env._("Check-in is possible so many minutes before the appointment"), 30
            ),
            "appointment_grace_minutes": Parameter(
                "W-053", self.env._("Minutes after the appointment's end until it counts as missed"), 15
            ),
            "noshow_limit": Parameter(
                "W-053", self.env._("Missed appointments after which booking stops; 0: never"), 3
            ),
            "noshow_window_days": Parameter(
                "W-053", self.env._("Missed appointments are counted over so many days"), 90, "day"
            ),
            "noshow_block_days": Parameter(
                "W-053", self.env._("Booking stops for so many days after the last missed appointment"), 30, "day"
            ),
        }
