from odoo import fields, models


class GovHandoverLine(models.Model):
    """One case of a hand-over sheet."""

    _name = "gov.handover.line"
    _inherit = ["gov.rows"]
    _description = "Hand-Over Line"
    _order = "handover_id, id"

    handover_id = fields.Many2one("gov.handover", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one("gov.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="handover_id.department_id", store=True, index=True)
    state = fields.Selection(related="handover_id.state")
    partner_id = fields.Many2one(related="case_id.partner_id")
    item_id = fields.Many2one(related="case_id.item_id")

    _unique_case = models.UniqueIndex("(handover_id, case_id)")
