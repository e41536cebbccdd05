from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.gov_base.listing import listed


class GovCase(models.Model):
    """Whether the applicant may apply at all: asked online or at receipt, refused with the basis, on record
    (W-102)."""

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
        if open_ones := [
            {"case_id": case.id, "condition_id": condition_id}
            for case in self._conditioned()
            for condition_id in case.item_version_id._condition_ids()
            if condition_id not in case.condition_ids.condition_id.ids
        ]:
            self.env["gov.case.condition"].create(open_ones)

    def _conditioned(self):
        """The cases of items that have conditions."""
        return self._by_version(lambda version: version._condition_ids())

    def _conditions(self, result):
        """The conditions of the case with a result; those of an item without any cost no query."""
        self.ensure_one()
        lines = self.sudo().condition_ids if self.item_version_id._condition_ids() else self.env["gov.case.condition"]
        return lines.filtered(lambda line: line.result == result)

    def _get_cannot_receive_reason(self):
        """Override: the conditions are asked before the application is registered."""
        reasons = super()._get_cannot_receive_reason()
        for case in self._conditioned():
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
                for case in self._conditioned()
            ]
        )

    def _condition_reasons(self) -> dict[int, str]:
        """Why the applicants of the cases may not apply, with the basis."""
        reasons = {}
        for case in self._conditioned():
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

    def _get_cannot_pre_pass_reason(self):
        """Nobody is told that an application passes which will be refused."""
        return {
            case.id: self.env._(
                "the applicant does not fulfil: %(conditions)s. Press “Receive”, then “Do Not Accept”: the reason is "
                "there already. If your own check says otherwise, enter it on the tab “Conditions” first.",
                conditions=listed(self.env, (f"{line.name} ({line.basis})" for line in failed)),
            )
            for case in self
            if (failed := case._conditions("failed"))
        }

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

    # ------------------------------------------------------------------ the applicant's own answers

    def _portal_may_say(self) -> bool:
        """Whether the applicant answers the conditions now: before the window has asked them."""
        self.ensure_one()
        return self.state == "draft" and self._portal_may_edit()

    def _portal_conditions(self) -> list[dict]:
        """What the online form asks and shows: id, name, basis, whether it is known from what is on file, the
        result, and what the applicant said."""
        lines = self.sudo().condition_ids.sorted(lambda line: (line.case_id.id, line.sequence, line.id))
        return [
            {
                "id": line.id,
                "name": line.name,
                "basis": line.basis,
                "known": line._fits() is not None,
                "result": line.result,
                "said": line.said,
                "item": line.case_id.item_id.name,
            }
            for line in lines
        ]

    def _portal_say(self, said: dict[int, str]):
        """Keep what the applicant says to the conditions (W-102). A “no” blocks nothing: who applies has the
        right to a refusal in writing, with its reason and the remedy.

        :param said: yes or no by the id of the line; what is not of this case, or known already, does not count
        :raises UserError: the case cannot be changed now, or an answer is neither
        """
        if not said:
            return
        self._check_portal_edit()
        if not self._portal_may_say():
            return
        for line in self.sudo().condition_ids:
            answer = said.get(line.id)
            if answer is None or answer == line.said or line._fits() is not None:
                continue
            if answer not in ("yes", "no"):
                raise UserError(self.env._("Please answer “%(condition)s” with yes or no.", condition=line.name))
            line._say(answer)

    def _get_cannot_submit_reason(self):
        """Override: every condition is answered; by whichever answer."""
        reasons = {
            case.id: self.env._(
                "answer first whether you fulfil: %(conditions)s.",
                conditions=listed(self.env, unasked.mapped("name")),
            )
            for case in self
            if (unasked := case._conditions("open"))
        }
        return reasons | super()._get_cannot_submit_reason()

    def _portal_files(self):
        """Override: with what the applicant said to the conditions, for the event."""
        said = {
            line.name: line.said
            for case in self
            if case.item_version_id._condition_ids()
            for line in case.sudo().condition_ids
            if line.said
        }
        return super()._portal_files() | ({"conditions": said} if said else {})
