from odoo import api, models, tools
from odoo.tools import SQL


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
        stamp = (self.env.uid, self.env.cr.now()) * 2
        rows = self.env.execute_query(SQL(self._insert_statement(tuple(names)), *stamp, *cells))
        records = self.browse([row_id for (row_id,) in rows])
        self._cache_rows(records, vals_list)
        return records

    @api.model
    @tools.ormcache("names")
    def _insert_statement(self, names: tuple) -> str:
        """The text of the INSERT: placeholders for the four of the log, then a list a column."""
        columns = SQL(", ").join(map(SQL.identifier, names))
        return SQL(
            "INSERT INTO %s (create_uid, create_date, write_uid, write_date, %s) SELECT %s, %s, %s, %s, %s"
            " FROM unnest(%s) WITH ORDINALITY AS row (%s, place) ORDER BY place RETURNING id",
            SQL.identifier(self._table),
            columns,
            *[None] * 4,
            columns,
            SQL(", ").join(SQL("%s::" + self._fields[name].column_type[1] + "[]", None) for name in names),
            columns,
        ).code

    def _write_rows(self, vals: dict[int, dict]):
        """Write each record's own values, with one UPDATE when they are flushed.

        :param vals: by id, values of plain columns
        """
        written = set()
        for record in self:
            for name, value in vals.get(record.id, {}).items():
                self._fields[name].write(record, value)
                written.add(name)
        self.modified(written)

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
            else:
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
