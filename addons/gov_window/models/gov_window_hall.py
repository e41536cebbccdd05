from odoo import fields, models


class GovWindow(models.Model):
    _inherit = "gov.window"

    area_id = fields.Many2one("gov.area", index="btree_not_null", ondelete="restrict", help="Where in the hall it is.")
    queue_ids = fields.Many2many("gov.queue", string="Service Groups", help="Whose numbers are called here.")

    def _only_guides(self) -> bool:
        """Whether numbers are called here for guidance and help alone (导服台, W-053): nothing is accepted."""
        kinds = set(self.queue_ids.mapped("kind"))
        return bool(kinds) and kinds <= {"consultation", "agency"}
