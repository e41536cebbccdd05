"""`make test`: its own databases, then pytest on every test of the repository."""

import os
import re
import secrets
import subprocess
from pathlib import Path

from . import addons, db
from .common import ROOT, Problem, say

NO_TESTS = 5  # pytest's exit code


def addon_of(path):
    """Return the addon that a path below addons/ belongs to, or None."""
    found = re.match(r"addons/(\w+)", os.path.relpath(path, ROOT))
    return found[1] if found else None


def run(target, keyword, slow):
    """Run the tests and return pytest's exit code.

    target: a path (an addon, a file, file::Class) or None for everything; keyword: pytest's -k;
    slow: also the tests marked slow. With a path inside one addon only that addon and those
    beneath it are installed.
    """
    path = (target or "").split("::")[0]
    if path and not Path(path).exists():
        raise Problem(f"T={target}: there is no such file or folder.")
    bench = db.Bench("scratch", dev=True)
    templates = db.Templates(bench)
    addon = addon_of(path) if path else None
    build = templates.with_assets if needs_browser(path) else templates.installed
    source = build([addon] if addon else None)
    words = [] if target and "::" in target else ["-n", "2", "--dist", "loadscope"]
    if keyword:
        words += ["-k", keyword]
    words += ["-m", "" if slow else "not slow"]
    if addon:
        return on_clone(bench, source, [*words, target])
    demo = templates.demo()
    if path:
        return on_clone(bench, source, [*words, target], GOV_TEST_DEMO=demo)
    # Odoo's test classes end every child process of theirs, so servers and browsers run apart
    folders = [f"addons/{name}" for name in addons.ordered()]
    failed = on_clone(bench, source, [*words, *folders])
    if failed and not (keyword and failed == NO_TESTS):
        return failed
    return on_clone(bench, source, [*words, "tests"], GOV_TEST_DEMO=demo)


def needs_browser(path):
    """Tell whether a run opens a browser: everything and folders may, one file says so."""
    if not Path(path).is_file():
        return True
    text = Path(path).read_text(encoding="utf-8")
    return "browser_js" in text or "start_tour" in text


def on_clone(bench, source, words, **extra):
    """Run pytest with pytest-odoo on a clone of a template and return its exit code."""
    name = f"test_{secrets.token_hex(4)}"
    bench.clone(source, name)
    env = bench.env(GOV_TEST_RUN=name, PYTHONDONTWRITEBYTECODE="1", **extra)
    env["PYTHONPATH"] += f":{ROOT / 'tools'}"
    command = [bench.python, "-m", "pytest", "-p", "gov_pytest", f"--odoo-database={name}", "--odoo-http"]
    command += [f"--odoo-config={bench.config}", "--odoo-log-level=warn", *words]
    say(f"Testing on {name}.")
    try:
        return subprocess.run([str(word) for word in command], env=env, cwd=ROOT).returncode
    finally:
        for database in bench.databases():
            if database.startswith(name):
                bench.drop(database)


def bench():
    """Run bench/run.py on the scratch cluster and return its exit code; raise Problem if there is none."""
    script = ROOT / "bench" / "run.py"
    if not script.exists():
        raise Problem("There are no benchmarks yet (bench/run.py).")
    here = db.Bench("scratch", dev=True)
    env = here.env(GOV_ODOO_CONFIG=str(here.config))
    env["PYTHONPATH"] += f":{ROOT / 'tools'}"
    return subprocess.run([str(here.python), str(script)], env=env, cwd=ROOT).returncode
