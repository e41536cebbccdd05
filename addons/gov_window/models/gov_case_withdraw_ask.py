from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = 500


class GovCase(models.Model):
    """The applicant asks on the portal to withdraw 申请撤回; the window confirms it with the flow's
    own move, which stops the clock and issues the paper. Possible until the decision."""

    _inherit = "gov.case"

    withdraw_asked_at = fields.Datetime("Asked to Withdraw On", readonly=True, copy=False)
    withdraw_ask_reason = fields.Text("Why the Applicant Withdraws", readonly=True, copy=False)
    withdraw_open = fields.Boolean("Asks to Withdraw", compute="_compute_withdraw_open")

    _withdraw_asked = models.Index("(withdraw_asked_at) WHERE withdraw_asked_at IS NOT NULL")

    @api.depends("withdraw_asked_at", "state")
    def _compute_withdraw_open(self):
        for case in self:
            case.withdraw_open = bool(case.withdraw_asked_at) and case._portal_may_withdraw()

    def _portal_may_withdraw(self) -> bool:
        """Whether the case can be withdrawn from where it is."""
        self.ensure_one()
        return self.state in self._flow_moves()["withdraw"].sources

    def _portal_ask_withdraw(self, reason: str):
        """Ask the window to confirm the withdrawal. Asked twice, it is asked once.

        :raises UserError: no reason, decided already, or an agent without a mandate asks
        """
        self.ensure_one()
        reason = (reason or "").strip()
        if not reason or len(reason) > LONGEST:
            raise UserError(
                self.env._("Please say in a sentence why you withdraw (at most %(limit)s characters).", limit=LONGEST)
            )
        self._flow_lock()
        case = self.sudo()
        if not self._portal_may_withdraw():
            raise UserError(
                self.env._(
                    "The application is decided or over: it cannot be withdrawn any more. Please ask the window."
                )
            )
        if self.env.user.partner_id != case.partner_id and (why := case._mandate_reasons().get(case.id)):
            raise UserError(why)
        if case.withdraw_asked_at:
            return
        case._flow_write({"withdraw_asked_at": self.env.cr.now().replace(microsecond=0), "withdraw_ask_reason": reason})
        self._record_ask("withdraw.ask", reason)
        self._notify_actor(
            self.env._("The applicant asks to withdraw: %(case)s", case=self.display_name),
            self.env._("Please confirm it on the case, before the decision: %(reason)s", reason=reason),
        )

    def _portal_keep(self):
        """Take the request back: the case goes on."""
        self.ensure_one()
        self._flow_lock()
        case = self.sudo()
        if not case.withdraw_open:
            return
        case._flow_write({"withdraw_asked_at": False, "withdraw_ask_reason": False})
        self._record_ask("withdraw.keep", None)

    def _record_ask(self, kind, reason):
        self.env["gov.event"]._append(
            [(self.sudo(), {"kind": kind, "user_id": self.env.uid, "reason": reason, "public": True})]
        )

    def _flow_draft_reason(self, action):
        """Override of `gov_base`: what the applicant wrote."""
        if action == "withdraw" and len(self) == 1 and self.withdraw_open:
            return self.withdraw_ask_reason
        return super()._flow_draft_reason(action)
