"""`make lint` and `make fmt`: ruff, pylint-odoo, prettier, eslint and Odoo's own lint tests."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from . import addons, db, testing, venv
from .common import ROOT, Problem, run, say

PYTHON_PATHS = ("addons", "tools", "tests", "bench")
WEB_PATTERNS = (
    "addons/**/*.{js,scss,css}",
    "addons/**/{data,security,views,wizards,report,static/src,static/tests}/**/*.xml",
)
# Odoo's own checks that look at files; the others look at Odoo alone or need tools of their own.
ODOO_CHECKS = (
    "test_dunderinit",
    "test_i18n",
    "test_index",
    "test_jstranslate",
    "test_manifests",
    "test_markers",
    "test_naming",
    "test_onchange_domains",
    "test_orm_import",
    "test_override_signatures",
    "test_routes",
)


def python_paths():
    """Return the folders with Python code that exist."""
    return [path for path in PYTHON_PATHS if (ROOT / path).is_dir()]


def node_tool(name):
    """Return the path of prettier or eslint, installed from the lock file when needed.

    Raises Problem when there is no npm or the packages cannot be had.
    """
    if not shutil.which("npm"):
        raise Problem("npm is not installed; ask for: apt-get install --no-install-recommends nodejs npm")
    stamp = ROOT / "node_modules" / ".stamp"
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != digest:
        say("Installing prettier and eslint.")
        run(["npm", "ci", "--silent"], what="npm ci", cwd=ROOT)
        stamp.write_text(digest, encoding="utf-8")
    return ROOT / "node_modules" / ".bin" / name


def check():
    """Run every linter, the later ones too when an earlier one complains; return the exit code."""
    python = venv.provision(dev=True)
    steps = {
        "ruff check": [python, "-m", "ruff", "check", *python_paths()],
        "ruff format": [python, "-m", "ruff", "format", "--check", *python_paths()],
        "pylint-odoo": [
            *(python, "-m", "pylint", "--score=n"),
            "--disable=consider-merging-classes-inherited",  # a big model is written topic by topic, a file each
            *(f"addons/{name}" for name in addons.manifests()),
        ],
        "prettier": [node_tool("prettier"), "--check", "--no-error-on-unmatched-pattern", *WEB_PATTERNS],
        "eslint": [node_tool("eslint"), "--no-warn-ignored", "--no-error-on-unmatched-pattern", "addons"],
    }
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        if subprocess.run([str(word) for word in command], cwd=ROOT).returncode:
            failed.append(name)
    say("== Odoo's own lint tests")
    if odoo_checks():
        failed.append("Odoo's own lint tests")
    say(f"\nComplaints from: {', '.join(failed)}" if failed else "\nNo complaints.")
    return 1 if failed else 0


def odoo_checks():
    """Run Odoo's lint tests on the suite's addons alone and return pytest's exit code."""
    bench = db.Bench("scratch", dev=True)
    source = db.Templates(bench).installed()
    folder = bench.odoo.source / "addons" / "test_lint" / "tests"
    files = [folder / f"{name}.py" for name in ODOO_CHECKS]
    words = [
        "-p",
        "gov_odoo_lint",
        "-q",
        "-o",
        "addopts=--strict-markers",
        *(str(path) for path in files if path.exists()),
    ]
    return testing.on_clone(bench, source, words)


def fix():
    """Format everything and repair what can be repaired; return the exit code."""
    python = venv.provision(dev=True)
    steps = (
        [python, "-m", "ruff", "check", "--fix", "--silent", "--exit-zero", *python_paths()],
        [python, "-m", "ruff", "format", *python_paths()],
        [node_tool("prettier"), "--write", "--log-level=warn", "--no-error-on-unmatched-pattern", *WEB_PATTERNS],
    )
    return max(subprocess.run([str(word) for word in command], cwd=ROOT).returncode for command in steps)


def lock_requirements():
    """Resolve requirements*.in again and write the pinned, hashed files that name no index."""
    uv = Path(venv.provision(dev=True)).with_name("uv")
    for name in ("requirements", "requirements-dev"):
        words = [uv, "pip", "compile", "--universal", "--python-version=3.11", "--generate-hashes", "--upgrade"]
        words += [
            "--override=requirements-overrides.txt",
            "--no-emit-index-url",
            "--no-annotate",
            "--custom-compile-command=make lock",
            "--quiet",
        ]
        run([*words, f"{name}.in", "-o", f"{name}.txt"], what=f"Resolving {name}.in", cwd=ROOT)
    return 0
