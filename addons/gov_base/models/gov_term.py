import logging
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..kernel.workdays import HOUR

_logger = logging.getLogger(__name__)

TICK_BATCH = 500
MOVES_THE_DATE = (
    "term.start",
    "term.pause",
    "term.resume",
    "term.extend",
    "term.reopen",
    "term.recompute",
    "term.stop",
)


class GovTerm(models.Model):
    """One legal period of one record (时限): from when, how long, until when.

    Value and unit are copied from the rules at its start, so that changing a rule never
    moves an old date. Start, pause, resume, extend and stop are events of the owner, from
    which :meth:`_explain` tells how the date came about. What is to be done next, and
    when, is one row of one partial index: the tick costs what is due.
    """

    _name = "gov.term"
    _description = "Period"
    _order = "start_at desc, id desc"
    _rec_name = "kind_id"

    kind_id = fields.Many2one("gov.term.kind", required=True, readonly=True, ondelete="restrict", index=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Owner", model_field="res_model", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    calendar_id = fields.Many2one("gov.calendar", required=True, readonly=True, ondelete="restrict")
    value = fields.Integer(required=True, readonly=True)
    unit = fields.Selection(
        [("wd", "Working Days"), ("day", "Calendar Days"), ("hour", "Hours of Office Time")],
        required=True,
        readonly=True,
    )
    count_first = fields.Boolean("First Day Counted", readonly=True)
    source = fields.Char("Rule", readonly=True, help="Where the value came from.")
    start_at = fields.Datetime(required=True, readonly=True)
    due_at = fields.Datetime(required=True, readonly=True)
    extended = fields.Integer(readonly=True, help="In the unit of the period.")
    paused_at = fields.Datetime(readonly=True)
    paused = fields.Integer("Not Counted", readonly=True, help="Time the clock stood, in the unit of the period.")
    state = fields.Selection(
        [("running", "Running"), ("paused", "Clock Stopped"), ("met", "Done"), ("stopped", "Ended")],
        required=True,
        default="running",
        readonly=True,
    )
    provisional = fields.Boolean(
        readonly=True, help="The official holiday arrangement of the year of the deadline was not known."
    )
    step_id = fields.Many2one("gov.term.step", "Next Step", readonly=True, ondelete="set null")
    next_action_at = fields.Datetime(readonly=True)
    warned_at = fields.Datetime(readonly=True)
    breached_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)

    _wake_up = models.Index("(next_action_at) WHERE state = 'running' AND next_action_at IS NOT NULL")
    _one_open = models.UniqueIndex(
        "(res_model, res_id, kind_id) WHERE state IN ('running', 'paused')", "This period is running already."
    )

    # ------------------------------------------------------------------ life of a term

    @api.model
    def _start(self, owners, code: str, value: int, unit: str, source: str = "", start=None, public=True):
        """Start a period on each owner.

        :param value: how long, in ``unit`` (wd, day, hour)
        :param source: where the value came from, for the explanation
        :param start: the UTC moment it starts; default now
        """
        self.flush_model(["state"])  # one that ended a moment ago is no longer open
        kind = self.env["gov.term.kind"]._get(code)
        start = (start or self.env.cr.now()).replace(microsecond=0)
        vals_list = []
        for owner in owners.sudo():
            company = owner._event_company() or self.env.company
            calendar = company._gov_calendar()
            count_first = self.env["gov.profile"]._value("count_first_day", company=company)
            due_at = calendar._deadline(start, value, unit, count_first)
            vals_list.append(
                {
                    "kind_id": kind.id,
                    "res_model": owner._name,
                    "res_id": owner.id,
                    "company_id": company.id,
                    "calendar_id": calendar.id,
                    "value": value,
                    "unit": unit,
                    "count_first": count_first,
                    "source": source or kind.source,
                    "start_at": start,
                    "due_at": due_at,
                    "provisional": not calendar._kernel().is_official(calendar._to_local(due_at).date()),
                }
            )
        terms = self.sudo().create(vals_list)
        terms._plan(start)
        terms._log("term.start", public=public)
        terms._mirror()
        return terms

    def _pause(self, reason: str = "", public=True):
        """Stop the clock now."""
        terms = self.filtered(lambda term: term.state == "running")
        terms.write({"state": "paused", "paused_at": self._now(), "next_action_at": False})
        terms._log("term.pause", reason, public)
        terms._mirror()

    def _resume(self, reason: str = "", public=True):
        """Let the clock run again; the deadline moves by the time it stood.

        In a period of working days, the working days after the day it was stopped, up to
        and including the day it runs again, are not counted.
        """
        now = self._now()
        terms = self.filtered(lambda term: term.state == "paused")
        for term in terms:
            stood = term._units_between(term.paused_at, now)
            due_at = term._moved(stood)
            if term.paused_at <= term.due_at and term.unit != HOUR:
                # stopped in time, it cannot have ended while it stood
                due_at = max(due_at, term.calendar_id._deadline(now, 0, "day"))
            term.write(
                {
                    "state": "running",
                    "paused_at": False,
                    "paused": term.paused + stood,
                    **term._due_vals(due_at),
                }
            )
        terms._plan(now)
        terms._log("term.resume", reason, public)
        terms._mirror()

    def _extend(self, value: int, reason: str = "", public=True):
        """Move the deadline by ``value`` units of the period."""
        terms = self.filtered(lambda term: term.state in ("running", "paused"))
        for term in terms:
            term.write({"extended": term.extended + value, **term._due_vals(term._moved(value))})
        terms._plan(self._now())
        terms._log("term.extend", reason, public)
        terms._mirror()

    def _stop(self, met: bool = True, public=True):
        """End the period: ``met``, what it asked for is done; else it lapses without."""
        terms = self.filtered(lambda term: term.state in ("running", "paused"))
        terms.write(
            {
                "state": "met" if met else "stopped",
                "closed_at": self._now(),
                "next_action_at": False,
                "step_id": False,
            }
        )
        terms._log("term.stop", public=public)
        terms._mirror()

    def _reopen(self, reason: str = "", public=True):
        """Let an ended period run on as if it had never ended: the work came back."""
        terms = self.filtered(lambda term: term.state in ("met", "stopped"))
        terms.write({"state": "running", "closed_at": False})
        terms._plan(self._now())
        terms._log("term.reopen", reason, public)
        terms._mirror()

    @api.model
    def _recompute_provisional(self, calendar):
        """Compute anew the deadlines that were provisional and are not any more.

        A deadline is its start plus all units of the period: value, extensions, and the
        time the clock stood.
        """
        terms = self.sudo().search(
            [("calendar_id", "=", calendar.id), ("provisional", "=", True), ("state", "in", ("running", "paused"))]
        )
        known = terms.filtered(lambda term: calendar._kernel().is_official(calendar._to_local(term.due_at).date()))
        known = known - known._lock_subjects()
        moved = self.browse()
        for term in known:
            paused = term._stood_anew()
            units = term.value + term.extended + paused
            due_at = calendar._deadline(term.start_at, units, term.unit, term.count_first)
            moved |= term.filtered(lambda term, due=due_at: term.due_at != due)
            term.write({**term._due_vals(due_at), "paused": paused})
        known._plan(self._now())
        moved._log("term.recompute")
        known._mirror()
        return known

    def _stood_anew(self) -> int:
        """The units the clock stood, by the calendar as it is now, from the events."""
        self.ensure_one()
        subject = self.env[self.res_model].browse(self.res_id).sudo()._event_subject()
        events = (
            self.env["gov.event"]
            .sudo()
            .search(
                [
                    ("subject_model", "=", subject._name),
                    ("subject_id", "=", subject.id),
                    ("kind", "in", ("term.pause", "term.resume")),
                ],
                order="seq",
            )
        )
        own = events.filtered(lambda event: event.data["term"] == self.id)
        pauses = own.filtered(lambda event: event.kind == "term.pause")
        resumes = own.filtered(lambda event: event.kind == "term.resume")
        return sum(self._units_between(begin.at, end.at) for begin, end in zip(pauses, resumes, strict=False))

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    def _due_vals(self, due_at):
        """A deadline, and whether the arrangement of its year is known."""
        self.ensure_one()
        calendar = self.calendar_id
        official = calendar._kernel().is_official(calendar._to_local(due_at).date())
        return {"due_at": due_at, "provisional": not official}

    def _moved(self, units: int):
        """The deadline, moved by so many units of the period."""
        self.ensure_one()
        calendar = self.calendar_id
        local = calendar._to_local(self.due_at)
        return calendar._to_utc(calendar._kernel().deadline(local, units, self.unit)) if units else self.due_at

    def _units_between(self, begin, end) -> int:
        """How many units of the period lie between two UTC moments."""
        self.ensure_one()
        calendar = self.calendar_id
        if self.unit == HOUR:
            minutes = calendar._kernel().minutes_between(calendar._to_local(begin), calendar._to_local(end))
            return round(minutes / 60)
        first, last = calendar._to_local(begin).date(), calendar._to_local(end).date()
        return calendar.working_days_between(first, last) if self.unit == "wd" else (last - first).days

    def _used(self, end=None) -> tuple[int, int]:
        """Net and gross time used so far, in the unit of the period."""
        self.ensure_one()
        end = self.closed_at or end or self._now()
        gross = self._units_between(self.start_at, end)
        standing = self._units_between(self.paused_at, end) if self.paused_at else 0
        return gross - self.paused - standing, gross

    # ------------------------------------------------------------------ steps and the tick

    def _plan(self, now):
        """Set the next step of running terms; a warning already due shows at once."""
        for term in self:
            schedule = term._schedule()
            # a deadline missed while the period was ended is still to be reported
            missed = term.due_at if term.due_at < now and not term.breached_at else now
            coming = next(
                ((moment, step_id) for moment, step_id, after in schedule if moment > (missed if after else now)),
                (False, False),
            )
            near = any(not after and moment <= now for moment, _step_id, after in schedule)
            term.write(
                {
                    "step_id": coming[1],
                    "next_action_at": coming[0] if term.state == "running" else False,
                    "warned_at": (term.warned_at or now) if near else False,
                    "breached_at": term.breached_at if term.due_at < now else False,
                }
            )

    def _schedule(self) -> list[tuple]:
        """(moment, step id, after) of each step, in the order they fall due."""
        self.ensure_one()
        return [(self._step_moment(after, days), step_id, after) for step_id, after, days in self.kind_id._schedule()]

    def _step_moment(self, after: bool, days: int):
        """The UTC moment of a step so many working days before or after the deadline."""
        self.ensure_one()
        if after and not days:
            return self.due_at + timedelta(seconds=1)
        if not after and self.unit == HOUR:
            return self.due_at - timedelta(minutes=15)
        calendar = self.calendar_id
        last = calendar._to_local(self.due_at).date()
        day = calendar._kernel().add(last, days if after else -days)
        return calendar._to_utc(datetime.combine(day, time()))

    @api.model
    def _cron_tick(self):
        """Take the steps that are due: warn, report the breach, escalate.

        In batches, each committed; rows that another process holds are left to it; one
        bad record is reported and left, and never stops the others. At the end everybody
        concerned gets one message.

        :raises UserError: some periods could not be handled; the log says why
        """
        failed = set()
        while terms := self._take_due(failed):
            remaining = TICK_BATCH if len(terms) == TICK_BATCH else 0
            self.env["ir.cron"]._commit_progress(len(terms), remaining=remaining)
        self.env["gov.alert"]._tell()
        self.env["ir.cron"]._commit_progress()
        if failed:
            _logger.warning("%s periods could not be handled now; the next tick tries again", len(failed))

    @api.model
    def _take_due(self, failed: set):
        """Take one batch of due steps.

        :param failed: ids to leave out; those that fail now, or whose case somebody is
            handling, are added
        :return: the periods of the batch
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM gov_term WHERE state = 'running' AND next_action_at <= %s AND id NOT IN %s"
                " ORDER BY next_action_at LIMIT %s FOR UPDATE SKIP LOCKED",
                self._now(),
                tuple(failed) or (0,),
                TICK_BATCH,
            )
        )
        terms = self.browse([row[0] for row in rows])
        try:
            with self.env.cr.savepoint():
                failed.update(terms._take_steps())
                self.env.flush_all()
        except Exception:
            _logger.info("A batch of %s periods failed; taking them one by one", len(terms), exc_info=True)
            for term in terms:
                term._take_alone(failed)
        return terms

    def _take_alone(self, failed: set):
        try:
            with self.env.cr.savepoint():
                failed.update(self._take_steps())
                self.env.flush_all()
        except Exception:
            _logger.exception("The step of period %s failed", self.id)
            failed.add(self.id)

    def _take_steps(self) -> list[int]:
        """Take the due step of each term, set-wise.

        :return: the ids of the terms whose case somebody is handling at this moment
        """
        now = self._now()
        lost = self.filtered(lambda term: not term.step_id)
        lost._plan(now)
        busy = (self - lost)._lock_subjects()
        terms = self - lost - busy
        for (step, _due, _calendar, _unit), group in terms.grouped(
            lambda term: (term.step_id, term.due_at, term.calendar_id, term.unit)
        ).items():
            following = step._following()
            reached = {"term.warn": "warned_at", "term.breach": "breached_at"}.get(step._event_kind())
            group.write(
                {
                    "step_id": following.id,
                    "next_action_at": following._moment(group[0]) if following else False,
                    **({reached: now} if reached else {}),
                }
            )
            group._step_taken(step)
        terms._mirror()
        return busy.ids

    def _step_taken(self, step):
        kind = step._event_kind()
        self._log(kind, public=False)
        for model, terms in self.grouped("res_model").items():
            owners = self.env[model].browse(terms.mapped("res_id")).sudo()
            self.env["gov.alert"]._raise(owners, kind, owners._term_recipients(step))
            owners._on_term_step(terms, kind)

    def _owners(self, model: str) -> dict:
        """The owner of each term, superuser's, all read together."""
        owners = self.env[model].browse(self.mapped("res_id")).sudo()
        by_id = dict(zip(owners._ids, owners, strict=True))
        return {term: by_id[term.res_id] for term in self}

    def _lock_subjects(self):
        """Lock the rows whose chains take the events of these terms.

        :return: the terms whose subject somebody else holds
        """
        busy = self.browse()
        for model, terms in self.grouped("res_model").items():
            owners = terms._owners(model)
            subjects = {term: owner._event_subject() for term, owner in owners.items()}
            every = next(iter(subjects.values())).union(*subjects.values())
            locked = set(every.try_lock_for_update())
            busy |= terms.filtered(lambda term, held=locked, of=subjects: of[term] not in held)
        return busy

    # ------------------------------------------------------------------ what is told of it

    def _log(self, kind: str, reason: str = "", public=True):
        entries = []
        owners = {}
        for model, terms in self.grouped("res_model").items():
            owners |= terms._owners(model)
        for term in self:
            entries.append(
                (
                    owners[term],
                    {
                        "kind": kind,
                        "reason": reason or None,
                        "public": public,
                        "data": {
                            "term": term.id,
                            "code": term.kind_id._code(),
                            "value": term.value,
                            "unit": term.unit,
                            "extended": term.extended,
                            "paused": term.paused,
                            "source": term.source,
                            "due_at": fields.Datetime.to_string(term.due_at),
                        },
                    },
                )
            )
        self.env["gov.event"]._append(entries)

    def _mirror(self):
        """Show deadline and lamp on the owners whose main period it is."""
        for (model, kind), terms in self.grouped(lambda term: (term.res_model, term.kind_id)).items():
            owners = self.env[model].sudo()
            if kind._code() not in owners._term_main_kinds:
                continue
            for vals, alike in terms.grouped(lambda term: tuple(term._mirror_vals().items())).items():
                owners.browse(alike.mapped("res_id"))._flow_write(dict(vals))

    def _mirror_vals(self) -> dict:
        self.ensure_one()
        return {
            "due_at": self.due_at,
            "due_date": self.calendar_id._to_local(self.due_at).date(),
            "due_provisional": self.provisional,
            "lamp": self._lamp(),
            "used_days": self._used()[0] if self.closed_at else 0,
            "overdue": bool(self.breached_at) or (self.closed_at or self._now()) > self.due_at,
        }

    def _lamp(self):
        self.ensure_one()
        if self.state == "paused":
            return "grey"
        if self.state in ("met", "stopped"):
            return "done"
        if self.breached_at or self.due_at < self._now():
            return "red"
        return "amber" if self.warned_at else "green"

    def _explain(self) -> list[dict]:
        """How the deadline came about, step by step, from the events alone.

        :return: dicts with ``date``, ``what``, ``rule``, ``event`` (its sequence in the
            chain), ``due`` (the deadline after the step)
        """
        self.ensure_one()
        owner = self.env[self.res_model].browse(self.res_id).sudo()
        subject = owner._event_subject()
        events = (
            self.env["gov.event"]
            .sudo()
            .search(
                [("subject_model", "=", subject._name), ("subject_id", "=", subject.id), ("kind", "=like", "term.%")],
                order="seq",
            )
        )
        units = dict(self._fields["unit"]._description_selection(self.env))
        calendar = self.calendar_id
        steps, previous = [], None
        moving = events.filtered(lambda event: event.data["term"] == self.id and event.kind in MOVES_THE_DATE)
        for event in moving:
            data = event.data
            due = calendar._to_local(fields.Datetime.to_datetime(data["due_at"])).date()
            unit = units[data["unit"]]
            texts = {
                "term.start": self.env._("Starts: %(value)s %(unit)s", value=data["value"], unit=unit),
                "term.pause": self.env._("Clock stopped: the time from here does not count"),
                "term.resume": self.env._(
                    "Clock runs again: %(value)s %(unit)s were not counted",
                    value=data["paused"] - (previous["paused"] if previous else 0),
                    unit=unit,
                ),
                "term.extend": self.env._(
                    "Extended by %(value)s %(unit)s",
                    value=data["extended"] - (previous["extended"] if previous else 0),
                    unit=unit,
                ),
                "term.stop": self.env._("Done"),
                "term.reopen": self.env._("The work came back: the period runs on"),
                "term.recompute": self.env._("The official holiday arrangement is known now"),
            }
            what = texts[event.kind]
            if event.reason:
                what = self.env._("%(what)s (%(reason)s)", what=what, reason=event.reason)
            steps.append(
                {
                    "date": fields.Date.to_string(calendar._to_local(event.at).date()),
                    "what": what,
                    "rule": data["source"] or "",
                    "event": event.seq,
                    "due": fields.Date.to_string(due),
                }
            )
            if event.kind == "term.start" and self.unit == "wd":
                steps += self._explain_exceptions(event, due)
            previous = data
        return steps

    def _explain_exceptions(self, event, due):
        """The make-up days counted and the holidays not counted on the way."""
        first = self.calendar_id._to_local(event.at).date()
        for day in self.calendar_id.sudo().day_ids.sorted("date"):
            ordinary = self.calendar_id.sudo()[
                ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day.date.weekday()]
            ]
            if first < day.date <= due and day.is_working != ordinary:
                yield {
                    "date": fields.Date.to_string(day.date),
                    "what": self.env._("Make-up day, counted")
                    if day.is_working
                    else self.env._("Holiday, not counted"),
                    "rule": day.name,
                    "event": event.seq,
                    "due": fields.Date.to_string(due),
                }
