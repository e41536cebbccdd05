from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)

#: the kind of decision paper by the nature of the item; the refusal's code ends in N
DECISION_PAPERS = {"licence": "B-31-L", "filing": "B-31-F"}
#: what is decided, in the words of each paper
DECIDED = {
    "B-31-L": "准予行政许可",
    "B-31-LN": "不予行政许可",
    "B-31-F": "予以备案",
    "B-31-FN": "不予备案",
    "B-31-G": "准予办理",
    "B-31-GN": "不予办理",
}
DECIDER = ("gov_approval.group_chief", "gov_approval.group_leader", "gov_approval.group_main_head")


class GovCase(models.Model):
    _inherit = "gov.case"

    state = fields.Selection(
        selection_add=[("reviewing", "In Review"), ("decided", "Decided"), ("not_accepted",), ("closed",)],
        ondelete={"reviewing": "cascade", "decided": "cascade"},
    )
    task_ids = fields.One2many("gov.task", "case_id", "Tasks", readonly=True)
    recommendation = fields.Char(compute="_compute_recommendation", compute_sudo=True)
    decision = fields.Selection(
        [("agree", "Approved"), ("disagree", "Not Approved"), ("report", "Reported Upward")], readonly=True, copy=False
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    decider_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "start_review": Move(("transferred",), "reviewing", _lt("Signed for by the Department")),
            "decide": Move(
                ("reviewing", "accepted"),
                "decided",
                _lt("Decide as Recommended"),
                DECIDER,
                access="read",
                primary=True,
                hotkey="F8",
            ),
            "send_back": Move(
                ("reviewing",),
                "reviewing",
                _lt("Send Back to the Handler"),
                DECIDER,
                needs_reason=True,
                public=False,
                access="read",
            ),
        }

    @api.model
    def _board_states(self):
        if self.env.context.get("gov_board") == "approval":
            return ("transferred", "reviewing", "decided")
        return super()._board_states()

    @api.depends("task_ids.conclusion", "task_ids.opinion", "task_ids.state")
    def _compute_recommendation(self):
        labels = dict(self.env["gov.task"]._fields["conclusion"]._description_selection(self.env))
        for case in self:
            lines = [
                f"{task.department_id.short_name}: {labels[task.conclusion]} — {task.opinion}"
                for task in case.task_ids
                if task.state == "concluded"
            ]
            case.recommendation = "\n".join(lines)

    def _on_hand_over(self):
        """Override of `gov_window`: the departments' work begins."""
        result = super()._on_hand_over()
        self.env["gov.task"]._start(self)
        return result

    # ------------------------------------------------------------------ decide

    def action_decide(self):
        """Decide as the concluded tasks recommend; an instant item may be decided at the
        window, without hand-over (A-018).

        :raises UserError: a task is open, the user accepted the case, or has no power
        """
        return self._flow_move("decide")

    def action_send_back(self, reason=""):
        """Return the case to its handler, with the reason."""
        return self._flow_move("send_back", reason)

    def _flow_repeated(self, action, move, reason):
        """Override of `gov_base`: what was concluded since is sent back anew, even with the same words."""
        repeated = super()._flow_repeated(action, move, reason)
        if action == "send_back":
            return repeated.filtered(lambda case: "concluded" not in case.sudo().task_ids.mapped("state"))
        return repeated

    def _get_cannot_decide_reason(self):
        reasons = {}
        for case in self.sudo():
            instant = case.handling_class == "instant" and not case.task_ids
            if case.state == "accepted" and case.handling_class != "instant":
                reasons[case.id] = self.env._("it has not been handed over to the department yet.")
            elif not instant and (not case.task_ids or any(task.state != "concluded" for task in case.task_ids)):
                reasons[case.id] = self.env._("the department has not concluded its review in writing.")
            elif case.acceptor_id == self.env.user and not instant:
                reasons[case.id] = self.env._(
                    "you accepted this case yourself; acceptance and approval are separate (受审分离). "
                    "Somebody else has to decide."
                )
        return reasons

    def _get_cannot_send_back_reason(self):
        return {
            case.id: self.env._("its handler has not concluded yet, so there is nothing to send back.")
            for case in self.sudo()
            if not any(task.state == "concluded" for task in case.task_ids)
        }

    def _get_decide_authority(self):
        """By what power: a delegation in force for this class of case, or the post of
        responsible leader or main head in the deciding department."""
        authorities = dict(self.env["gov.delegation"]._find(self.sudo(), self.env.user))
        leads = any(
            self.env.user.has_group(group) for group in ("gov_approval.group_leader", "gov_approval.group_main_head")
        )
        if leads:
            postings = self._postings()
            for case in self.sudo():
                own = postings.filtered(lambda posting, case=case: posting.department_id == case.department_id)
                if own:
                    authorities.setdefault(case.id, own[0])
        return authorities

    def _flow_no_authority_reason(self, action):
        if action != "decide":
            return super()._flow_no_authority_reason(action)
        classes = dict(self.env["gov.item.version"]._fields["handling_class"]._description_selection(self.env))
        return self.env._(
            "you have no delegation of %(department)s in force that covers items of the class “%(class)s”.",
            department=self.department_id.short_name,
            **{"class": classes[self.handling_class]},
        )

    def _prepare_decide_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        vals = {}
        for case in self.sudo():
            conclusions = set(case.task_ids.mapped("conclusion"))
            decision = next((name for name in ("disagree", "report") if name in conclusions), "agree")
            vals[case.id] = {"decision": decision, "decided_at": now, "decider_id": self.env.uid}
        return vals

    def _on_decide(self):
        self.sudo()._term_stop("handover", public=False)
        for code, cases in self.grouped(lambda case: case.sudo()._decision_paper()).items():
            cases._issue_notice(code)

    def _decision_paper(self) -> str:
        """The code of the paper that tells the decision."""
        self.ensure_one()
        return DECISION_PAPERS.get(self.item_id.nature, "B-31-G") + "N" * (self.decision == "disagree")

    def _on_send_back(self):
        self.sudo().task_ids.filtered(lambda task: task.state == "concluded")._flow_move("send_back")

    def _prepare_notice_content(self, code):
        """Override of `gov_window`: the decision and its grounds."""
        content = super()._prepare_notice_content(code)
        if code in DECIDED:
            content |= self._remedies() | {
                "issuer": self.department_id.name,
                "word": self.department_id.document_word or "",
                "decision": self.decision,
                "decided": DECIDED[code],
                "decided_on": fields.Date.to_string(self._local_date(self.decided_at)),
                "opinion": "；".join(filter(None, self.task_ids.mapped("opinion"))),
                "decider": self.decider_id.name,
                "result_name": self.item_version_id.result_name or "",
            }
        return content

    def _term_mirrored(self):
        """Override of `gov_base`: the tasks show deadline and lamp of their case."""
        result = super()._term_mirrored()
        shown, vals = {}, {}
        for task in self.task_ids:
            case = task.case_id
            key = (case.due_date, case.lamp)
            vals[task.id] = shown.setdefault(key, {"due_date": case.due_date, "lamp": case.lamp})
        self.task_ids._write_rows(vals)
        return result

    def _term_recipients(self, step):
        """Override of `gov_window`: in review the department answers for the case."""
        found = super()._term_recipients(step)
        if step.role not in ("leader", "actor"):
            return found
        group = "gov_approval.group_leader" if step.role == "leader" else "gov_approval.group_handler"
        staff = {
            department: users.filtered(lambda user: user.has_group(group))
            for department, users in self.env["gov.posting"]._staff_of(self.department_id).items()
        }
        if step.role == "actor":
            self._fetch_columns(self.task_ids, ("user_id",))
        for case in self:
            if step.role == "leader":
                found[case.id] = staff[case.department_id]
            elif case.state in ("transferred", "reviewing", "decided"):
                found[case.id] = case.task_ids.user_id or staff[case.department_id]
        return found
