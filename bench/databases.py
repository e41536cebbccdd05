"""The databases of the benchmarks: installed and filled once for a state of the code, then cloned."""

import contextlib
import hashlib
import os
import secrets
import shutil
from pathlib import Path

from gov import addons, db
from gov.common import data_dir, explain_full_disk, lock, say

PEERS = ("project", "resource", "base_automation")


class Databases:
    """Filled templates, and clones of them for one run."""

    def __init__(self):
        self.bench = db.Bench("scratch", dev=True)
        self.made = []

    def _key(self, *parts):
        text = "\0".join(map(str, (addons.code(addons.ordered()), *parts)))
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    def _installed(self):
        """Return the template with the suite and its peers."""
        name = f"bench_base_{self._key(PEERS)}"
        if not self.bench.exists(name):
            source = db.Templates(self.bench).installed()
            building = f"{name}_building"
            self.bench.clone(source, building)
            self.bench.install(building, PEERS, f"Installing {', '.join(PEERS)}")
            self.bench.rename(building, name)
            self._prune("bench_base_", name)
        return name

    def filled(self, count, fill):
        """Return the template with ``count`` cases, building it if missing.

        fill: called with the name of the database to fill
        """
        recipe = Path(__file__).with_name("fill.py").read_text(encoding="utf-8")
        prefix = f"bench_{count}_"
        name = prefix + self._key(PEERS, recipe)
        with lock(data_dir() / "bench.lock", "the benchmark's databases"), explain_full_disk():
            if not self.bench.exists(name):
                building = f"{name}_building"
                self.copy(self._installed(), building)
                say(f"Filling a database with {count:,} cases.")
                fill(building, count)
                self.bench.rename(building, name)
                self._prune(prefix, name)
        return name

    def copy(self, source, name):
        """Clone a database by copying its files, which is the quick way for a large one."""
        self.bench.drop(name)
        self.bench.cluster.query(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')
        store = self.bench.files / "filestore"
        if (store / source).is_dir():
            shutil.copytree(store / source, store / name, copy_function=os.link)

    def clone(self, source):
        """Clone a template for this run."""
        name = f"bench_run_{secrets.token_hex(4)}"
        self.made.append(name)
        self.copy(source, name)
        return name

    def drop_clones(self):
        """Drop what this run cloned."""
        for name in self.made:
            with contextlib.suppress(Exception):
                self.bench.drop(name)

    def _prune(self, prefix, keep):
        for name in self.bench.databases():
            if name.startswith(prefix) and name != keep:
                self.bench.drop(name)
