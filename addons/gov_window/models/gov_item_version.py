import logging
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

from ..kernel.comparison import compare

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
#: what a comparison shows, besides the checklist
COMPARED = (
    "handling_class",
    "higher_authority",
    "higher_days",
    "depth",
    "depth_reason",
    "statutory_days",
    "promised_days",
    "visits",
    "fee",
    "fee_amount",
    "payments",
    "fee_basis",
    "basis",
    "statutory_scope",
    "scope",
    "scope_relation",
    "conditions",
    "procedure",
    "result_name",
    "place",
    "phone",
)


class GovItemVersion(models.Model):
    """A version of an item (事项版本): what is asked, how long it takes, on what basis.

    A published version never changes; a case keeps the version it was accepted under.
    """

    _name = "gov.item.version"
    _inherit = ["gov.flow.mixin", "gov.reference"]
    _description = "Item Version"
    _order = "item_id, number desc, id desc"
    _flow_frozen = frozenset(
        {
            "item_id",
            "handling_class",
            "depth",
            "depth_reason",
            "statutory_days",
            "promised_days",
            "limit_note",
            "visits",
            "payments",
            "fee",
            "basis",
            "conditions",
            "procedure",
            "result_name",
            "place",
            "phone",
            "illustrative",
            "material_ids",
            "fee_basis",
            "step_ids",
            "question_ids",
            "condition_ids",
            "higher_authority",
            "higher_days",
            "statutory_scope",
            "statutory_scope_basis",
            "scope",
            "scope_relation",
            "scope_document",
            "discretion_ids",
            "fee_amount",
            "merged_item_ids",
            "change_kind",
            "change_file",
            "change_file_name",
            "effective_date",
            "department_ids",
        }
    )
    _flow_open_states = frozenset({"draft"})

    item_id = fields.Many2one("gov.item", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="item_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="item_id.department_id", store=True, index=True)
    department_ids = fields.Many2many(
        "gov.department",
        "gov_item_version_department_rel",
        string="Departments That Take Part",
        help="协办部门: each gets a hand-over sheet of its own besides the department that decides.",
    )
    number = fields.Integer("Version", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "At the Offices"),
            ("approved", "Approved"),
            ("scheduled", "To Be Published"),
            ("published", "Published"),
            ("retired", "Retired"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    retired_on = fields.Datetime(readonly=True, copy=False)
    handling_class = fields.Selection(
        [
            ("instant", "Instant"),
            ("promise", "Within a Promised Limit"),
            ("joint", "Joint"),
            ("report", "Reported Upward"),
        ],
        required=True,
        default="promise",
        help="即办件 / 承诺件 / 联办件 / 上报件",
    )
    depth = fields.Selection(
        [
            ("1", "On Site"),
            ("2", "Originals Pre-Reviewed"),
            ("3", "Originals Verified"),
            ("4", "Fully Online"),
        ],
        required=True,
        default="2",
        help="办理深度: 现场办理 < 原件预审 < 原件核验 < 全程网办",
    )
    statutory_days = fields.Integer("Statutory Limit", help="法定时限, working days; 0: none stated.")
    promised_days = fields.Integer(
        "Promised Limit", help="承诺时限, working days; 0 with an instant item: the same day."
    )
    limit_note = fields.Char()
    visits = fields.Integer(default=1, help="How often the applicant must come: 0 or 1 is the aim 最多跑一次.")
    fee = fields.Char(default="不收费")
    payments = fields.Integer(
        help="缴费次数: how often the applicant pays until the result is there; 0: never, or not stated."
    )
    fee_basis = fields.Text("Basis of the Fee", help="收费依据")
    basis = fields.Text("Legal Basis")
    conditions = fields.Text()
    procedure = fields.Text()
    result_name = fields.Char("Result", help="What the applicant gets, e.g. 许可证.")
    place = fields.Char("Where and When")
    phone = fields.Char("Consultation Phone")
    illustrative = fields.Boolean(
        help="The checklist was made up for demonstration; the sources give none. Not for real use."
    )
    material_ids = fields.One2many("gov.item.material", "version_id", "Checklist", copy=True)
    step_ids = fields.One2many("gov.item.step", "version_id", "Steps", copy=True)
    review_ids = fields.One2many("gov.item.review", "version_id", "Reviews", readonly=True)
    effective_date = fields.Date("Takes Effect On", copy=False, help="Empty: as soon as it is published.")
    change_kind = fields.Selection(
        [
            ("abolish", "Abolished"),
            ("transfer", "Taken Over or Handed Down"),
            ("material", "Checklist Changed"),
            ("other", "Other Change"),
        ],
        "Change",
        copy=False,
        help="撤销、承接下放、材料清单更改: what the department reports.",
    )
    change_file = fields.Binary(
        "Sealed Change Report", attachment=True, copy=False, help="清单变更报送, with the department's seal."
    )
    change_file_name = fields.Char(copy=False)
    abolition_file = fields.Binary(
        "Sealed Report of Abolition",
        attachment=True,
        copy=False,
        help="Needed to retire the version: the department's report with its seal.",
    )
    abolition_file_name = fields.Char(copy=False)

    _unique_number = models.UniqueIndex("(item_id, number) WHERE number > 0")
    _limits = models.Constraint(
        "CHECK (statutory_days = 0 OR promised_days <= statutory_days)",
        "The promised limit may not be longer than the statutory one.",
    )
    _no_negative = models.Constraint(
        "CHECK (statutory_days >= 0 AND promised_days >= 0 AND visits >= 0)", "Limits and visits are not negative."
    )

    _payments = models.Constraint("CHECK (payments >= 0)", "The number of payments is not negative.")

    @api.model
    def _flow_table(self):
        return {
            "submit": Move(
                ("draft",),
                "review",
                _lt("Submit for Review"),
                ("gov_window.group_item_editor", "gov_window.group_catalogue"),
            ),
            "approve": Move(("review",), "approved", _lt("Approved by the Offices")),
            "send_back": Move(("review",), "draft", _lt("Sent Back by an Office"), needs_reason=True),
            "withdraw": Move(
                ("review", "approved", "scheduled"),
                "draft",
                _lt("Take Back"),
                ("gov_window.group_item_editor", "gov_window.group_catalogue"),
                needs_reason=True,
            ),
            "schedule": Move(
                ("draft", "approved"),
                "scheduled",
                _lt("Publish on Its Date"),
                ("gov_window.group_catalogue",),
            ),
            "publish": Move(
                ("draft", "approved", "scheduled"),
                "published",
                _lt("Publish"),
                ("gov_window.group_catalogue",),
                primary=True,
            ),
            "supersede": Move(("published",), "retired", _lt("Replaced by a New Version")),
            "retire": Move(
                ("published",), "retired", _lt("Retire"), ("gov_window.group_catalogue",), needs_reason=True
            ),
        }

    @api.depends("item_id.name", "number", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for version in self:
            number = self.env._("version %s", version.number) if version.number else self.env._("draft")
            version.display_name = f"{version.item_id.name} ({number})"

    # ------------------------------------------------------------------ publish, retire

    def action_publish(self):
        """Publish: the version becomes the item's current one and cannot change any more.

        :raises UserError: the checklist or the limits are not fit to be published
        """
        return self._flow_move("publish")

    def action_submit(self):
        """Send the draft to the offices that review it: reform, fees, leads of its full-chain zones (W-013).

        :raises UserError: the checklist or the limits are not complete
        """
        return self._flow_move("submit")

    def action_withdraw(self, reason=""):
        """Take the version back from review or from its date, to change it."""
        return self._flow_move("withdraw", reason)

    def action_schedule(self):
        """Let the version be published on its date.

        :raises UserError: it has no date in the future, or is not fit to be published
        """
        return self._flow_move("schedule")

    def action_compare(self):
        """Show what the version changes, beside the one before it.

        :raises UserError: there is no other version
        """
        self.ensure_one()
        self.check_access("read")
        numbered = self.item_id.version_ids.filtered("number").sorted("number", reverse=True)
        other = numbered.filtered(lambda version: not self.number or version.number < self.number)
        if not other:
            raise UserError(self.env._("The item has no other version to compare with."))
        wizard = self.env["gov.item.compare"].create(
            {"item_id": self.item_id.id, "before_id": other[:1].id, "after_id": self.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Versions"),
            "res_model": "gov.item.compare",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_print_change(self):
        """Print the change report (B-14), for the department's seal."""
        self.check_access("read")
        return self.env.ref("gov_window.gov_item_change_report").report_action(self)

    def _change_lines(self) -> list[dict]:
        """What the change report says: the checklist before and after, in Chinese."""
        self.ensure_one()
        published = self.item_id.version_id - self
        parts = {"fields": {}, "steps": {}}
        after = self._snapshot()
        before = published._snapshot() if published else {part: {} for part in after}
        words = {"added": "新增", "removed": "取消", "changed": "修改"}
        rows = compare(before | parts, after | parts)
        return [{"name": name, "kind": words[kind]} for _part, name, kind, _old, _new in rows]

    def action_retire(self, reason=""):
        """Withdraw a published version; the item is then not offered."""
        return self._flow_move("retire", reason)

    def _get_cannot_publish_reason(self):
        reasons = self._get_unfit_reason()
        for version in self:
            if version.effective_date and version.effective_date > version.company_id._gov_today():
                reasons.setdefault(version.id, self.env._("its date is still to come: let it be published then."))
        return reasons

    def _get_cannot_schedule_reason(self):
        reasons = self._get_unfit_reason()
        for version in self:
            if not version.effective_date or version.effective_date <= version.company_id._gov_today():
                reasons.setdefault(version.id, self.env._("enter a date in the future on which it takes effect."))
        return reasons

    def _get_unfit_reason(self) -> dict:
        """Why each version may not come before the public; the fit ones are absent."""
        unseen = self.filtered(lambda version: version.state == "draft" and version._needs_review())
        return {
            version.id: self.env._("the offices must review it first: submit it.") for version in unseen
        } | self._get_incomplete_reason()

    def _get_incomplete_reason(self) -> dict:
        reasons = {}
        for version in self:
            if version.handling_class != "instant" and not version._own_limit():
                reasons[version.id] = self.env._("enter the promised limit in working days.")
            elif not version.material_ids:
                reasons[version.id] = self.env._("the checklist is empty.")
            elif not version.change_file and version._changes_checklist():
                reasons[version.id] = self.env._(
                    "it changes the checklist: attach the change report with the department's seal."
                )
        return reasons

    def _needs_review(self) -> bool:
        self.ensure_one()
        return self.item_id._rule("item_review", self.company_id.id)

    def _review_round(self) -> int:
        """With which submission the offices were asked last; 0: never."""
        self.ensure_one()
        return max(self.review_ids.mapped("round"), default=0)

    def _changes_checklist(self) -> bool:
        """Whether what the applicant must bring differs from the published version."""
        self.ensure_one()
        published = self.item_id.version_id
        return bool(published) and published._snapshot()["materials"] != self._snapshot()["materials"]

    def _get_cannot_submit_reason(self):
        return self._get_incomplete_reason()

    def _on_submit(self):
        self.env["gov.item.review"]._open(self)

    def _on_withdraw(self):
        self.sudo().review_ids.filtered(lambda review: review.state == "pending")._flow_move("cancel")

    _on_send_back = _on_withdraw

    @api.model
    def _cron_publish(self):
        """Publish the versions whose day has come."""
        tomorrow = self.env.cr.now().date() + timedelta(days=1)
        due = self.search([("state", "=", "scheduled"), ("effective_date", "<=", tomorrow)])
        due = due.filtered(lambda version: version.effective_date <= version.company_id._gov_today())
        for version_id, why in due._flow_move_each("publish").items():
            if why:
                _logger.warning("Item version %s was not published on its date: %s", version_id, why)

    def _prepare_publish_vals(self):
        newest = {
            item.id: number
            for item, number in self.sudo()._read_group(
                [("item_id", "in", self.item_id.ids)], ["item_id"], ["number:max"]
            )
        }
        now = self.env.cr.now().replace(microsecond=0)
        return {
            version.id: {
                "number": (newest.get(version.item_id.id) or 0) + 1,
                "published_on": now,
                "promised_days": version._own_limit(),
            }
            for version in self
        }

    def _on_publish(self):
        for version in self.sudo():
            version.item_id.version_id._flow_move("supersede")
            version.item_id._set_published(version)

    def _prepare_retire_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {version.id: {"retired_on": now} for version in self}

    _prepare_supersede_vals = _prepare_retire_vals

    def _get_cannot_retire_reason(self):
        return {
            version.id: self.env._("attach the report of abolition with the department's seal.")
            for version in self
            if not version.abolition_file
        }

    def _on_retire(self):
        self.sudo().item_id.filtered(lambda item: item.version_id in self).write({"version_id": False})

    # ------------------------------------------------------------------ what it asks for

    @tools.ormcache("self.id")
    def _required_ids(self) -> tuple:
        """The ids of the lines of the checklist that cannot be missing."""
        return self.sudo().material_ids.filtered("required")._ids

    @tools.ormcache("self.id")
    def _verify_ids(self) -> tuple:
        """The ids of the lines of the checklist whose original is compared at the counter."""
        return self.sudo().material_ids.filtered("must_verify")._ids

    @tools.ormcache("self.id", "self.env.lang")
    def _on_paper(self) -> dict:
        """What papers say of the item."""
        version = self.sudo()
        return {
            "item": version.item_id.name,
            "item_code": version.item_id.code,
            "handling_class": version.handling_class,
            "fee": version.fee or "",
            "basis": "、".join(filter(None, (law.strip(" 　；;、。") for law in (version.basis or "").splitlines()))),
        }

    @tools.ormcache("self.id")
    def _co_department_ids(self) -> tuple:
        """The ids of the departments that have a part in it."""
        return self.sudo().department_ids._ids

    # ------------------------------------------------------------------ limits

    def _own_limit(self) -> int:
        """The limit in working days that is promised: the item's, else what the rules promise for all single or joint
        items (D-01), never more than the law allows. It is copied to the version with its publication."""
        self.ensure_one()
        if self.promised_days or self.handling_class == "instant":
            return self.promised_days
        name = "joint_days" if self.handling_class == "joint" else "single_days"
        days = self.item_id._rule(name, self.company_id.id)
        return min(days, self.statutory_days) if self.statutory_days else days

    def _limit(self, promised: int = 0) -> tuple[int, str]:
        """The decision limit of a case and its source: (working days, where it came from).

        :param promised: what the situation promises instead of the item; 0: nothing
        """
        self.ensure_one()
        if self.handling_class == "instant" and not promised:
            return self.item_id._rule("instant_days", self.company_id.id), self.env._("instant item")
        days, source = self.promised_days, self.env._("promised limit of the item")
        if promised:
            days, source = promised, self.env._("promised limit of the situation")
        if not self.statutory_days:
            return days, source
        rule = self.item_id._rule("statutory_rule", self.company_id.id)
        if rule == "law_prevails" or self.statutory_days < days:
            return self.statutory_days, self.env._("statutory limit of the item")
        return days, source

    @api.constrains("material_ids")
    def _check_materials(self):
        for version in self:
            names = version.material_ids.mapped("name")
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” asks twice for: %(names)s.",
                        item=version.item_id.name,
                        names=listed(self.env, twice),
                    )
                )

    def _check_wording(self):
        """Hook: what the parts of the versions may not say; called when one of them is named."""

    # ------------------------------------------------------------------ what it says

    def _snapshot(self) -> dict:
        """What the version says, in the stored values: ``fields``, ``materials`` and ``steps`` by name."""
        self.ensure_one()
        version = self.sudo()
        return {
            "fields": {name: version[name] or False for name in COMPARED},
            "materials": {line.name: line._snapshot() for line in version.material_ids},
            "steps": {step.name: step._snapshot() for step in version.step_ids},
        }
