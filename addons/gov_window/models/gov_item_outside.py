from odoo import api, fields, models
from odoo.fields import Domain

from .gov_item import NOT_ON_APPLICATION


class GovItem(models.Model):
    """Items on application that are not under the one window, and why (应进必进, W-008, W-009)."""

    _inherit = "gov.item"

    outside_reason = fields.Char("Why It Is Outside", compute="_compute_outside_reason")

    @api.model
    def _on_application_domain(self) -> Domain:
        """The items that must enter the window, but for exceptions."""
        return Domain("nature", "not in", NOT_ON_APPLICATION)

    @api.model
    def _outside_domain(self) -> Domain:
        """Items on application that the window does not accept: secret, exempted, in a sub-hall, not published."""
        outside = Domain("version_id", "=", False) | Domain("secret", "=", True) | Domain("exempt", "=", True)
        return self._on_application_domain() & (outside | Domain("department_id.sub_hall", "!=", False))

    @api.depends(
        "version_id", "secret", "exempt", "exclusion_reason", "exclusion_approval", "department_id.sub_hall", "nature"
    )
    @api.depends_context("lang")
    def _compute_outside_reason(self):
        for item in self:
            item.outside_reason = item.nature not in NOT_ON_APPLICATION and item._why_outside()

    def _why_outside(self) -> str | bool:
        self.ensure_one()
        if self.secret:
            return self.env._("secret: %(reason)s", reason=self.exclusion_reason or "")
        if self.exempt:
            return self.env._(
                "exempted by %(approval)s: %(reason)s",
                approval=self.exclusion_approval or "",
                reason=self.exclusion_reason or "",
            )
        if self.department_id.sub_hall:
            return self.env._("handled in the sub-hall %(hall)s", hall=self.department_id.sub_hall)
        return not self.version_id and self.env._("no version is published yet")

    @api.model
    def action_open_outside(self):
        """Open the items outside the window, each with its reason."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Items Outside the Window"),
            "res_model": "gov.item",
            "views": [(self.env.ref("gov_window.gov_item_view_list_outside").id, "list"), (False, "form")],
            "domain": list(self._outside_domain()),
            "context": {"search_default_by_department": 1},
        }
