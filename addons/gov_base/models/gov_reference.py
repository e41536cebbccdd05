from odoo import api, models, tools

#: what moves without a write, and what nobody computes with: not kept
LEFT_OUT = {"event_seq", "event_head", *models.LOG_ACCESS_COLUMNS}

#: the note of a change in this transaction
CHANGED = "gov_base.reference_changed"


class GovReference(models.AbstractModel):
    """What every step reads and few people change: the catalogue, letters, postings, rules.

    The rows are kept in the registry's cache until one of the model changes, so that the
    superuser's reading of them costs no query. Whoever reads as somebody else asks the
    database, and its record rules, as always.
    """

    _name = "gov.reference"
    _inherit = ["gov.rows"]
    _description = "Reference Data"

    @api.model
    @tools.ormcache()
    def _reference_fields(self) -> tuple:
        return tuple(
            field
            for name, field in self._fields.items()
            if field.store and field.column_type and field.prefetch is True and name not in LEFT_OUT
        )

    def _fetch_field(self, field):
        """Override of the ORM: take the row from the registry's cache."""
        kept = self._reference_fields() if self.env.su else ()
        if field not in kept:
            return super()._fetch_field(field)
        self._reference_undone()
        caches = self._caches(kept)
        for record_id, record in zip(self._ids, self, strict=True):
            for cache, value in zip(caches, record._reference_row() or (), strict=False):
                cache.setdefault(record_id, value)
        return None

    @tools.ormcache("self.id", "self.env.lang")
    def _reference_row(self) -> tuple | None:
        """The values of the record as the ORM's cache holds them; None if it does not exist."""
        kept = self._reference_fields()
        caches = self._caches(kept)
        if any(self.id not in cache for cache in caches):
            names = [field.name for field in kept]
            records = self.browse(self._prefetch_ids)
            records.flush_recordset(names)
            records.fetch(names)
        if any(self.id not in cache for cache in caches):
            return None
        return tuple(cache[self.id] for cache in caches)

    @api.model
    def _reference_changed(self):
        """Forget the rows: now, and when others can see the change."""
        clear = self.env.registry.clear_cache
        clear()
        cr = self.env.cr
        cr.postcommit.add(clear)
        cr.postcommit.data[CHANGED] = cr.cache[CHANGED] = True

    @api.model
    def _reference_undone(self):
        """Forget the rows that were read between a change and the rollback to a savepoint that
        undid it: of the two notes of a change, the cursor's own is gone with such a rollback."""
        cr = self.env.cr
        if CHANGED in cr.postcommit.data and CHANGED not in cr.cache:
            self.env.registry.clear_cache()
            cr.cache[CHANGED] = True

    @api.model_create_multi
    def create(self, vals_list):
        self._reference_changed()
        return super().create(vals_list)

    def write(self, vals):
        self._reference_changed()
        return super().write(vals)

    def _write_rows(self, vals, alike=None):
        """Override of the machinery's rows: what the flow writes is forgotten, too."""
        self._reference_changed()
        return super()._write_rows(vals, alike)

    def unlink(self):
        self._reference_changed()
        return super().unlink()
