from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class GovTermKind(models.Model):
    """A kind of legal period (时限种类), with the steps taken as its deadline nears and
    passes."""

    _name = "gov.term.kind"
    _inherit = ["gov.reference"]
    _description = "Kind of Period"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    source = fields.Char("Legal Source", translate=True, help="The rule the period comes from.")
    step_ids = fields.One2many("gov.term.step", "kind_id", "Steps")
    company_id = fields.Many2one("res.company", index=True, help="The centre it belongs to; empty: all.")

    _unique_code = models.UniqueIndex("(code)", "This kind of period exists already.")

    @api.model
    @tools.ormcache("code")
    def _id_by_code(self, code: str) -> int:
        kind = self.sudo().search([("code", "=", code)], limit=1)
        if not kind:
            raise ValidationError(
                self.env._("There is no kind of period “%(code)s”. Ask the administrator to add it.", code=code)
            )
        return kind.id

    @api.model
    def _get(self, code: str):
        """The kind with this code.

        :raises ValidationError: there is none
        """
        return self.browse(self._id_by_code(code)).sudo()

    @tools.ormcache("self.id")
    def _schedule(self) -> tuple:
        """The ids of the steps in the order they fall due, with (after, days) each."""
        steps = self.sudo().step_ids._in_order()
        return tuple((step.id, step.after, step.days) for step in steps)

    @tools.ormcache("self.id")
    def _code(self) -> str:
        return self.sudo().code
