from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.fields import Recorded
from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
DEPARTMENT = ("gov_window.group_department",)


class GovHandoverLine(models.Model):
    """One case of a hand-over sheet: what is in its folder, and whether the department took it.

    A folder that is refused comes back to the window, which signs for it and hands it over
    again (W-086).
    """

    _name = "gov.handover.line"
    _inherit = ["gov.flow.mixin"]
    _description = "Hand-Over Line"
    _order = "handover_id, id"
    _flow_subject_field = "case_id"
    _flow_protected = frozenset({"papers"})

    handover_id = fields.Many2one("gov.handover", required=True, readonly=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("gov.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = Recorded(related="handover_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="handover_id.department_id", store=True, index=True)
    sheet_state = fields.Selection(related="handover_id.state", string="State of the Sheet")
    state = fields.Selection(
        [
            ("waiting", "On the Way"),
            ("ticked", "Checked Off"),
            ("received", "Received"),
            ("refused", "Refused"),
            ("taken_back", "Back at the Window"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    papers = fields.Json(
        "In the Folder", readonly=True, help="Name, originals and copies of each paper, as handed over."
    )
    said = fields.Json("As Printed", readonly=True, help="Case, item and masked applicant when it was handed over.")
    paper_summary = fields.Char("Folder", compute="_compute_paper_summary")
    refused_reason = fields.Text(related="flow_reason", string="Why Refused")
    partner_id = fields.Many2one(related="case_id.partner_id")
    item_id = fields.Many2one(related="case_id.item_id")

    _unique_case = models.UniqueIndex("(handover_id, case_id)")
    _refused = models.Index("(company_id, id) WHERE state IN ('refused', 'taken_back')")

    def _as_printed(self) -> dict:
        """What the sheet says of the case (B-09): as it was when the folder was handed over."""
        self.ensure_one()
        return self.said or self._prepare_said(self.case_id.sudo())

    @api.model
    def _prepare_said(self, case) -> dict:
        return {"case": case.number, "item": case.item_id.name, "applicant": case.partner_masked}

    @api.depends("papers")
    @api.depends_context("lang")
    def _compute_paper_summary(self):
        for line in self:
            papers = line.papers or []
            line.paper_summary = (
                self.env._(
                    "%(count)s papers (originals %(originals)s, copies %(copies)s)",
                    count=len(papers),
                    originals=sum(paper["originals"] for paper in papers),
                    copies=sum(paper["copies"] for paper in papers),
                )
                if papers
                else self.env._("electronic")
            )

    @api.model
    def _flow_table(self):
        clerks = ("gov_window.group_clerk", "gov_window.group_department_clerk")
        return {
            "tick": Move(("waiting",), "ticked", _lt("Check Off"), DEPARTMENT, public=False, access="read"),
            "refuse": Move(
                ("waiting", "ticked"),
                "refused",
                _lt("Refuse the Folder"),
                DEPARTMENT,
                needs_reason=True,
                public=False,
                access="read",
            ),
            "take_back": Move(
                ("refused",), "taken_back", _lt("Take Back at the Window"), clerks, public=False, access="read"
            ),
        }

    def action_tick(self):
        """Check off the folder of a case: it is there."""
        return self._flow_move("tick")

    def action_refuse(self, reason=""):
        """Refuse the folder of a case: it goes back to the window, whose period to hand over
        starts anew.

        :param reason: what is missing or wrong
        """
        return self._flow_move("refuse", reason)

    def action_ask_reason(self):
        """Open the question why the folder is refused."""
        return self.flow_act("refuse")

    def action_take_back(self):
        """Sign for a refused folder at the window."""
        return self._flow_move("take_back")

    def _get_cannot_tick_reason(self):
        departments = self.env.user.gov_department_ids
        reasons = {}
        for line in self.sudo():
            if line.department_id not in departments:
                reasons[line.id] = self.env._(
                    "only %(department)s signs for its papers.", department=line.department_id.short_name
                )
            elif line.handover_id.state != "handed":
                reasons[line.id] = self.env._("the sheet is not on the way any more.")
        return reasons

    _get_cannot_refuse_reason = _get_cannot_tick_reason

    def _on_refuse(self):
        lines = self.sudo()
        lines.case_id._begin_handover_period()
        for sheet in lines.handover_id:
            if set(sheet.line_ids.mapped("state")) == {"refused"}:
                sheet._flow_move("come_back")

    def _on_take_back(self):
        papers = self.env["gov.paper"].sudo().search([("line_id", "in", self.ids), ("state", "=", "on_way")])
        papers._put("window", self.env.user)
