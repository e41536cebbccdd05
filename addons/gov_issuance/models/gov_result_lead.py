from odoo import models


class GovResult(models.Model):
    """Where the lead department of a window or zone accepts, it issues there too (牵头部门统一收件、统一出件;
    W-048, D-14)."""

    _inherit = "gov.result"

    def _lead_reasons(self) -> dict[int, str]:
        """Why the current user does not issue a result: another department leads the window where its case was
        accepted, and the user is not on duty at a window of that lead."""
        led = {}
        for result in self.sudo():
            case = result.case_id
            bound = case.window_id and case._rule("acceptance_mode") == "lead" and case._rule("lead_issues")
            if bound and (lead := case.window_id._lead()):
                led[result.id] = lead
        if not led:
            return {}
        windows = self.env["gov.posting"]._of_user(self.env.user)._on_duty().window_id
        own = {window._lead() for window in windows}
        return {
            result_id: self.env._(
                "%(department)s leads the window that accepted it, and issues it at its own windows.",
                department=lead.display_name,
            )
            for result_id, lead in led.items()
            if lead not in own
        }

    def _get_cannot_check_reason(self):
        """Override: taken over at a window of the lead."""
        return super()._get_cannot_check_reason() | self._lead_reasons()

    def _get_cannot_deliver_reason(self):
        """Override: handed out at a window of the lead."""
        return super()._get_cannot_deliver_reason() | self._lead_reasons()
