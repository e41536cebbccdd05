from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK, TAKEN

_lt = LazyTranslate(__name__)


class GovCase(models.Model):
    """Acceptance with gaps (容缺受理): flagged material follows within a period of its own."""

    _inherit = "gov.case"

    green_channel = fields.Boolean(help="绿色通道: a key project, or somebody who comes first by rule.")
    gap_promise = fields.Text(
        "Promise of the Applicant", copy=False, help="Printed on the acceptance notice; empty: the standard words."
    )
    gap_open = fields.Boolean("Material to Follow", compute="_compute_gap_open")

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "accept_gap": Move(("received", "supplement"), "accepted", _lt("Accept with Gaps"), CLERK, hotkey="F9"),
            "void_acceptance": Move(("accepted", "transferred"), "void", _lt("Acceptance Void"), needs_reason=True),
        }

    @api.depends("material_ids.state")
    def _compute_gap_open(self):
        for case in self:
            case.gap_open = "later" in case.material_ids.mapped("state")

    # ------------------------------------------------------------------ accept

    def action_accept_gap(self):
        """Accept although material is missing: the checklist must flag each missing line, the
        applicant promises in writing, and the material's own period starts (W-088, D-10).

        :raises UserError: a missing line may not follow later, or what stops any acceptance
        """
        return self._flow_move("accept_gap")

    def _get_cannot_accept_gap_reason(self):
        reasons = self._mandate_reasons()
        for case in self:
            missing = case._missing_lines()
            strict = missing.filtered(lambda line: not line.gap_ok).material_id | case._lines_taken_off()
            if not case._rule("gap_enabled"):
                reasons[case.id] = self.env._("the rules of this centre do not allow missing material.")
            elif not missing:
                reasons[case.id] = self.env._("nothing is missing: accept it in the ordinary way.")
            elif case._rule("gap_scope") == "green" and not case.green_channel:
                reasons[case.id] = self.env._("material may follow later in the green channel only.")
            elif strict:
                reasons[case.id] = self.env._(
                    "this material must be there, it may not follow later: %(names)s.",
                    names=", ".join(strict.mapped("name")),
                )
        return self._place_reasons() | reasons | self._trainee_reasons()

    def _get_accept_gap_authority(self):
        return self._get_accept_authority()

    def _flow_no_authority_reason(self, action):
        """Override of the flow: the same power accepts with gaps and without."""
        return super()._flow_no_authority_reason("accept" if action == "accept_gap" else action)

    def _prepare_accept_gap_vals(self):
        return self._prepare_accept_vals()

    def _on_accept(self):
        """Override: the promises that stand for papers (告知承诺) get their own form, B-07."""
        if promised := self.filtered(lambda case: "promised" in case.material_ids.mapped("state")):
            promised._issue_notice("B-07")
        return super()._on_accept()

    def _on_accept_gap(self):
        missing = self._missing_lines()
        missing._write_rows({line.id: {"state": "later"} for line in missing})
        self._on_accept()
        waiting = self.filtered(lambda case: case._rule("gap_clock") == "wait")
        waiting._open_terms("decision")._pause(self.env._("material is to follow"))

    def _acceptance_periods(self):
        periods = super()._acceptance_periods()
        if self.flow_action == "accept_gap":
            periods.append(self._rule_period("gap", "gap_days"))
        return periods

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-01" and self.flow_action == "accept_gap":
            later = self.material_ids.filtered(lambda line: line.state == "later")
            term = self._last_term("gap")
            due = self._local_date(term.due_at)
            content["gap"] = {
                "materials": later.mapped("material_id.name"),
                "due_on": fields.Date.to_string(due),
                "promise": self.gap_promise or "",
                "consequence": self._rule("gap_lapse_action"),
                "waits": self._rule("gap_clock") == "wait",
            }
        if code in ("B-01", "B-07"):
            content["promised"] = [said["name"] for said in content["materials"] if said["taken"] == TAKEN["promised"]]
        return content

    # ------------------------------------------------------------------ the material follows, or does not

    def _close_gaps(self):
        """All that was to follow is there: its period is met, and the clock runs again."""
        closed = self.filtered(lambda case: not case.gap_open)
        closed._term_stop("gap")
        closed._resume_decision(self.env._("the material that was to follow is there"))

    def _resume_decision(self, reason: str):
        """Let the clock run again that stood for the missing material."""
        self._open_terms("decision").filtered(lambda term: term.state == "paused")._resume(reason)

    def _on_term_step(self, code, kind):
        result = super()._on_term_step(code, kind)
        if (code, kind) == ("gap", "term.breach"):
            self._lapse_gaps()
        return result

    def _lapse_gaps(self):
        """The promised material did not come: what the rule says happens (D-11).

        Where the acceptance is not made void, or the case has gone on already, the clock
        runs again and the department decides on what is there; the lapse is on record.
        """
        self._term_stop("gap", met=False)
        reason = self.env._("the promised material was not handed in by its date")
        sources = self._flow_moves()["void_acceptance"].sources
        void = self.filtered(lambda case: case.state in sources and case._rule("gap_lapse_action") == "void")
        void._flow_move("void_acceptance", reason)
        others = self - void
        others._resume_decision(reason)
        self.env["gov.event"]._append(
            [
                (
                    case,
                    {
                        "kind": "gap.lapse",
                        "user_id": self.env.uid,
                        "reason": reason,
                        "public": True,
                        "data": {"action": case._rule("gap_lapse_action")},
                    },
                )
                for case in others
            ]
        )

    def _on_void_acceptance(self):
        for code in ("decision", "handover"):
            self._term_stop(code, met=False, public=code == "decision")
        self._issue_notice("B-06")
        self._acceptance_papers()._fall(self.env._("the acceptance is void"))
        self._tell_applicant("gov_window", "refused")
