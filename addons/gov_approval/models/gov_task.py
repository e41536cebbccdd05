from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.fields import Recorded
from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)

CONCLUSIONS = [
    ("agree", "Agree"),
    ("disagree", "Disagree"),
    ("report", "Agree to Report Upward"),
]
HANDLER = ("gov_approval.group_handler",)


class GovTask(models.Model):
    """A department's work on a case (审批任务): sign for it, review it, conclude in writing."""

    _name = "gov.task"
    _inherit = ["gov.flow.mixin", "gov.tally.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Approval Task"
    _order = "id desc"
    _flow_subject_field = "case_id"
    _flow_frozen = frozenset({"conclusion", "opinion"})
    _flow_open_states = frozenset({"waiting", "reviewing"})
    _tally_by = ("company_id", "case_company_id", "department_id", "state", "lamp")

    case_id = fields.Many2one("gov.case", required=True, readonly=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("gov.department", required=True, readonly=True)
    company_id = Recorded(related="department_id.company_id", store=True, index=True)
    case_company_id = Recorded(related="case_id.company_id", string="Accepting Centre", store=True)
    user_id = fields.Many2one("res.users", "Handler", index=True)
    kind = fields.Selection([("review", "Review")], required=True, default="review", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "To Sign For"),
            ("reviewing", "In Review"),
            ("concluded", "Concluded"),
            ("ended", "Ended with the Case"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        group_expand="_group_expand_state",
    )
    number = fields.Char(related="case_id.number")
    item_id = fields.Many2one(related="case_id.item_id", store=True, index=True)
    partner_masked = fields.Char(related="case_id.partner_masked")
    handling_class = fields.Selection(related="case_id.handling_class")
    due_date = fields.Date(readonly=True, help="The case's.")
    lamp = fields.Selection("_selection_lamp", readonly=True, help="The case's.")
    days_left = fields.Char(related="case_id.days_left")
    due_provisional = fields.Boolean(related="case_id.due_provisional")
    material_ids = fields.One2many(related="case_id.material_ids")
    acceptor_id = fields.Many2one(related="case_id.acceptor_id")
    signed_at = fields.Datetime(readonly=True)
    conclusion = fields.Selection(CONCLUSIONS)
    opinion = fields.Text("Written Opinion")
    concluded_at = fields.Datetime(readonly=True)
    concluder_id = fields.Many2one("res.users", "Concluded By", readonly=True)

    _open = models.Index("(due_date, id) WHERE state <> 'concluded'")
    _lamp = models.Index("(lamp, due_date, id) WHERE lamp <> 'done'")
    _department_board = models.Index("(department_id, state, due_date, id)")
    _list = models.Index("(due_date, id)")
    _department_list = models.Index("(department_id, due_date, id)")

    @api.model
    def _flow_table(self):
        return {
            "sign": Move(("waiting",), "reviewing", _lt("Sign For"), HANDLER, primary=True, public=False, hotkey="F7"),
            "conclude": Move(
                ("reviewing",), "concluded", _lt("Conclude"), HANDLER, primary=True, public=False, hotkey="F8"
            ),
            "send_back": Move(("concluded",), "reviewing", _lt("Send Back to the Handler"), public=False),
            "end": Move(("waiting", "reviewing", "concluded"), "ended", _lt("Ended with the Case"), public=False),
        }

    @api.model
    def _group_expand_state(self, states, domain):
        return ["waiting", "reviewing", "concluded"]

    @api.depends("case_id", "department_id")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"{task.case_id.display_name} · {task.department_id.short_name}"

    @api.model
    def _selection_lamp(self):
        return self.env["gov.case"]._selection_lamp()

    @api.model
    def _start(self, cases):
        """Open the review of each case at its department."""
        return self.sudo()._insert_rows(
            [
                {
                    "case_id": case.id,
                    "case_company_id": case.company_id.id,
                    "department_id": case.department_id.id,
                    "company_id": case.department_company_id.id,
                    "item_id": case.item_id.id,
                    "due_date": case.due_date,
                    "lamp": case.lamp,
                    "kind": "review",
                    "state": "waiting",
                }
                for case in cases.sudo()
            ]
        )

    def explain_due_date(self) -> list[dict]:
        """How the due date of the task's case came about; see the case's own."""
        self.ensure_one()
        self.check_access("read")
        return self.case_id.sudo().explain_due_date()

    # ------------------------------------------------------------------ sign

    def action_sign(self):
        """Sign for the case: the department has it from now on, and the user handles it."""
        return self._flow_move("sign")

    def action_sign_each(self):
        """Sign for the selected cases of a list, each with its own result."""
        return self._flow_act_each("sign")

    def _get_cannot_sign_reason(self):
        reasons = self._not_my_department()
        for task in self.sudo():
            if task.department_id in task.case_id._refused_lines().department_id:
                reasons.setdefault(
                    task.id, self.env._("its papers were refused; the window hands them over again first.")
                )
        return reasons

    def _not_my_department(self):
        departments = self.env.user.gov_department_ids
        return {
            task.id: self.env._("it is the work of %(department)s.", department=task.department_id.short_name)
            for task in self
            if task.department_id not in departments
        }

    def _prepare_sign_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {task.id: {"signed_at": now, "user_id": task.user_id.id or self.env.uid} for task in self}

    def _on_sign(self):
        cases = self.sudo().case_id
        sheets = cases.handover_line_ids.handover_id.filtered(
            lambda sheet: sheet.state == "handed" and sheet.department_id in self.department_id
        )
        sheets.sudo(False)._flow_move("sign")
        cases.filtered(lambda case: case.state == "transferred")._flow_move("start_review")

    # ------------------------------------------------------------------ conclude

    def action_conclude(self, conclusion=None, opinion=None):
        """Conclude in writing.

        :param conclusion: agree, disagree or report; default: what the form holds
        :param opinion: the written opinion; default: what the form holds
        """
        vals = {key: value for key, value in (("conclusion", conclusion), ("opinion", opinion)) if value}
        if otherwise := self.filtered(
            lambda task: task.state == "concluded" and any(task[name] != said for name, said in vals.items())
        ):
            raise UserError(
                self.env._(
                    "%(tasks)s: it is concluded with another conclusion or opinion already. Reload the page; to change "
                    "what it says, ask the approver to send the case back.",
                    tasks=listed(self.env, otherwise.mapped("display_name")),
                )
            )
        if vals:
            self.filtered(lambda task: task.state == "reviewing").write(vals)
        return self._flow_move("conclude")

    def _get_cannot_conclude_reason(self):
        reasons = {}
        for task in self:
            if not task.conclusion:
                reasons[task.id] = self.env._("choose one of the three conclusions: agree, disagree, report upward.")
            elif not (task.opinion or "").strip():
                reasons[task.id] = self.env._("write your opinion; a conclusion is always in writing.")
            elif task.conclusion == "report" and task.handling_class != "report":
                reasons[task.id] = self.env._("this item is not reported upward: agree or disagree.")
        return reasons | self._not_my_department()

    def _prepare_conclude_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {task.id: {"concluded_at": now, "concluder_id": self.env.uid} for task in self}
