from odoo import models


class GovCase(models.Model):
    """The knowledge base from the case (W-026)."""

    _inherit = "gov.case"

    def action_knowledge(self):
        """Open what is known of the case's item; taking the filter off shows the department's
        and the centre's articles, too."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_knowledge_action")
        return action | {
            "domain": list(self.env["gov.knowledge"]._domain_of(self.item_id)),
            "context": {"search_default_item_ids": self.item_id.id, "create": False},
            "target": "new",
        }
