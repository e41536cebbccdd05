from collections.abc import Hashable

from psycopg2.extras import Json

from odoo import api, models, tools


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
        names = tuple(vals_list[0])
        stamp = (self.env.uid, self.env.cr.now()) * 2 if self._log_access else ()
        columns = [self._column(self._fields[name], [vals[name] for vals in vals_list]) for name in names]
        cells = [cell for row in zip(*columns, strict=True) for cell in (*stamp, *row)]
        self.env.cr.execute(self._insert_statement(names, len(vals_list)), cells)
        records = self.browse([row_id for (row_id,) in self.env.cr.fetchall()])
        self._cache_rows(records, vals_list)
        return records

    @api.model
    def _column(self, field, values):
        """The values of a field, as they go to the database."""
        if field.type == "json":
            return map(Json, values)
        return [field.convert_to_column_insert(value, self) for value in values]

    @api.model
    def _insert_statement(self, names: tuple, count: int) -> str:
        """The text of the INSERT: a placeholder for each value, the columns of the log first."""
        columns = (*(models.LOG_ACCESS_COLUMNS if self._log_access else ()), *names)
        row = f"({', '.join(['%s'] * len(columns))})"
        listed = ", ".join(f'"{name}"' for name in columns)
        return f'INSERT INTO "{self._table}" ({listed}) VALUES {", ".join([row] * count)} RETURNING id'  # noqa: S608 (our columns)

    def _write_rows(self, vals: dict[int, dict], alike: dict | None = None):
        """Write each record's own values, with one UPDATE when they are flushed.

        :param vals: by id, values of plain columns; records may share a dict
        :param alike: values that all the records get
        """
        alike = alike or {}
        for name, value in alike.items():
            self._fields[name].write(self, value)
        shared = {}
        for record_id, own in vals.items():
            shared.setdefault(id(own), (own, []))[1].append(record_id)
        groups = {}
        for own, own_ids in shared.values():
            for name, value in own.items():
                key = value if isinstance(value, Hashable) else (id(own),)
                _value, ids = groups.setdefault(name, {}).setdefault(key, (value, []))
                ids += own_ids
        for name, by_value in groups.items():
            for value, ids in by_value.values():
                self._fields[name].write(self.browse(ids), value)
        self._follow(frozenset(alike.keys() | groups.keys()))

    def _follow(self, names: frozenset, given=frozenset(), create=False):
        """Tell the ORM that fields have changed, where anything follows from that.

        :param given: fields that were written, though they follow from others
        """
        if any(
            (field.compute and field.store) or field._get_all_cache_ids(self.env)
            for field in self._followers(names) - given
        ):
            with self.env.protecting(given, self):
                self.modified(names, create=create)

    @api.model
    @tools.ormcache("names")
    def _followers(self, names: frozenset) -> frozenset:
        """The fields of any model that depend on some of this model."""
        return frozenset(follower for name in names for follower in self.pool.get_dependent_fields(self._fields[name]))

    def _write_multi(self, vals_list):
        """Override of the ORM: rows that get the same columns go together, a list a column; a
        single row by its id."""
        alike = {}
        for record_id, vals in zip(self._ids, vals_list, strict=True):
            ids, rows = alike.setdefault(tuple(vals), ([], []))
            ids.append(record_id)
            rows.append(vals)
        left, left_vals = [], []
        for names, (ids, rows) in alike.items():
            if any(self._needs_care(self._fields[name]) for name in names):
                left += ids
                left_vals += rows
                continue
            stamp = {"write_uid": self.env.uid, "write_date": self.env.cr.now()} if self._log_access else {}
            cells = [list((stamp | vals).values()) for vals in rows]
            statement = self._update_statement(tuple(stamp | rows[0]), many=len(ids) > 1)
            columns = [ids, *map(list, zip(*cells, strict=True))]
            self.env.cr.execute(statement, columns if len(ids) > 1 else [*cells[0], ids[0]])
        return super(GovRows, self.browse(left))._write_multi(left_vals)

    @api.model
    def _needs_care(self, field) -> bool:
        """Whether a column is more than its value: translated, by company, a tree."""
        return bool(field.translate or field.company_dependent) or field.name == self._parent_name

    @api.model
    @tools.ormcache("names", "many")
    def _update_statement(self, names: tuple, many: bool) -> str:
        """The text of the UPDATE of some columns: of one row, or of many rows from lists."""
        if not many:
            assignments = ", ".join(f'"{name}" = %s' for name in names)
            return f'UPDATE "{self._table}" SET {assignments} WHERE id = %s'  # noqa: S608 (our columns)
        assignments = ", ".join(f'"{name}" = new_."{name}"' for name in names)
        lists = ", ".join(f"%s::{self._fields[name].column_type[1]}[]" for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        return (
            f'UPDATE "{self._table}" AS row_ SET {assignments}'  # noqa: S608 (our columns)
            f" FROM unnest(%s::int[], {lists}) AS new_ (id, {listed}) WHERE row_.id = new_.id"
        )

    @api.model
    def _cache_rows(self, records, vals_list):
        names = tuple(vals_list[0])
        lists, empty, given = self._columns_of(names)
        for cache in self._caches(lists):
            cache.update(dict.fromkeys(records._ids, ()))
        for cache in self._caches(empty):
            cache.update(dict.fromkeys(records._ids))
        for name in names:
            field = self._fields[name]
            if field.type != "json":  # what is written once and large is read from the database
                field._insert_cache(records, [field.convert_to_cache(vals[name], records) for vals in vals_list])
                for inverse in self.pool.field_inverses[field]:
                    self._cache_inverse(inverse, records, [vals[name] for vals in vals_list])
        records._follow(frozenset(self._fields), given, create=True)

    @api.model
    @tools.ormcache("names")
    def _columns_of(self, names: tuple) -> tuple:
        """What a row with these columns means for the other fields that are stored.

        :return: names of the lists, which begin empty; names of the columns that are empty; and
            the fields that were given, though they follow from others
        """
        stored = [field for name, field in self._fields.items() if field.store and name != "id"]
        return (
            [field.name for field in stored if field.type in ("one2many", "many2many")],
            [
                field.name
                for field in stored
                if field.column_type and field.name not in (*names, *models.LOG_ACCESS_COLUMNS)
            ],
            frozenset(field for field in stored if field.compute and field.name in names),
        )

    @api.model
    def _caches(self, names):
        """The caches of fields, one by one. Most fields have one for the whole transaction."""
        data = self.env.transaction.field_data
        own = self.pool.field_depends_context
        for name in names:
            field = self._fields[name]
            yield field._get_cache(self.env) if field in own else data[field]

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
