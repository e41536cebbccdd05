from collections.abc import Callable

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..kernel.chain import ALGORITHMS

ALGORITHM = "gov_base.event_algorithm"


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.constrains("key", "value")
    def _check_gov_algorithm(self):
        for parameter in self:
            if parameter.key == ALGORITHM and parameter.value not in ALGORITHMS:
                raise ValidationError(
                    self.env._(
                        "Events cannot be hashed with “%(name)s” here. Possible: %(names)s.",
                        name=parameter.value,
                        names=", ".join(sorted(ALGORITHMS)),
                    )
                )

    @api.model
    def _gov_key(self, name: str, make: Callable[[], str]) -> str:
        """A secret of this database, made at its first use.

        In a transaction of its own: of two first uses at once the second waits, and finds
        what the first one made.
        """
        if key := self.sudo().get_param(name):
            return key
        with self.env.registry.cursor() as own:
            own.execute(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", name))
            own.execute(SQL("SELECT value FROM ir_config_parameter WHERE key = %s", name))
            if found := own.fetchone():
                return found[0]
            key = make()
            api.Environment(own, SUPERUSER_ID, {})["ir.config_parameter"].set_param(name, key)
        return key
