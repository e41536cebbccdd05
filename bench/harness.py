"""Measuring: transactions like a request's, two things in turn, medians; what a query costs."""

import contextlib
import gc
import statistics
import time
from dataclasses import asdict, dataclass, field
from unittest import mock

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

CONTEXT = {"lang": "zh_CN", "tz": "Asia/Shanghai"}


@dataclass
class Sample:
    """What was measured of one thing: milliseconds of each round, and queries."""

    times: list = field(default_factory=list)
    queries: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def query_count(self):
        return round(statistics.median(self.queries)) if self.queries else 0

    def text(self):
        """Return median and range for people."""
        return f"{number(self.median)} ms [{number(min(self.times))}-{number(max(self.times))}]"

    def data(self):
        """Return the numbers for the JSON file."""
        values = {"median_ms": self.median, "min_ms": min(self.times), "max_ms": max(self.times)}
        return values | {"rounds": len(self.times), "queries": self.query_count}


@dataclass
class Figure:
    """One line of the result; ``met`` is None where no budget applies."""

    name: str
    ours: str
    peer: str
    value: str
    budget: str
    met: bool | None
    details: dict = field(default_factory=dict)

    def data(self):
        return asdict(self)


def number(value):
    """Format a number with three significant digits."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def ratio_figure(name, ours, peer, budget, floor=False):
    """Compare two samples of one run; ``floor``: the budget is how many times faster we must be."""
    ratio = peer.median / ours.median if floor else ours.median / peer.median
    met = None if budget is None else (ratio >= budget if floor else ratio <= budget)
    text = "" if budget is None else f"{'>=' if floor else '<='} {number(budget)} x"
    details = {"ours": ours.data(), "peer": peer.data(), "ratio": ratio}
    return Figure(name, ours.text(), peer.text(), f"{number(ratio)} x", text, met, details)


def query_figure(name, ours, peer, budget):
    """Compare the number of queries of a sample with its budget."""
    met = None if budget is None else ours.query_count <= budget
    text = "" if budget is None else f"<= {budget} queries"
    peer_text = f"{peer.query_count} queries" if peer else ""
    details = {"ours": ours.query_count, "peer": peer.query_count if peer else None}
    return Figure(name, f"{ours.query_count} queries", peer_text, f"{ours.query_count}", text, met, details)


class Database:
    """A database opened in this process; each transaction starts with empty caches of records,
    as a request does, and with warm caches of the registry."""

    def __init__(self, name):
        self.name = name
        self.registry = Registry(name)
        with self.env() as env:
            self.users = {user.login: user.id for user in env["res.users"].search([])}

    @contextlib.contextmanager
    def env(self, login=None):
        """Give an environment that commits at the end."""
        with self.registry.cursor() as cr:
            uid = self.users[login] if login else SUPERUSER_ID
            env = api.Environment(cr, uid, CONTEXT)
            if login:
                env = env(context={**CONTEXT, "allowed_company_ids": env.user.company_id.ids})
                env.transaction.clear()
            yield env
            env.flush_all()

    def measure(self, login, work, sample, *args):
        """Run ``work(env, *args)`` in a transaction of its own, commit included; return its result."""
        with self.registry.cursor() as cr:
            context = {**CONTEXT, "allowed_company_ids": [1]}
            started, before = time.perf_counter(), cr.sql_log_count
            env = api.Environment(cr, self.users[login] if login else SUPERUSER_ID, context)
            result = work(env, *args)
            env.flush_all()
            sample.queries.append(cr.sql_log_count - before)
            cr.commit()
            sample.times.append((time.perf_counter() - started) * 1000)
            return result


def in_turn(rounds, *measured, warm_up=3):
    """Call each function in turn, round after round, after a warm-up.

    measured: pairs (function, sample); the function takes a sample and fills it.
    """
    for function, _sample in measured:
        for _round in range(warm_up):
            function(Sample())
    gc.collect()
    gc.freeze()
    for _round in range(rounds):
        for function, sample in measured:
            function(sample)
    gc.unfreeze()


def time_of(sample, work, repeat=1):
    """Add the time of one call, as the mean of ``repeat`` calls."""
    started = time.perf_counter()
    for _time in range(repeat):
        work()
    sample.times.append((time.perf_counter() - started) * 1000 / repeat)


@contextlib.contextmanager
def queries(found):
    """Add (milliseconds, where in our code, SQL) of each query to ``found``."""
    execute = sql_db.Cursor.execute

    def recorded(self, query, params=None, log_exceptions=True):
        started = time.perf_counter()
        try:
            return execute(self, query, params, log_exceptions)
        finally:
            shown = " ".join(str(getattr(query, "code", query)).split())
            found.append(((time.perf_counter() - started) * 1000, caller(), shown))

    with mock.patch.object(sql_db.Cursor, "execute", recorded):
        yield found


def caller():
    """Return the nearest lines of the suite's own code in the stack, the inner one first."""
    import sys

    places, frame = [], sys._getframe(2)
    while frame and len(places) < 3:
        path = frame.f_code.co_filename
        if "/addons/gov_" in path:
            places.append(f"{path.split('/addons/')[-1]}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(places)
