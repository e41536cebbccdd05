from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.gov_base.listing import listed


class GovCase(models.Model):
    """Whether the applicant may apply at all: asked at receipt, refused with the basis, on record (W-102)."""

    _inherit = "gov.case"

    condition_ids = fields.One2many("gov.case.condition", "case_id", "Conditions of Application")

    @api.onchange("item_id")
    def _onchange_item_conditions(self):
        """Show what is to be asked as soon as the item is chosen."""
        wanted = self.item_id.version_id._condition_ids() if self.item_id.version_id else ()
        if wanted or self.condition_ids:
            self.condition_ids = [
                Command.clear(),
                *(Command.create({"condition_id": condition_id}) for condition_id in wanted),
            ]

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._fill_conditions()
        return cases

    def write(self, vals):
        result = super().write(vals)
        if "item_id" in vals:
            stray = self.condition_ids.filtered(
                lambda line: line.condition_id.version_id != line.case_id.item_version_id
            )
            stray.unlink()
            self._fill_conditions()
        return result

    def _fill_conditions(self):
        """Put what is still to be asked on the cases; a case without conditions costs no query."""
        asked = self.filtered(lambda case: case.item_version_id and case.item_version_id._condition_ids())
        self.env["gov.case.condition"].create(
            [
                {"case_id": case.id, "condition_id": condition_id}
                for case in asked
                for condition_id in case.item_version_id._condition_ids()
                if condition_id not in case.condition_ids.condition_id.ids
            ]
        )

    def _conditions(self, result):
        """The conditions of the case with a result; those of an item without any cost no query."""
        self.ensure_one()
        lines = self.sudo().condition_ids if self.item_version_id._condition_ids() else self.env["gov.case.condition"]
        return lines.filtered(lambda line: line.result == result)

    def _get_cannot_receive_reason(self):
        """Override: the conditions are asked before the application is registered."""
        reasons = super()._get_cannot_receive_reason()
        for case in self.filtered("item_version_id"):
            if unasked := case._conditions("open"):
                reasons.setdefault(
                    case.id,
                    self.env._(
                        "ask the applicant first, on the tab “Conditions”: %(conditions)s.",
                        conditions=listed(self.env, unasked.mapped("name")),
                    ),
                )
        return reasons

    def _on_receive(self):
        result = super()._on_receive()
        self._record_conditions()
        return result

    def _record_conditions(self):
        """Keep on record what was asked and what came out."""
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "condition.check",
                        "user_id": self.env.uid,
                        "public": False,
                        "data": {line.name: line.result for line in case.sudo().condition_ids},
                    },
                )
                for case in self
                if case.item_version_id._condition_ids()
            ]
        )

    def _condition_reasons(self) -> dict[int, str]:
        """Why the applicants of the cases may not apply, with the basis."""
        reasons = {}
        for case in self:
            if failed := case._conditions("failed"):
                reasons[case.id] = self.env._(
                    "the applicant does not fulfil: %(conditions)s. Press “Do Not Accept”: the reason is there "
                    "already.",
                    conditions=listed(self.env, (f"{line.name} ({line.basis})" for line in failed)),
                )
            elif unasked := case._conditions("open"):
                reasons[case.id] = self.env._(
                    "ask the applicant first, on the tab “Conditions”: %(conditions)s.",
                    conditions=listed(self.env, unasked.mapped("name")),
                )
        return reasons

    def _get_cannot_accept_reason(self):
        return super()._get_cannot_accept_reason() | self._condition_reasons()

    def _get_cannot_accept_gap_reason(self):
        return super()._get_cannot_accept_gap_reason() | self._condition_reasons()

    def _prepare_notice_content(self, code):
        """Override: a refusal names the conditions that are not fulfilled, with their basis."""
        content = super()._prepare_notice_content(code)
        if code == "B-05" and (failed := self._conditions("failed")):
            content["failed"] = [{"name": line.name, "basis": line.basis} for line in failed]
        return content
