from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)


class GovItemVersion(models.Model):
    """A version of an item (事项版本): what is asked, how long it takes, on what basis.

    A published version never changes; a case keeps the version it was accepted under.
    """

    _name = "gov.item.version"
    _inherit = ["gov.flow.mixin", "gov.reference"]
    _description = "Item Version"
    _order = "item_id, number desc, id desc"
    _flow_protected = frozenset({"number", "published_on", "retired_on"})
    _flow_frozen = frozenset(
        {
            "item_id",
            "handling_class",
            "depth",
            "statutory_days",
            "promised_days",
            "limit_note",
            "visits",
            "fee",
            "basis",
            "conditions",
            "procedure",
            "result_name",
            "place",
            "phone",
            "illustrative",
            "material_ids",
        }
    )
    _flow_open_states = frozenset({"draft"})

    item_id = fields.Many2one("gov.item", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="item_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="item_id.department_id", store=True, index=True)
    number = fields.Integer("Version", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
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

    _unique_number = models.UniqueIndex("(item_id, number) WHERE number > 0")
    _limits = models.Constraint(
        "CHECK (statutory_days = 0 OR promised_days <= statutory_days)",
        "The promised limit may not be longer than the statutory one.",
    )
    _no_negative = models.Constraint(
        "CHECK (statutory_days >= 0 AND promised_days >= 0 AND visits >= 0)", "Limits and visits are not negative."
    )

    @api.model
    def _flow_table(self):
        return {
            "publish": Move(("draft",), "published", _lt("Publish"), ("gov_window.group_catalogue",), primary=True),
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

    def action_retire(self, reason=""):
        """Withdraw a published version; the item is then not offered."""
        return self._flow_move("retire", reason)

    def _get_cannot_publish_reason(self):
        reasons = {}
        for version in self:
            if version.handling_class != "instant" and not version.promised_days:
                reasons[version.id] = self.env._("enter the promised limit in working days.")
            elif not version.material_ids:
                reasons[version.id] = self.env._("the checklist is empty.")
        return reasons

    def _prepare_publish_vals(self):
        newest = {
            item.id: number
            for item, number in self.sudo()._read_group(
                [("item_id", "in", self.item_id.ids)], ["item_id"], ["number:max"]
            )
        }
        now = self.env.cr.now().replace(microsecond=0)
        return {
            version.id: {"number": (newest.get(version.item_id.id) or 0) + 1, "published_on": now} for version in self
        }

    def _on_publish(self):
        for version in self.sudo():
            version.item_id.version_id._flow_move("supersede")
            version.item_id._set_published(version)

    def _prepare_retire_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {version.id: {"retired_on": now} for version in self}

    _prepare_supersede_vals = _prepare_retire_vals

    def _on_retire(self):
        self.sudo().item_id.filtered(lambda item: item.version_id in self).write({"version_id": False})

    # ------------------------------------------------------------------ what it asks for

    @tools.ormcache("self.id")
    def _required_ids(self) -> tuple:
        """The ids of the lines of the checklist that cannot be missing."""
        return self.sudo().material_ids.filtered("required")._ids

    # ------------------------------------------------------------------ limits

    def _limit(self) -> tuple[int, str]:
        """The decision limit of a case and its source: (working days, where it came from)."""
        self.ensure_one()
        if self.handling_class == "instant":
            rule = self.env["gov.profile"]._value
            days = rule("instant_days", *self.item_id._profiles(), company=self.company_id)
            return days, self.env._("instant item")
        days, source = self.promised_days, self.env._("promised limit of the item")
        if not self.statutory_days:
            return days, source
        rule = self.env["gov.profile"]._value("statutory_rule", *self.item_id._profiles(), company=self.company_id)
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
