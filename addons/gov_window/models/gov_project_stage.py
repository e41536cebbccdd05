from odoo import fields, models


class GovProjectStage(models.Model):
    """A stage of investment projects (投资项目阶段), from 立项 to 竣工验收, with the items that may belong to it."""

    _name = "gov.project.stage"
    _inherit = ["gov.reference"]
    _description = "Stage of Investment Projects"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", "Service Centre", index=True, help="Empty: all centres.")
    lead_department_id = fields.Many2one(
        "gov.department", index="btree_not_null", ondelete="restrict", help="牵头部门 of the stage."
    )
    item_ids = fields.Many2many("gov.item", string="Items", help="What a project may need in this stage.")
    active = fields.Boolean(default=True)
