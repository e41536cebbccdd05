"""`make run`: the demo's database, and the server in front of it."""

import json
import os
import signal
import socket
import subprocess
import time
import unicodedata
import urllib.request
from pathlib import Path

from . import addons, db
from .common import Problem, alive, data_dir, explain_full_disk, lock, need_space, say, write_atomic

DATABASE = "demo"
STATE = """
    SELECT name, state, coalesce(latest_version, '')
      FROM ir_module_module
     WHERE state IN ('installed', 'to upgrade', 'to install', 'to remove')
"""


def port():
    """Return the port to serve on; raise Problem for a value that is none."""
    value = os.environ.get("PORT") or "8069"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise Problem(f"PORT={value} is not a port number, for example: make run PORT=8070")
    return int(value)


def check_port(number):
    """Raise Problem when another program listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except PermissionError:
            raise Problem(f"This user may not use port {number}; choose one above 1023: make run PORT=8070") from None
        except OSError:
            raise Problem(
                f"Port {number} is taken by another program. Choose another one: make run PORT={number + 1}"
            ) from None


def logins_file():
    """Return the path of the file in which the demo's loader leaves its logins."""
    return data_dir() / "logins.json"


def marker():
    """Return the path of the file that says from which code the demo's database was made."""
    return data_dir() / "demo.json"


def fingerprint():
    """Return what the installed database depends on: the code of all addons."""
    return addons.code(addons.ordered())


def version(text):
    """Return a version as numbers that compare."""
    return [int(part) if part.isdigit() else 0 for part in text.split(".")]


def check_versions(installed, manifests):
    """Raise Problem when a database's modules are newer than this checkout's addons.

    installed: {module: version in the database}; manifests: {addon: manifest}.
    """
    newer = [
        f"  {name}: {installed[name]} in the database, {manifest['version']} here"
        for name, manifest in manifests.items()
        if version(installed.get(name, "0")) > version(manifest["version"])
    ]
    if newer:
        raise Problem(
            "The demo's database was made by a newer version of the modules:\n"
            + "\n".join(newer)
            + "\nUpdate this checkout, or keep both: make run GOV_DATA=/another/folder"
        )


def prepare(bench):
    """Make the demo's database, or bring it up to the code of this checkout.

    Every step may be interrupted: an unfinished database has another name and is made again, an
    unfinished upgrade is repeated.
    """
    with lock(data_dir() / "demo.lock", "the demo's database"), explain_full_disk():
        if not bench.exists(DATABASE):
            create(bench)
        else:
            refresh(bench)


def create(bench):
    """Install the addons, load the demo, and only then give the database its name."""
    building = f"{DATABASE}_building"
    names = addons.ordered()
    if not names:
        raise Problem(f"There is no addon in {addons.FOLDER}.")
    need_space(data_dir(), 1000, "the demo")
    code = fingerprint()
    bench.drop(building)
    say(f"Installing {', '.join(names)} with Odoo's modules they need (about a minute).")
    bench.install(building, names, "Installing the modules")
    say("Setting language and time zone.")
    bench.settle(building)
    say("Loading the demo.")
    write_atomic(logins_file(), json.dumps([{"role": "系统管理员", "login": "admin", "password": "admin"}]))
    bench.load_demo(building, logins_file())
    say("Compiling the web client.")
    bench.script(building, db.ASSETS, "Compiling the web client")
    bench.rename(building, DATABASE)
    write_atomic(marker(), json.dumps({"code": code}))


def refresh(bench):
    """Upgrade an existing database when the code has changed or an upgrade was cut off.

    Raises Problem for a database made by newer modules.
    """
    rows = [line.split("|") for line in bench.cluster.query(STATE, DATABASE)]
    check_versions({name: at for name, _state, at in rows}, addons.manifests())
    code = fingerprint()
    known = json.loads(marker().read_text(encoding="utf-8")) if marker().exists() else {}
    unfinished = [name for name, state, _at in rows if state != "installed"]
    if known.get("code") != code or unfinished:
        say("The code has changed since the demo's database was made: upgrading it.")
        upgrade(bench, DATABASE)
        write_atomic(marker(), json.dumps({"code": code}))


def upgrade(bench, name):
    """Upgrade every addon of this checkout in a database, installing those that are new.

    Raises Problem when there is no such database or the upgrade fails.
    """
    if not bench.exists(name):
        raise Problem(f"There is no database named {name}. These exist: {', '.join(bench.databases()) or '(none)'}")
    names = addons.ordered()
    words = ["-d", name, "-u", ",".join(names), "-i", ",".join(names), "--stop-after-init", "--no-http"]
    log = bench.logs / f"upgrade-{name}.log"
    db.follow(bench.command(*words), what=f"Upgrading {name}", log=log, env=bench.env())
    for record in db.trouble(log):
        say(record)


def pid_file():
    """Return the path of the file that names the running server's process."""
    return data_dir() / "odoo.pid"


def running():
    """Return (process id, port) of this checkout's running server, or None."""
    try:
        pid, number = pid_file().read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return None
    return (int(pid), int(number)) if alive(int(pid), str(data_dir() / "odoo-demo.conf")) else None


def serve(bench, number):
    """Run the server in the foreground until it is told to stop; return its exit code.

    Raises Problem with the end of the log when it does not start.
    """
    log = bench.logs / "odoo.log"
    words = ["-d", DATABASE, f"--db-filter=^{DATABASE}$", f"--http-port={number}", f"--logfile={log}"]
    say("Starting the server.")
    start = log.stat().st_size if log.exists() else 0
    child = subprocess.Popen(
        [str(word) for word in bench.command(*words)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=bench.env(),
        start_new_session=True,
    )
    write_atomic(pid_file(), f"{child.pid} {number}\n")

    def forward(signum, _frame):
        child.send_signal(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, forward)
    try:
        if wait_for(child, number):
            announce(number, log)
            child.wait()
        elif child.wait() not in (0, -signal.SIGINT, -signal.SIGTERM):
            with log.open(encoding="utf-8", errors="replace") as handle:
                handle.seek(start)
                tail = "\n".join(handle.read().splitlines()[-20:])
            raise Problem(f"The server stopped while starting (log: {log}):\n{tail}")
    finally:
        pid_file().unlink(missing_ok=True)
    say("The server has stopped.")
    return 0


def wait_for(child, number):
    """Wait until the server answers; return False when it stops before it does."""
    while child.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{number}/web/health", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.3)
    return False


def announce(number, log):
    """Print the address and one login per role."""
    say(f"\nOne Window is ready: http://127.0.0.1:{number}\n")
    if logins_file().exists():
        rows = json.loads(logins_file().read_text(encoding="utf-8"))
        table = [("role", "login", "password"), *((row["role"], row["login"], row["password"]) for row in rows)]
        widths = [max(width(row[column]) for row in table) for column in range(3)]
        for row in table:
            say("  " + "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)))
    say(f"\nLog: {log}\nCtrl-C stops the server; make stop also stops the database.")


def width(text):
    """Return how many columns a terminal needs for a text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def run():
    """Bring the demo up and serve it; return the exit code.

    Raises Problem for everything that the person at the keyboard can put right.
    """
    number = port()
    current = running()
    if current:
        say("The demo of this checkout is running already.")
        announce(current[1], data_dir() / "logs" / "odoo.log")
        return 0
    check_port(number)
    bench = db.Bench("demo")
    prepare(bench)
    check_port(number)
    return serve(bench, number)


def stop():
    """Stop the running server, if there is one, and wait for it."""
    current = running()
    if current:
        os.kill(current[0], signal.SIGINT)
        for _attempt in range(100):
            if not Path(f"/proc/{current[0]}").exists():
                break
            time.sleep(0.2)
