from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
CENTRE = ("gov_window.group_clerk", "gov_window.group_department_clerk")


class GovDispute(models.Model):
    """A difficult question of acceptance (受理争议): the window and a department disagree, the
    department answers within the period, the centre settles it (W-105)."""

    _name = "gov.dispute"
    _inherit = ["gov.department.question"]
    _description = "Dispute about Acceptance"
    _order = "id desc"
    _rec_name = "subject"
    _term_main_kinds = ("dispute",)
    _ask_kind = "dispute"
    _ask_days = "dispute_days"
    _flow_frozen = frozenset({"subject", "question", "department_id", "case_id", "item_id", "company_id"})
    _flow_open_states = frozenset({"draft"})

    subject = fields.Char(required=True)
    question = fields.Text(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    item_id = fields.Many2one("gov.item", index="btree_not_null", ondelete="restrict")
    case_id = fields.Many2one("gov.case", index="btree_not_null", ondelete="restrict")
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
        return super()._flow_table() | {
            "raise": Move(("draft",), "open", _lt("Ask the Department"), CENTRE, primary=True, hotkey="F8"),
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
        self._ask()

    def action_settle(self, reason=""):
        """Settle it: what holds from now on.

        :param reason: the rule for the future
        """
        return self._flow_move("settle", reason, vals={"settlement": (reason or "").strip()})

    def _on_settle(self):
        self.sudo()._term_stop("dispute", met=False, public=False)
