from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK

_lt = LazyTranslate(__name__)
#: what is looked through before somebody stands at the counter; an operator's entry is such a one
ONLINE = ("portal", "mobile", "terminal", "mail", "assisted")


class GovCase(models.Model):
    """Pre-acceptance (预受理): what came online is looked through, and the result is told
    (W-090, W-092)."""

    _inherit = "gov.case"

    pre_result = fields.Selection(
        [("pass", "Passes"), ("fail", "Something Is Missing")],
        "Result of the Pre-Acceptance",
        readonly=True,
        copy=False,
    )
    pre_told_at = fields.Datetime("Told On", readonly=True, copy=False)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "pre_pass": Move(("pre_submitted",), "pre_submitted", _lt("Passes: Tell the Applicant"), CLERK),
            "pre_fail": Move(
                ("pre_submitted",), "draft", _lt("Tell What Is Missing"), CLERK, needs_reason=True, hotkey="F10"
            ),
        }

    def _on_submit(self):
        """Hook: the applicant sent it. The window looks it through within its period."""
        self.env["gov.term"]._start(
            [(case, case._rule_period("pre_acceptance", "pre_acceptance_days")) for case in self.sudo()]
        )

    def _on_take_back(self):
        """Hook: the applicant took it back to change it; nobody waits for the window any more."""
        self.sudo()._stop_waiting(met=False)

    def action_pre_pass(self):
        """Tell the applicant that the application passes: bring the originals, or wait."""
        return self._flow_move("pre_pass")

    def action_pre_fail(self, reason=""):
        """Tell the applicant what is missing; the application goes back to be completed.

        :param reason: all that is missing or wrong
        """
        return self._flow_move("pre_fail", reason)

    def _prepare_pre_pass_vals(self):
        return self._pre_vals("pass")

    def _prepare_pre_fail_vals(self):
        return self._pre_vals("fail")

    def _pre_vals(self, result):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"pre_result": result, "pre_told_at": now} for case in self}

    def _on_pre_pass(self):
        self._stop_waiting()
        self._issue_notice("B-08")
        self._tell_applicant("gov_window", "pre_accepted")

    _on_pre_fail = _on_pre_pass

    def _on_receive(self):
        """Received at the window: the application is not only pre-accepted any more."""
        self._stop_waiting()

    def _stop_waiting(self, met=True):
        result = super()._stop_waiting(met)
        if online := self.filtered(lambda case: case.channel in ONLINE and not case.accept_date):
            online._term_stop("pre_acceptance", met)
        return result

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-08":
            content["passes"] = self.pre_result == "pass"
        return content
