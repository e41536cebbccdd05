import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools.misc import clean_context
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.fields import Recorded
from odoo.addons.gov_base.kernel.identity import mask_name
from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)

#: what a paper says of a line, in Chinese as all papers are
TAKEN = {
    "missing": "未交",
    "received": "已收",
    "verified": "已收（原件已核）",
    "later": "容缺待补",
    "promised": "告知承诺",
}
#: an optional line of which nothing was handed in: that takes nothing from “all there”
NOT_NEEDED = "非必交"
CLERK = ("gov_window.group_clerk", "gov_window.group_department_clerk")


class GovCase(models.Model):
    """A case (办件): one application for one item, from the counter to its end."""

    _name = "gov.case"
    _inherit = [
        "gov.term.mixin",
        "gov.tally.mixin",
        "gov.citizen.readable",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Case"
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number"]
    _term_main_kinds = ("decision", "supplement", "undecided", "pre_acceptance")
    _flow_protected = frozenset({"access_token"})
    _flow_frozen = frozenset(
        {"item_id", "partner_id", "agent_id", "company_id", "channel", "gap_promise", "green_channel", "answer_ids"}
    )
    _flow_open_states = frozenset({"draft", "pre_submitted", "received", "supplement", "checking"})
    _tally_by = ("company_id", "department_company_id", "department_id", "state", "lamp")

    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "number",
            "state",
            "company_id",
            "window_id",
            "item_id",
            "item_version_id",
            "handling_class",
            "department_id",
            "partner_id",
            "partner_masked",
            "agent_id",
            "channel",
            "material_ids",
            "material_count",
            "notice_ids",
            "received_at",
            "accept_date",
            "accepted_at",
            "closed_at",
            "promise_value",
            "supplement_count",
            "due_at",
            "due_date",
            "due_provisional",
            "lamp",
            "overdue",
            "used_days",
            "gross_days",
            "elapsed_days",
            "days_left",
            "access_url",
            "access_token",
            "application_number",
            "applied_at",
            "applicant_note",
        }
    )

    number = fields.Char("Case Number", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pre_submitted", "Applied Online"),
            ("received", "Received"),
            ("checking", "Department Checks"),
            ("supplement", "To Be Completed"),
            ("accepted", "Accepted"),
            ("transferred", "Handed Over"),
            ("not_accepted", "Not Accepted"),
            ("withdrawn", "Withdrawn"),
            ("replaced", "Replaced by Correction"),
            ("void", "Acceptance Void"),
            ("closed", "Closed"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        group_expand="_group_expand_state",
    )
    company_id = fields.Many2one(
        "res.company", "Accepting Centre", required=True, index=True, default=lambda self: self.env.company
    )
    window_id = fields.Many2one("gov.window", default=lambda self: self._postings().window_id[:1])
    item_id = fields.Many2one(
        "gov.item", required=True, index=True, domain=[("version_id", "!=", False)], ondelete="restrict"
    )
    item_version_id = fields.Many2one(
        "gov.item.version",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The version the case was opened under; it keeps it.",
    )
    handling_class = fields.Selection(related="item_version_id.handling_class")
    department_id = fields.Many2one("gov.department", readonly=True, copy=False, ondelete="restrict")
    department_company_id = Recorded("res.company", readonly=True, copy=False, index=True)
    partner_id = fields.Many2one("res.partner", "Applicant", required=True, index=True, ondelete="restrict")
    partner_masked = fields.Char("Applicant (masked)", compute="_compute_partner_masked")
    agent_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="restrict", help="经办人/代办人")
    mandate_id = fields.Many2one(
        "gov.mandate",
        "Accepted by Mandate",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="By what right the agent acted when the case was accepted.",
    )
    mandate_missing = fields.Boolean(compute="_compute_mandate_missing")
    channel = fields.Selection(
        [
            ("counter", "Counter"),
            ("portal", "Online Platform"),
            ("mobile", "Mobile Client"),
            ("terminal", "Self-Service Terminal"),
            ("mail", "By Post"),
            ("assisted", "Assisted Entry"),
        ],
        required=True,
        default="counter",
    )
    material_ids = fields.One2many("gov.case.material", "case_id", "Materials")
    material_count = fields.Char("Materials Complete", compute="_compute_material_count")
    note = fields.Text("Remarks")
    received_at = fields.Datetime(readonly=True, copy=False)
    accept_date = fields.Date("Accepted On", readonly=True, copy=False, index="btree_not_null")
    accepted_at = fields.Datetime(readonly=True, copy=False)
    acceptor_id = Recorded("res.users", "Accepted By", readonly=True, copy=False, index="btree_not_null")
    closed_at = fields.Datetime(readonly=True, copy=False)
    promise_value = fields.Integer("Promised Working Days", readonly=True, copy=False)
    promise_source = fields.Char("Limit Comes From", readonly=True, copy=False)
    supplement_count = fields.Integer("Supplement Notices", readonly=True, copy=False)
    tracking_code = fields.Char(readonly=True, copy=False, groups="gov_window.group_clerk,gov_base.group_admin")
    notice_ids = fields.One2many("gov.notice", "case_id", "Notices", readonly=True)
    handover_line_ids = fields.One2many("gov.handover.line", "case_id", "Hand-Overs", readonly=True)

    _unique_number = models.UniqueIndex("(number) WHERE number IS NOT NULL", "This case number is taken.")
    _board = models.Index("(state, due_at, id)")
    _lamp_board = models.Index("(lamp, due_at, id) WHERE lamp IS NOT NULL")
    _no_lamp_board = models.Index("(due_at, id) WHERE lamp IS NULL")
    _department_board = models.Index("(department_id, due_at, id)")

    # ------------------------------------------------------------------ the table

    @api.model
    def _flow_table(self):
        return {
            "receive": Move(("draft", "pre_submitted"), "received", _lt("Receive"), CLERK, primary=True, hotkey="F7"),
            "accept": Move(
                ("received", "supplement", "checking"), "accepted", _lt("Accept"), CLERK, primary=True, hotkey="F8"
            ),
            "request_supplement": Move(
                ("received", "checking"), "supplement", _lt("Ask to Complete"), CLERK, needs_reason=True, hotkey="F10"
            ),
            "refuse_acceptance": Move(
                ("received", "supplement", "checking"),
                "not_accepted",
                _lt("Do Not Accept"),
                CLERK,
                needs_reason=True,
                hotkey="F3",
            ),
            "hand_over": Move(("accepted",), "transferred", _lt("Hand Over"), CLERK, primary=True, hotkey="F4"),
        }

    @api.model
    def _group_expand_state(self, states, domain):
        return [state for state, _label in self._fields["state"].selection if state in self._board_states()]

    @api.model
    def _board_states(self) -> tuple:
        """The columns that a board shows even when they are empty."""
        by_board = {"window": ("draft", "pre_submitted", "received", "supplement", "accepted", "transferred")}
        return by_board.get(self.env.context.get("gov_board"), ())

    # ------------------------------------------------------------------ fields

    @api.depends("partner_id.name")
    def _compute_partner_masked(self):
        for case in self:
            partner = case.partner_id
            case.partner_masked = partner.name if partner.is_company else mask_name(partner.name)

    @api.depends("agent_id", "partner_id", "item_id", "company_id", "state")
    def _compute_mandate_missing(self):
        waiting = self.filtered(lambda case: case.state in self._flow_open_states and isinstance(case.id, int))
        reasons = waiting._mandate_reasons()
        for case in self:
            case.mandate_missing = case.id in reasons

    @api.depends("material_ids.state", "material_ids.required")
    def _compute_material_count(self):
        for case in self:
            ready = len(case.material_ids.filtered(lambda line: line.state not in ("missing", "later")))
            case.material_count = f"{ready}/{len(case.material_ids)}"

    @api.depends("number", "item_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for case in self:
            number = case.number or self.env._("(not registered)")
            case.display_name = f"{number} {case.item_id.name or ''}".strip()

    def _compute_access_url(self):
        for case in self:
            case.access_url = f"/my/cases/{case.id}"

    # ------------------------------------------------------------------ create, checklist

    @api.model_create_multi
    def create(self, vals_list):
        self._check_may_open(vals_list)
        cases = super(GovCase, self.with_context(tracking_disable=True)).create(vals_list).with_env(self.env)
        cases.filtered(lambda case: not case.material_ids)._fill_checklist()
        return cases

    @api.model
    def _flow_begin(self, vals_list):
        """Override of `gov_base`: a case begins with the version and department of its item."""
        default = None
        if any("item_id" not in vals for vals in vals_list):
            default = self.default_get(["item_id"]).get("item_id")
        item_ids = [vals.get("item_id", default) for vals in vals_list]
        begins = {item_id: self._of_item(item_id) for item_id in set(item_ids)}
        return super()._flow_begin([vals | begins[item_id] for vals, item_id in zip(vals_list, item_ids, strict=True)])

    @api.model
    def _of_item(self, item_id) -> dict:
        item = self.env["gov.item"].sudo().browse(item_id)
        return {
            "item_version_id": item.version_id.id,
            "department_id": item.department_id.id,
            "department_company_id": item.department_id.company_id.id,
        }

    def write(self, vals):
        result = super().write(vals)
        if "item_id" in vals:
            self._flow_write(self._of_item(vals["item_id"]))
            self.material_ids.filtered(
                lambda line: line.material_id.version_id != line.case_id.item_version_id
            ).unlink()
            self.filtered(lambda case: not case.material_ids)._fill_checklist()
        return result

    @api.model
    def _check_may_open(self, vals_list):
        """Nobody opens a case outside the window 体外循环 (W-095)."""
        if self.env.su or self.env["gov.case"].has_access("create"):
            return
        items = self.env["gov.item"].sudo().browse([vals["item_id"] for vals in vals_list if vals.get("item_id")])
        self.env["gov.attempt"]._record("open", items.ids)
        letters = items._letter("accept")
        for item in items:
            if letter := letters.get(item.id):
                raise AccessError(
                    self.env._(
                        "“%(item)s” is entrusted to the comprehensive window by %(letter)s. The department may not "
                        "accept it elsewhere: please send the applicant to the window.",
                        item=item.name,
                        letter=letter.display_name,
                    )
                )
        raise AccessError(
            self.env._("Only window clerks open cases. Please send the applicant to the window of the service hall.")
        )

    def _portal_ensure_token(self):
        """Override of `portal`: the token is protected, so that nobody chooses an easy one."""
        if not self.access_token:
            self.sudo()._flow_write({"access_token": str(uuid.uuid4())})
        return super()._portal_ensure_token()

    @api.onchange("item_id")
    def _onchange_item_id(self):
        """Show department and checklist as soon as the item is chosen."""
        self.update(self._of_item(self.item_id.id))
        self.material_ids = [
            Command.clear(),
            *(
                Command.create({"material_id": line.id, "sequence": line.sequence})
                for line in self.item_id.version_id.material_ids
            ),
        ]

    def _by_version(self, test):
        """Those of the cases whose version of the item passes a test, which is asked once a version."""
        passed = {version.id for version in self.sudo().item_version_id if test(version)}
        return self.filtered(lambda case: case.item_version_id.id in passed) if passed else self.browse()

    def _fill_checklist(self):
        """Copy the checklist of the item's version to the case."""
        if not self:
            return
        # the defaults of a board's column are the case's, not the lines'
        context = clean_context(self.env.context)
        lines = self.env["gov.case.material"].with_context(context)  # pylint: disable=context-overridden
        lines.create(
            [
                {"case_id": case.id, "material_id": line.id, "sequence": line.sequence}
                for case in self
                for line in case._checklist_lines()
            ]
        )

    def _checklist_lines(self):
        """The lines of the version that the case's checklist has."""
        return self.item_version_id.material_ids

    def action_all_received(self):
        """Tick every line of the checklist as received."""
        self.material_ids.filtered(lambda line: line.state == "missing").write({"state": "received"})

    # ------------------------------------------------------------------ receive

    def action_receive(self):
        """Register the application: it gets its number."""
        return self._flow_move("receive")

    def _get_cannot_receive_reason(self):
        return {
            case.id: self.env._("this item is not offered at present: it has no published version.")
            for case in self
            if not case.item_version_id
        }

    def _prepare_receive_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        vals = {}
        for company, cases in self.grouped("company_id").items():
            series = self.env["gov.series"]._for("case", company)
            common = {"region": (company.sudo().gov_region_id.code or "")[:6]}
            parts = [common] * len(cases)
            if series._wants() - common.keys():
                parts = [common | case._number_parts() for case in cases.sudo()]
            for case, number in zip(cases, series._next_each(parts), strict=True):
                vals[case.id] = {
                    "number": number,
                    "received_at": now,
                    "tracking_code": secrets.token_hex(8),
                }
        return vals

    def _number_parts(self) -> dict[str, str]:
        """The codes that the number of the case, or of its papers, may name."""
        self.ensure_one()
        department = self.department_id.code
        return {"unit": department, "department": department, "item": self.item_id.code}

    # ------------------------------------------------------------------ accept

    def action_accept(self):
        """Accept: complete by the checklist, by valid authority; the clock starts and the
        acceptance notice is issued.

        :raises UserError: the checklist is incomplete, the letter is missing or expired,
            or the clerk may not accept
        """
        return self._flow_move("accept")

    def action_accept_each(self):
        """Accept the selected cases of a list, each with its own result."""
        return self._flow_act_each("accept")

    def _get_cannot_accept_reason(self):
        reasons = self._mandate_reasons()
        for case in self:
            if missing := case._missing_lines().material_id | case._lines_taken_off():
                reasons[case.id] = self.env._(
                    "the checklist is not complete. Missing: %(names)s.", names=listed(self.env, missing.mapped("name"))
                )
        return reasons | self._trainee_reasons()

    def _missing_lines(self):
        """The required lines of the checklists that nothing was handed in for."""
        return self.sudo().material_ids.filtered(lambda line: line.state == "missing" and line.material_id.required)

    def _lines_taken_off(self):
        """What the version of the item requires, and no line of the case stands for."""
        self.ensure_one()
        case = self.sudo()
        materials = case.material_ids.material_id
        return materials.browse(case.item_version_id._required_ids()) - materials

    def _trainee_reasons(self) -> dict[int, str]:
        """Why the current user may not give a verdict alone (W-067)."""
        reasons = {}
        trainee = self._postings().filtered(lambda posting: posting.capacity == "trainee")
        if trainee and not self._postings().filtered(lambda posting: posting.capacity == "clerk"):
            for case in self:
                reasons[case.id] = self.env._(
                    "a trainee gives no verdict alone: your mentor %(mentor)s does it.",
                    mentor=trainee[0].mentor_id.name,
                )
        return reasons

    def _mandate_reasons(self) -> dict[int, str]:
        """Why the agent of each case may not act for its applicant (委托代办); cases without
        an agent, or with a valid mandate, are absent."""
        acting = self.filtered("agent_id")
        if not acting:
            return {}
        found = self.env["gov.mandate"]._for_cases(acting)
        reasons = {}
        for case in acting:
            if case.agent_id == case.partner_id:
                reasons[case.id] = self.env._("applicant and agent are one person: leave the agent empty.")
            elif case.id not in found:
                reasons[case.id] = self.env._(
                    "%(agent)s has no valid mandate to act for %(applicant)s in this matter. Check the signed paper "
                    "and press “Record Mandate”, or leave the agent empty.",
                    agent=case.agent_id.name,
                    applicant=case.partner_id.name,
                )
        return reasons

    def action_record_mandate(self):
        """Record, in one click, that the clerk has seen the signed paper: a mandate for
        this case alone, in force from today. A case that has a valid one keeps it.

        :raises UserError: the case names no agent, or is accepted already
        """
        self.check_access("write")
        if wrong := self.filtered(lambda case: not case.agent_id or case.state not in self._flow_open_states):
            raise UserError(
                self.env._(
                    "A mandate is recorded before acceptance, for a case with an agent: %(cases)s.",
                    cases=listed(self.env, wrong.mapped("display_name")),
                )
            )
        missing = self - self.browse(self.env["gov.mandate"]._for_cases(self))
        mandates = self.env["gov.mandate"].create(
            [
                {
                    "principal_id": case.partner_id.id,
                    "agent_id": case.agent_id.id,
                    "case_id": case.id,
                    "company_id": case.company_id.id,
                    "date_start": case.company_id._gov_today(),
                    "purpose": self.env._("Apply for “%(item)s” and do what it takes", item=case.item_id.name),
                }
                for case in missing
            ]
        )
        mandates.action_activate()
        missing.invalidate_recordset(["mandate_missing", "flow_buttons"])

    def _postings(self):
        """The current user's postings of today."""
        return self.env["gov.posting"]._of_user(self.env.user)

    def _prepare_accept_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        mandates = self.env["gov.mandate"]._for_cases(self)
        vals = {}
        for case in self.sudo():
            days, source = case._limit()
            vals[case.id] = {
                "accepted_at": now,
                "accept_date": case.company_id._gov_today(),
                "acceptor_id": self.env.uid,
                "promise_value": days,
                "promise_source": source,
                "mandate_id": mandates[case.id].id if case.id in mandates else False,
                "rules_kept": case._rules_to_keep(),
            }
        return vals

    def _limit(self) -> tuple[int, str]:
        """The decision limit, and where it comes from."""
        return self.item_version_id._limit()

    def _on_accept(self):
        self._stop_waiting()
        self.env["gov.term"]._start([(case, period) for case in self.sudo() for period in case._acceptance_periods()])
        self._issue_notice("B-01")
        self._tell_applicant("gov_window", "accepted")

    def _stop_waiting(self, met: bool = True):
        """End the periods of what was waited for before the verdict.

        :param met: the awaited was done; else the period lapses without
        """
        if self.filtered("supplement_count"):
            self._term_stop("supplement", met)

    def _acceptance_periods(self) -> list[dict]:
        """The periods that start with acceptance: to decide, and to hand the papers over."""
        self.ensure_one()
        return [
            {"code": "decision", "value": self.promise_value, "unit": "wd", "source": self.promise_source},
            self._handover_period(),
        ]

    # ------------------------------------------------------------------ supplement, refusal

    def action_request_supplement(self, reason=""):
        """Tell the applicant, once and completely, what is missing or wrong (W-077).

        :param reason: the whole content to complete or correct
        """
        return self._flow_move("request_supplement", reason)

    def _get_cannot_request_supplement_reason(self):
        return {
            case.id: self.env._("the applicant was asked to complete it once already; it may be asked only once.")
            for case in self
            if case.supplement_count
        } | self._trainee_reasons()

    def _prepare_request_supplement_vals(self):
        return {case.id: {"supplement_count": case.supplement_count + 1} for case in self}

    def _on_request_supplement(self):
        self._stop_waiting()
        self.env["gov.term"]._start([(case, case._rule_period("supplement", "supplement_days")) for case in self])
        self._issue_notice("B-04")
        self._tell_applicant("gov_window", "supplement")

    def action_refuse_acceptance(self, reason=""):
        """Refuse acceptance, with the reason; the notice names the remedy (W-078)."""
        return self._flow_move("refuse_acceptance", reason)

    def _get_cannot_refuse_acceptance_reason(self):
        """Hook: why each case cannot be refused now."""
        return self._trainee_reasons()

    def _on_refuse_acceptance(self):
        self._stop_waiting(met=False)
        self._issue_notice("B-05")
        self._tell_applicant("gov_window", "refused")

    # ------------------------------------------------------------------ hand-over

    def action_hand_over(self):
        """Hand the papers over to the departments: one sheet per department (W-085)."""
        return self._flow_move("hand_over")

    def _on_hand_over(self):
        self._term_stop("handover", public=False)
        self._send_papers({case.id: case._departments() for case in self.sudo()})

    # ------------------------------------------------------------------ papers and messages

    def _issue_notice(self, code: str):
        """Issue a notice about each case to its applicant."""
        self._fetch_columns(self.sudo().partner_id, ("name", "is_company", "gov_id_masked", "email", "phone"))
        return self.env["gov.notice"]._issue(
            code,
            [
                (
                    case,
                    case._prepare_notice_content(code),
                    {"partner_id": case.partner_id.id, "case_id": case.id, "department_id": case.department_id.id},
                )
                for case in self.sudo()
            ],
        )

    def _prepare_notice_content(self, code: str) -> dict:
        """What a notice says: plain values, the only source of its print."""
        self.ensure_one()
        states = self.env["gov.case.material"]._state_labels()
        materials = [
            (asked := line.material_id._on_paper())
            | {
                "state": states[line.state],
                "missing": line.state == "missing",
                "taken": NOT_NEEDED if line.state == "missing" and not asked["required"] else TAKEN[line.state],
            }
            for line in self.material_ids
        ]
        return self.item_version_id._on_paper() | {
            "case": self.number,
            "applicant": self.partner_id.name,
            "applicant_id": self.partner_id.gov_id_masked or "",
            "agent": self.agent_id.name or "",
            "department": self.department_id.name,
            "window": self.window_id.display_name or "",
            "materials": materials,
            "received_on": fields.Date.to_string(self._local_date(self.received_at)),
            "accepted_on": fields.Date.to_string(self.accept_date) if self.accept_date else "",
            "promise_days": self.promise_value,
            "due_on": fields.Date.to_string(self.due_date) if self.due_date else "",
            "due_provisional": self.due_provisional,
            "phone": self.item_version_id.phone or self.company_id.gov_service_phone or "",
            "tracking_code": self.tracking_code or "",
            "reason": self.flow_reason or "",
        }

    def _local_date(self, moment):
        return self.company_id._gov_calendar()._to_local(moment).date() if moment else False

    def action_print_last_notice(self):
        """Print the newest notice of each case, with those issued together with it, all in
        one PDF.

        :raises UserError: a case is not registered yet, so there is nothing to print
        """
        self.check_access("read")
        notices = self.env["gov.notice"].search([("case_id", "in", self.ids)])
        last = {notice.case_id: notice.issue_date for notice in notices.sorted("id")}
        without = self - self.env["gov.case"].union(*last)
        if without:
            raise UserError(
                self.env._(
                    "Nothing to print yet: register and accept first (%(cases)s).",
                    cases=listed(self.env, without.mapped("display_name")),
                )
            )
        return notices.filtered(lambda notice: notice.issue_date == last[notice.case_id]).sorted("id").action_print()

    def _term_recipients(self, step):
        """Override of `gov_base`: at the window the acceptor, or who received it, acts."""
        found = super()._term_recipients(step)
        if step.role == "actor":
            for case in self.filtered(lambda case: case.state in ("received", "supplement", "accepted")):
                found[case.id] = case.acceptor_id or case.flow_user_id
        return found

    # ------------------------------------------------------------------ portal

    @api.model
    def _portal_domain(self):
        """The cases a citizen sees: the own, and those handled as agent."""
        partner = self.env.user.partner_id
        return Domain("partner_id", "=", partner.id) | Domain("agent_id", "=", partner.id)

    def _portal_timeline(self):
        """The steps an applicant sees: what and when, nothing internal."""
        self.ensure_one()
        events = (
            self.env["gov.event"]
            .sudo()
            .search(
                [("subject_model", "=", self._name), ("subject_id", "=", self.id), ("public", "=", True)], order="seq"
            )
        )
        return [
            {"label": event.label, "at": event.at, "reason": event.reason or "", "kind": event.kind}
            for event in events
            if not event.kind.startswith(("term.", "notice."))
        ]

    @api.constrains("company_id", "item_id", "window_id")
    def _check_window(self):
        for case in self.sudo():
            if case.window_id and case.window_id.company_id != case.company_id:
                raise ValidationError(
                    self.env._(
                        "Window %(window)s belongs to another centre than the case.", window=case.window_id.display_name
                    )
                )
