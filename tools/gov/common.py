"""Paths, messages, child processes and locks shared by the tools."""

import contextlib
import errno
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "gov-one-window"


class Problem(Exception):
    """Something the person at the keyboard can put right; its text says how."""


def data_dir():
    """Return the folder that holds this checkout's databases, files and logs, made if missing."""
    path = Path(os.environ.get("GOV_DATA") or ROOT / ".data").absolute()
    return make_dir(path)


def cache_dir():
    """Return the user's folder for what several checkouts share, made if missing.

    Raises Problem where the user has no home and names no cache folder.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    if not base:
        home = os.environ.get("HOME")
        if not home:
            raise Problem("Neither HOME nor XDG_CACHE_HOME is set: set one, downloads are kept there.")
        base = Path(home) / ".cache"
    return make_dir(Path(base).absolute() / NAME)


def make_dir(path):
    """Create a folder with its parents and return it; raise Problem if that is not allowed."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(f"Cannot create the folder {path}: {error.strerror}.") from error
    return path


def say(text):
    """Print one line of progress at once."""
    print(text, flush=True)


def need_space(path, megabytes, what):
    """Raise Problem unless the disk that holds path has room for what is about to be written."""
    free = shutil.disk_usage(path).free // 2**20
    if free < megabytes:
        raise Problem(
            f"The disk is nearly full: {what} needs about {megabytes} MB in {path} and {free} MB are free.\n"
            "Free some space, or choose other folders with GOV_DATA=... (databases) "
            "and XDG_CACHE_HOME=... (downloads)."
        )


@contextlib.contextmanager
def explain_full_disk():
    """Turn the operating system's 'no space left' into a Problem."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(
                f"The disk is full ({error.filename or 'while writing'}): free some space and call again; "
                "finished steps are kept."
            ) from error
        raise


@contextlib.contextmanager
def lock(path, waiting_for):
    """Hold an exclusive lock on a file, saying what is waited for when another process has it."""
    make_dir(path.parent)
    with open(path, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting: another process is busy with {waiting_for}.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_atomic(path, text):
    """Replace a file's content in one step, so that a reader never sees half of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def run(command, *, what, env=None, cwd=None):
    """Run a command to its end and return its output.

    Raises Problem with the end of the output when the command fails.
    """
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env,
        cwd=cwd,
    )
    if done.returncode:
        raise failure(what, done.returncode, done.stdout)
    return done.stdout


def failure(what, code, output):
    """Build the Problem for a command that failed, with the end of what it printed."""
    tail = "\n".join(output.strip().splitlines()[-25:])
    if "No space left on device" in output or "could not extend file" in output:
        return Problem(f"The disk is full: {what} could not be finished. Free some space and call again.\n{tail}")
    return Problem(f"{what} failed (exit code {code}):\n{tail}")


def follow(command, *, what, log, env=None, stdin=None, progress=re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")):
    """Run an Odoo command, write its output to a log file and show every few seconds how far it is.

    Lines that are not Odoo log lines (what a script prints) are shown as they come.
    Raises Problem when the command fails.
    """
    log_line = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ [A-Z]+ ")
    shown = time.monotonic()
    lines = []
    in_record = False
    with (
        open(log, "w", encoding="utf-8") as handle,
        subprocess.Popen(
            [str(part) for part in command],
            stdin=open(stdin, encoding="utf-8") if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env,
        ) as child,
    ):
        for line in child.stdout:
            handle.write(line)
            handle.flush()
            lines.append(line)
            if log_line.match(line):
                in_record = True
                found = progress.search(line)
                if found and time.monotonic() - shown > 5:
                    shown = time.monotonic()
                    say(f"  {found[2]} of {found[3]}: {found[1]}")
            elif (not in_record or stdin) and "is a security risk" not in line:
                sys.stdout.write(f"  {line}")
                sys.stdout.flush()
    if child.returncode:
        raise failure(what, child.returncode, "".join(lines))


def alive(pid, needle):
    """Tell whether a process runs and its command line or working folder names needle."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        if needle in command:
            return True
        return needle in os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return False
