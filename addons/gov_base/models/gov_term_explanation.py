from datetime import timedelta

from odoo import fields, models

from ..kernel.notices import NUMBERS, arranged_with
from ..kernel.workdays import CALENDAR_DAY, HOUR
from .gov_calendar import WEEKDAYS

MOVES_THE_DATE = (
    "term.start",
    "term.pause",
    "term.resume",
    "term.extend",
    "term.reopen",
    "term.recompute",
    "term.stop",
)
#: where days that became known meanwhile come into the reckoning
COMPUTED_ANEW = ("term.recompute", "term.reopen")


class GovTerm(models.Model):
    """Why this date (为何是这一天): the steps by which a deadline came about, told from the events and the calendar."""

    _inherit = "gov.term"

    def _explain(self, inside=True) -> list[dict]:
        """How the deadline came about, step by step.

        A holiday or make-up day is told with the step that brought it into the reckoning: one that became known
        later with the computing anew. The last step sums up the time used.

        :param inside: tell the reasons that are not for the applicant, too
        :return: dicts with ``date``, ``what``, ``rule`` (where the value came from), ``source`` (the law, or the
            official notice), ``event`` (its number in the chain), ``due`` (the deadline after the step),
            ``provisional`` (the arrangement of that year was not known) and ``kind``: that of the event, ``holiday``,
            ``workday`` or ``used``, which has ``net``, ``gross`` and ``days``
        """
        self.ensure_one()
        calendar = self.calendar_id
        steps, told, before, stopped = [], set(), None, None
        events = self._moving_events()
        recomputed = max((event.seq for event in events if event.kind in COMPUTED_ANEW), default=0)
        for event in events:
            data = event.data
            start = fields.Datetime.to_datetime(data.get("start")) or event.at
            day = calendar._to_local(start).date()
            due = calendar._to_local(fields.Datetime.to_datetime(data["due_at"])).date()
            step = self._explain_event(event, before or data, inside) | {
                "date": fields.Date.to_string(day),
                "due": fields.Date.to_string(due),
            }
            steps.append(step)
            if not before:
                begin = day + timedelta(days=not (self.count_first or self.unit == HOUR))
            if event.kind == "term.pause":
                stopped = day
            stood = (stopped, day) if event.kind == "term.resume" else None
            days = self._explain_days(begin, due)
            if event.seq < recomputed and not self._adds_up(data, due):
                days = days.filtered(lambda day, at=event.at: day.create_date.replace(microsecond=0) <= at)
            steps += [self._explain_day(exception, step, stood) for exception in days if exception.id not in told]
            told.update(exception.id for exception in days)
            before = data
        return [*steps, self._explain_used(steps[-1])] if steps else []

    def _adds_up(self, data: dict, due) -> bool:
        """Whether the deadline of a step is the one that all days give that are known today."""
        units = data["value"] + data["extended"] + data["paused"]
        calendar = self.calendar_id
        return calendar._to_local(calendar._deadline(self.start_at, units, self.unit, self.count_first)).date() == due

    def _moving_events(self):
        subject = self.env[self.res_model].browse(self.res_id).sudo()._event_subject()
        events = self.env["gov.event"].sudo()
        domain = [
            ("subject_model", "=", subject._name),
            ("subject_id", "=", subject.id),
            ("kind", "in", MOVES_THE_DATE),
        ]
        return events.search(domain, order="seq").filtered(lambda event: event.data["term"] == self.id)

    def _explain_event(self, event, before: dict, inside: bool) -> dict:
        data = event.data
        unit = self._unit_label()
        texts = {
            "term.start": self.env._("Starts: %(value)s %(unit)s", value=data["value"], unit=unit),
            "term.pause": self.env._("Clock stopped: the time from here does not count"),
            "term.resume": self.env._(
                "Clock runs again: %(value)s %(unit)s were not counted",
                value=data["paused"] - before["paused"],
                unit=unit,
            ),
            "term.extend": self.env._(
                "Extended by %(value)s %(unit)s", value=data["extended"] - before["extended"], unit=unit
            ),
            "term.stop": self.env._("Done"),
            "term.reopen": self.env._("The work came back: the period runs on"),
            "term.recompute": self.env._("The official holiday arrangement is known now"),
        }
        what = texts[event.kind]
        if event.kind == "term.start" and self.count_first:
            what = self.env._("%(what)s, the first day counts", what=what)
        if event.reason and (inside or event.public):
            what = self.env._("%(what)s (%(reason)s)", what=what, reason=event.reason)
        return {
            "kind": event.kind,
            "what": what,
            "rule": data["source"] or "",
            "source": self.law or "",
            "event": event.seq,
            "provisional": bool(data.get("provisional")),
        }

    def _explain_days(self, begin, due):
        """The days from ``begin`` to ``due`` that differ from the ordinary week."""
        calendar = self.calendar_id.sudo()
        if self.unit == CALENDAR_DAY:
            return calendar.day_ids.browse()
        days = calendar.day_ids.filtered(
            lambda day: (
                begin <= day.date <= due
                and (day.is_working != calendar[WEEKDAYS[day.date.weekday()]] or (self.unit == HOUR and day.half))
            )
        )
        return days.sorted("date")

    def _explain_day(self, day, step: dict, stood) -> dict:
        """A holiday or make-up day on the way.

        :param stood: the day the clock was stopped and the day it ran again, if the step is its end
        """
        if not day.is_working:
            what = self.env._("Holiday, not counted")
        elif stood and stood[0] < day.date <= stood[1]:
            what = self.env._("Make-up day, but the clock stood: not counted")
        elif self.unit == HOUR and day.half:
            what = self.env._("Half day, counted by half")
        else:
            what = self.env._("Make-up day, counted")
        return {
            "kind": "workday" if day.is_working else "holiday",
            "date": fields.Date.to_string(day.date),
            "what": self.env._("%(what)s: %(day)s", what=what, day=day.name),
            "rule": self.calendar_id.sudo().name,
            "source": self._official_source(day),
            "event": step["event"],
            "due": step["due"],
            "provisional": step["provisional"],
        }

    def _official_source(self, day) -> str:
        if not day.official:
            return self.env._("the centre's own arrangement")
        year = arranged_with(day.date)
        return NUMBERS.get(year) or self.env._(
            "arrangement of the State Council for %(year)s (package chinesecalendar, or entered by hand)", year=year
        )

    def _explain_used(self, last: dict) -> dict:
        """The time used so far, or in all: net, gross (both in the unit of the period) and in calendar days."""
        net, gross = self._used()
        end = self.calendar_id._to_local(self.closed_at or self._now()).date()
        return last | {
            "kind": "used",
            "date": fields.Date.to_string(end),
            "what": self.env._(
                "Used: net %(net)s, gross %(gross)s %(unit)s; %(days)s calendar days",
                net=net,
                gross=gross,
                unit=self._unit_label(),
                days=self._elapsed_days(),
            ),
            "rule": self.env._("Net leaves out the time the clock stood, gross does not."),
            "source": "",
            "net": net,
            "gross": gross,
            "days": self._elapsed_days(),
            "provisional": self.provisional,
        }

    def _unit_label(self) -> str:
        return dict(self._fields["unit"]._description_selection(self.env))[self.unit]
