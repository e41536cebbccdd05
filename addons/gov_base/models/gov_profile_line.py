from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..listing import listed

#: the units of a parameter
UNITS = [("wd", "Working Days"), ("day", "Calendar Days"), ("hour", "Hours of Office Time")]


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
    unit = fields.Selection(
        UNITS, compute="_compute_unit", store=True, readonly=False, precompute=True, help="The unit of the value."
    )
    unit_open = fields.Boolean(compute="_compute_parameter", help="The unit may be chosen (D-05).")
    default = fields.Char(compute="_compute_parameter")
    options = fields.Json(compute="_compute_parameter", help="The values to choose from, with their names.")

    _unique_name = models.UniqueIndex("(profile_id, name)", "The profile sets this parameter already.")

    @api.model
    def _selection_name(self):
        return [(name, spec.label) for name, spec in self.env["gov.profile"]._parameters().items()]

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_parameter(self):
        profile = self.env["gov.profile"]
        parameters = profile._parameters()
        for line in self:
            spec = parameters.get(line.name)
            line.ledger = spec.ledger if spec else False
            line.unit_open = bool(spec and spec.units)
            line.default = profile._default_text(spec) if spec else False
            line.options = profile._options(spec) if spec else []

    @api.depends("name")
    def _compute_unit(self):
        parameters = self.env["gov.profile"]._parameters()
        for line in self:
            spec = parameters.get(line.name)
            line.unit = spec.unit or False if spec else False

    @api.onchange("name")
    def _onchange_name(self):
        """Begin with the default: a value of another parameter means nothing here."""
        spec = self.env["gov.profile"]._parameters().get(self.name)
        self.value = str(spec.default) if spec else False

    @api.constrains("name", "value")
    def _check_value(self):
        profile = self.env["gov.profile"]
        parameters = profile._parameters()
        for line in self:
            spec = parameters[line.name]
            try:
                spec.parse(line.value)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is not a value of “%(name)s”. Allowed: %(allowed)s. The default is: %(default)s.",
                        value=line.value,
                        name=spec.label,
                        default=profile._text(spec, spec.default),
                        allowed=line._allowed(spec),
                    )
                ) from error

    @api.constrains("name", "unit")
    def _check_unit(self):
        parameters = self.env["gov.profile"]._parameters()
        units = dict(self._fields["unit"]._description_selection(self.env))
        for line in self:
            spec = parameters[line.name]
            allowed = spec.units or (spec.unit,)
            if (line.unit or "") not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be set in this unit. Allowed: %(allowed)s.",
                        name=spec.label,
                        allowed=listed(self.env, (units.get(unit) or self.env._("no unit") for unit in allowed)),
                    )
                )

    @api.model
    def _allowed(self, spec) -> str:
        if options := self.env["gov.profile"]._options(spec):
            return listed(self.env, (label for _value, label in options))
        if isinstance(spec.default, int):
            return self.env._("a whole number, 0 or more")
        return self.env._("a number, 0 or more")

    @api.model
    def _canonical(self, name, value):
        """A value as it is stored, so that true, True and 1 are one choice; what is no
        value stays, for the check to refuse."""
        try:
            return str(self.env["gov.profile"]._parameters()[name].parse(value))
        except (KeyError, ValueError):
            return value

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [vals | {"value": self._canonical(vals.get("name"), vals.get("value") or "")} for vals in vals_list]
        )

    def write(self, vals):
        if "value" in vals:
            for name, lines in self.grouped("name").items():
                value = self._canonical(vals.get("name", name), vals["value"] or "")
                super(GovProfileLine, lines).write(vals | {"value": value})
        else:
            super().write(vals)
        if "profile_id" in vals:
            self.check_access("write")  # a rule looks at what was; none puts a line elsewhere
        return True
