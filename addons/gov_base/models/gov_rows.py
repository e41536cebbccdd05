from collections.abc import Hashable

from psycopg2.extras import Json

from odoo import api, models, tools
from odoo.tools import split_every
from odoo.tools.misc import clean_context

from ..kernel import sets

#: columns that the database holds as the cache does, empty ones aside
PLAIN = {"char", "text", "selection", "many2one", "date", "datetime"}
LISTS = {"one2many", "many2many"}
#: so many rows go in one statement
BATCH = 1000


class GovRows(models.AbstractModel):
    """Rows in sets: one INSERT or UPDATE for all that are alike, straight from the cache and to it.

    What a model of this kind creates and writes goes to the database this way, as far as its
    columns are plain. The machinery makes its own rows (periods, notices, checklist lines, alerts)
    by :meth:`_insert_rows` and changes them by :meth:`_write_rows`, below the defaults, guards and
    constraints of the ORM. A row made so gets nothing by itself: the caller gives every column that
    is not to be empty.
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
        columns = {name: [vals[name] for vals in vals_list] for name in vals_list[0]}
        stamp = {}
        if self._log_access:
            values = (self.env.uid, self.env.cr.now()) * 2
            stamp = {
                name: [value] * len(vals_list) for name, value in zip(models.LOG_ACCESS_COLUMNS, values, strict=True)
            }
        records = self._insert_columns(stamp | columns)
        stored = {field for field in map(self._fields.get, columns) if field.compute}
        with self.env.protecting(stored, records):
            records._cache_columns(columns, frozenset(stored))
        return records

    def _write_rows(self, vals: dict[int, dict], alike: dict | None = None):
        """Write each record's own values, with one UPDATE when they are flushed.

        :param vals: by id, values of plain columns; records may share a dict
        :param alike: values that all the records get
        """
        alike = alike or {}
        plain = self._plain_fields()
        for name, value in alike.items():
            self._write_column(self._fields[name], self._ids, value, plain)
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
                self._write_column(self._fields[name], ids, value, plain)
        self._follow(frozenset(alike.keys() | groups.keys()))

    def _write_column(self, field, ids, value, plain):
        """Put the value of a column into the cache of some of the records, to be flushed."""
        if field.compute or field.relational or field not in plain:
            field.write(self.browse(ids), value)
            return
        value = field.convert_to_cache(value, self)
        cache = self.env.transaction.field_data[field]
        if changed := [record_id for record_id in ids if cache.get(record_id, ...) != value]:
            cache.update(dict.fromkeys(changed, value))
            self.env._field_dirty[field].update(changed)

    def _load_rows(self):
        """Read the rows that are not in the cache, for work that is going to look at much of them:
        the columns that the ORM would read, without its way of asking for each."""
        if self._abstract:
            return
        known = self.env.transaction.field_data[self._fields["state"]]
        if missing := [record_id for record_id in self._ids if record_id and record_id not in known]:
            self._fetch_columns(self.browse(missing), self._row_columns())

    @api.model
    @tools.ormcache()
    def _row_columns(self) -> tuple:
        """The columns that are read together and hold their value and nothing more."""
        return tuple(
            name
            for name, field in self._fields.items()
            if field.store
            and field.column_type
            and field.prefetch is True
            and self._is_same_for_all(field)
            and name != "id"
        )

    @api.model
    def _fetch_columns(self, records, names):
        """Read some plain columns of any records into the cache, below access rights and without
        the other columns that the ORM reads along."""
        data = self.env.transaction.field_data
        caches = [data[records._fields[name]] for name in names]
        wanted = [record_id for record_id in records._ids if any(record_id not in cache for cache in caches)]
        if not wanted:
            return
        self.env.cr.execute(sets.select(records._table, tuple(names)), [wanted])
        rows = self.env.cr.fetchall()
        if not rows:
            return
        ids, *columns = zip(*rows, strict=True)
        for cache, values in zip(caches, columns, strict=True):
            if cache.keys().isdisjoint(ids):
                cache.update(zip(ids, values, strict=True))
            else:
                for record_id, value in zip(ids, values, strict=True):
                    cache.setdefault(record_id, value)

    # ------------------------------------------------------------------ in place of the ORM's rows

    @api.model
    def _create(self, data_list):
        """Override of the ORM: new records whose columns are plain go in together."""
        names = data_list[0]["stored"].keys()
        fields = [self._fields[name] for name in names]
        columns = [field for field in fields if field.column_type]
        plain = self._plain_fields()
        if (
            self._inherits
            or self._parent_store
            or not plain.issuperset(columns)
            or any(data["stored"].keys() != names for data in data_list)
        ):
            return super()._create(data_list)
        values = {
            field.name: [field.convert_to_cache(data["stored"][field.name], self) for data in data_list]
            for field in columns
        }
        records = self._insert_columns(values)
        for data, record in zip(data_list, records, strict=True):
            data["record"] = record
        with self.env.protecting([(data["protected"], data["record"]) for data in data_list]):
            records._cache_columns(values)
            others = records.with_context(clean_context(self.env.context))  # pylint: disable=context-overridden
            for field in sorted(set(fields) - set(columns), key=lambda field: field._sequence):
                field.create(
                    [(other, data["stored"][field.name]) for other, data in zip(others, data_list, strict=True)]
                )
                records.modified([field.name], create=True)
        records._validate_fields(names)
        records.check_access("create")
        return records

    def _flush(self):
        """Override of the ORM: records that changed in the same columns go out together."""
        dirty = self.env._field_dirty
        fields = [field for field in self._fields.values() if field in dirty]
        if not self._plain_fields().issuperset(fields):
            return super()._flush()
        changes = {}
        for position, field in enumerate(fields):
            for record_id in dirty.pop(field):
                changes[record_id] = changes.get(record_id, 0) | 1 << position
        alike = {}
        for record_id, change in changes.items():
            alike.setdefault(change, []).append(record_id)
        data = self.env.transaction.field_data
        statements = []
        for change, every in alike.items():
            changed = [field for position, field in enumerate(fields) if change >> position & 1]
            for ids in split_every(BATCH, every, list):
                columns = {field.name: list(map(data[field].__getitem__, ids)) for field in changed}
                statements.append(self._update_columns(ids, columns))
        *before, together = [*statements[:-1], statements[-1:] + self._flush_with()]
        for text, cells in before:
            self.env.cr.execute(text, cells)
        if together:
            self.env.cr.execute(
                ";\n".join(text for text, _cells in together), [cell for _text, cells in together for cell in cells]
            )
        return None

    @api.model
    def _flush_with(self) -> list[tuple[str, list]]:
        """Hook: statements that go to the database together with the last change of the records."""
        return []

    # ------------------------------------------------------------------ columns

    @api.model
    @tools.ormcache()
    def _plain_fields(self) -> frozenset:
        """The fields whose column is their value and nothing more: not translated, by company, a tree."""
        return frozenset(
            field
            for field in self._fields.values()
            if field.type in (*PLAIN, "boolean", "integer", "many2one_reference", "json")
            and self._is_same_for_all(field)
            and field.name != self._parent_name
        )

    @api.model
    def _is_same_for_all(self, field) -> bool:
        """Whether the value of a field does not depend on language, company or anything else of the reader."""
        return not (field.translate or field.company_dependent or field in self.pool.field_depends_context)

    @api.model
    def _cells(self, field, values, plain) -> list:
        """Values of a field as a statement takes them."""
        if field not in plain:
            return [field.convert_to_column_insert(value, self) for value in values]
        if field.type == "many2one":
            return [value or None for value in values]
        if field.type in PLAIN:
            return [None if value is False else value for value in values]
        if field.type == "boolean":
            return [bool(value) for value in values]
        if field.type == "json":
            return [None if value is None else Json(value) for value in values]
        return [value or 0 for value in values]

    @api.model
    @tools.ormcache()
    def _column_types(self) -> dict[str, str]:
        return {name: field.column_type[1] for name, field in self._fields.items() if field.column_type}

    @api.model
    def _insert_columns(self, columns: dict[str, list]):
        plain = self._plain_fields()
        cells = {name: self._cells(self._fields[name], values, plain) for name, values in columns.items()}
        text, values = sets.insert(self._table, self._column_types(), cells)
        self.env.cr.execute(f"{text} RETURNING id", values)
        return self.browse([row_id for (row_id,) in self.env.cr.fetchall()])

    @api.model
    def _update_columns(self, ids: list, columns: dict[str, list]) -> tuple[str, list]:
        """The UPDATE of some columns of some rows, and its values."""
        if self._log_access:
            stamp = {"write_uid": [self.env.uid] * len(ids), "write_date": [self.env.cr.now()] * len(ids)}
            columns = stamp | columns
        plain = self._plain_fields()
        cells = {name: self._cells(self._fields[name], values, plain) for name, values in columns.items()}
        return sets.update(self._table, self._column_types(), ids, cells)

    # ------------------------------------------------------------------ the cache

    def _cache_columns(self, columns: dict[str, list], given=frozenset()):
        """Put new records into the cache: these columns, and every other stored field as empty.

        :param given: fields among the columns that follow from others, and are not to be computed
        """
        plain = self._plain_fields()
        for fields, value in zip(self._other_fields(tuple(columns)), ((), None), strict=True):
            known = dict.fromkeys(self._ids, value)
            for cache in self._caches(fields):
                cache.update(known)
        for name, values in columns.items():
            field = self._fields[name]
            if field.type == "json":  # what is written once and large is read from the database
                continue
            if field.type in PLAIN and field in plain:
                cached = self._cells(field, values, plain)
            else:
                cached = [field.convert_to_cache(value, self) for value in values]
            field._insert_cache(self, cached)
            for inverse in self.pool.field_inverses[field]:
                self._cache_inverse(inverse, cached)
        self._follow(frozenset(self._fields), given, create=True)

    @api.model
    @tools.ormcache("names")
    def _other_fields(self, names: tuple) -> tuple[list, list]:
        """The stored fields that a row of these columns says nothing about: lists, and columns."""
        stored = [field for name, field in self._fields.items() if field.store and name != "id"]
        known = {*names, *models.LOG_ACCESS_COLUMNS}
        return (
            [field for field in stored if field.type in LISTS],
            [field for field in stored if field.column_type and field.name not in known],
        )

    @api.model
    def _caches(self, fields) -> list:
        """The caches of fields. Most fields have one for the whole transaction."""
        data = self.env.transaction.field_data
        own = self.pool.field_depends_context
        return [field._get_cache(self.env) if field in own else data[field] for field in fields]

    def _cache_inverse(self, inverse, owners):
        """Let the owners' lists know the new records; a list with a condition is read anew."""
        cache = inverse._get_cache(self.env)
        for owner, record_id in zip(owners, self._ids, strict=True):
            if owner in cache:
                if inverse.domain:
                    del cache[owner]
                else:
                    cache[owner] = (*cache[owner], record_id)

    def _follow(self, names: frozenset, given=frozenset(), create=False):
        """Tell the ORM that fields have changed, where anything follows from that.

        :param given: fields that were written, though they follow from others
        :param create: the records are new, and nothing refers to them yet
        """
        cached = self.env.transaction.field_data
        for field in self._followers(names, create):
            if ((field.compute and field.store) or cached.get(field)) and field not in given:
                self.modified(names, create=create)
                return

    @api.model
    @tools.ormcache("names", "create")
    def _followers(self, names: frozenset, create: bool) -> frozenset:
        """The fields of any model that depend on some of this model."""
        found = set()
        registry = self.pool
        trees = [
            registry.get_field_trigger_tree(self._fields[name])
            for name in names
            if self._fields[name] in registry._field_triggers
        ]
        while trees:
            tree = trees.pop()
            found.update(tree.root)
            trees += [
                below
                for field, below in tree.items()
                if not (create and field.type in ("many2one", "many2one_reference"))
            ]
        return frozenset(found)
