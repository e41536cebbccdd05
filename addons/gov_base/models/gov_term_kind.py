from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class Step(NamedTuple):
    """What the tick needs to know of a ``gov.term.step``."""

    id: int
    after: bool
    days: int
    repeat: int
    minutes: int


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

    _unique_code = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This kind of period exists already: change its steps."
    )

    @api.model
    @tools.ormcache("code")
    def _ids_by_code(self, code: str) -> dict:
        """The kinds of a code: company id (False: all centres) -> id of the kind."""
        kinds = self.sudo().search([("code", "=", code)])
        return {kind.company_id.id: kind.id for kind in kinds}

    @api.model
    def _get(self, code: str, company=None):
        """The kind with this code: the centre's own, else the common one.

        :raises ValidationError: there is none
        """
        kinds = self._ids_by_code(code)
        found = kinds.get(company.id if company else False) or kinds.get(False)
        if not found:
            raise ValidationError(
                self.env._("There is no kind of period “%(code)s”. Ask the administrator to add it.", code=code)
            )
        return self.browse(found).sudo()

    @tools.ormcache("self.id")
    def _schedule(self) -> tuple:
        """The steps in the order they fall due."""
        return tuple(
            Step(step.id, step.after, step.days, step.repeat_days, step.minutes)
            for step in self.sudo().step_ids._in_order()
        )

    @tools.ormcache("self.id")
    def _code(self) -> str:
        return self.sudo().code
