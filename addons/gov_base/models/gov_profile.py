from odoo import api, fields, models, tools

from ..kernel.parameters import Parameter


class GovProfile(models.Model):
    """A rule profile (规则方案): the numbers on which cities and documents differ.

    A profile holds only what it changes; what it leaves open comes from the next one:
    item, then zone, then company, then the ledger's default. The value found is copied to
    the record that uses it, so that changing a rule never moves an old date.
    """

    _name = "gov.profile"
    _inherit = ["gov.reference"]
    _description = "Rule Profile"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        copy=False,
        help="The centre it belongs to; empty: all.",
    )
    line_ids = fields.One2many("gov.profile.line", "profile_id", "Parameters")
    note = fields.Text(translate=True)

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            self.check_access("write")  # a rule looks at what was; none gives away what is his
        return result

    @api.model
    def _parameters(self) -> dict[str, Parameter]:
        """All parameters by name. Each addon adds its own with ``super() | {...}``."""
        return {
            "count_first_day": Parameter("D-04", self.env._("Count the first day of a period"), False),
            "identity_misses": Parameter(
                "W-056", self.env._("ID numbers a user may search in vain within 15 minutes"), 30
            ),
            "hour_rounding": Parameter(
                "D-05",
                self.env._("Time used, in hours of office time, is rounded"),
                "nearest",
                choices={
                    "nearest": self.env._("To the nearest hour"),
                    "up": self.env._("Up: a begun hour counts"),
                    "down": self.env._("Down: only whole hours count"),
                },
            ),
        }

    @api.model
    def _value(self, name: str, *profiles, company=None):
        """The value of a parameter: from the first of ``profiles`` that sets it, then
        from the company's profile, then the ledger's default.

        :param profiles: profiles from the most special to the most general; empty
            recordsets are passed over
        :param company: the centre; default the current one
        :raises KeyError: no such parameter
        """
        return self._value_and_source(name, *profiles, company=company)[0]

    @api.model
    def _value_and_source(self, name: str, *profiles, company=None):
        """A value as :meth:`_value` finds it, and the profile it comes from (empty: the
        ledger's default)."""
        for profile in (*profiles, (company or self.env.company).sudo().gov_profile_id):
            if profile and name in (values := profile._values()):
                return values[name], profile
        return self._defaults()[name], self.browse()

    @api.model
    def _unit(self, name: str, *profiles, company=None) -> str:
        """The unit of the value that :meth:`_value` finds (D-05)."""
        source = self._value_and_source(name, *profiles, company=company)[1]
        return (source and source._units().get(name)) or self._default_units()[name]

    @tools.ormcache()
    def _default_units(self) -> dict:
        return {name: spec.unit for name, spec in self._parameters().items()}

    @tools.ormcache("self.id")
    def _units(self) -> dict:
        """The units of what the profile sets, where they may be chosen."""
        parameters = self._parameters()
        lines = self.sudo().line_ids.filtered(lambda line: line.name in parameters and parameters[line.name].units)
        return {line.name: line.unit for line in lines}

    @tools.ormcache()
    def _defaults(self) -> dict:
        return {name: spec.default for name, spec in self._parameters().items()}

    @tools.ormcache("self.id")
    def _values(self) -> dict:
        """What the profile sets; a line whose parameter went with its addon says nothing."""
        parameters = self._parameters()
        lines = self.sudo().line_ids.filtered(lambda line: line.name in parameters)
        return {line.name: parameters[line.name].parse(line.value) for line in lines}

    @api.model
    def _options(self, spec: Parameter) -> list[tuple[str, str]]:
        """The stored values of a parameter that has a closed list of them, each with its
        name; empty for a number."""
        if isinstance(spec.default, bool):
            return [("True", self.env._("Yes")), ("False", self.env._("No"))]
        return [(value, str(label)) for value, label in spec.choices.items()]

    @api.model
    def _text(self, spec: Parameter, value) -> str:
        """A value as people read it: the name of a choice, yes or no, a number."""
        return dict(self._options(spec)).get(str(value), str(value))

    @api.model
    def _default_text(self, spec: Parameter) -> str:
        """The default of the ledger as people read it, with its unit."""
        units = dict(self.env["gov.profile.line"]._fields["unit"]._description_selection(self.env))
        return " ".join(filter(None, (self._text(spec, spec.default), units.get(spec.unit))))

    @api.model
    def _open_effective(self, levels, company=None, kept=None):
        """Open the list of all parameters with the value that applies and where it comes from.

        :param levels: (name of the level, profile) pairs, the most special first, without the company's
        :param company: the centre; default the current one
        :param kept: (name of the level, values) of what was copied to a record, and applies to it whatever the
            profiles say since
        """
        company = company or self.env.company
        levels = [*levels, (self.env._("Centre: %(name)s", name=company.name), company.sudo().gov_profile_id)]
        kept_level, kept_values = kept or ("", {})
        units = dict(self.env["gov.profile.line"]._fields["unit"]._description_selection(self.env))
        lines = []
        for name, spec in self._parameters().items():
            level, source = next(
                ((level, profile) for level, profile in levels if profile and name in profile._values()),
                (self.env._("Default of the ledger"), self.browse()),
            )
            value = source._values()[name] if source else spec.default
            if name in kept_values:
                level, value, source = kept_level, kept_values[name], self.browse()
            if spec.awaited:
                level = self.env._("Not used yet")
            unit = (source and source._units().get(name)) or spec.unit
            lines.append(
                {
                    "name": name,
                    "ledger": spec.ledger,
                    "label": spec.label,
                    "unit": units.get(unit, ""),
                    "default": self._default_text(spec),
                    "value": self._text(spec, value),
                    "level": level,
                    "source_id": source.id,
                    "awaited": spec.awaited,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules That Apply"),
            "res_model": "gov.profile.effective",
            "views": [(False, "list")],
            "domain": [("id", "in", self.env["gov.profile.effective"].create(lines).ids)],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
