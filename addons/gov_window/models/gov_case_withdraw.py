from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

from .gov_case import CLERK

_lt = LazyTranslate(__name__)
#: what every paper about a case names
NAMED = frozenset({"item_id", "partner_id", "company_id"})


class GovCase(models.Model):
    """The applicant takes the application back; the window corrects a mis-keyed one."""

    _inherit = "gov.case"

    replaces_id = fields.Many2one("gov.case", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    replaced_by_ids = fields.One2many("gov.case", "replaces_id", readonly=True)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "withdraw": Move(
                ("pre_submitted", "received", "checking", "supplement", "accepted", "transferred"),
                "withdrawn",
                _lt("Withdrawn by the Applicant"),
                CLERK,
                needs_reason=True,
            ),
            "correct": Move(
                ("received", "checking", "supplement", "accepted"),
                "replaced",
                _lt("Correct a Wrong Entry"),
                CLERK,
                needs_reason=True,
            ),
        }

    # ------------------------------------------------------------------ withdraw

    def action_withdraw(self, reason=""):
        """The applicant withdraws before the decision: the clock stops, the paper lists what
        is given back.

        :param reason: what the applicant says
        """
        return self._flow_move("withdraw", reason)

    def _prepare_withdraw_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"closed_at": now} for case in self}

    _prepare_correct_vals = _prepare_withdraw_vals

    def _on_withdraw(self):
        self._stop_all_periods()
        registered = self.filtered("number")
        registered._issue_notice("B-01-W")

    def _stop_all_periods(self):
        """End whatever runs for these cases: they are over."""
        self._stop_waiting(met=False)
        if accepted := self.filtered("accept_date"):
            for code in ("decision", "gap"):
                accepted._term_stop(code, met=False)
            accepted._term_stop("handover", met=False, public=False)

    # ------------------------------------------------------------------ correct

    def write(self, vals):
        """Override: what a paper that was issued says of a registered case is corrected on record. Once the
        verdict is given the flow itself refuses."""
        if named := NAMED & vals.keys():
            told = self.filtered(
                lambda case: (
                    case.state in self._flow_open_states
                    and case.number
                    and case.sudo().notice_ids
                    and any(case[name].id != vals[name] for name in named)
                )
            )
            if told:
                raise UserError(
                    self.env._(
                        "%(cases)s: papers that name item and applicant were issued. Press “Correct a Wrong Entry” "
                        "instead.",
                        cases=listed(self.env, told.mapped("display_name")),
                    )
                )
        return super().write(vals)

    def _get_cannot_request_supplement_reason(self):
        """Override of the case: a corrected entry is the same submission (W-077)."""
        reasons = super()._get_cannot_request_supplement_reason()
        for case in self.sudo().filtered("replaces_id"):
            first = case.replaces_id
            if first.supplement_count and first.item_id == case.item_id:
                reasons.setdefault(
                    case.id,
                    self.env._("the applicant was asked to complete it once already; it may be asked only once."),
                )
        return reasons

    def action_correct(self, reason=""):
        """Replace a case that was entered wrongly (item or applicant) by a new one: the old
        number stays on record with the reason, its paper is declared void.

        :param reason: what was wrong
        :return: the action that opens the new case
        """
        self.ensure_one()
        self._flow_move("correct", reason)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.sudo().replaced_by_ids[:1].id,
            "view_mode": "form",
        }

    def _get_cannot_correct_reason(self):
        """An acceptance is taken back by who may give it alone (W-067)."""
        return self._trainee_reasons()

    def _on_correct(self):
        self._stop_all_periods()
        accepted = self.filtered("accept_date")
        accepted._issue_notice("B-01-C")
        accepted._acceptance_papers()._fall(self.env._("replaced by a correction"))
        for case in self:
            new = self.create(
                {
                    "item_id": case.item_id.id,
                    "partner_id": case.partner_id.id,
                    "agent_id": case.agent_id.id,
                    "channel": case.channel,
                    "company_id": case.company_id.id,
                    "window_id": case.window_id.id,
                    "note": case.note,
                }
            )
            new.sudo()._flow_write({"replaces_id": case.id})

    def _acceptance_papers(self):
        """The acceptance notices of the cases (B-01)."""
        return self.sudo().notice_ids.filtered(lambda notice: notice.kind_id.code == "B-01")

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-01-C":
            content["old_notice"] = self._acceptance_papers().sorted("id")[-1:].number or ""
        return content
