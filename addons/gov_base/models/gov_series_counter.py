from odoo import api, fields, models, tools
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
        counter_id = self._id_for(series.id, key)
        if not counter_id:
            counter_id = self._make(series, key)
            self.env.registry.clear_cache()
        name = self.browse(counter_id)._sequence_name()
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count))
        return [serial for (serial,) in rows]

    @api.model
    @tools.ormcache("series_id", "key")
    def _id_for(self, series_id: int, key: str) -> int | None:
        return self.sudo().search([("series_id", "=", series_id), ("key", "=", key)]).id

    @api.model
    def _make(self, series, key: str) -> int:
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
        return counter_id
