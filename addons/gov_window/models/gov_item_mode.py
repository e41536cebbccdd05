from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel.catalogue import ONLINE

MODES = ("instant", "online", "nearby", "once", "none")


class GovItem(models.Model):
    """The four ways to get it done (四办): right away 马上办, online 网上办, nearby 就近办, in one go
    一次办 (最多跑一次), and without a visit 一次不跑. They follow from what the published version says (W-037)."""

    _inherit = "gov.item"

    point_ids = fields.Many2many("gov.point", string="Service Points", help="Where it was brought down to.")
    nearby = fields.Boolean(
        "Handled Nearby", help="就近办: also at terminals, banks or post offices, besides the service points."
    )
    mode_names = fields.Char(
        "Ways to Get It Done", compute="_compute_mode_names", help="马上办、网上办、就近办、一次办"
    )

    @api.depends("version_id.handling_class", "version_id.depth", "version_id.visits", "nearby", "point_ids.active")
    @api.depends_context("lang")
    def _compute_mode_names(self):
        labels = self._mode_labels()
        found = self._modes()
        for item in self:
            item.mode_names = " · ".join(labels[mode] for mode in found.get(item.id, ()))

    @api.model
    def _mode_labels(self) -> dict[str, str]:
        """The ways by their code, in their order."""
        return {
            "instant": self.env._("Right away"),
            "online": self.env._("Handled online"),
            "nearby": self.env._("Nearby"),
            "once": self.env._("In one go"),
            "none": self.env._("Without a visit"),
        }

    @api.model
    def _mode_domain(self, mode: str) -> Domain:
        """The items that are handled in a way."""
        return {
            "instant": Domain("version_id.handling_class", "=", "instant"),
            "online": Domain("version_id.depth", "in", ONLINE),
            "nearby": Domain("version_id", "!=", False)
            & (Domain("nearby", "=", True) | Domain("point_ids.active", "=", True)),
            "once": Domain("version_id.visits", "<=", 1),
            "none": Domain("version_id.visits", "=", 0),
        }[mode]

    def _modes(self) -> dict[int, tuple]:
        """The ways of each item that is offered; the others are absent."""
        found = {}
        items = self.sudo().filtered("version_id")
        for mode in MODES:
            for item in items.filtered_domain(self._mode_domain(mode)):
                found[item.id] = (*found.get(item.id, ()), mode)
        return found
