from datetime import date

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..listing import listed


class GovSeriesCounter(models.Model):
    """The counter of a series for one period and unit, over a PostgreSQL sequence."""

    _name = "gov.series.counter"
    _description = "Numbering Counter"
    _order = "series_id, key desc, id"

    series_id = fields.Many2one("gov.series", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="series_id.company_id", store=True, index=True)
    key = fields.Char(readonly=True)
    period = fields.Char("Series Period", compute="_compute_period")
    unit = fields.Char("Unit Word", compute="_compute_period")
    drawn = fields.Integer("Numbers Drawn", compute="_compute_use", help="The last serial that was given out.")
    carried = fields.Integer("On Documents", compute="_compute_use")
    missing = fields.Integer("Gaps", compute="_compute_use", help="Serials that no document carries.")
    unexplained = fields.Integer("Gaps not Explained", compute="_compute_use")
    gaps = fields.Char("Serials to Explain", compute="_compute_use")
    caught_up = fields.Boolean(
        readonly=True, help="It stands behind all numbers that were out when the rules last changed."
    )
    explanation_ids = fields.One2many("gov.series.explanation", "counter_id", "Explanations", readonly=True)

    _unique_key = models.UniqueIndex("(series_id, key)")

    @api.depends("key")
    def _compute_period(self):
        for counter in self:
            period, _slash, unit = (counter.key or "").partition("/")
            counter.period = "-".join(filter(None, (period[:4], period[4:6], period[6:8])))
            counter.unit = unit

    @api.depends("explanation_ids")
    @api.depends_context("lang")
    def _compute_use(self):
        for counter in self:
            drawn, carried, gaps = counter._use()
            open_gaps = [(first, last) for first, last, explained in gaps if not explained]
            counter.drawn = drawn
            counter.carried = carried
            counter.missing = sum(last - first + 1 for first, last, _explained in gaps)
            counter.unexplained = sum(last - first + 1 for first, last in open_gaps)
            counter.gaps = listed(
                self.env, (f"{first}" if first == last else f"{first}–{last}" for first, last in open_gaps)
            )

    @api.depends("series_id", "key")
    def _compute_display_name(self):
        for counter in self:
            parts = (counter.series_id.name, counter.period, counter.unit)
            counter.display_name = " ".join(filter(None, parts))

    def _use(self) -> tuple[int, int, list]:
        """What became of the serials of the counter, in one query.

        :return: the last serial drawn, the number of documents that carry one, and the
            runs of serials that none carries as (first, last, id of the explanation)
        """
        self.ensure_one()
        self.env.flush_all()
        [(drawn, carried, gaps)] = self.env.execute_query(
            SQL(
                """
                WITH carried AS (%(carried)s),
                drawn AS (SELECT COALESCE(pg_sequence_last_value(to_regclass(%(sequence)s)), 0) AS last),
                missing AS (
                    SELECT serial, told.id AS told,
                           serial - row_number() OVER (PARTITION BY told.id ORDER BY serial) AS run
                      FROM drawn
                     CROSS JOIN generate_series(1, drawn.last) AS t (serial)
                      LEFT JOIN gov_series_explanation told
                             ON told.counter_id = %(counter)s AND serial BETWEEN told.first AND told.last
                     WHERE NOT EXISTS (SELECT FROM carried WHERE carried.serial = t.serial)
                ),
                runs AS (SELECT min(serial) AS first, max(serial) AS last, told FROM missing GROUP BY told, run)
                SELECT (SELECT last FROM drawn), (SELECT count(*) FROM carried),
                       (SELECT COALESCE(json_agg(json_build_array(first, last, told) ORDER BY first), '[]') FROM runs)
                """,
                carried=self._carried_query(),
                sequence=self._sequence_name(),
                counter=self.id,
            )
        )
        return drawn, carried, [tuple(run) for run in gaps]

    def _carried_query(self) -> SQL:
        """The serials on documents."""
        series = self.series_id.sudo()
        regex = series._number_regex(self.key or "")
        # a unit may end like a longer one: 受 and 不受
        longer = [
            series._number_regex(other.key or "")
            for other in series.counter_ids - self
            if self.unit and other.period == self.period and (other.unit or "").endswith(self.unit)
        ]
        queries = []
        for model, field, company_field in series._carriers().get(series.code, ()):
            documents = self.env[model].sudo().with_context(active_test=False)
            query = documents._search(self._company_domain(company_field))
            number = documents._field_to_sql(documents._table, field, query)
            query.add_where(SQL("%s ~ %s AND NOT (%s ~ ANY (%s))", number, regex, number, longer))
            queries.append(query.select(SQL("substring(%s FROM %s)::bigint AS serial", number, regex)))
        return SQL(" UNION ALL ").join(queries) if queries else SQL("SELECT NULL::bigint AS serial WHERE FALSE")

    def _company_domain(self, company_field: str) -> Domain:
        """The documents of the series: its centre's, or of those that have none of their own."""
        series = self.series_id.sudo()
        if series.company_id:
            return Domain(company_field, "=", series.company_id.id)
        own = series.search([("code", "=", series.code), ("company_id", "!=", False)]).company_id
        return Domain(company_field, "not in", own.ids)

    def action_documents(self):
        """Open the documents that carry the numbers of the counter.

        :raises UserError: no kind of document carries numbers of this series
        """
        self.ensure_one()
        self.check_access("read")
        series = self.series_id.sudo()
        carriers = series._carriers().get(series.code)
        if not carriers:
            raise UserError(self.env._("No document carries numbers of the series “%(name)s”.", name=series.name))
        model, field, company_field = carriers[0]
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [
                *self._company_domain(company_field),
                (field, "=like", series._number_like(self.key or "")),
            ],
        }

    def _sequence_name(self) -> str:
        return f"gov_series_counter_{self.id}_seq"

    @api.model
    def _draw(self, series, key: str, count: int) -> list[int]:
        """The next ``count`` serials of a series for a period and unit."""
        made = self.env.cr.cache.setdefault("gov_base.counters", {})  # here: forgotten with a savepoint
        counter_id = made.get((series.id, key)) or self._id_for(series.id, key)
        if not counter_id:
            counter_id = made[series.id, key] = self._make(series, key)
            self.env.cr.postcommit.add(self.env.registry.clear_cache)
        name = self.browse(counter_id)._sequence_name()
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count))
        return [serial for (serial,) in rows]

    @api.model
    @tools.ormcache("series_id", "key")
    def _id_for(self, series_id: int, key: str) -> int | None:
        return self.sudo().search([("series_id", "=", series_id), ("key", "=", key), ("caught_up", "=", True)]).id

    @api.model
    def _look_again(self):
        """The rules changed: each counter looks, at its next use, which serials are out already."""
        self.env.cr.cache.pop("gov_base.counters", None)
        self.env.cr.execute("UPDATE gov_series_counter SET caught_up = FALSE WHERE caught_up")
        self.invalidate_model(["caught_up"])

    @api.model
    def _make(self, series, key: str) -> int:
        """Make the counter at its first use, or bring it up to date after a change of the rules.

        Two first uses at once: the second waits on the unique index and is retried by
        Odoo with the counter the first one made; that is no error to report.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO gov_series_counter (series_id, company_id, key, caught_up, create_uid, create_date)
                        VALUES (%s, %s, %s, TRUE, %s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT (series_id, key) DO UPDATE SET caught_up = TRUE
                     RETURNING id, xmax = 0""",
                series.id,
                series.company_id.id or None,
                key,
                self.env.uid,
            ),
            log_exceptions=False,
        )
        [(counter_id, fresh)] = self.env.cr.fetchall()
        counter = self.sudo().browse(counter_id)
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(counter._sequence_name())))
        series.invalidate_recordset(["counter_ids"])
        counter.invalidate_recordset(["caught_up"])
        if not fresh or counter._rules_are_newer():
            counter._catch_up()
        return counter_id

    def _rules_are_newer(self) -> bool:
        """Whether numbers of this period may have been given out under other rules: those of the
        series, or of the papers that take their numbers from it, were changed since it began."""
        digits = (self.key or "").partition("/")[0]
        if not digits:
            return True
        begin = date(int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1))
        code = self.series_id.code
        [(changed,)] = self.env.execute_query(
            SQL(
                "SELECT GREATEST((SELECT max(write_date) FROM gov_series WHERE code = %s),"
                " (SELECT max(write_date) FROM gov_notice_kind WHERE series_code = %s))",
                code,
                code,
            )
        )
        return self.env.company._gov_calendar()._to_local(changed).date() >= begin

    def _catch_up(self):
        """Draw what is out already: serials on documents, and those that counters of other rules gave."""
        series = self.series_id
        for model, field, _company_field in series._carriers().get(series.code, ()):
            self.env[model].flush_model([field])
        name = self._sequence_name()
        self.env.cr.execute(
            SQL(
                """SELECT count(nextval(%(name)s)) FROM generate_series(1, GREATEST(
                       (SELECT max(serial) FROM (%(carried)s) AS carried),
                       (SELECT max(pg_sequence_last_value(to_regclass(other))) FROM unnest(%(others)s::text[]) AS other)
                   ) - COALESCE(pg_sequence_last_value(to_regclass(%(name)s)), 0))""",
                name=name,
                carried=self._carried_query(),
                others=[other._sequence_name() for other in self._rivals()],
            )
        )

    def _rivals(self):
        """Counters of the same kind of number whose serials may stand in numbers of this one."""
        series = self.series_id
        period, _slash, unit = (self.key or "").partition("/")
        found = self.browse()
        for other in self.search([("series_id.code", "=", series.code), ("id", "!=", self.id)]):
            other_period, _slash, other_unit = (other.key or "").partition("/")
            if (
                (period.startswith(other_period) or other_period.startswith(period))
                and (not unit or not other_unit or unit == other_unit)
                and (not series.company_id or other.company_id in (series.company_id, self.company_id.browse()))
            ):
                found += other
        return found
