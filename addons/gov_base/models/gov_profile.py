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
    def _open_effective(self, *profiles, company=None):
        """Open the list of all parameters with the value that applies and where it comes
        from."""
        lines = self.env["gov.profile.effective"].create(
            [
                {
                    "name": name,
                    "ledger": spec.ledger,
                    "label": spec.label,
                    "unit": spec.unit,
                    "default": self._text(spec, spec.default),
                    "value": self._text(spec, value),
                    "source_id": source.id,
                }
                for name, spec in self._parameters().items()
                for value, source in (self._value_and_source(name, *profiles, company=company),)
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rules That Apply"),
            "res_model": "gov.profile.effective",
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
            "target": "new",
        }
