from datetime import UTC

from odoo import fields, models

from .gov_case_follow import NO_NEWS


class GovCase(models.Model):
    """The stages of a case in a department's own system, and what that system is told of the case
    (W-097, W-098)."""

    _inherit = "gov.case"

    stage_ids = fields.One2many("gov.stage", "case_id", "Stages in the Department's System", readonly=True)

    def _handed_to(self, department) -> bool:
        """Whether the case was handed over to a department."""
        self.ensure_one()
        return department in self.sudo().handover_line_ids.department_id

    def _exchange_contents(self, told: dict) -> dict:
        """What a department's system is told of each case.

        :param told: by id, the sequence of the last event it was told
        """
        if not self:
            return {}
        events = (
            self.env["gov.event"]
            .sudo()
            .search([("subject_model", "=", self._name), ("subject_id", "in", self.ids)], order="subject_id, seq")
            .grouped("subject_id")
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        materials = self.env["gov.case.material"]._state_labels()
        return {
            case.id: {
                "id": f"{case.number}-{case.event_seq}",
                "kind": "case",
                "case": case.number,
                "item": case.item_id.name,
                "item_code": case.item_id.code,
                "applicant": case.partner_id.name,
                "centre": case.company_id.name,
                "state": case.state,
                "state_name": states[case.state],
                "accepted_on": fields.Date.to_string(case.accept_date) if case.accept_date else "",
                "due_on": fields.Date.to_string(case.due_date) if case.due_date else "",
                "clock": case.lamp or "",
                "materials": [
                    {"name": line.name, "state": line.state, "state_name": materials[line.state]}
                    for line in case.material_ids
                ],
                "events": [
                    {
                        "seq": event.seq,
                        "kind": event.kind,
                        "name": event.label,
                        "at": case._exchange_time(event.at),
                        "by": event.user_id.name or "",
                        "reason": event.reason or "",
                    }
                    for event in events.get(case.id, ())
                    if event.seq > told.get(case.id, 0)
                    and not event.kind.startswith("term.")
                    and event.kind not in NO_NEWS
                ],
            }
            for case in self
        }

    def _exchange_time(self, moment) -> str:
        zone = self.company_id._gov_calendar()._zone()
        return moment.replace(tzinfo=UTC).astimezone(zone).isoformat()
