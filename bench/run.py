"""The benchmarks: each figure beside a peer measured in the same run.

Called by `make bench`. Choices: N=10000 (cases), ROUNDS=30, ONLY=accept,tick (names of FIGURES).
"""

import json
import os
import sys
import time
import traceback
from datetime import datetime
from pathlib import Path

import days
import fill
import moves
import report
import screens
import ticks
from databases import Databases

from odoo.tools import config

RESULTS = Path(__file__).with_name("results")
FIGURES = {
    "accept": moves.accept,
    "move": moves.move,
    "bulk": moves.bulk,
    "days": days.add_days,
    "tick": ticks.tick,
    "rule": ticks.time_rule,
    "screens": screens.screens,
}


class Run:
    """What the figures need: how many, where, and where to leave notes."""

    def __init__(self, count, rounds):
        self.count = count
        self.rounds = rounds
        self.databases = Databases()
        self.results = RESULTS
        RESULTS.mkdir(exist_ok=True)
        self._open = {}

    def database(self, count=None, fresh=False):
        """Open a clone of the filled database; each is cloned once unless ``fresh``."""
        from harness import Database

        count = count or self.count
        if fresh or count not in self._open:
            source = self.databases.filled(count, fill_database)
            database = Database(self.databases.clone(source))
            if fresh:
                return database
            self._open[count] = database
        return self._open[count]

    def note(self, name, text):
        """Write a text beside the results, for reading."""
        (self.results / name).write_text(text, encoding="utf-8")


def fill_database(name, count):
    """Fill a database that Odoo opens here."""
    from odoo import SUPERUSER_ID, api, sql_db
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        fill.fill(api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"}), count)
    with Registry(name).cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        cr._cnx.cursor().execute("VACUUM ANALYZE")
        cr._cnx.autocommit = False
    Registry.delete(name)
    sql_db.close_db(name)


def main():
    """Run the chosen figures; return 0 unless one failed to run."""
    count, rounds = int(os.environ.get("N") or 10_000), int(os.environ.get("ROUNDS") or 30)
    chosen = [name for name in (os.environ.get("ONLY") or ",".join(FIGURES)).split(",") if name]
    if unknown := set(chosen) - FIGURES.keys():
        sys.exit(f"There is no figure {', '.join(unknown)}; there are {', '.join(FIGURES)}.")
    config.parse_config(["-c", os.environ["GOV_ODOO_CONFIG"], "--log-level=error", "--max-cron-threads=0"])
    run = Run(count, rounds)
    found, broken = [], {}
    started = time.monotonic()
    try:
        for name in chosen:
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                figures = FIGURES[name](run)
                report.show(figures)
                found += figures
            except Exception:  # noqa: BLE001 (the other figures are still wanted)
                broken[name] = traceback.format_exc()
                print(broken[name], file=sys.stderr)
    finally:
        close()
        run.databases.drop_clones()
    moment = datetime.now()
    data = {
        "at": moment.isoformat(timespec="seconds"),
        "cases": count,
        "rounds": rounds,
        "seconds": round(time.monotonic() - started),
        "load": os.getloadavg(),
        "figures": [figure.data() for figure in found],
        "broken": broken,
    }
    path = RESULTS / f"{moment:%Y%m%d-%H%M%S}-{count}.json"
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
    print(f"\n{count:,} cases, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    report.show(found)
    over = [figure.name for figure in found if figure.met is False]
    print(f"{len(over)} over budget; results in {path.relative_to(Path.cwd())}")
    return 1 if broken else 0


def close():
    """Close what this process holds open, so that the clones can be dropped."""
    from odoo import sql_db

    sql_db.close_all()


if __name__ == "__main__":
    sys.exit(main())
