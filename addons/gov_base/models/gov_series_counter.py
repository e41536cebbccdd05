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
    def _get_or_create(self, series, key: str):
        """The counter of a series; made at its first use.

        Two first uses at once: the second waits on the unique index and is retried by
        Odoo with the counter the first one made.
        """
        counter_id = self._find(series.id, key)
        if counter_id:
            return self.browse(counter_id)
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
        counter = self.browse(counter_id)
        self.env.cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(counter._sequence_name())))
        return counter

    @api.model
    def _find(self, series_id: int, key: str):
        rows = self.env.execute_query(
            SQL("SELECT id FROM gov_series_counter WHERE series_id = %s AND key = %s", series_id, key)
        )
        return rows[0][0] if rows else None
