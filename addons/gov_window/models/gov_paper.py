from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.fields import Recorded
from odoo.addons.gov_base.kernel.move import Move

from .gov_case import CLERK

_lt = LazyTranslate(__name__)
STAFF = (*CLERK, "gov_window.group_department")
HEADS = ("gov_window.group_window_head", "gov_base.group_supervisor")


class GovPaper(models.Model):
    """A paper in the folder of a case, and who has it now (原件保管链).

    There is a row from the first time a paper moves; until then what was handed in is at the
    window that took it. Hand-overs move papers with the sheet; giving back and losing are
    moves of their own, all events of the case.
    """

    _name = "gov.paper"
    _inherit = ["gov.flow.mixin"]
    _description = "Paper of a Case"
    _order = "case_id desc, id"
    _rec_name = "name"
    _log_access = False
    _flow_subject_field = "case_id"
    _flow_protected = frozenset({"line_id", "holder_id", "holder_at", "lost_at", "lost_by_id", "lost_signed_id"})
    _flow_frozen = frozenset({"measures"})
    _flow_open_states = frozenset({"lost"})

    case_id = fields.Many2one("gov.case", required=True, readonly=True, index=True, ondelete="restrict")
    material_id = fields.Many2one("gov.case.material", required=True, readonly=True, ondelete="restrict")
    name = fields.Char(related="material_id.material_id.name", string="Paper")
    company_id = Recorded("res.company", "Service Centre", required=True, readonly=True, index=True)
    originals = fields.Integer(readonly=True)
    copies = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("window", "At the Window"),
            ("on_way", "On the Way"),
            ("department", "With the Department"),
            ("returned", "Given Back to the Applicant"),
            ("lost", "Lost"),
            ("replaced", "Lost and Replaced"),
        ],
        "Where It Is",
        required=True,
        default="window",
        readonly=True,
        group_expand=True,
    )
    department_id = fields.Many2one("gov.department", readonly=True, ondelete="restrict")
    line_id = fields.Many2one("gov.handover.line", "Last Hand-Over", readonly=True, index="btree_not_null")
    holder_id = Recorded("res.users", "Last Signed By", readonly=True)
    holder_at = fields.Datetime("Since", readonly=True)
    receiver_name = fields.Char("Given Back To", readonly=True)
    receiver_signature = fields.Binary("Signature", attachment=True, readonly=True)
    lost_at = fields.Datetime("Loss Reported On", readonly=True)
    lost_by_id = fields.Many2one("res.users", "Loss Reported By", readonly=True)
    lost_signed_id = fields.Many2one("res.users", "Signed Last before the Loss", readonly=True)
    measures = fields.Text("What Is Done About It", help="The search, the certified copy asked for, who is answerable.")

    _unique_material = models.UniqueIndex("(material_id)")
    _by_holder = models.Index("(state, department_id, id) WHERE state NOT IN ('returned', 'replaced')")

    @api.model
    def _flow_table(self):
        return {
            "give_back": Move(("window",), "returned", _lt("Give Back to the Applicant")),
            "report_lost": Move(
                ("window", "on_way", "department"), "lost", _lt("Report Lost"), STAFF, needs_reason=True, access="read"
            ),
            "find": Move(("lost",), "window", _lt("Found Again"), HEADS, needs_reason=True, access="read"),
            "replace": Move(("lost",), "replaced", _lt("Replaced"), HEADS, needs_reason=True, access="read"),
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("Papers are entered by the checklist and the hand-over."))

    # ------------------------------------------------------------------ the chain

    def _put(self, state, user, department=None, line=None):
        """Say who has the papers now; the move itself is an event of the sheet or the case."""
        now = self.env.cr.now().replace(microsecond=0)
        vals = {"state": state, "holder_id": user.id, "holder_at": now, "department_id": department and department.id}
        if line:
            vals["line_id"] = line.id
        self.sudo()._write_rows({paper.id: vals for paper in self})

    def _on_sheet(self) -> list[dict]:
        """What a hand-over line keeps of the papers."""
        return [
            {"paper": paper.id, "name": paper.name, "originals": paper.originals, "copies": paper.copies}
            for paper in self
        ]

    # ------------------------------------------------------------------ give back

    def action_give_back(self):
        """Open the receipt for papers that the applicant gets back.

        :raises UserError: not all are at the window
        """
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Papers Back"),
            "res_model": "gov.paper.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_paper_ids": self.ids},
        }

    # ------------------------------------------------------------------ lost

    def action_report_lost(self, reason=""):
        """Report a paper lost (遗失): who signed for it last is kept, the applicant is told in
        writing, the case is flagged.

        :param reason: how the loss was found, where it was seen last
        """
        return self._flow_move("report_lost", reason)

    def _prepare_report_lost_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {
            paper.id: {"lost_at": now, "lost_by_id": self.env.uid, "lost_signed_id": paper.holder_id.id}
            for paper in self.sudo()
        }

    def _on_report_lost(self):
        cases = self.sudo().case_id
        cases._issue_notice("B-09-L")
        cases._tell_applicant("gov_window", "paper_lost")

    def action_find(self, reason=""):
        """The paper turned up again; it is at the window.

        :param reason: where it was found, by whom
        """
        return self._flow_move("find", reason)

    def action_replace(self, reason=""):
        """The paper is replaced: a certified copy, or issued anew at our cost.

        :param reason: by what it is replaced
        """
        return self._flow_move("replace", reason)

    def _get_cannot_replace_reason(self):
        """A loss is not closed in silence: not by who had the paper, not without measures, not
        before the applicant was told."""
        reasons = self._get_cannot_find_reason()
        for paper in self.sudo():
            notices = paper.case_id.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-09-L")
            if not (paper.measures or "").strip():
                reasons.setdefault(paper.id, self.env._("write first what is done about the loss."))
            elif not notices.filtered(
                lambda notice, paper=paper: notice.issue_date >= paper.lost_at and notice.state == "delivered"
            ):
                reasons.setdefault(
                    paper.id, self.env._("the applicant was not told yet: deliver the notice of the loss first.")
                )
        return reasons

    def _get_cannot_find_reason(self):
        return {
            paper.id: self.env._("whoever signed for the paper last does not close its loss.")
            for paper in self
            if paper.lost_signed_id == self.env.user
        }

    def _on_find(self):
        self._put("window", self.env.user)
