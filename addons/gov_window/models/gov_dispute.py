from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
CENTRE = ("gov_window.group_clerk", "gov_window.group_department_clerk")


class GovDispute(models.Model):
    """A difficult question of acceptance (受理争议): the window and a department disagree, the
    department answers within the period, the centre settles it (W-105)."""

    _name = "gov.dispute"
    _inherit = ["gov.term.mixin"]
    _description = "Dispute about Acceptance"
    _order = "id desc"
    _rec_name = "subject"
    _term_main_kinds = ("dispute",)
    _flow_frozen = frozenset({"subject", "question", "department_id", "case_id", "item_id", "company_id"})
    _flow_open_states = frozenset({"draft"})

    subject = fields.Char(required=True)
    question = fields.Text(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    item_id = fields.Many2one("gov.item", index="btree_not_null", ondelete="restrict")
    case_id = fields.Many2one("gov.case", index="btree_not_null", ondelete="restrict")
    answer = fields.Text("Answer of the Department", readonly=True)
    settlement = fields.Text("Rule for the Future", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "With the Department"), ("answered", "Answered"), ("settled", "Settled")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )

    @api.model
    def _flow_table(self):
        return {
            "raise": Move(("draft",), "open", _lt("Ask the Department"), CENTRE, primary=True, hotkey="F8"),
            "answer": Move(
                ("open",),
                "answered",
                _lt("Answer"),
                ("gov_window.group_department",),
                needs_reason=True,
                access="read",
                primary=True,
            ),
            "settle": Move(
                ("open", "answered"),
                "settled",
                _lt("Settle"),
                ("gov_window.group_window_head", "gov_window.group_catalogue"),
                needs_reason=True,
                access="read",
            ),
        }

    def action_raise(self):
        """Put the question to the department; its period starts."""
        return self._flow_move("raise")

    def _on_raise(self):
        self.env["gov.term"]._start(
            [
                (
                    dispute,
                    {
                        "code": "dispute",
                        "value": self.env["gov.profile"]._value("dispute_days", company=dispute.company_id),
                        "unit": "wd",
                        "source": self.env._("rule profile"),
                        "public": False,
                    },
                )
                for dispute in self
            ]
        )

    def action_answer(self, reason=""):
        """The department answers.

        :param reason: the answer
        """
        return self._flow_move("answer", reason, vals={"answer": (reason or "").strip()})

    def _get_cannot_answer_reason(self):
        own = self.env.user.gov_department_ids
        return {
            dispute.id: self.env._("only %(department)s answers for it.", department=dispute.department_id.short_name)
            for dispute in self
            if dispute.department_id not in own
        }

    def _on_answer(self):
        self.sudo()._term_stop("dispute", public=False)

    def action_settle(self, reason=""):
        """Settle it: what holds from now on.

        :param reason: the rule for the future
        """
        return self._flow_move("settle", reason, vals={"settlement": (reason or "").strip()})

    def _on_settle(self):
        self.sudo()._term_stop("dispute", met=False, public=False)

    def _term_recipients(self, step):
        """Override of `gov_base`: the department's staff act until they have answered."""
        found = super()._term_recipients(step)
        if step.role == "actor":
            postings = self.env["gov.posting"].sudo().search([("department_id", "in", self.department_id.ids)])
            staff = postings.grouped("department_id")
            for dispute in self:
                found[dispute.id] = staff.get(dispute.department_id, postings.browse()).user_id
        return found
