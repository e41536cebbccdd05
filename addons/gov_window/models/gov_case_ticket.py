from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_queue import STAFF

_lt = LazyTranslate(__name__)


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

    @api.model
    def _flow_table(self):
        """Override: once the verdict is given, the next number is one key away."""
        table = super()._flow_table()
        given = tuple(
            state for state in self._fields["state"].get_values(self.env) if state not in self._flow_open_states
        )
        return table | {
            "next_ticket": Move(given, "", _lt("Finish the Number and Call Next"), STAFF, primary=True, hotkey="F1")
        }

    def _flow_offered(self, action):
        """Override of `gov_base`: while the number of the case stands at the window."""
        offered = super()._flow_offered(action)
        if action == "next_ticket":
            return offered.filtered(lambda case: case.ticket_id.state in ("called", "serving"))
        return offered

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
