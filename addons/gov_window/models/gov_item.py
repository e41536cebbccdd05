from pypinyin import Style, lazy_pinyin

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..kernel.checklist import is_catch_all

#: natures that are never handled on application 依申请, so never offered (W-004)
NOT_ON_APPLICATION = ("punishment", "coercion", "inspection")


class GovItem(models.Model):
    """A service item (政务服务事项) of a department. What it asks for is in its versions."""

    _name = "gov.item"
    _inherit = ["gov.reference"]
    _description = "Service Item"
    _order = "department_id, code, id"
    _rec_names_search = ["name", "code", "pinyin"]

    name = fields.Char(required=True, index="trigram")
    code = fields.Char("Implementation Code", required=True, index=True, help="实施编码")
    group_name = fields.Char("Main Item", help="The item it is a part of, where the catalogue groups items.")
    pinyin = fields.Char(
        compute="_compute_pinyin", store=True, index="trigram", help="Initials of the name, for quick typing."
    )
    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    department_class = fields.Selection(related="department_id.department_class")
    nature = fields.Selection(
        [
            ("licence", "Administrative Licence"),
            ("confirmation", "Administrative Confirmation"),
            ("payment", "Administrative Payment"),
            ("collection", "Administrative Collection"),
            ("reward", "Administrative Reward"),
            ("ruling", "Administrative Ruling"),
            ("punishment", "Administrative Punishment"),
            ("coercion", "Administrative Coercion"),
            ("inspection", "Administrative Inspection"),
            ("filing", "Filing"),
            ("other", "Other Administrative Power"),
            ("service", "Public Service"),
        ],
        required=True,
        default="licence",
        help="行政许可、行政确认、行政给付、行政征收、行政奖励、行政裁决、行政处罚、行政强制、行政检查、备案、其他行政权力、公共服务",
    )
    secret = fields.Boolean(help="Secret items 保密事项 do not enter the window.")
    exempt = fields.Boolean("Exempted from the Hall", help="Handled elsewhere, by law or for want of room.")
    exclusion_reason = fields.Text("Why It Does Not Enter", help="Why the item is secret or exempted.")
    exclusion_approval = fields.Char(
        "Approval of the Government", help="Number of the document by which the government approved the exemption."
    )
    power_list_ref = fields.Char("Power and Duty List", help="权责清单: the entry the item comes from.")
    baseline_on = fields.Date("Baseline Of", help="The day the figures before the reform were taken.")
    baseline_days = fields.Integer("Limit Before", help="Working days promised before the reform; 0: not known.")
    baseline_materials = fields.Integer("Materials Before")
    baseline_steps = fields.Integer("Steps Before")
    baseline_visits = fields.Integer("Visits Before")
    baseline_payments = fields.Integer("Payments Before", help="How often applicants paid before the reform.")
    version_ids = fields.One2many("gov.item.version", "item_id", "Versions")
    version_id = fields.Many2one(
        "gov.item.version", "Published Version", readonly=True, copy=False, index=True, ondelete="restrict"
    )
    handling_class = fields.Selection(related="version_id.handling_class")
    promised_days = fields.Integer(related="version_id.promised_days")
    profile_id = fields.Many2one("gov.profile", "Rule Profile")
    zone_ids = fields.Many2many("gov.zone", string="Zones")
    active = fields.Boolean(default=True)

    _baseline = models.Constraint(
        "CHECK (baseline_days >= 0 AND baseline_materials >= 0 AND baseline_steps >= 0 AND baseline_visits >= 0 "
        "AND baseline_payments >= 0)",
        "Figures before the reform are not negative.",
    )
    _unique_code = models.UniqueIndex(
        "(department_id, code, name)", "The department has an item of this code and name already."
    )

    @api.depends("name")
    def _compute_pinyin(self):
        for item in self:
            letters = lazy_pinyin(item.name or "", style=Style.FIRST_LETTER, errors="ignore")
            item.pinyin = "".join(letters).lower()

    @api.constrains("secret", "exempt", "exclusion_reason", "exclusion_approval")
    def _check_exclusion(self):
        for item in self.filtered(lambda item: item.secret or item.exempt):
            if not (item.exclusion_reason or "").strip():
                raise ValidationError(self.env._("“%(item)s”: enter why it does not enter the hall.", item=item.name))
            if item.exempt and not (item.exclusion_approval or "").strip():
                raise ValidationError(
                    self.env._(
                        "“%(item)s”: the government approves an exemption; enter the number of its document.",
                        item=item.name,
                    )
                )

    @api.constrains("nature", "secret", "version_id")
    def _check_on_application(self):
        for item in self.filtered("version_id"):
            if item.nature in NOT_ON_APPLICATION or item.secret:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” cannot be offered: punishments, coercion, inspections and secret items "
                        "are not handled on application.",
                        item=item.name,
                    )
                )

    def write(self, vals):
        if vals.get("version_id"):
            raise ValidationError(self.env._("A version becomes the published one by publishing it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if published := self.filtered(lambda item: any(item.version_ids.mapped("event_seq"))):
            raise UserError(
                self.env._(
                    "%(items)s: what was published stays on record. Archive the item instead.",
                    items=", ".join(published.mapped("name")),
                )
            )

    def _set_published(self, version):  # pylint: disable=missing-return
        self.ensure_one()
        super().write({"version_id": version.id})  # pylint: disable=super-method-mismatch

    def action_new_version(self):
        """Draft a new version from the published one and open it."""
        self.ensure_one()
        version = (
            self.version_id.copy() if self.version_id else self.env["gov.item.version"].create({"item_id": self.id})
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "gov.item.version",
            "res_id": version.id,
            "view_mode": "form",
        }

    def _profiles(self, company_id: int, zone_id=False):
        """The rule profiles that the item has at a centre, the most special first: its own, its zones'.

        :param zone_id: the zone of the window; it comes before the item's others
        """
        self.ensure_one()
        return tuple(self.env["gov.profile"].sudo().browse(self._profile_ids(company_id, zone_id)))

    @tools.ormcache("self.id", "name", "company_id", "zone_id")
    def _rule(self, name: str, company_id: int, zone_id=False):
        """The value of a rule parameter for the item at a centre, at a window of a zone."""
        company = self.env["res.company"].browse(company_id)
        return self.env["gov.profile"]._value(name, *self._profiles(company_id, zone_id), company=company)

    @tools.ormcache("self.id", "name", "company_id", "zone_id")
    def _rule_unit(self, name: str, company_id: int, zone_id=False) -> str:
        """The unit of that value (D-05)."""
        company = self.env["res.company"].browse(company_id)
        return self.env["gov.profile"]._unit(name, *self._profiles(company_id, zone_id), company=company)

    def _zones_at(self, company_id: int, zone_id=False):
        """The zones whose rules the item follows at a centre: the window's, then the item's own there."""
        zones = self.env["gov.zone"].sudo().browse(zone_id or ()) | self.sudo().zone_ids
        return zones.filtered(lambda zone: zone.company_id.id == company_id)

    @tools.ormcache("self.id", "company_id", "zone_id")
    def _profile_ids(self, company_id: int, zone_id) -> tuple:
        return (self.sudo().profile_id | self._zones_at(company_id, zone_id).profile_id)._ids

    def _rule_levels(self, company_id: int, zone_id=False) -> list[tuple]:
        """The levels at which rules are set for the item, the most special first, each with its profile."""
        zones = self._zones_at(company_id, zone_id)
        return [
            (self.env._("Item: %(name)s", name=self.name), self.sudo().profile_id),
            *((self.env._("Zone: %(name)s", name=zone.name), zone.profile_id) for zone in zones),
        ]

    def action_rules(self):
        """Open the rules that apply to the item, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        company = self.company_id or self.env.company
        return self.env["gov.profile"]._open_effective(self._rule_levels(company.id), company=company)

    def _refuses_material(self, name: str) -> bool:
        """Whether a checklist line of this name is a catch-all clause that the rules forbid (W-022)."""
        rule = self.env["gov.profile"]._value
        company = self.company_id or self.env.company
        scope = {"company": company}
        profiles = self._profiles(company.id) if self else ()
        words = rule("catch_all_words", *profiles, **scope).split()
        return is_catch_all(name, words) and rule("catch_all_policy", *profiles, **scope) == "block"

    def _letter(self, link: str, on=None, company=None):
        """The valid authorisation letter for each item and link (consult, receive, accept, issue).

        :param company: the centre it empowers; default the item's own
        :return: dict item id -> letter; items without one are absent
        """
        return self.env["gov.authorization"]._find(self, link, on, company)
