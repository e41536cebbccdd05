"""Numbers and deadlines when several processes work at once, and some of them die."""

import json
import os
import re
import secrets
import subprocess
from pathlib import Path

import pytest

from gov import db

RETRIED = r"(?m)^\S+ \S+ \d+ ERROR \S+ odoo\.sql_db: bad query: .*\nERROR: could not serialize access .*\n(?: *\n)?"
SCENARIOS = Path(__file__).with_name("scenarios.py")


@pytest.fixture(scope="module")
def play():
    """A function that plays a scenario on a clone of the demo, without a server: play("series", writers=8)."""
    bench = db.Bench("scratch", dev=True)
    database = f"{os.environ['GOV_TEST_RUN']}_proof_{secrets.token_hex(2)}"
    bench.clone(os.environ["GOV_TEST_DEMO"], database)
    log = bench.logs / f"{database}.log"

    def run(name, **arguments):
        """Return the scenario's answer and what its processes logged."""
        words = [bench.python, SCENARIOS, bench.config, database, name, json.dumps(arguments)]
        with log.open("w", encoding="utf-8") as handle:
            done = subprocess.run(
                [str(word) for word in words], stdout=subprocess.PIPE, stderr=handle, env=bench.env(), timeout=900
            )
        text = log.read_text(encoding="utf-8", errors="replace")
        assert done.returncode == 0, text[-4000:]
        return json.loads(done.stdout.splitlines()[-1])["answer"], text

    yield run
    bench.drop(database)
    log.unlink(missing_ok=True)


def check_numbers(play, writers, numbers):
    answers, log = play("series", writers=writers, numbers=numbers)
    assert [answer["error"] for answer in answers if "error" in answer] == []
    drawn = [number for answer in answers for number in answer["drawn"]]
    assert len(drawn) == len(set(drawn)), "a number was given twice"
    for year in ("2026", "2027"):
        found = [number for number in drawn if number.startswith(f"证{year}-")]
        # one draw in ten was cancelled; every other one got its number
        assert writers * numbers / 2 * 0.8 < len(found) < writers * numbers / 2
    print(f"{len(drawn)} numbers, {sum(answer['retried'] for answer in answers)} retries")
    # Odoo logs what it retries; nothing else is in the log
    assert re.sub(RETRIED, "", log).strip() == ""


def test_numbers_under_many_writers(play):
    """I2, trap 16: 8 processes draw 200 numbers each, over the turn of the year, the first use of each year all
    at once, one draw in ten cancelled: no number twice, and no error reaches a writer."""
    check_numbers(play, writers=8, numbers=200)


@pytest.mark.slow
def test_numbers_under_very_many_writers(play):
    """I2, trap 16: the same with 24 processes and 2,000 numbers each."""
    check_numbers(play, writers=24, numbers=2000)


def test_series_do_not_wait(play):
    """Trap 16: while one transaction holds numbers of a series, and begins one of its counters, another draws from
    another series, from the same one, and begins a third, without waiting for it."""
    answers, log = play("waiting")
    holder, drawer = sorted(answers, key=lambda answer: "seconds" in answer)
    assert drawer["seconds"] < 0.5, drawer
    numbers = holder["drawn"] + drawer["drawn"]
    assert len(numbers) == 17
    assert [number[-5:] for number in drawer["drawn"]] == [f"{n:05d}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1)]
    assert log.strip() == ""


def check_ticks(play, terms, kills, seed):
    answer, log = play("ticks", terms=terms, workers=2, kills=kills, seed=seed)
    print(answer)
    codes = answer["codes"]
    assert codes["left"] == 0, (codes, log[-4000:])
    assert codes.get("killed"), f"nobody was killed in time: {codes}"
    assert not codes.keys() & {"3", "5"}, log[-4000:]
    assert "ERROR" not in log, log[-4000:]
    assert answer["terms"] == terms
    assert answer["expected"]["term.breach"] == 1
    assert answer["expected"]["term.escalate"] >= 5, "the third is repeated"
    assert answer["different"] == 0, answer
    assert (answer["red"], answer["breached"]) == (terms, terms), answer
    assert answer["breaks"] == []
    assert answer["alerts"] > terms
    assert answer["alerts_right"], answer
    assert answer["untold"] == 0, answer


def test_ticks_while_some_are_killed(play):
    """I4, I6, trap 11: two processes tick over 2,000 missed deadlines while a clerk writes to the same cases, some
    killed in the middle of it: every warning, breach, escalation and alert exactly once, nothing lost, every chain
    whole, no tick failed, and no error in the log."""
    check_ticks(play, 2000, kills=4, seed=1)


def test_tick_that_somebody_crosses(play):
    """I6, A-082: a clerk ends a due period, and writes to another case, after the tick began and before it took
    them; another process tells what the tick was about to tell: nothing fails, nothing is logged, and every effect
    is there once."""
    answer, log = play("crossed", terms=20)
    print(answer)
    assert log.strip() == ""
    assert (answer["ended"], answer["different"], answer["breaks"]) == (0, 0, []), answer
    assert (answer["told"], answer["untold"]) == (1, 0), answer
    assert (answer["red"], answer["breached"]) == (19, 19), answer


def test_one_bad_period(play):
    """I6, A-082: one period that cannot be handled is told to the log at every tick and stops nobody else's
    warnings, events and alerts; the job itself is no failure, so that the scheduler goes on calling it."""
    answer, log = play("one_bad", terms=20)
    print(answer)
    assert answer["codes"] == [0, 0], log[-4000:]
    assert (answer["different"], answer["left"]) == (1, 1), answer
    assert (answer["alerted"], answer["untold"]) == (19, 0), answer
    assert answer["breaks"] == []
    assert log.count("ERROR") == 2, log[-4000:]
    assert log.count("1 periods could not be handled now") == 2, log[-4000:]


@pytest.mark.slow
def test_ticks_over_very_many(play):
    """I4, I6, trap 11: the same with 10,000 missed deadlines."""
    check_ticks(play, 10_000, kills=15, seed=2)


def test_tally_under_many_writers(play):
    """4 processes write, delete and cancel cases while a fifth sums the ledger of the boards up: in no transaction,
    nor after all of them, does the ledger differ from the records; and nobody had to wait or to try again."""
    answer, log = play("tally", writers=4, rounds=25)
    assert [found["error"] for found in answer["found"] if "error" in found] == []
    assert answer["drift"] == []
    assert sum(found["committed"] for found in answer["found"]) > 60
    assert log.strip() == ""


def test_tally_of_a_snapshot(play):
    """A transaction counts by the ledger what it sees of the records: its own writes, nobody else's later ones,
    although the ledger is summed up meanwhile."""
    seen, log = play("snapshots")
    assert all(by_ledger == by_records for by_ledger, by_records in (seen[key] for key in seen if "drift" not in key))
    before = seen["before"][0]
    counts = [seen[key][0] - before for key in ("other's own", "not yet", "one's own", "summed up", "still", "after")]
    assert counts == [1, 0, 1, 1, 1, 2]
    assert seen["drift within"] == seen["drift"] == []
    assert log.strip() == ""


def test_two_clerks_call_at_once(play):
    """W-053: three windows call at the same moment, each pressed twice: never one number at two windows, one
    number for the two presses, and nobody is skipped."""
    answers, _log = play("calls", rounds=6)
    assert [answer for answer in answers if isinstance(answer, dict)] == []
    windows = {}
    for desk, seen in answers:
        assert windows.setdefault(desk, seen) == seen, "two presses at one window called two numbers"
    assert len(windows) == 3
    called = [ticket for seen in windows.values() for ticket in seen]
    assert all(called)
    assert len(called) == len(set(called)), "a number was called to two windows"


def test_the_places_of_a_slot(play):
    """W-053: ten citizens book a slot of three places at one moment: exactly three have one, the others are told."""
    answer, log = play("bookings", citizens=10, places=3)
    assert answer["places"] == [1, 2, 3]
    assert answer["found"].count("booked") == 3, answer
    assert len(answer["found"]) == 10
    assert len(set(answer["found"])) == 2, "the others are told so, in one sentence"
    assert log.strip() == ""


def test_a_paper_and_the_move_of_its_case(play):
    """I4: a paper is made void, handed out, printed again or read online while its case moves, and the other way
    round: the second is told to look again, no number of an event is given twice, the chains are whole."""
    answer, log = play("papers")
    assert answer["breaks"] == []
    assert len(answer["found"]) == 8
    for act, first, told in answer["found"]:
        assert sorted(told) == ["LockError", "done"], (act, first, told)
    assert "duplicate key" not in log
    assert re.sub(RETRIED, "", log).strip() == ""
