from collections.abc import Hashable

from odoo import api, models
from odoo.tools import SQL

#: so many rows the ORM updates as well
FEW = 20


class GovRows(models.AbstractModel):
    """Rows that the machinery itself makes and changes, many at once: periods, notices,
    checklist lines, alerts.

    One statement for all, below the defaults, guards and constraints of the ORM. A new row
    gets nothing by itself: the caller gives every column that is not to be empty.
    """

    _name = "gov.rows"
    _description = "Rows of the Machinery"

    @api.model
    def _insert_rows(self, vals_list: list[dict]):
        """Insert rows and put them into the cache as new records.

        :param vals_list: values by column, each dict with the same keys
        :return: the records, in the order of the list
        """
        if not vals_list:
            return self.browse()
        names = list(vals_list[0])
        fields = [self._fields[name] for name in names]
        cells = [
            [field.convert_to_column_insert(vals[name], self) for vals in vals_list]
            for name, field in zip(names, fields, strict=True)
        ]
        stamp = (self.env.uid, self.env.cr.now()) * 2 if self._log_access else ()
        rows = self.env.execute_query(
            SQL(
                self._insert_statement(tuple(names), len(vals_list)), *(stamp + row for row in zip(*cells, strict=True))
            )
        )
        records = self.browse([row_id for (row_id,) in rows])
        self._cache_rows(records, vals_list)
        return records

    @api.model
    def _insert_statement(self, names: tuple, count: int) -> str:
        """The text of the INSERT: a placeholder for each row, the columns of the log first."""
        columns = ", ".join(f'"{name}"' for name in (*(models.LOG_ACCESS_COLUMNS if self._log_access else ()), *names))
        return f'INSERT INTO "{self._table}" ({columns}) VALUES {", ".join(["%s"] * count)} RETURNING id'  # noqa: S608 (our columns)

    def _write_rows(self, vals: dict[int, dict], alike: dict | None = None):
        """Write each record's own values, with one UPDATE when they are flushed.

        :param vals: by id, values of plain columns
        :param alike: values that all the records get
        """
        alike = alike or {}
        for name, value in alike.items():
            self._fields[name].write(self, value)
        groups = {}
        for record_id, own in vals.items():
            for name, value in own.items():
                key = value if isinstance(value, Hashable) else (record_id,)
                _value, ids = groups.setdefault(name, {}).setdefault(key, (value, []))
                ids.append(record_id)
        for name, by_value in groups.items():
            for value, ids in by_value.values():
                self._fields[name].write(self.browse(ids), value)
        written = alike.keys() | groups.keys()
        self.modified(written)

    def _write_multi(self, vals_list):
        """Override of the ORM: many rows that get the same columns go together, a list a column."""
        alike = {}
        for record_id, vals in zip(self._ids, vals_list, strict=True):
            ids, rows = alike.setdefault(tuple(vals), ([], []))
            ids.append(record_id)
            rows.append(vals)
        left, left_vals = [], []
        for names, (ids, rows) in alike.items():
            fields = [self._fields[name] for name in names]
            if len(ids) > FEW and not any(map(self._needs_care, fields)):
                self._update_rows(ids, fields, rows)
            else:
                left += ids
                left_vals += rows
        return super(GovRows, self.browse(left))._write_multi(left_vals)

    @api.model
    def _needs_care(self, field) -> bool:
        """Whether a column is more than its value: translated, by company, a tree."""
        return bool(field.translate or field.company_dependent) or field.name == self._parent_name

    def _update_rows(self, ids, fields, rows):
        names = [SQL.identifier(field.name) for field in fields]
        assignments = [SQL("%s = new_.%s", name, name) for name in names]
        if self._log_access:
            written = {field.name for field in fields}
            stamp = {"write_uid": self.env.uid, "write_date": self.env.cr.now()}
            assignments += [SQL("%s = %s", SQL.identifier(key), stamp[key]) for key in stamp.keys() - written]
        self.env.execute_query(
            SQL(
                "UPDATE %s AS row_ SET %s FROM unnest(%s::int[], %s) AS new_ (id, %s) WHERE row_.id = new_.id",
                SQL.identifier(self._table),
                SQL(", ").join(assignments),
                ids,
                SQL(", ").join(
                    SQL("%s::" + field.column_type[1] + "[]", [row[field.name] for row in rows]) for field in fields
                ),
                SQL(", ").join(names),
            )
        )

    @api.model
    def _cache_rows(self, records, vals_list):
        names = set(vals_list[0])
        for name, field in self._fields.items():
            if not field.store or name == "id":
                continue
            if field.type in ("one2many", "many2many"):
                field._insert_cache(records, [()] * len(records))
            elif name not in names:
                if field.column_type and name not in models.LOG_ACCESS_COLUMNS:
                    field._insert_cache(records, [None] * len(records))
            elif field.type != "json":  # what is written once and large is read from the database
                field._insert_cache(records, [field.convert_to_cache(vals[name], records) for vals in vals_list])
                for inverse in self.pool.field_inverses[field]:
                    self._cache_inverse(inverse, records, [vals[name] for vals in vals_list])
        given = [field for name in names if (field := self._fields[name]).compute]
        with self.env.protecting(given, records):
            records.modified(self._fields, create=True)

    @api.model
    def _cache_inverse(self, inverse, records, owners):
        """Let the owners' lists know the new records; a list with a condition is read anew."""
        cache = inverse._get_cache(self.env)
        for owner, record_id in zip(owners, records._ids, strict=True):
            if owner in cache:
                if inverse.domain:
                    del cache[owner]
                else:
                    cache[owner] = (*cache[owner], record_id)
