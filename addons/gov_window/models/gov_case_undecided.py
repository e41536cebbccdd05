from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK

_lt = LazyTranslate(__name__)
DEPARTMENT = ("gov_window.group_department",)
ANSWERS = {"answer_complete": "complete", "answer_incomplete": "incomplete", "answer_out_of_scope": "out_of_scope"}


class GovCase(models.Model):
    """Undecided at the counter (收件处理单): the department says whether to accept, the window
    tells the applicant, and silence is acceptance (W-080, W-081)."""

    _inherit = "gov.case"

    deferred_at = fields.Datetime("Given to the Department On", readonly=True, copy=False)
    check_result = fields.Selection(
        [("complete", "Complete"), ("incomplete", "Incomplete"), ("out_of_scope", "Out of Scope")],
        "Answer of the Department",
        readonly=True,
        copy=False,
    )
    check_opinion = fields.Text("Opinion of the Department", readonly=True, copy=False)
    check_user_id = fields.Many2one("res.users", "Answered By", readonly=True, copy=False)
    checked_at = fields.Datetime("Answered On", readonly=True, copy=False)

    @api.model
    def _flow_table(self):
        def answer(label, **options):
            return Move(("checking",), "checking", label, DEPARTMENT, access="read", public=False, **options)

        return super()._flow_table() | {
            "defer": Move(
                ("received",),
                "checking",
                _lt("Undecided: Ask the Department"),
                CLERK,
                needs_reason=True,
                hotkey="F2",
            ),
            "answer_complete": answer(_lt("Complete: Accept"), primary=True),
            "answer_incomplete": answer(_lt("Incomplete"), needs_reason=True),
            "answer_out_of_scope": answer(_lt("Out of Scope"), needs_reason=True),
            "deem_accept": Move(("checking",), "accepted", _lt("Accepted by Silence")),
        }

    @api.model
    def _board_states(self):
        states = super()._board_states()
        return (*states, "checking") if "received" in states else states

    # ------------------------------------------------------------------ the window asks

    def action_defer(self, reason=""):
        """Take the papers in without a verdict and ask the department (W-080): the applicant
        gets the receipt that promises an answer.

        :param reason: why it cannot be decided on the spot (D-19)
        """
        return self._flow_move("defer", reason)

    def _get_cannot_defer_reason(self):
        return {
            case.id: self.env._("the rules of this centre want acceptance decided on the spot.")
            for case in self
            if case._rule("on_spot_only")
        } | self._trainee_reasons()

    def _prepare_defer_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"deferred_at": now} for case in self}

    def _on_defer(self):
        periods = (("undecided", "undecided_notice_days", True), ("department_check", "undecided_review_days", False))
        self.env["gov.term"]._start(
            [
                (case, case._rule_period(code, rule, start=case.received_at, public=public))
                for case in self
                for code, rule, public in periods
            ]
        )
        self._issue_notice("B-02")

    # ------------------------------------------------------------------ the department answers

    def action_answer_complete(self):
        """The department: complete and in proper form, accept it (W-081)."""
        return self._flow_move("answer_complete")

    def action_answer_incomplete(self, reason=""):
        """The department: not complete.

        :param reason: all that is missing or wrong; the window tells the applicant
        """
        return self._flow_move("answer_incomplete", reason)

    def action_answer_out_of_scope(self, reason=""):
        """The department: not its business.

        :param reason: why, and whose business it is
        """
        return self._flow_move("answer_out_of_scope", reason)

    def _get_answer_complete_authority(self):
        """By what power: the post in the department that is asked."""
        postings = self._postings()
        found = {
            case.id: postings.filtered(lambda posting, case=case: posting.department_id == case.department_id)[:1]
            for case in self.sudo()
        }
        return {case_id: posting for case_id, posting in found.items() if posting}

    _get_answer_incomplete_authority = _get_answer_complete_authority
    _get_answer_out_of_scope_authority = _get_answer_complete_authority

    def _flow_no_authority_reason(self, action):
        if action in ANSWERS:
            return self.env._("only %(department)s answers for it.", department=self.department_id.short_name)
        return super()._flow_no_authority_reason(action)

    def _get_cannot_answer_complete_reason(self):
        return {
            case.id: self.env._("the department has answered already.") for case in self.sudo() if case.check_result
        }

    _get_cannot_answer_incomplete_reason = _get_cannot_answer_complete_reason
    _get_cannot_answer_out_of_scope_reason = _get_cannot_answer_complete_reason

    def _on_answer_complete(self):
        cases = self.sudo()
        cases._term_stop("department_check", public=False)
        cases._write_rows(
            {
                case.id: {
                    "check_result": ANSWERS[case.flow_action],
                    "check_opinion": case.flow_reason or False,
                    "check_user_id": self.env.uid,
                    "checked_at": case.flow_date,
                }
                for case in cases
            }
        )

    _on_answer_incomplete = _on_answer_complete
    _on_answer_out_of_scope = _on_answer_complete

    # ------------------------------------------------------------------ the window's verdict

    def _unfit_for_answer(self, fitting) -> dict[int, str]:
        """Why the verdict cannot be given: no answer of the department yet, or another one."""
        labels = dict(self._fields["check_result"]._description_selection(self.env))
        reasons = {}
        for case in self.filtered(lambda case: case.state == "checking" and case.check_result not in fitting):
            if case.check_result:
                reasons[case.id] = self.env._(
                    "the department has answered “%(answer)s”.", answer=labels[case.check_result]
                )
            else:
                reasons[case.id] = self.env._("the department has not answered yet.")
        return reasons

    def _get_cannot_accept_reason(self):
        return super()._get_cannot_accept_reason() | self._unfit_for_answer({"complete"})

    def _get_cannot_request_supplement_reason(self):
        return super()._get_cannot_request_supplement_reason() | self._unfit_for_answer({"incomplete"})

    def _get_cannot_refuse_acceptance_reason(self):
        return super()._get_cannot_refuse_acceptance_reason() | self._unfit_for_answer({"incomplete", "out_of_scope"})

    def _stop_waiting(self, met=True):
        result = super()._stop_waiting(met)
        if deferred := self.filtered("deferred_at"):
            told = self.filtered(lambda case: case.flow_action not in ("deem_accept", "withdraw", "correct"))
            (deferred & told)._term_stop("undecided")
            (deferred - told)._term_stop("undecided", met=False)
            deferred._term_stop("department_check", met=False, public=False)
        return result

    # ------------------------------------------------------------------ silence

    def _on_term_step(self, code, kind):
        result = super()._on_term_step(code, kind)
        if (code, kind) == ("undecided", "term.breach"):
            self.filtered(lambda case: case.state == "checking")._flow_move("deem_accept")
        return result

    def _prepare_deem_accept_vals(self):
        """Accepted from the day of receipt, by nobody."""
        vals = self._prepare_accept_vals()
        for case in self:
            vals[case.id] |= {
                "accepted_at": case.received_at,
                "accept_date": case._local_date(case.received_at),
                "acceptor_id": False,
            }
        return vals

    def _on_deem_accept(self):
        self._on_accept()

    def _acceptance_periods(self):
        periods = super()._acceptance_periods()
        if self.flow_action == "deem_accept":
            return [
                period | {"start": self.accepted_at} if period["code"] == "decision" else period for period in periods
            ]
        return periods

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-01" and self.flow_action == "deem_accept":
            content["deemed"] = True
        if code == "B-02":
            term = self._last_term("undecided")
            content |= {
                "answer_days": term.value,
                "answer_on": fields.Date.to_string(self._local_date(term.due_at)),
            }
        return content

    def _term_recipients(self, step):
        """Override of `gov_base`: while the department checks, its staff act."""
        found = super()._term_recipients(step)
        if step.role != "actor" or step.kind_id._code() != "department_check":
            return found
        staff = self.env["gov.posting"]._staff_of(self.department_id)
        for case in self:
            found[case.id] = staff[case.department_id]
        return found
