"""What the proofs do with processes of their own: a scenario loads the registry once, forks, and reports.

Run by the tests as ``python scenarios.py CONFIG DATABASE SCENARIO JSON``; the answer is one line of JSON.
"""

import json
import multiprocessing.connection
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from datetime import datetime
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import SQL, config

FORK = multiprocessing.get_context("fork")
PATIENCE = 500


@contextmanager
def environment(database):
    """An environment of this process; committed only by those who use it."""
    with Registry(database).cursor() as cr:
        try:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
        finally:
            cr.rollback()


def together(database, count, work, *rest):
    """Run work in so many processes that start at one moment; return what each of them answered."""

    def child(number):
        try:
            answers.put(work(database, barrier, number, *rest))
        except BaseException:  # noqa: BLE001
            answers.put({"error": traceback.format_exc()})

    sql_db.close_all()  # no child may use a connection of its parent
    answers, barrier = FORK.SimpleQueue(), FORK.Barrier(count)
    children = [FORK.Process(target=child, args=(number,)) for number in range(count)]
    for process in children:
        process.start()
    found = [answers.get() for _process in children]
    for process in children:
        process.join()
    return found


# ---------------------------------------------------------------- numbers


def series(database, writers, numbers):
    """Let processes draw numbers of one series over a turn of the year; some think better of it."""
    with environment(database) as env:
        new = env["gov.series"].create(
            {"name": "proof", "code": f"proof-{writers}", "pattern": "{unit}{yyyy}-{serial:05d}", "per_unit": True}
        )
        series_id = new.id
        env.cr.commit()
    return together(database, writers, draw, series_id, numbers)


def draw(database, barrier, number, series_id, numbers):
    """Draw numbers, each in a transaction of its own as a request would; all enter a year at one moment."""
    drawn, retried, chance = [], 0, random.Random(number)
    for moment in (datetime(2026, 12, 31, 15, 59, 59), datetime(2026, 12, 31, 16)):
        barrier.wait(120)
        for _n in range(numbers // 2):
            tries, cancelled = [], chance.random() < 0.1

            def write(env, moment=moment, tries=tries, cancelled=cancelled):
                tries.append(1)
                env.cr._now = moment
                [found] = env["gov.series"].browse(series_id)._next(1, {"unit": "证"})
                if cancelled:
                    raise UserError("cancelled")
                return found

            with environment(database) as env:
                try:
                    drawn.append(retrying(partial(write, env), env))
                except UserError:
                    if not cancelled:
                        raise
            retried += len(tries) - 1
    return {"drawn": drawn, "retried": retried}


def waiting(database):
    """One transaction holds numbers that it drew; another draws of another series, and of the same one: how long
    it takes while the first is open."""
    with environment(database) as env:
        pattern = {"pattern": "{unit}{yyyy}-{serial:05d}", "per_unit": True}
        series = env["gov.series"].create(
            [{"name": code, "code": code, **pattern} for code in ("one", "other", "third")]
        )
        for own in series[:2]:
            own._next(1, {"unit": "证"})
        env.cr.commit()
        ids = series.ids
    return together(database, 2, hold_or_draw, ids)


def hold_or_draw(database, barrier, number, ids):
    """Draw from the first series and hold the transaction; the other process draws from all three meanwhile."""
    with environment(database) as env:
        one, other, third = env["gov.series"].browse(ids)
        if number == 0:
            drawn = one._next(5, {"unit": "证"}) + one._next(1, {"unit": "新"})
            barrier.wait(60)
            barrier.wait(60)
            env.cr.commit()
            return {"drawn": drawn}
        barrier.wait(60)
        env.cr.execute("SET LOCAL lock_timeout = '2s'")
        begin = time.monotonic()
        drawn = other._next(5, {"unit": "证"}) + one._next(5, {"unit": "证"}) + third._next(1, {"unit": "证"})
        seconds = time.monotonic() - begin
        env.cr.commit()
        barrier.wait(60)
        return {"drawn": drawn, "seconds": seconds}


# ---------------------------------------------------------------- the tick


def ticks(database, terms, workers, kills, seed):
    """Let processes tick over many missed deadlines while a clerk handles the same cases, kill and replace some;
    tell what was done."""
    ids = prepare(database, terms)
    start = time.monotonic()
    sql_db.close_all()
    clerk = FORK.Process(target=handle, args=(database, ids, seed))
    clerk.start()
    codes = run_killing(database, ids, workers, kills, random.Random(seed))
    clerk.kill()
    clerk.join()
    return judge(database, ids) | {"codes": codes, "seconds": round(time.monotonic() - start, 1)}


def prepare(database, count):
    """Copy an accepted case of the demo many times, and give each a period that ended over a working week ago."""
    with environment(database) as env:
        env["gov.term"]._cron_tick()  # what the demo itself has due is no part of this
        repeated = env.ref("gov_window.term_decision").step_ids.filtered(lambda step: step.after and step.days == 3)
        repeated.repeat_days = 1
        case = env["gov.case"].search([("state", "=", "accepted")], limit=1)
        left_out = {"id", "number", "event_seq", "event_head", "access_token", "tracking_code"}
        stored = env["gov.case"]._fields.items()
        columns = [name for name, field in stored if field.store and field.column_type and name not in left_out]
        names = SQL(", ").join(map(SQL.identifier, columns))
        rows = env.execute_query(
            SQL(
                "INSERT INTO gov_case (number, event_seq, %s) SELECT 'P' || (SELECT max(id) FROM gov_case) + n, 0, %s"
                " FROM gov_case, generate_series(1, %s) AS n WHERE id = %s RETURNING id",
                names,
                names,
                count,
                case.id,
            )
        )
        cases = env["gov.case"].browse([row[0] for row in rows])
        calendar = env.company._gov_calendar()
        begun = calendar.add_days(env.company._gov_today(), -10)
        cases._term_start("decision", 4, "wd", start=calendar._to_utc(datetime.combine(begun, datetime.min.time())))
        env.cr.commit()
        return cases.ids


def handle(database, ids, seed):
    """Write to one case after the other, each in a transaction, until killed."""
    chance = random.Random(seed)
    with environment(database) as env:
        while True:
            try:
                env.cr.execute(
                    SQL("UPDATE gov_case SET note = %s WHERE id = %s", str(chance.random()), chance.choice(ids)),
                    log_exceptions=False,
                )
                env.cr.commit()
            except psycopg2.errors.SerializationFailure:  # a tick was quicker
                env.cr.rollback()


def crossed(database, terms):
    """Let the tick begin, and somebody end a due period and write to a case before it takes them; and let another
    process tell the alerts that it is about to tell."""
    ids = prepare(database, terms)

    def meanwhile(env, change, work):
        env.cr.execute("SELECT 1")  # here its transaction begins
        with environment(database) as other:
            change(other)
            other.cr.commit()
        work()
        env.cr.commit()

    def end(other):
        other["gov.case"].browse(ids[0])._term_stop("decision")
        other["gov.case"].browse(ids[1]).note = "x"

    with environment(database) as env:
        alert, term = env["gov.alert"], env["gov.term"]
        meanwhile(env, end, term._cron_tick)
        owner = env["gov.case"].browse(ids[2])
        alert._raise(owner, "urge", owner._term_recipients(env.ref("gov_window.term_decision").step_ids[:1]))
        env.cr.commit()
        before = env["mail.message"].search_count([])
        meanwhile(env, lambda other: other["gov.alert"]._tell(), term._cron_tick)
        told = env["mail.message"].search_count([]) - before
        ended = env["gov.event"].search_count(
            [("subject_model", "=", "gov.case"), ("subject_id", "=", ids[0]), ("kind", "=", "term.breach")]
        )
    return judge(database, ids[1:]) | {"ended": ended, "told": told}


def due(database, ids):
    """Count the periods that wait for the tick."""
    with environment(database) as env:
        [(count,)] = env.execute_query(
            SQL(
                "SELECT count(*) FROM gov_term WHERE state = 'running' AND next_action_at <= now() AT TIME ZONE 'UTC'"
                " AND res_model = 'gov.case' AND res_id = ANY(%s)",
                ids,
            )
        )
    sql_db.close_all()
    return count


def tick(database):
    """Run the scheduled action as the scheduler would; the exit code tells how it ended."""
    code = 0
    try:
        with environment(database) as env:
            env["gov.term"]._cron_tick()
            env.cr.commit()
    except psycopg2.errors.SerializationFailure:
        traceback.print_exc()
        code = 3
    except UserError as error:
        print(error, file=sys.stderr)
        code = 4
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
        code = 5
    sys.stderr.flush()
    os._exit(code)


def run_killing(database, ids, workers, kills, chance):
    """Keep processes ticking until nothing is due, and kill some of them at a random moment of their work.

    Return how the processes ended: their exit codes, counted.
    """
    codes, children, doomed, end = Counter(), [], {}, time.monotonic() + PATIENCE
    left = due(database, ids)
    while (left or children) and time.monotonic() < end:
        while left and len(children) < workers:
            child = FORK.Process(target=tick, args=(database,))
            child.start()
            children.append(child)
            if kills:
                kills -= 1
                doomed[child] = time.monotonic() + chance.uniform(0.1, 2)
        next_death = min(doomed.values(), default=end) - time.monotonic()
        multiprocessing.connection.wait([child.sentinel for child in children], timeout=max(0, next_death))
        for child in [child for child in children if doomed.get(child, end) <= time.monotonic()]:
            child.kill()
            child.join()
        for child in [child for child in children if not child.is_alive()]:
            child.join()
            children.remove(child)
            doomed.pop(child, None)
            codes[child.exitcode] += 1
        left = due(database, ids)
    for child in children:
        child.kill()
    # one who was killed may not have told what was raised: the next run does
    while not left and time.monotonic() < end:
        child = FORK.Process(target=tick, args=(database,))
        child.start()
        child.join()
        codes[child.exitcode] += 1
        if child.exitcode != 3:
            break
    return {("killed" if code == -signal.SIGKILL else str(code)): count for code, count in codes.items()} | {
        "left": left
    }


def moment(term, step, times=0):
    """When a step of a period was to be taken the first time, or again; all of them lie after its start."""
    if step.after and not step.days:
        return term.due_at
    calendar = term.calendar_id
    last = calendar._to_local(term.due_at).date()
    day = calendar.add_days(last, step.days + times * step.repeat_days if step.after else -step.days)
    return calendar._to_utc(datetime.combine(day, datetime.min.time()))


def judge(database, ids):
    """Compare what was done with what each period asked for."""
    with environment(database) as env:
        cases = env["gov.case"].browse(ids)
        terms = env["gov.term"].search([("res_model", "=", "gov.case"), ("res_id", "in", ids)])
        past = [
            step
            for step in terms.kind_id.step_ids
            for times in range(100 if step.repeat_days else 1)
            if moment(terms[0], step, times) <= env.cr.now()
        ]
        expected = Counter(step._event_kind() for step in past)
        done = {case_id: {} for case_id in ids}
        for case_id, kind, count in env.execute_query(
            SQL(
                "SELECT subject_id, kind, count(*) FROM gov_event WHERE subject_model = 'gov.case'"
                " AND subject_id = ANY(%s) AND kind IN ('term.warn', 'term.breach', 'term.escalate')"
                " GROUP BY subject_id, kind",
                ids,
            )
        ):
            done[case_id][kind] = count
        wanted = Counter(
            (case_id, user.id, step._event_kind())
            for step in past
            for case_id, users in cases._term_recipients(step).items()
            for user in users
        )
        raised = env.execute_query(
            SQL(
                "SELECT res_id, user_id, kind, count(*), count(*) FILTER (WHERE told) FROM gov_alert"
                " WHERE res_model = 'gov.case' AND res_id = ANY(%s) GROUP BY res_id, user_id, kind",
                ids,
            )
        )
        return {
            "terms": len(terms),
            "expected": expected,
            "different": sum(kinds != expected for kinds in done.values()),
            "red": env["gov.case"].search_count([("id", "in", ids), ("lamp", "=", "red"), ("overdue", "=", True)]),
            "breached": len(terms.filtered("breached_at")),
            "breaks": env["gov.event"].verify_chain(ids),
            "alerts": sum(wanted.values()),
            "alerts_right": {tuple(row[:3]): row[3] for row in raised} == dict(wanted),
            "untold": sum(count - told for *_key, count, told in raised),
        }


def one_bad(database, terms):
    """Let the tick run, twice, over missed deadlines of which one cannot be handled."""
    ids = prepare(database, terms)
    with environment(database) as env:
        # its next escalation lies after the last day of the calendar
        env.cr.execute(
            SQL(
                "UPDATE gov_term SET due_at = '2079-12-31 15:59:59', step_id ="
                " (SELECT id FROM gov_term_step WHERE kind_id = gov_term.kind_id AND after AND days = 0)"
                " WHERE res_model = 'gov.case' AND res_id = %s",
                ids[0],
            )
        )
        env.cr.commit()
    codes = []
    for _n in range(2):
        sql_db.close_all()
        child = FORK.Process(target=tick, args=(database,))
        child.start()
        child.join()
        codes.append(child.exitcode)
    with environment(database) as env:
        told = env["gov.alert"].search([("res_model", "=", "gov.case"), ("res_id", "in", ids), ("told", "=", True)])
        alerted = len(set(told.mapped("res_id")))
    return judge(database, ids) | {"codes": codes, "left": due(database, ids), "alerted": alerted}


# ---------------------------------------------------------------- the tally


def tally(database, writers, rounds):
    """Let processes write cases while one sums the ledger up; tell where anybody saw it differ."""
    with environment(database) as env:
        case = env["gov.case"].search([], limit=1)
        ids = [case.copy().id for _n in range(writers * 6)]
        env.cr.commit()
    found = together(database, writers + 1, write_cases, ids, writers, rounds)
    with environment(database) as env:
        left = env["gov.case"]._tally_drift()
    return {"drift": [*left, *(row for answer in found for row in answer.get("drift", ()))], "found": found}


def write_cases(database, barrier, number, ids, writers, rounds):
    """Write cases of one's own, each time in a new transaction, some cancelled; the last process sums up."""
    own, chance = ids[number::writers], random.Random(number)
    drift, committed = [], 0
    barrier.wait(120)
    for _round in range(rounds):
        new = gone = None
        with environment(database) as env:
            cases = env["gov.case"]
            if number == writers:
                env["gov.tally.mixin"]._cron_compact()
            else:
                some = tuple(chance.sample(own, chance.randint(1, len(own))))
                lamp = chance.choice(("green", "amber", "red", None))
                env.cr.execute(SQL("UPDATE gov_case SET lamp = %s WHERE id IN %s", lamp, some))
                new = cases.browse(own[0]).copy().id
                if chance.random() < 0.6:
                    gone = own[-1]
                    cases.browse(gone).unlink()
            drift += cases._tally_drift()
            if chance.random() < 0.3:
                continue  # cancelled
            env.cr.commit()
        committed += 1
        own = [case_id for case_id in (new, *own) if case_id not in (None, gone)]
    return {"drift": drift, "committed": committed}


def snapshots(database):
    """Two transactions side by side, and the ledger summed up between them: what each one counts."""

    def count(cases):
        return cases.search_count([("lamp", "=", "red")]), cases.search_count([("lamp", "=", "red"), ("id", ">", 0)])

    seen = {}
    with environment(database) as one, environment(database) as other:
        cases = one["gov.case"].search([("lamp", "!=", "red")], limit=2)
        seen["before"] = count(one["gov.case"])
        other["gov.case"].browse(cases[1].id)._flow_write({"lamp": "red"})
        other.flush_all()
        seen["other's own"], seen["not yet"] = count(other["gov.case"]), count(one["gov.case"])
        cases[0]._flow_write({"lamp": "red"})
        one.flush_all()
        seen["one's own"] = count(one["gov.case"])
        other.cr.commit()
        with environment(database) as third:
            third["gov.tally.mixin"]._cron_compact()
            third.cr.commit()
            seen["summed up"] = count(third["gov.case"])
        seen["still"] = count(one["gov.case"])
        seen["drift within"] = one["gov.case"]._tally_drift()
        one.cr.commit()
    with environment(database) as last:
        seen["after"], seen["drift"] = count(last["gov.case"]), last["gov.case"]._tally_drift()
    return seen


# ---------------------------------------------------------------- a paper and its case


def papers(database):
    """Somebody moves a case and, before that is committed, somebody else does something with its paper, and the
    other way round: what each of them answered, and whether the chains are whole."""
    found, case_ids = [], []
    for act in ("void", "deliver", "print", "read_online"):
        for first in (0, 1):
            with environment(database) as env:
                item = env["gov.item"].search([("name", "=like", "民办学校设立审批%"), ("version_id", "!=", False)])[:1]
                clerk = env.ref("gov_window.demo_user_clerk")
                case = (
                    env["gov.case"].with_user(clerk).create({"item_id": item.id, "partner_id": env.user.partner_id.id})
                )
                case.action_all_received()
                case.action_receive()
                case.action_accept()
                paper = case.sudo().notice_ids[:1]
                paper.with_user(clerk)._count_print()
                env.cr.commit()
                case_ids.append(case.id)
                work = case.id, paper.id, clerk.id, act, first
            found.append((act, first, together(database, 2, meet, *work)))
    with environment(database) as env:
        return {"found": found, "breaks": env["gov.event"].verify_chain(case_ids)}


def meet(database, barrier, number, case_id, paper_id, clerk_id, act, first):
    """Move the case (the first process) or handle its paper (the second); who is to be first holds for a moment
    what was done, the other one begins meanwhile."""
    tries = []

    def work(env):
        tries.append(1)
        paper = env["gov.notice"].browse(paper_id)
        steps = {
            "move": lambda: env["gov.case"].with_user(clerk_id).browse(case_id).action_hand_over(),
            "void": lambda: paper.action_void("印错"),
            "deliver": lambda: (
                env["gov.notice.delivery"]
                .with_user(clerk_id)
                .create({"notice_id": paper_id, "receiver_name": "张大山", "identity_checked": "card"})
                .action_receive()
            ),
            "print": lambda: paper.with_user(clerk_id)._count_print(),
            "read_online": paper._read_online,
        }
        if number != first and len(tries) == 1:
            barrier.wait(60)
        steps["move" if number == 0 else act]()
        env.flush_all()
        if number == first and len(tries) == 1:
            barrier.wait(60)
            time.sleep(0.4)

    with environment(database) as env:
        try:
            retrying(partial(work, env), env)
        except UserError as error:
            return type(error).__name__
    return "done"


# ---------------------------------------------------------------- the hall


def calls(database, rounds):
    """Let the clerks of three windows press “call next” at one moment, each of them twice, several times."""
    with environment(database) as env:
        queue = env.ref("gov_window.demo_queue_a")
        seats = []
        for login in ("clerk", "clerk2", "head"):
            user = env.ref(f"gov_window.demo_user_{login}")
            desks = env["gov.desk"].with_user(user)
            desks.action_open_mine()
            desk = desks.search([("window_id", "in", user.gov_window_ids.ids)], limit=1)
            if desk._current():
                desk.flow_act("finish")
            seats.append((user.id, desk.id))
        for number in range(rounds * len(seats) * 2):
            env["gov.ticket"]._take(queue, priority="elderly" if number % 3 == 0 else "none")
        env.cr.commit()
    return together(database, len(seats) * 2, call, [seat for seat in seats for _press in range(2)], rounds)


def call(database, barrier, number, seats, rounds):
    """Press, tell which number stands at the window, and let the first of the two presses finish it.

    Return the window's desk, and what stood there in each round.
    """
    user_id, desk_id = seats[number]
    seen = []
    for _round in range(rounds):
        barrier.wait(120)
        with environment(database) as env:
            desk = env["gov.desk"].with_user(user_id).browse(desk_id)
            retrying(desk.action_call_next, env)
            seen.append(desk._current().id)
        barrier.wait(120)
        if number % 2 == 0:
            with environment(database) as env:
                desk = env["gov.desk"].with_user(user_id).browse(desk_id)
                retrying(partial(desk.flow_act, "finish"), env)
    return desk_id, seen


def bookings(database, citizens, places):
    """Let many citizens book one slot at one moment."""
    with environment(database) as env:
        queue = env.ref("gov_window.demo_queue_a")
        queue.write({"slot_places": places, "window_ids": [(6, 0, env.ref("gov_window.demo_window_16").ids)]})
        days = queue._bookable_days()
        start = queue._slots(days[-1])[0]["start"]
        people = env["res.partner"].create([{"name": f"约{number}"} for number in range(citizens)])
        env.cr.commit()
        queue_id, partner_ids = queue.id, people.ids
    found = together(database, citizens, book, queue_id, start, partner_ids)
    with environment(database) as env:
        booked = env["gov.appointment"].search([("queue_id", "=", queue_id), ("slot_start", "=", start)])
        return {"found": found, "places": sorted(booked.mapped("place"))}


def book(database, barrier, number, queue_id, start, partner_ids):
    """Book once, as a request would; a refusal is told in words."""
    with environment(database) as env:
        queue, partner = env["gov.queue"].browse(queue_id), env["res.partner"].browse(partner_ids[number])
        barrier.wait(120)
        try:
            retrying(partial(env["gov.appointment"]._book, partner, queue, start), env)
        except UserError as error:
            return str(error)
        return "booked"


SCENARIOS = {
    "calls": calls,
    "bookings": bookings,
    "series": series,
    "waiting": waiting,
    "ticks": ticks,
    "crossed": crossed,
    "one_bad": one_bad,
    "papers": papers,
    "tally": tally,
    "snapshots": snapshots,
}


def main(conf, database, name, arguments):
    """Load the registry, play one scenario, print its answer."""
    config.parse_config(["-c", conf, "-d", database, "--max-cron-threads=0", "--no-http", "--log-level=warn"])
    Registry(database)
    print(json.dumps({"answer": SCENARIOS[name](database, **json.loads(arguments))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
