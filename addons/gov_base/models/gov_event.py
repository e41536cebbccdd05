from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..kernel import sets
from ..kernel.chain import ALGORITHMS, GENESIS, HASHED_FIELDS, digest, find_breaks, normalised
from .ir_config_parameter import ALGORITHM

STORED = (*HASHED_FIELDS, "hash", "algorithm")
#: the columns an event is inserted with, and their types
COLUMNS = dict.fromkeys(STORED, "text") | {
    "data": "jsonb",
    "subject_id": "int4",
    "seq": "int4",
    "res_id": "int4",
    "user_id": "int4",
    "authority_id": "int4",
    "company_id": "int4",
    "at": "timestamp",
    "public": "bool",
}
EMPTY = dict.fromkeys(STORED) | {"public": False}
#: texts that callers leave empty in their own way
LOOSE = ("reason", "state_from", "state_to", "authority_label")
#: how many chains are verified together
BATCH = 2000
GREATEST_ID = 2**31 - 1
READ = SQL(", ").join(
    SQL("to_char(at, 'YYYY-MM-DD HH24:MI:SS') AS at") if name == "at" else SQL.identifier(name) for name in STORED
)


class GovEvent(models.Model):
    """What happened (办理留痕): append-only, one hash chain per subject.

    A subject is a case with all that hangs on it, a letter, a delegation, a certificate.
    Its row remembers the sequence and hash of its last event; whoever appends holds that
    row's lock. The database refuses UPDATE, DELETE and TRUNCATE.
    """

    _name = "gov.event"
    _description = "Event"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    subject_model = fields.Char(required=True, readonly=True)
    subject_id = fields.Many2oneReference(model_field="subject_model", required=True, readonly=True)
    seq = fields.Integer("No.", required=True, readonly=True)
    res_model = fields.Char("About Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True, help="The action of the flow, or what else happened.")
    label = fields.Char(compute="_compute_label")
    state_from = fields.Char("From", readonly=True)
    state_to = fields.Char("To", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, index=True)
    at = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(readonly=True)
    authority_model = fields.Char(readonly=True)
    authority_id = fields.Many2oneReference(model_field="authority_model", readonly=True)
    authority_label = fields.Char("By What Power", readonly=True)
    data = fields.Json(readonly=True)
    public = fields.Boolean("Shown to the Applicant", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    prev_hash = fields.Char(readonly=True)
    hash = fields.Char(readonly=True)
    algorithm = fields.Char(readonly=True)

    _chain = models.UniqueIndex("(subject_model, subject_id, seq)")
    _about = models.Index("(res_model, res_id)")

    def init(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION gov_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'gov_event is append-only: % refused', TG_OP; END $$;
            DROP TRIGGER IF EXISTS gov_event_append_only ON gov_event;
            CREATE TRIGGER gov_event_append_only BEFORE UPDATE OR DELETE ON gov_event
                FOR EACH ROW EXECUTE FUNCTION gov_event_refuse();
            DROP TRIGGER IF EXISTS gov_event_no_truncate ON gov_event;
            CREATE TRIGGER gov_event_no_truncate BEFORE TRUNCATE ON gov_event
                FOR EACH STATEMENT EXECUTE FUNCTION gov_event_refuse();
        """)

    @api.depends("kind", "res_model")
    @api.depends_context("lang")
    def _compute_label(self):
        for event in self:
            event.label = event._get_label()

    def _get_label(self) -> str:
        """What happened, in the reader's language."""
        self.ensure_one()
        owner = self.env.get(self.res_model)
        if owner is not None and self.kind in (flow := getattr(owner, "_flow_table", dict)()):
            return str(flow[self.kind].label)
        return self._other_labels().get(self.kind, self.kind)

    @api.model
    def _other_labels(self) -> dict[str, str]:
        """Names of the events that are not moves. Each addon adds its own."""
        return {
            "term.start": self.env._("Period starts"),
            "term.pause": self.env._("Clock stopped"),
            "term.resume": self.env._("Clock runs again"),
            "term.extend": self.env._("Period extended"),
            "term.stop": self.env._("Period ends"),
            "term.reopen": self.env._("Period runs on"),
            "term.recompute": self.env._("Deadline computed anew"),
            "term.warn": self.env._("Deadline is near"),
            "term.breach": self.env._("Deadline missed"),
            "term.escalate": self.env._("Escalated"),
            "identity.reveal": self.env._("ID number revealed"),
            "identity.set": self.env._("ID number entered"),
            "identity.clear": self.env._("ID number taken off"),
            "notice.issue": self.env._("Notice issued"),
            "notice.print": self.env._("Notice printed"),
            "series.explain": self.env._("Numbers explained"),
            "log.broken": self.env._("The event log does not fit"),
        }

    # pylint: disable=method-required-super,no-raise-unlink
    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Events are written by the system only."))

    def write(self, vals):
        raise AccessError(self.env._("An event cannot be changed."))

    def unlink(self):
        raise AccessError(self.env._("An event cannot be deleted."))

    @api.model
    def _append(self, entries: list[tuple]):
        """Append events to the chains of their subjects.

        They go to the database together, in one INSERT, when the heads of their subjects
        do or when somebody reads events, at the latest with the commit.

        :param entries: (record, values) pairs; ``record`` has ``_event_subject()``. The
            subject's row must be locked by the caller; its head moves with the record's
            own pending write.
        """
        if not entries:
            return
        at = fields.Datetime.to_string(self.env.cr.now())
        algorithm = self._algorithm()
        waiting = self._waiting()
        chains = {}
        for record, values in entries:
            subject = record._event_subject()
            key = (subject._name, subject.id)
            if key not in chains:
                company_id = subject._event_company().id or None
                chains[key] = [subject, company_id, subject.event_seq, subject.event_head or GENESIS]
            _subject, company_id, seq, head = chain = chains[key]
            row = {
                **EMPTY,
                "subject_model": subject._name,
                "subject_id": subject.id,
                "seq": seq + 1,
                "res_model": record._name,
                "res_id": record.id,
                "user_id": self.env.uid,
                "at": at,
                "company_id": company_id,
                "prev_hash": head,
                "algorithm": algorithm,
                **values,
            }
            for name in LOOSE:
                row[name] = row[name] or None
            text = row["data"]
            if text is not None:  # hashed as the database gives it back
                text, row["data"] = normalised(text)
            row["hash"] = digest(row, algorithm)
            row["data"] = text
            chain[2:] = row["seq"], row["hash"]
            waiting.append(row)
        heads = {}
        for (model, subject_id), (_subject, _company_id, seq, head) in chains.items():
            heads.setdefault(model, {})[subject_id] = seq, head
        for model, moved in heads.items():
            self.env[model]._event_set_heads(moved)

    @api.model
    def _waiting(self) -> list[dict]:
        """The rows that are not in the database yet.

        They live where the ORM's pending writes do, those of the heads among them: a flush
        takes both to the database, a rollback to a savepoint forgets both.
        """
        return self.env.cr.cache.setdefault("gov_base.events", [])

    def flush_model(self, fnames=None):
        """Override of the ORM: whoever reads events reads those just appended, too."""
        result = super().flush_model(fnames)
        self._flush()
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Override of the ORM: a count that looks at no field counts them, too."""
        self._flush()
        return super()._search(domain, *args, **kwargs)

    def _flush(self):
        """Override of the ORM: insert the rows that wait."""
        result = super()._flush()
        for text, cells in self._take_waiting():
            self.env.cr.execute(text, cells)
        return result

    @api.model
    def _take_waiting(self) -> list[tuple[str, list]]:
        """The INSERT of the rows that wait, if there are any; whoever takes it executes it."""
        rows = self._waiting()
        if not rows:
            return []
        statement = sets.insert(self._table, COLUMNS, {name: [row[name] for row in rows] for name in COLUMNS})
        rows.clear()
        return [statement]

    @api.model
    @tools.ormcache()
    def _algorithm(self) -> str:
        """The hash algorithm of new events: sha256, or sm3 by the system parameter
        ``gov_base.event_algorithm``."""
        found = self.env["ir.config_parameter"].sudo().get_param(ALGORITHM, "sha256")
        return found if found in ALGORITHMS else "sha256"

    @api.model
    def verify_chain(self, case_ids=None, subject_model="gov.case"):
        """Recompute the chains and report what does not fit.

        :param case_ids: ids of ``subject_model``; None checks every chain there is
        :return: a list of breaks, each with ``subject``, ``seq`` and ``break``: one of
            sequence, link, content, head, missing, orphan
        :raises AccessError: the caller may not read the log
        :raises UserError: no list of ids, or no kind of record that has a history
        """
        self.check_access("read")
        subjects = self.env["gov.event.subject"]._event_subject_models()
        if case_ids is None:
            found, place = [], ("", 0)
            while place:
                place, _chains, _events, breaks = self._verify_next(place)
                found += breaks
            return found
        if not isinstance(case_ids, list | tuple) or not all(
            isinstance(one, int) and not isinstance(one, bool) and 0 < one <= GREATEST_ID for one in case_ids
        ):
            raise UserError(self.env._("Give the ids of the records as a list of numbers."))
        if subject_model not in subjects:
            raise UserError(self.env._("“%(model)s” is no kind of record that has a history.", model=subject_model))
        ids = sorted(set(case_ids))
        found = []
        for start in range(0, len(ids), BATCH):
            some = tuple(ids[start : start + BATCH])
            found += self._verify_where(subject_model, SQL("IN %s", some))[2]
        return found

    @api.model
    def _verify_next(self, place: tuple[str, int]) -> tuple:
        """Verify the next chains of all there are, as many as fit into memory.

        :param place: the model and the id of the subject that was verified last
        :return: the place then reached (None: that was all), chains, events, breaks
        """
        names = sorted(self.env["gov.event.subject"]._event_subject_models())
        name, after = place
        name = name or names[0]
        [(last, count)] = self.env.execute_query(
            SQL(
                "SELECT max(id), count(*) FROM (SELECT id FROM %s WHERE event_seq > 0 AND id > %s ORDER BY id LIMIT %s)"
                " AS part",
                SQL.identifier(self.env[name]._table),
                after,
                BATCH,
            )
        )
        # the last ones of a model take along what stands behind them: events without a subject
        until = last if count == BATCH else GREATEST_ID
        chains, events, breaks = self._verify_where(name, SQL("BETWEEN %s AND %s", after + 1, until))
        if until < GREATEST_ID:
            return (name, until), chains, events, breaks
        later = [other for other in names if other > name]
        if later:
            return (later[0], 0), chains, events, breaks
        lost = self._events_where(SQL("subject_model <> ALL(%s)", names))
        return None, chains, events, breaks + self._breaks(lost, {})

    @api.model
    def _verify_where(self, name: str, ids: SQL) -> tuple[int, int, list[dict]]:
        """Verify the chains of some subjects of a model.

        :param ids: what their ids fulfil
        :return: chains, events, breaks
        """
        self.env.flush_all()
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, event_seq, event_head FROM %s WHERE event_seq > 0 AND id %s",
                SQL.identifier(self.env[name]._table),
                ids,
            )
        )
        heads = {(name, subject_id): (seq, head or GENESIS) for subject_id, seq, head in rows}
        events = self._events_where(SQL("subject_model = %s AND subject_id %s", name, ids))
        return len(heads), events.rowcount, self._breaks(events, heads)

    @api.model
    def _events_where(self, where: SQL):
        """The cursor, with the events in the order of their chains."""
        cursor = self.env.cr
        cursor.execute(SQL("SELECT %s FROM gov_event WHERE %s ORDER BY subject_model, subject_id, seq", READ, where))
        return cursor

    @api.model
    def _breaks(self, cursor, heads) -> list[dict]:
        rows = (dict(zip(STORED, row, strict=True)) for row in iter(cursor.fetchone, None))
        return [found | {"subject": list(found["subject"])} for found in find_breaks(rows, heads)]
