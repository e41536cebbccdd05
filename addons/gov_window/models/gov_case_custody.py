from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed

from .gov_case_pre import ONLINE

OVER = ("withdrawn", "replaced", "void", "not_accepted", "closed")


class GovCase(models.Model):
    """Where the papers of a case are (W-085, W-086, W-087)."""

    _inherit = "gov.case"

    paper_ids = fields.One2many("gov.paper", "case_id", "Papers in the Folder", readonly=True)
    refused_reason = fields.Char("Papers Refused", compute="_compute_custody")
    lost_papers = fields.Char(compute="_compute_custody")
    papers_to_send = fields.Boolean(compute="_compute_custody")

    @api.model
    def _flow_guarded(self):
        return super()._flow_guarded() | {"paper_ids"}

    @api.depends("handover_line_ids.state", "paper_ids.state")
    @api.depends_context("lang")
    def _compute_custody(self):
        for case in self:
            refused = case.sudo()._refused_lines()
            case.refused_reason = "；".join(f"{line.department_id.short_name}：{line.flow_reason}" for line in refused)
            case.lost_papers = listed(
                self.env, case.sudo().paper_ids.filtered(lambda paper: paper.state == "lost").mapped("name")
            )
            case.papers_to_send = bool(refused) and not case._cannot_send_reason()

    # ------------------------------------------------------------------ the folder

    def _open_papers(self):
        """Enter what was handed in on paper and has not moved yet, as being at the window.

        What came online as a file alone is no paper; what was compared with its original is.

        :return: all papers of the cases
        """
        cases = self.sudo()
        papers = (
            self.env["gov.paper"]
            .sudo()
            .search_fetch([("case_id", "in", cases.ids)], ["case_id", "material_id", "state"], order="id")
        )
        known = papers.material_id
        lines = (
            self.env["gov.case.material"]
            .sudo()
            .search_fetch(
                [("case_id", "in", cases.ids), ("state", "in", ("received", "verified"))],
                ["case_id", "material_id", "state"],
                order="id",
            )
            .filtered(lambda line: line.originals + line.copies)
        )
        online = (lines - known).filtered(lambda line: line.state == "received" and line.case_id.channel in ONLINE)
        files = online and self.env["ir.attachment"].sudo().search_fetch(
            [("res_model", "=", online._name), ("res_field", "=", "file"), ("res_id", "in", online.ids)], ["res_id"]
        )
        todo = lines - known - online.browse(files.mapped("res_id") if files else ())
        return papers | papers._insert_rows(
            [
                {
                    "case_id": line.case_id.id,
                    "material_id": line.id,
                    "company_id": line.case_id.company_id.id,
                    "originals": line.originals,
                    "copies": line.copies,
                    "state": "window",
                    "holder_id": line.case_id.acceptor_id.id or line.case_id.flow_user_id.id,
                    "holder_at": line.case_id.accepted_at or line.case_id.received_at,
                }
                for line in todo
            ]
        )

    def action_papers(self):
        """Open the papers of the case: who has each, give back, report a loss."""
        self.ensure_one()
        self.check_access("read")
        if self.number and self.has_access("write"):
            self._flow_lock()
            self._open_papers()
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_paper_action")
        return action | {"domain": [("case_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------ hand over

    def _departments(self):
        """To whom the case goes: who decides first, then who has a part in it (W-087)."""
        self.ensure_one()
        return self.department_id | self.department_id.browse(self.item_version_id._co_department_ids())

    def _send_papers(self, wanted: dict):
        """Make the sheets: one for each department, those with papers apart. The papers go to
        who decides; the others have the electronic material.

        :param wanted: departments by case
        """
        cases = self.sudo()
        self._fetch_columns(cases.partner_id, ("name", "is_company"))
        at_window = cases._open_papers().filtered(lambda paper: paper.state == "window").grouped("case_id")
        none = self.env["gov.paper"].sudo()
        sheets = {}
        for case in cases:
            for department in wanted[case.id]:
                papers = at_window.get(case, none) if department == case.department_id else none
                key = (case.company_id, department, "paper" if papers else "electronic")
                sheets.setdefault(key, []).append((case, papers))
        for (company, department, mode), folders in sheets.items():
            self.env["gov.handover"]._hand_over(company, department, mode, folders)

    def _refused_lines(self):
        """The last hand-over lines of these cases to a department, as far as they were refused."""
        last = {(line.case_id, line.department_id): line for line in self.handover_line_ids.sorted("id")}
        return self.env["gov.handover.line"].union(
            *(line for line in last.values() if line.state in ("refused", "taken_back"))
        )

    def _cannot_send_reason(self) -> str:
        """Why the papers of the case cannot be handed over again."""
        self.ensure_one()
        case = self.sudo()
        if not case.accept_date or not case.handover_line_ids or case.state in OVER:
            return self.env._(
                "it is “%(state)s”.", state=dict(self._fields["state"]._description_selection(self.env))[case.state]
            )
        refused = case._refused_lines()
        if waiting := refused.filtered(lambda line: line.state == "refused" and line.papers):
            return self.env._(
                "take the refused folder back first (sheet %(sheets)s).",
                sheets=listed(self.env, waiting.handover_id.mapped("number")),
            )
        late = case.material_ids.filtered(
            lambda line: line.state in ("received", "verified") and line.originals + line.copies
        )
        at_window = case.paper_ids.filtered(lambda paper: paper.state == "window")
        if not refused and not at_window and not late - case.paper_ids.material_id:
            return self.env._("nothing of it is at the window.")
        return ""

    def action_hand_over_again(self):
        """Hand over what a department refused and the window mended, or what came later.

        :raises UserError: nothing of a case is at the window, or it was not taken back yet
        """
        self.check_access("write")
        self._flow_lock()
        reasons = {case.id: case._cannot_send_reason() for case in self}
        if any(reasons.values()):
            raise UserError("\n".join(self._flow_reason_lines(reasons)))
        refused = self.sudo()._refused_lines().grouped("case_id")
        empty = self.env["gov.handover.line"]
        wanted = {case.id: refused.get(case, empty).department_id or case.department_id for case in self.sudo()}
        self.sudo()._send_papers_again(wanted)

    def action_hand_over_each(self):
        """Hand over the selected cases of a list: those that can go on sheets together, and for
        each of the others why it stays (W-085)."""
        return self._flow_outcome("hand_over", self._hand_over_each())

    def _hand_over_each(self) -> dict[int, str]:
        """Hand over cases, refused papers again; by id, the empty string or why not."""
        accepted = self.filtered(lambda case: case.state == "accepted")
        outcome = accepted._flow_move_each("hand_over")
        for case in self - accepted:
            outcome[case.id] = case._hand_over_again_alone()
        return outcome

    def _hand_over_again_alone(self) -> str:
        """Hand the papers of one case over again; the empty string, or why not."""
        try:
            with self._flow_apart():
                self.action_hand_over_again()
        except UserError as error:
            return str(error)
        return ""

    def _send_papers_again(self, wanted):
        self._term_stop("handover", public=False)
        self.env["gov.event"]._append(
            [(case, {"kind": "handover.again", "user_id": self.env.uid, "public": False}) for case in self]
        )
        self._send_papers(wanted)

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-09-L":
            content["lost"] = self.paper_ids.filtered(lambda paper: paper.state == "lost")._on_sheet()
        return content

    # ------------------------------------------------------------------ until when

    def _handover_period(self) -> dict:
        """Until when the papers are to be handed over: the same day, by noon of the next
        working day (次日上午), or in so many working days (W-085, D-21)."""
        known = {"same_day": (0, "wd"), "next_morning": (1, "noon")}
        value, unit = known.get(self._rule("handover_limit")) or (self._rule("handover_days"), "wd")
        return {
            "code": "handover",
            "value": value,
            "unit": unit,
            "source": self.env._("rule profile"),
            "public": False,
        }

    def _term_recipients(self, step):
        """Override of the case: where the departments fetch the papers (D-21), their staff act."""
        found = super()._term_recipients(step)
        if step.role != "actor" or step.kind_id._code() != "handover":
            return found
        fetched = self.filtered(lambda case: case._rule("handover_mode") == "pull")
        staff = self.env["gov.posting"]._staff_of(fetched.department_id)
        return found | {case.id: staff[case.department_id] for case in fetched}

    def _begin_handover_period(self):
        """Refused papers are to be handed over again, in the same time as at first."""
        running = self._open_terms("handover").mapped("res_id")
        self.env["gov.term"]._start([(case, case._handover_period()) for case in self if case.id not in running])
