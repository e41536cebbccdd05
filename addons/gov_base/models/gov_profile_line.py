from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovProfileLine(models.Model):
    """One parameter that a rule profile sets."""

    _name = "gov.profile.line"
    _inherit = ["gov.reference"]
    _description = "Rule Profile Parameter"
    _order = "name, id"

    profile_id = fields.Many2one("gov.profile", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    name = fields.Selection("_selection_name", "Parameter", required=True)
    value = fields.Char(required=True)
    ledger = fields.Char(compute="_compute_parameter", help="The row of the requirements ledger.")
    unit = fields.Char(compute="_compute_parameter")
    default = fields.Char(compute="_compute_parameter")

    _unique_name = models.UniqueIndex("(profile_id, name)", "The profile sets this parameter already.")

    @api.model
    def _selection_name(self):
        return [(name, spec.label) for name, spec in self.env["gov.profile"]._parameters().items()]

    @api.depends("name")
    def _compute_parameter(self):
        parameters = self.env["gov.profile"]._parameters()
        for line in self:
            spec = parameters.get(line.name)
            line.ledger = spec.ledger if spec else False
            line.unit = spec.unit if spec else False
            line.default = str(spec.default) if spec else False

    @api.constrains("name", "value")
    def _check_value(self):
        parameters = self.env["gov.profile"]._parameters()
        for line in self:
            spec = parameters[line.name]
            try:
                spec.parse(line.value)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not a value of “%(name)s”. Its default is %(default)s; allowed: %(choices)s.",
                        value=line.value,
                        name=spec.label,
                        default=spec.default,
                        choices=", ".join(spec.choices) or type(spec.default).__name__,
                    )
                ) from error
