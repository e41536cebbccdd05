import logging
import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet, Query
from odoo.tools.sql import table_columns

from ..kernel.normal_form import TooManyAlternativesError, alternatives

_logger = logging.getLogger(__name__)

COUNT = SQL("COUNT(*)")

#: one row for each combination that a statement changed; none where the counted columns stay as they were
TRIGGERS = """
CREATE OR REPLACE FUNCTION %(ledger)s() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO %(ledger)s (%(columns)s, tally)
            SELECT %(columns)s, COUNT(*) FROM new_rows GROUP BY %(columns)s;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO %(ledger)s (%(columns)s, tally)
            SELECT %(columns)s, -COUNT(*) FROM old_rows GROUP BY %(columns)s;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO %(ledger)s (%(columns)s, tally)
            SELECT %(columns)s, SUM(tally)
              FROM (SELECT %(columns)s, 1 AS tally FROM new_rows
                    UNION ALL SELECT %(columns)s, -1 FROM old_rows) AS change
             GROUP BY %(columns)s HAVING SUM(tally) <> 0;
    ELSE
        DELETE FROM %(ledger)s;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tally_insert ON %(table)s;
CREATE TRIGGER tally_insert AFTER INSERT ON %(table)s
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %(ledger)s();
DROP TRIGGER IF EXISTS tally_update ON %(table)s;
CREATE TRIGGER tally_update AFTER UPDATE ON %(table)s
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %(ledger)s();
DROP TRIGGER IF EXISTS tally_delete ON %(table)s;
CREATE TRIGGER tally_delete AFTER DELETE ON %(table)s
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION %(ledger)s();
DROP TRIGGER IF EXISTS tally_truncate ON %(table)s;
CREATE TRIGGER tally_truncate AFTER TRUNCATE ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION %(ledger)s();
"""


class TallyQuery(Query):
    """A query that reads the tally where it only counts, and only by columns that the tally has."""

    def __init__(self, query, rows):
        """Take a query over.

        :param rows: called when the query is asked to count; gives the query of the domain
            without the record rules, the SQL of what the rules let through (the counted
            columns and ``tally``), and the counted columns; or None
        """
        self.__dict__.update(query.__dict__)
        self._rows = rows
        self._conditions = len(self._where_clauses)
        self._aggregates = []

    def note(self, aggregate: str):
        """An aggregate is asked for: as a result, by the order, or in a condition on groups."""
        self._aggregates.append(aggregate)

    def select(self, *args):
        """Override of `Query` to count in the tally."""
        return self._counting(args, self._aggregates) or super().select(*args)

    def __len__(self):
        if self._ids is None and (counting := self._counting([COUNT], ["__count"], paged=False)):
            [(total,)] = self._env.execute_query(counting)
            total = max(0, total - (self.offset or 0))
            return min(total, self.limit) if self.limit else total
        return super().__len__()

    def _counting(self, args, aggregates, paged=True):
        """SQL with the same result from the tally; None if the tally cannot tell."""
        counts = sum(arg == COUNT for arg in args)
        if aggregates != ["__count"] * counts or not (counts or self.groupby):
            return None
        if len(self._where_clauses) > self._conditions or len(self._tables) > 1:
            return None  # somebody went on building the query
        if not (found := self._rows()):
            return None
        domain, rows, columns = found
        table = self.table
        query = Query(self._env, table)
        query._joins = domain._joins | self._joins
        query._where_clauses = domain._where_clauses
        query.groupby = self.groupby
        if paged:
            query._order, query.limit, query.offset = self._order, self.limit, self.offset
        total = SQL("COALESCE(SUM(%s), 0)::bigint", SQL.identifier(table, "tally"))
        args = [total if arg == COUNT else arg for arg in args]
        if set(re.findall(rf'"{table}"\."(\w+)"', query.select(*args).code)) - {*columns, "tally"}:
            return None
        query._tables = {table: rows}
        return query.select(*args)


class GovTallyMixin(models.AbstractModel):
    """A model whose boards count without looking at its records (计数台账).

    Beside the table stands a ledger: one row of it says how many records were added to, or
    taken from, a combination of the counted columns. Triggers write it, so it is right
    whoever writes the table, and by whatever way. Nobody updates a row of it, so nobody
    waits for it. What a transaction sees of it fits what it sees of the table.

    How to use: inherit, and name the columns in ``_tally_by``. Whatever counts records by
    them (boards, progress bars, pivots, ``search_count``) is answered from the ledger when
    domain, record rules, grouping and order look at nothing else; the answer is the same.
    """

    _name = "gov.tally.mixin"
    _description = "Counted Records"

    #: the stored fields that records are counted by
    _tally_by = ()

    def init(self):
        """Make ledger and triggers, and count what is there."""
        super().init()
        if not self._tally_by:
            return
        if set(table_columns(self.env.cr, f"{self._table}_tally")) != {*self._tally_by, "tally"}:
            self.env.cr.execute(
                SQL(
                    "DROP TABLE IF EXISTS %(ledger)s;"
                    " CREATE TABLE %(ledger)s AS SELECT %(columns)s, 0::bigint AS tally FROM %(table)s WITH NO DATA",
                    **self._tally_terms(),
                )
            )
        self.env.cr.execute(SQL(TRIGGERS, **self._tally_terms()))
        self._tally_mend()

    def _tally_terms(self) -> dict:
        return {
            "ledger": SQL.identifier(f"{self._table}_tally"),
            "table": SQL.identifier(self._table),
            "columns": SQL(", ").join(map(SQL.identifier, self._tally_by)),
        }

    # ------------------------------------------------------------------ upkeep

    def _tally_drift_sql(self) -> SQL:
        return SQL(
            """SELECT %(columns)s, SUM(tally)::bigint AS tally
                 FROM (SELECT %(columns)s, COUNT(*) AS tally FROM %(table)s GROUP BY %(columns)s
                       UNION ALL SELECT %(columns)s, -tally FROM %(ledger)s) AS difference
                GROUP BY %(columns)s HAVING SUM(tally) <> 0""",
            **self._tally_terms(),
        )

    @api.model
    def _tally_drift(self) -> list[tuple]:
        """Where table and ledger differ: the counted columns, and how many the ledger lacks."""
        return self.env.execute_query(self._tally_drift_sql())

    @api.model
    def _tally_mend(self) -> int:
        """Add to the ledger what it lacks; nobody is kept waiting.

        :return: how many combinations of the counted columns differed
        """
        terms = self._tally_terms()
        self.env.cr.execute(
            SQL("INSERT INTO %(ledger)s (%(columns)s, tally) %(drift)s", drift=self._tally_drift_sql(), **terms)
        )
        return self.env.cr.rowcount

    @api.model
    def _tally_compact(self):
        """Sum the ledger up, so that reading it stays quick."""
        self.env.cr.execute(
            SQL(
                """WITH taken AS (DELETE FROM %(ledger)s RETURNING *)
                   INSERT INTO %(ledger)s (%(columns)s, tally)
                        SELECT %(columns)s, SUM(tally) FROM taken GROUP BY %(columns)s HAVING SUM(tally) <> 0""",
                **self._tally_terms(),
            )
        )

    @api.model
    def _cron_compact(self):
        """Sum the ledgers of all counted models up."""
        for name in self.env.registry.descendants(["gov.tally.mixin"], "_inherit"):
            if self.env[name]._tally_by:
                self.env[name]._tally_compact()

    @api.autovacuum
    def _gc_tally_drift(self):
        """Once a day, compare the ledger with its table, and mend it."""
        if self._tally_by and (found := self._tally_mend()):
            _logger.warning("The tally of %s differed from its records in %s places; it is mended.", self._name, found)

    # ------------------------------------------------------------------ counting

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        """Override of the ORM: a search without an order may be asked to count."""
        query = super()._search(domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access)
        if order or query.is_empty():
            return query
        search = super()._search

        def rows():
            allowed = self._tally_allowed(self.env.su or bypass_access)
            return allowed and (search(domain, active_test=active_test, bypass_access=True), allowed, self._tally_by)

        return TallyQuery(query, rows)

    def _read_group_select(self, aggregate_spec, query):
        """Override of the ORM: a query has to know what it is asked for."""
        if isinstance(query, TallyQuery):
            query.note(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _tally_allowed(self, all_records) -> SQL | None:
        """What the user may count: the counted columns and ``tally``; None if the rules look at
        other columns.

        A rule may let a record through by a column that is not counted, where an index finds
        these few (the applicant's own cases): they come from the table, one by one.
        """
        columns = [SQL.identifier(self._table, name) for name in self._tally_by]
        tally = SQL.identifier(self._table, "tally")
        totals = SQL(
            "(SELECT %(columns)s, SUM(tally) AS tally FROM %(ledger)s GROUP BY %(columns)s HAVING SUM(tally) <> 0)",
            **self._tally_terms(),
        )
        if all_records:
            return totals
        model = self.sudo().with_context(active_test=False)
        rules = self.env["ir.rule"]._compute_domain(self._name, "read").optimize_full(model)
        if rules.is_true():
            return totals
        try:
            ways = alternatives(rules)
        except TooManyAlternativesError:
            return None
        counted = [way for way in ways if all(map(self._tally_sees, way))]
        few = [way for way in ways if way not in counted]
        if not counted or not all(any(map(self._tally_picks, way)) for way in few):
            return None
        by_counts, one_by_one = (Domain.OR(map(Domain.AND, some)).optimize_full(model) for some in (counted, few))
        from_ledger, from_table = Query(self.env, self._table, totals), Query(self.env, self._table)
        from_ledger.add_where(by_counts._to_sql(model, self._table, from_ledger))
        found = from_ledger.select(*columns, tally)
        if few:
            from_table.add_where(one_by_one._to_sql(model, self._table, from_table))
            from_table.add_where(SQL("(%s) IS NOT TRUE", by_counts._to_sql(model, self._table, from_table)))
            found = SQL("%s UNION ALL %s", found, from_table.select(*columns, "1"))
        return SQL("(%s)", found)

    def _tally_sees(self, part: Domain) -> bool:
        return getattr(part, "field_expr", None) in self._tally_by

    def _tally_picks(self, part: Domain) -> bool:
        """Whether an index leads to the records of a part of a rule."""
        if getattr(part, "operator", None) != "in" or not isinstance(part.value, OrderedSet):
            return False
        field = self._fields[part.field_expr.split(".")[0]]
        return False not in part.value and bool(field.index or field.type == "many2many")
