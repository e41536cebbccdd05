from odoo import api, fields, models
from odoo.tools import SQL


class GovSeriesCounter(models.Model):
    """The counter of a series for one period and unit, over a PostgreSQL sequence."""

    _name = "gov.series.counter"
    _description = "Numbering Counter"
    _order = "series_id, key desc, id"

    series_id = fields.Many2one("gov.series", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="series_id.company_id", store=True, index=True)
    key = fields.Char(readonly=True)

    _unique_key = models.UniqueIndex("(series_id, key)")

    def _sequence_name(self) -> str:
        return f"gov_series_counter_{self.id}_seq"

    @api.model
    def _draw(self, series, key: str, count: int) -> list[int]:
        """The next ``count`` serials of a series for a period and unit."""
        return self._drawn(series, key, count) or self._create_and_draw(series, key, count)

    def _drawn(self, series, key, count):
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(format('gov_series_counter_%%s_seq', id)::regclass)"
                " FROM gov_series_counter, generate_series(1, %s) WHERE series_id = %s AND key = %s",
                count,
                series.id,
                key,
            )
        )
        return [serial for (serial,) in rows]

    def _create_and_draw(self, series, key, count):
        """Make the counter at its first use.

        Two first uses at once: the second waits on the unique index and is retried by
        Odoo with the counter the first one made.
        """
        [(counter_id,)] = self.env.execute_query(
            SQL(
                """INSERT INTO gov_series_counter (series_id, company_id, key, create_uid, create_date)
                        VALUES (%s, %s, %s, %s, now() AT TIME ZONE 'UTC')
                   ON CONFLICT (series_id, key) DO UPDATE SET key = EXCLUDED.key
                     RETURNING id""",
                series.id,
                series.company_id.id or None,
                key,
                self.env.uid,
            )
        )
        name = self.browse(counter_id)._sequence_name()
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(name)))
        return self._drawn(series, key, count)
