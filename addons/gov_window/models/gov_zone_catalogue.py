import re

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)
CATALOGUE = ("gov_window.group_catalogue",)


class GovZoneCatalogue(models.Model):
    """The catalogue of a zone and its windows, in versions (W-112), e.g. 《宝山区市场准入行政审批目录(2.0版)》
    of the enterprise zone 开办企业服务专区: published, all its items belong to the zone."""

    _name = "gov.zone.catalogue"
    _inherit = ["gov.flow.mixin"]
    _description = "Catalogue of a Zone"
    _order = "zone_id, number desc, id desc"
    _flow_frozen = frozenset({"name", "zone_id", "item_ids", "edition", "document"})
    _flow_open_states = frozenset({"draft"})

    name = fields.Char("Title", required=True, help="e.g. 宝山区市场准入行政审批目录")
    zone_id = fields.Many2one("gov.zone", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    edition = fields.Char(required=True, help="As the document says it, e.g. 2.0版.")
    number = fields.Integer("Version", readonly=True, copy=False)
    document = fields.Char("Issued By", help="Who fixed the catalogue, and the number of the document.")
    item_ids = fields.Many2many("gov.item", string="Items")
    item_count = fields.Integer("Number of Items", compute="_compute_items")
    not_entered_ids = fields.Many2many(
        "gov.item", string="Not Entered Yet", compute="_compute_items", help="Items without a published version."
    )
    added_ids = fields.Many2many("gov.item", string="New Since the Last", compute="_compute_change")
    removed_ids = fields.Many2many("gov.item", string="Gone Since the Last", compute="_compute_change")
    published_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _unique_number = models.UniqueIndex("(zone_id, number) WHERE number > 0")

    @api.model
    def _flow_table(self):
        return {
            "publish": Move(("draft",), "published", _lt("Publish"), CATALOGUE, primary=True),
            "replace": Move(("published",), "replaced", _lt("Replaced by a New Version")),
        }

    @api.depends("name", "edition")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name or ''}（{record.edition or ''}）"

    @api.depends("item_ids.version_id")
    def _compute_items(self):
        for record in self:
            record.item_count = len(record.item_ids)
            record.not_entered_ids = record.item_ids.filtered(lambda item: not item.version_id)

    @api.depends("item_ids", "zone_id", "number")
    def _compute_change(self):
        for record in self:
            before = record._before()
            record.added_ids = record.item_ids - before.item_ids if before else False
            record.removed_ids = before.item_ids - record.item_ids

    def _before(self):
        """The version before this one; empty for the first."""
        self.ensure_one()
        domain = [("zone_id", "=", self.zone_id.id), ("number", ">", 0)]
        if self.number:
            domain.append(("number", "<", self.number))
        return self.search(domain, order="number desc", limit=1)

    def action_publish(self):
        """Publish: the items belong to the zone, those of the last version that are gone do not.

        :raises UserError: no item, a secret one, or one of another centre
        """
        return self._flow_move("publish")

    def _get_cannot_publish_reason(self):
        reasons = {}
        for record in self:
            strange = record.item_ids.filtered(
                lambda item, company=record.company_id: item.secret or item.company_id != company
            )
            if not record.item_ids:
                reasons[record.id] = self.env._("enter the items of the catalogue.")
            elif strange:
                reasons[record.id] = self.env._(
                    "these items are secret, or another centre's: %(items)s.",
                    items=listed(self.env, strange.mapped("name")),
                )
        return reasons

    def _prepare_publish_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {record.id: {"number": record._before().number + 1, "published_on": now} for record in self}

    def _on_publish(self):
        for record in self.sudo():
            before = record._before()
            (before.item_ids - record.item_ids).write({"zone_ids": [Command.unlink(record.zone_id.id)]})
            record.item_ids.write({"zone_ids": [Command.link(record.zone_id.id)]})
            before.filtered(lambda old: old.state == "published")._flow_move("replace")

    def action_new_version(self):
        """Open the draft of the next version, made from this one if there is none yet."""
        self.ensure_one()
        draft = self.search([("zone_id", "=", self.zone_id.id), ("state", "=", "draft")], limit=1) or self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------ portal

    @api.model
    def _portal_published(self):
        """The catalogues in force, as superuser."""
        return self.sudo().search([("state", "=", "published")])

    @api.model
    def _portal_find(self, slug: str):
        """The catalogue in force of a zone's address, as superuser; empty if there is none."""
        if not re.fullmatch(r"\d{1,9}", slug):
            return self.sudo().browse()
        return self.sudo().search([("zone_id", "=", int(slug)), ("state", "=", "published")], limit=1)
