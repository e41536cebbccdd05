from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GovAuthorizationLine(models.Model):
    """The rights that a letter gives for one item (A-011), where they differ from the letter's."""

    _name = "gov.authorization.line"
    _inherit = ["gov.draft.part", "gov.reference"]
    _description = "Rights for an Item"
    _order = "authorization_id, item_id"

    authorization_id = fields.Many2one("gov.authorization", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="authorization_id.company_id", store=True, index=True)
    item_id = fields.Many2one("gov.item", required=True, index=True, ondelete="restrict")
    handling_class = fields.Selection(related="item_id.handling_class")
    link_consult = fields.Boolean("Consult", default=True, help="咨询")
    link_receive = fields.Boolean("Receive", default=True, help="接件")
    link_accept = fields.Boolean("Accept", help="受理")
    link_issue = fields.Boolean("Issue", default=True, help="出件")

    _unique_item = models.UniqueIndex("(authorization_id, item_id)", "The letter states the rights for this item once.")

    @api.depends("item_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.item_id.name or ""

    @api.constrains("item_id", "authorization_id")
    def _check_item(self):
        for line in self:
            letter = line.authorization_id
            if not letter._covers(line.item_id):
                raise ValidationError(
                    self.env._(
                        "“%(item)s” is not among the items of the letter: add it there first.", item=line.item_id.name
                    )
                )

    def _check_draft(self):
        if fixed := self.authorization_id.filtered(lambda letter: letter.state != "draft"):
            raise UserError(
                self.env._(
                    "The rights of a letter are fixed once it has left the draft: %(letters)s.",
                    letters=", ".join(fixed.mapped("display_name")),
                )
            )
