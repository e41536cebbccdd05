from contextlib import suppress

from odoo import models
from odoo.fields import Domain
from odoo.tools import OrderedSet

#: columns whose value in the cache is what a condition compares
COMPARED = {"many2one", "boolean", "selection", "char", "integer"}


class GovRowsFilter(models.AbstractModel):
    """Conditions on plain columns, access rules above all, read from the cache for all records."""

    _inherit = "gov.rows"

    def filtered_domain(self, domain):
        """Override of the ORM, with the same result: it is asked where a condition needs more
        than plain columns that are in the cache."""
        if not all(self._ids):
            return super().filtered_domain(domain)
        try:
            return self.browse(self._ids_where(Domain(domain), self._ids))
        except LookupError:
            return super().filtered_domain(domain)

    def _check_access(self, operation):
        """Override of the ORM, with the same result: whom the rules let pass by plain columns that
        are in the cache needs no other look."""
        if all(self._ids) and self.env["ir.model.access"].check(self._name, operation, raise_exception=False):
            rules = self.env["ir.rule"]._compute_domain(self._name, operation)
            with suppress(LookupError):
                if len(self.sudo()._ids_where(rules, self._ids)) == len(self._ids):
                    return None
        return super()._check_access(operation)

    def _ids_where(self, domain, ids):
        """Those of the ids that fit, in their order.

        :raises LookupError: the cache alone cannot tell
        """
        if not ids:
            return ids
        operator = getattr(domain, "OPERATOR", None)
        if operator == "&":
            for child in domain.children:
                ids = self._ids_where(child, ids)
            return ids
        if operator == "|":
            found = set()
            for child in domain.children:
                found.update(self._ids_where(child, [record_id for record_id in ids if record_id not in found]))
            return [record_id for record_id in ids if record_id in found]
        if operator == "!":
            fit = set(self._ids_where(domain.child, ids))
            return [record_id for record_id in ids if record_id not in fit]
        if domain.is_true() or domain.is_false():
            return ids if domain.is_true() else ()
        if not hasattr(domain, "field_expr"):
            raise LookupError
        return self._ids_with(domain.field_expr, domain.operator, domain.value, ids)

    def _ids_with(self, name, operator, value, ids):
        field = self._fields.get(name)
        if (
            field is None
            or not field.store
            or field.type not in COMPARED
            or not self._is_same_for_all(field)
            or field in self.env.transaction.tocompute
            or (field.groups and not self.env.su)
        ):
            raise LookupError
        cache = self.env.transaction.field_data[field]
        wanted = operator.removeprefix("not ")
        if wanted == "in" and isinstance(value, OrderedSet) and not (field.relational and any(map(_is_name, value))):
            empty = not all(value)
            fit = {record_id for record_id in ids if (cached := cache[record_id]) in value or (empty and not cached)}
        elif wanted == "any" and isinstance(value, Domain) and self._may_look_into(field):
            others = self.env[field.comodel_name]
            owners = {record_id: cache[record_id] for record_id in ids}
            reached = set(others._ids_where(value, tuple(set(filter(None, owners.values())))))
            fit = {record_id for record_id, owner in owners.items() if owner in reached}
        else:
            raise LookupError
        return [record_id for record_id in ids if (record_id in fit) == (wanted == operator)]

    def _may_look_into(self, field) -> bool:
        """Whether the rows a field points to are of this kind, and the ORM asks no right to them."""
        return (
            field.type == "many2one"
            and not field.bypass_search_access
            and not self.env.context.get("filter_function_reset_sudo")
            and hasattr(self.env.registry[field.comodel_name], "_ids_where")
        )


def _is_name(value) -> bool:
    return isinstance(value, str)
