import logging
from datetime import date, datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..fields import Recorded
from ..kernel import clock
from ..kernel.workdays import HOUR

_logger = logging.getLogger(__name__)

TICK_BATCH = 1000
#: how often a batch is taken again that met another process's change of the same rows
TRIES = 3
#: what a step notes on the period, by its event
REACHED = {"term.warn": "warned_at", "term.breach": "breached_at"}


class GovTerm(models.Model):
    """One legal period of one record (时限): from when, how long, until when.

    Value and unit are copied from the rules at its start, so that changing a rule never
    moves an old date. Start, pause, resume, extend and stop are events of the owner, from
    which `gov_term_explanation.py` tells how the date came about. What is to be done next, and
    when, is one row of one partial index: the tick costs what is due.
    """

    _name = "gov.term"
    _inherit = ["gov.rows"]
    _description = "Period"
    _order = "start_at desc, id desc"
    _log_access = False
    _rec_name = "kind_id"

    kind_id = fields.Many2one("gov.term.kind", required=True, readonly=True, ondelete="restrict")
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Owner", model_field="res_model", required=True, readonly=True, index=True)
    company_id = Recorded("res.company", readonly=True, index=True)
    calendar_id = fields.Many2one("gov.calendar", required=True, readonly=True, ondelete="restrict")
    value = fields.Integer(required=True, readonly=True)
    unit = fields.Selection(
        [
            ("wd", "Working Days"),
            ("day", "Calendar Days"),
            ("hour", "Hours of Office Time"),
            ("noon", "Working Days, until Noon"),
        ],
        required=True,
        readonly=True,
    )
    count_first = fields.Boolean("First Day Counted", readonly=True)
    source = fields.Char("Rule", readonly=True, help="Where the value came from.")
    law = fields.Char("Legal Source", readonly=True, help="The rule of law the kind of period comes from.")
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
    step_times = fields.Integer("Repeated So Far", readonly=True, help="How often the next step was taken before.")
    next_action_at = fields.Datetime(readonly=True)
    warned_at = fields.Datetime(readonly=True)
    breached_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)

    _wake_up = models.Index("(next_action_at) WHERE state = 'running' AND next_action_at IS NOT NULL")
    _provisional = models.Index("(calendar_id, due_at) WHERE provisional AND state IN ('running', 'paused')")
    _one_open = models.UniqueIndex(
        "(res_model, res_id, kind_id) WHERE state IN ('running', 'paused')", "This period is running already."
    )

    # ------------------------------------------------------------------ life of a term

    @api.model
    def _start(self, wanted: list[tuple]):
        """Start periods, all in one INSERT.

        :param wanted: (owner, values) pairs; the values are ``code`` of the kind, ``value``
            and ``unit`` (wd, day, hour), and if need be ``source`` (where the value came
            from, for the explanation), ``start`` (the UTC moment; default now) and
            ``public`` (shown to the applicant; default yes)
        """
        self.flush_model(["state"])  # one that ended a moment ago is no longer open
        prepared, first, vals_list = {}, {}, []
        for owner, values in wanted:
            company = owner.sudo()._event_company() or self.env.company
            if owner not in first:
                first[owner] = owner._term_rule("count_first_day")
            key = (company, first[owner], *values.items())
            if key not in prepared:
                prepared[key] = self._prepare_start(company, first[owner], **values)
            vals_list.append({"res_model": owner._name, "res_id": owner.id, **prepared[key]})
        terms = self.sudo()._insert_rows(vals_list)
        for public, alike in terms.grouped(
            dict(zip(terms, (values.get("public", True) for _owner, values in wanted), strict=True)).__getitem__
        ).items():
            alike._log("term.start", public=public)
        terms._mirror()
        return terms

    @api.model
    def _prepare_start(self, company, count_first, code, value, unit, source="", start=None, public=True) -> dict:
        kind = self.env["gov.term.kind"]._get(code, company)
        start = (start or self.env.cr.now()).replace(microsecond=0)
        calendar = company._gov_calendar()
        vals = {
            "kind_id": kind.id,
            "company_id": company.id,
            "calendar_id": calendar.id,
            "value": value,
            "unit": unit,
            "count_first": count_first,
            "source": source,
            "law": kind.source,
            "start_at": start,
            "due_at": calendar._deadline(start, value, unit, count_first),
            "state": "running",
        }
        return vals | self._next_step(calendar, unit, vals["due_at"], kind._schedule(), start)

    def _pause(self, reason: str = "", public=True):
        """Stop the clock now (D-08).

        :raises UserError: a period is in office hours: no rule stops such a clock
        """
        terms = self.filtered(lambda term: term.state == "running")
        if hourly := terms.filtered(lambda term: term.unit == HOUR):
            raise UserError(
                self.env._(
                    "The clock of “%(kinds)s” cannot be stopped: a period in office hours runs to its end.",
                    kinds=", ".join(hourly.kind_id.mapped("name")),
                )
            )
        terms.write({"state": "paused", "paused_at": self._now(), "next_action_at": False})
        terms._log("term.pause", reason, public)
        terms._mirror()

    def _resume(self, reason: str = "", public=True):
        """Let the clock run again; the deadline moves by the time it stood.

        In a period of working days, the working days after the day it was stopped, up to
        and including the day it runs again, are not counted. A deadline that was missed
        before the clock was stopped stays where it was.
        """
        now = self._now()
        terms = self.filtered(lambda term: term.state == "paused")
        for term in terms:
            to_local = term.calendar_id._to_local
            stood, due = clock.resumed(
                term.calendar_id._kernel(), to_local(term.due_at), to_local(term.paused_at), to_local(now), term.unit
            )
            term.write(
                {
                    "state": "running",
                    "paused_at": False,
                    "paused": term.paused + stood,
                    "due_at": term.calendar_id._to_utc(due),
                }
            )
        terms._plan(now)
        terms._log("term.resume", reason, public)
        terms._mirror()

    def _extend(self, value: int, reason: str = "", public=True):
        """Move the deadline by ``value`` units of the period.

        :raises UserError: nothing is added, or the deadline has passed (A-035: before it)
        """
        if value <= 0:
            raise UserError(self.env._("Extend a period by one unit at least."))
        terms = self.filtered(lambda term: term.state in ("running", "paused"))
        if late := terms.filtered(lambda term: term.due_at < (term.paused_at or self._now())):
            raise UserError(
                self.env._(
                    "The deadline of “%(kinds)s” has passed: a period is extended before it ends.",
                    kinds=", ".join(late.kind_id.mapped("name")),
                )
            )
        for term in terms:
            term.write({"extended": term.extended + value, "due_at": term._moved(value)})
        terms._plan(self._now())
        terms._log("term.extend", reason, public)
        terms._mirror()

    def _stop(self, met: bool = True, public=True):
        """End the period: ``met``, what it asked for is done; else it lapses without.

        A clock that stands runs again first, so that the time it stood is not counted.
        """
        terms = self.filtered(lambda term: term.state in ("running", "paused"))
        terms._resume(public=public)
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
        stale = terms.filtered(lambda term: term.provisional or term.calendar_id._arranged_since(term.closed_at))
        terms.write({"state": "running", "closed_at": False})
        stale._write_rows({term.id: vals for term, vals in stale._reckoned().items()}, {"provisional": False})
        terms._plan(self._now())
        terms._log("term.reopen", reason, public)
        terms._mirror()

    @api.model
    def _recompute_provisional(self, calendar, after: int = 0) -> tuple:
        """Compute anew, by the calendar as it is now, the open periods that a change of the official
        arrangement concerns: those that were provisional and whose year is known by now, and all
        due on or after the first day that changed (``gov.calendar.recompute_from``).

        Each that moves has an event, and so has each that is provisional no longer, though its date
        was confirmed: the applicant was told that it might move. One whose date was sure and stays
        has none. Set-wise, one batch in the order of the ids.

        :param after: the last id of the batch before
        :return: the periods looked at (none: no more are left), and those among them whose case
            somebody is handling, which stay as they are
        """
        day = calendar.sudo().recompute_from
        first = calendar._to_utc(datetime.combine(day or date.max, time()))
        concerned = Domain("provisional", "=", True) | Domain("due_at", ">=", first)
        opened = Domain([("calendar_id", "=", calendar.id), ("state", "in", ("running", "paused")), ("id", ">", after)])
        terms = self.sudo().search(opened & concerned, order="id", limit=TICK_BATCH)
        known = terms.filtered(lambda term: term.due_at >= first or term._is_official())
        busy = known._lock_subjects()
        vals = {
            term.id: found
            for term, found in (known - busy)._reckoned().items()
            if term.provisional == term._is_official() or any(term[name] != found[name] for name in found)
        }
        changed = self.sudo().browse(vals)
        changed._write_rows(vals, {"provisional": False})
        changed._plan(self._now())
        changed._log("term.recompute")
        changed._mirror()
        return terms, busy

    def _is_official(self) -> bool:
        """Whether the official arrangement of the year of the deadline is known."""
        self.ensure_one()
        return self.calendar_id._kernel().is_official(self.calendar_id._to_local(self.due_at).date())

    def _reckoned(self) -> dict:
        """The deadline of each period and the units its clock stood, by the calendar as it is now.

        A deadline is the start plus all units of the period: value, extensions, and the time the
        clock stood, each time it was stopped before the deadline of then.

        :return: dict period -> dict with ``due_at`` and ``paused``
        """
        found, events = {}, self._clock_events()
        for term in self:
            extended = paused = 0
            stopped = again = None
            due_at = term._reckon(0)
            for event in events.get(term.id, ()):
                if event.kind == "term.extend":
                    extended = event.data["extended"]
                elif event.kind == "term.pause":
                    stopped = event.at if event.at <= due_at else None
                elif stopped:
                    paused += term._units_between(stopped, event.at)
                    stopped, again = None, event.at
                due_at = term._reckon(extended + paused, again)
            found[term] = {"due_at": due_at, "paused": paused}
        return found

    def _reckon(self, more: int, again=None):
        """The deadline of a period of so many units more, whose clock last ran again at ``again``."""
        self.ensure_one()
        calendar = self.calendar_id
        due_at = calendar._deadline(self.start_at, self.value + more, self.unit, self.count_first)
        if not again:
            return due_at
        return calendar._to_utc(clock.not_before(calendar._to_local(due_at), calendar._to_local(again)))

    def _clock_events(self) -> dict:
        """By the id of each period the events that moved its deadline, in their order."""
        subjects, found = {}, {}
        for owner in self._owners().values():
            subject = owner._event_subject()
            subjects.setdefault(subject._name, set()).add(subject.id)
        for model, ids in subjects.items():
            events = (
                self.env["gov.event"]
                .sudo()
                .search(
                    [
                        ("subject_model", "=", model),
                        ("subject_id", "in", list(ids)),
                        ("kind", "in", ("term.pause", "term.resume", "term.extend")),
                    ],
                    order="subject_id, seq",
                )
            )
            for event in events:
                found.setdefault(event.data["term"], []).append(event)
        return found

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    def _moved(self, units: int):
        """The deadline, moved by so many units of the period."""
        self.ensure_one()
        calendar = self.calendar_id
        local = calendar._to_local(self.due_at)
        return calendar._to_utc(clock.moved(calendar._kernel(), local, units, self.unit))

    def _units_between(self, begin, end) -> int:
        """How many units of the period lie between two UTC moments."""
        self.ensure_one()
        calendar, rounding = self.calendar_id, "nearest"
        if self.unit == HOUR:
            rounding = self.env[self.res_model].browse(self.res_id).sudo()._term_rule("hour_rounding")
        begin, end = calendar._to_local(begin), calendar._to_local(end)
        return clock.units_between(calendar._kernel(), begin, end, self.unit, rounding)

    def _used(self, end=None) -> tuple[int, int]:
        """Net and gross time used so far, in the unit of the period."""
        self.ensure_one()
        end = self.closed_at or end or self._now()
        gross = self._units_between(self.start_at, end)
        standing = self._units_between(self.paused_at, end) if self.paused_at else 0
        return gross - self.paused - standing, gross

    def _elapsed_days(self) -> int:
        """The calendar days from the start to the end, or until now."""
        self.ensure_one()
        to_local = self.calendar_id._to_local
        return (to_local(self.closed_at or self._now()).date() - to_local(self.start_at).date()).days

    # ------------------------------------------------------------------ steps and the tick

    def _plan(self, now):
        """Set the next step of running terms; a warning already due shows at once.

        What is provisional stays so until its deadline is computed anew.
        """
        for term in self:
            missed = term.due_at < now and not term.breached_at
            vals = self._next_step(
                term.calendar_id, term.unit, term.due_at, term.kind_id._schedule(), now, missed and term.due_at
            )
            term.write(
                vals
                | {
                    "next_action_at": vals["next_action_at"] if term.state == "running" else False,
                    "provisional": vals["provisional"] or term.provisional,
                    "warned_at": vals["warned_at"] and (term.warned_at or now),
                    "breached_at": term.breached_at if term.due_at < now else False,
                }
            )

    @api.model
    def _next_step(self, calendar, unit, due_at, schedule, now, missed=False) -> dict:
        """What the next step is, and when.

        :param schedule: the steps in the order they fall due
        :param missed: the deadline, if it was missed while the period was ended: it is
            still to be reported
        """
        last = calendar._to_local(due_at).date()
        moments = [(self._step_moment(calendar, unit, due_at, last, step), step) for step in schedule]
        coming = next(
            (
                (moment, place, 0)
                for place, (moment, step) in enumerate(moments)
                if moment > ((missed or now) if step.after else now)
            ),
            None,
        )
        if any(step.repeat for step in schedule):
            repetition = self._first_repetition(calendar, last, schedule, missed or now)
            coming = min(coming or repetition, repetition)
        moment, place, times = coming or (False, None, 0)
        near = any(not step.after and moment <= now for moment, step in moments)
        official = calendar._kernel().is_official(last)
        return {
            "step_id": schedule[place].id if coming else False,
            "step_times": times,
            "next_action_at": moment,
            "warned_at": now if near else False,
            "provisional": not official,
        }

    @api.model
    def _step_moment(self, calendar, unit, due_at, last, step, times: int = 0):
        """The UTC moment of a step so many working days before or after the deadline.

        :param last: the local date of the deadline
        :param times: how often it was repeated before
        """
        if step.after and not step.days:
            return due_at + timedelta(seconds=1)
        if not step.after and unit == HOUR:
            return due_at - timedelta(minutes=step.minutes)
        day = calendar._kernel().add(last, step.days + times * step.repeat if step.after else -step.days)
        return calendar._to_utc(datetime.combine(day, time()))

    @api.model
    def _first_repetition(self, calendar, last, schedule, now):
        """The first repetition of a step after a UTC moment.

        :param last: the local date of the deadline
        :return: (moment, place in the schedule, how often it was repeated before); None where no step is repeated
        """
        passed = calendar._kernel().between(last, calendar._to_local(now).date())
        found = None
        for place, step in enumerate(schedule):
            if step.repeat:
                times = max(1, (passed - step.days) // step.repeat)
                while (moment := self._step_moment(calendar, None, None, last, step, times)) <= now:
                    times += 1
                found = min(found or (moment, place, times), (moment, place, times))
        return found

    @api.model
    def _cron_tick(self):
        """Take the steps that are due: warn, report the breach, escalate.

        In batches, each committed; rows that another process holds are left to it; one
        bad record is reported and left, and never stops the others. At the end everybody
        concerned gets one message.
        """
        failed = set()
        while terms := self._afresh(lambda last: self._take_due(failed, alone=last)):
            remaining = TICK_BATCH if len(terms) == TICK_BATCH else 0
            self.env["ir.cron"]._commit_progress(len(terms), remaining=remaining)
        self._afresh(lambda last: self.env["gov.alert"]._tell())
        self.env["ir.cron"]._commit_progress()
        if failed:
            _logger.warning("%s periods could not be handled now; the next tick tries again", len(failed))

    @api.model
    def _afresh(self, work):
        """Do a part of the tick; if another process changed the same rows meanwhile, do it from its beginning in
        a new transaction.

        :param work: called with whether this is the last try
        :return: what ``work`` returns; nothing if even the last try failed: it is left to the next tick
        """
        for number in range(TRIES):
            try:
                return work(number == TRIES - 1)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
        _logger.info("Others changed the same rows %s times in a row; the next tick goes on", TRIES)
        return None

    @api.model
    def _take_due(self, failed: set, alone=False):
        """Take one batch of due steps.

        :param failed: ids to leave out; those that fail now, or whose case somebody is
            handling, are added
        :param alone: take each period by itself, so that one whose case changed meanwhile stops no other
        :return: the periods of the batch
        :raises OperationalError: another process changed the same rows since the
            transaction began; it is to be rolled back
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM gov_term WHERE state = 'running' AND next_action_at <= %s AND id NOT IN %s"
                " ORDER BY next_action_at LIMIT %s FOR UPDATE SKIP LOCKED",
                self._now(),
                tuple(failed) or (0,),
                TICK_BATCH,
            ),
            log_exceptions=False,
        )
        terms = self.browse([row[0] for row in self.env.cr.fetchall()])
        if not alone:
            try:
                with self.env.cr.savepoint():
                    failed.update(terms._take_steps())
                    self.env.flush_all()
                return terms
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
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
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            failed.add(self.id)
        except Exception:
            if not self._close_gone():
                _logger.exception("The step of period %s failed", self.id)
                failed.add(self.id)

    def _close_gone(self):
        """End the periods whose owner, or its model, is gone: reported once, and not tried again.

        :return: these periods
        """
        gone = self.browse()
        for model, terms in self.grouped("res_model").items():
            there = self.env[model].browse(terms.mapped("res_id")).exists()._ids if model in self.env else ()
            gone |= terms.filtered(lambda term, there=there: term.res_id not in there)
        if gone:
            _logger.warning("What these periods belong to is gone; they end: %s", gone.ids)
            gone.write({"state": "stopped", "closed_at": self._now(), "next_action_at": False, "step_id": False})
        return gone

    def _take_steps(self) -> list[int]:
        """Take the due step of each term, set-wise.

        :return: the ids of the terms whose case somebody is handling at this moment
        """
        now = self._now()
        self._load_rows()
        lost = self.filtered(lambda term: not term.step_id)
        lost._plan(now)
        busy = (self - lost)._lock_subjects()
        terms = self - lost - busy
        busy -= busy._close_gone()
        for step, group in terms.grouped("step_id").items():
            kind = step._event_kind()
            reached = {REACHED[kind]: now} if kind in REACHED else {}
            schedule = step.kind_id._schedule()
            place = [known.id for known in schedule].index(step.id)
            following = {}
            vals = {}
            for term in group:
                key = (term.step_times if step.repeat_days else 0, term.calendar_id, term.unit, term.due_at)
                if key not in following:
                    following[key] = self._step_after(schedule, place, *key) | reached
                vals[term.id] = following[key]
            group._write_rows(vals)
            group._mirror()
            group._step_taken(step, kind)
        return busy.ids

    @api.model
    def _step_after(self, schedule, place, times, calendar, unit, due_at) -> dict:
        """The step after one, and when; none after the last.

        :param schedule: the steps in the order they fall due
        :param place: that of the step taken
        :param times: how often it was repeated before
        """
        following = self._place_after(schedule, place, times)
        if following is None:
            return {"step_id": False, "next_action_at": False}
        place, times = following
        last = calendar._to_local(due_at).date()
        vals = {
            "step_id": schedule[place].id,
            "next_action_at": self._step_moment(calendar, unit, due_at, last, schedule[place], times),
        }
        return vals | {"step_times": times} if any(step.repeat for step in schedule) else vals

    @api.model
    def _place_after(self, schedule, place, times):
        """Which step follows one, as (place, how often it was repeated before); None after the last.

        Counted in working days after the deadline, not in moments: what the calendar says meanwhile neither
        repeats a step nor leaves one out.
        """
        step = schedule[place]
        if not step.after or not any(other.repeat for other in schedule):
            return (place + 1, 0) if place + 1 < len(schedule) else None
        taken = step.days + times * step.repeat, place
        coming = []
        for number, other in enumerate(schedule):
            again = max(0, taken[0] - other.days) // other.repeat if other.repeat else 0
            if other.repeat and (other.days + again * other.repeat, number) <= taken:
                again += 1
            if other.after and (other.days + again * other.repeat, number) > taken:
                coming.append((other.days + again * other.repeat, number, again))
        return min(coming)[1:] if coming else None

    def _step_taken(self, step, kind):
        self._log(kind, public=False)
        for model, terms in self.grouped("res_model").items():
            owners = self.env[model].browse(terms.mapped("res_id")).sudo()
            self.env["gov.alert"]._raise(owners, kind, owners._term_recipients(step))
            owners._on_term_step(step.kind_id._code(), kind)

    def _owners(self) -> dict:
        """By the id of each term its owner, superuser's; those of a model are read together."""
        found = {}
        for model, terms in self.grouped("res_model").items():
            res_ids = [term.res_id for term in terms]
            owners = self.env[model].browse(dict.fromkeys(res_ids)).sudo()
            owners._load_rows()
            by_id = dict(zip(owners._ids, owners, strict=True))
            found.update(zip(terms._ids, map(by_id.__getitem__, res_ids), strict=True))
        return found

    def _lock_subjects(self):
        """Lock the rows whose chains take the events of these terms.

        :return: the terms whose subject somebody else holds
        """
        subjects = {term_id: owner._event_subject() for term_id, owner in self._owners().items()}
        locked = set()
        by_model = {}
        for subject in subjects.values():
            by_model.setdefault(subject._name, set()).add(subject.id)
        for model, found in by_model.items():
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(
                SQL("SELECT id FROM %s WHERE id IN %s FOR UPDATE SKIP LOCKED", table, tuple(found)),
                log_exceptions=False,  # somebody who was quicker is no error: the batch is taken again
            )
            locked.update((model, subject_id) for (subject_id,) in self.env.cr.fetchall())
        return self.browse(
            term_id for term_id, subject in subjects.items() if (subject._name, subject.id) not in locked
        )

    # ------------------------------------------------------------------ what is told of it

    def _log(self, kind: str, reason: str = "", public=True):
        owners = self._owners()
        now = self._now()
        entries = []
        for term in self:
            data = {
                "term": term.id,
                "code": term.kind_id._code(),
                "value": term.value,
                "unit": term.unit,
                "extended": term.extended,
                "paused": term.paused,
                "source": term.source,
                "due_at": fields.Datetime.to_string(term.due_at),
            }
            if term.provisional:
                data["provisional"] = True
            if kind == "term.start" and term.start_at != now:
                data["start"] = fields.Datetime.to_string(term.start_at)
            entries.append((owners[term.id], {"kind": kind, "reason": reason or None, "public": public, "data": data}))
        self.env["gov.event"]._append(entries)

    def _mirror(self):
        """Show deadline and lamp on the owners whose main period it is."""
        for (model, kind), terms in self.grouped(lambda term: (term.res_model, term.kind_id)).items():
            owners = self.env[model].sudo()
            if kind._code() not in owners._term_main_kinds:
                continue
            now = self._now()
            vals, alike = {}, {}
            for term in terms:
                shown = (term.calendar_id.id, term.due_at, term.provisional, term.breached_at, term._lamp(now))
                key = (*shown, term.closed_at and term.id)  # how long an ended one took is its own
                if key not in alike:
                    alike[key] = term._mirror_vals(now)
                vals[term.res_id] = alike[key]
            owners = owners.browse(vals)
            owners._write_rows(vals)
            owners._term_mirrored()

    def _mirror_vals(self, now) -> dict:
        self.ensure_one()
        net, gross = self._used() if self.closed_at else (0, 0)
        return {
            "due_at": self.due_at,
            "due_date": self.calendar_id._to_local(self.due_at).date(),
            "due_provisional": self.provisional,
            "lamp": self._lamp(now),
            "used_days": net,
            "gross_days": gross,
            "elapsed_days": self._elapsed_days() if self.closed_at else 0,
            "overdue": bool(self.breached_at) or (self.closed_at or now) > self.due_at,
        }

    def _lamp(self, now):
        self.ensure_one()
        if self.state == "paused":
            return "grey"
        if self.state in ("met", "stopped"):
            return "done"
        if self.breached_at or self.due_at < now:
            return "red"
        return "amber" if self.warned_at else "green"
