from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovCase(models.Model):
    """The number of the queue for which a case was opened (W-053)."""

    _inherit = "gov.case"

    ticket_id = fields.Many2one("gov.ticket", "Queue Number", copy=False, index="btree_not_null", ondelete="restrict")
    ticket_state = fields.Selection(related="ticket_id.state", string="State of the Queue Number")

    @api.constrains("ticket_id")
    def _check_ticket(self):
        for case in self.sudo().filtered("ticket_id"):
            if case.ticket_id.company_id != case.company_id:
                raise ValidationError(
                    self.env._("The number %(code)s was taken at another centre.", code=case.ticket_id.code)
                )

    @api.depends("ticket_id.state")
    def _compute_flow_buttons(self):  # pylint: disable=missing-return
        """Override of `gov_base`: once the verdict is given, the next number is one key away."""
        super()._compute_flow_buttons()
        for case in self.filtered("ticket_id"):
            if case.state not in self._flow_open_states and case.ticket_id.state in ("called", "serving"):
                case.flow_buttons = [
                    *case.flow_buttons,
                    {
                        "action": "next_ticket",
                        "label": self.env._("Finish %(code)s and Call Next", code=case.ticket_id.code),
                        "primary": True,
                        "hotkey": "F1",
                        "blocked": "",
                    },
                ]

    def flow_act(self, action: str, reason: str = ""):
        """Override of `gov_base`: the button of the queue."""
        return self.action_next_ticket() if action == "next_ticket" else super().flow_act(action, reason)

    def action_next_ticket(self):
        """Finish the number of the case, call the next one, and go to the window's page."""
        self.ensure_one()
        self.check_access("read")
        ticket = self.ticket_id
        window = ticket.window_id
        if ticket.state in ("called", "serving"):
            ticket.action_finish()
        action = self.env["gov.desk"].action_open_mine()
        desk = self.env["gov.desk"].search([("window_id", "=", window.id)], limit=1)
        if desk and desk.waiting_count:
            desk.action_call_next()
        return action
