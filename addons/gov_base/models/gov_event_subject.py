from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

HEAD = frozenset({"event_seq", "event_head"})


class GovEventSubject(models.AbstractModel):
    """A record that has a chain of events of its own: a case, a letter, a certificate."""

    _name = "gov.event.subject"
    _description = "Subject of Events"

    event_seq = fields.Integer("Events", readonly=True, copy=False, default=0)
    event_head = fields.Char("Hash of the Last Event", readonly=True, copy=False)
    event_timeline = fields.Json("Time-Line", compute="_compute_event_timeline", groups="base.group_user")

    def init(self):
        """Leave room in the table's pages: a head that moves alone stays in its page and touches
        no index."""
        if self._auto and not self._abstract:
            self.env.cr.execute(SQL("ALTER TABLE %s SET (fillfactor = 85)", SQL.identifier(self._table)))
        return super().init()

    @api.model
    def default_get(self, fields):
        """Override of `web`: nobody's context or stored default begins a chain."""
        values = super().default_get([name for name in fields if name not in HEAD])
        return values | {"event_seq": 0} if "event_seq" in fields else values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_no_head({name for vals in vals_list for name in HEAD if vals.get(name)})
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_head(HEAD & vals.keys())
        return super().write(vals)

    @api.model
    def _check_no_head(self, names):
        if names:
            raise AccessError(self.env._("The history of a record is written by the system only."))

    @api.model
    def _event_subject_models(self) -> list[str]:
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and model._auto
            and "event_head" in model._fields
            and not model._fields["event_head"].inherited
        ]

    def _event_subject(self):
        """The record whose chain holds this record's events."""
        self.ensure_one()
        return self

    def _event_company(self):
        """The centre the events belong to."""
        self.ensure_one()
        return self.company_id

    @api.model
    def _event_set_heads(self, heads: dict[int, tuple[int, str]]):
        """Move the heads of chains, by the id of their subjects: to a sequence and a hash."""
        # Below the guard of the flow, and without triggers: nothing depends on the head.
        for position, name in enumerate(("event_seq", "event_head")):
            field = self._fields[name]
            field._get_cache(self.env).update((subject_id, head[position]) for subject_id, head in heads.items())
            self.env._field_dirty[field].update(heads)

    def _flush(self):
        """Override of the ORM: a head never goes to the database without its events."""
        result = super()._flush()
        self.env["gov.event"]._flush()
        return result

    def _compute_event_timeline(self):
        """The events of the subject, newest first, for those who may read the subject."""
        self.check_access("read")
        events = (
            self.env["gov.event"]
            .sudo()
            .search([("subject_model", "=", self._name), ("subject_id", "in", self.ids)], order="subject_id, seq desc")
        )
        by_subject = events.grouped("subject_id")
        for subject in self:
            subject.event_timeline = self._event_timeline_lines(by_subject.get(subject.id, ()))

    @api.model
    def _event_timeline_lines(self, events) -> list[dict]:
        """Events as the time-line shows them."""
        return [
            {
                "seq": event.seq,
                "kind": event.kind,
                "label": event.label,
                "at": fields.Datetime.to_string(event.at),
                "by": event.user_id.name,
                "reason": event.reason or "",
                "authority": event.authority_label or "",
                "public": event.public,
                "hash": event.hash[:12],
            }
            for event in events
        ]
