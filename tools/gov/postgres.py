"""Private PostgreSQL clusters: a durable one for the demo, a fast one for tests and development.

Each listens on a unix socket only. PostgreSQL refuses to run as root, so for root the server runs
as the system's postgres user, in a folder which that user can reach.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from glob import glob
from pathlib import Path

from .common import Problem, alive, data_dir, failure, lock, make_dir, need_space, say, write_atomic

ROLE = "odoo"
SOCKET_LIMIT = 90
SETTINGS = {
    "demo": """
shared_buffers = 256MB
max_connections = 120
""",
    "scratch": """
shared_buffers = 384MB
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
autovacuum_naptime = 5min
""",
}
COMMON_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
log_min_messages = warning
log_checkpoints = off
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


def programs():
    """Return the folder with the newest PostgreSQL server's programs; raise Problem if there is none."""
    folders = [Path(path).parent for path in glob("/usr/lib/postgresql/*/bin/initdb")]
    if not folders:
        raise Problem("No PostgreSQL server is installed (Debian package postgresql).")
    return max(folders, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)])


def server_user():
    """Return the user that runs the server: the caller, or Debian's postgres user for root.

    Raises Problem for root on a machine without that user.
    """
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise Problem("PostgreSQL cannot run as root, and this machine has no user named postgres.") from None


class Cluster:
    """One private PostgreSQL server of this checkout, named 'demo' or 'scratch'."""

    def __init__(self, name):
        self.name = name
        self.user = server_user()
        self.programs = programs()
        self.folder = self._folder()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = self._sockets()

    def _mark(self):
        """A short word that differs for each data folder."""
        return hashlib.sha256(str(data_dir()).encode()).hexdigest()[:10]

    def _folder(self):
        """Choose the cluster's folder: in the project's data folder if the server's user gets there."""
        inside = data_dir() / "postgres" / self.name
        if os.geteuid() == 0 and not self._reachable(data_dir()):
            folder = Path("/var/lib") / "gov-one-window" / self._mark() / self.name
            make_dir(data_dir())
            write_atomic(data_dir() / f"postgres-{self.name}.path", f"{folder}\n")
            return folder
        return inside

    def _reachable(self, folder):
        """Tell whether the server's user may pass through every folder down to this one."""
        groups = os.getgrouplist(self.user.pw_name, self.user.pw_gid)
        for path in [folder, *folder.parents]:
            info = path.stat()
            if info.st_uid == self.user.pw_uid:
                bit = stat.S_IXUSR
            elif info.st_gid in groups:
                bit = stat.S_IXGRP
            else:
                bit = stat.S_IXOTH
            if not info.st_mode & bit:
                return False
        return True

    def _sockets(self):
        """Choose the socket's folder: beside the data, or a short one where that path is too long."""
        inside = self.folder / "socket"
        if len(str(inside)) < SOCKET_LIMIT:
            return inside
        return Path(tempfile.gettempdir()) / f"gov-{self.user.pw_uid}-{self._mark()}-{self.name}"

    def _make_own(self, folder):
        """Make a folder that only the server's user may enter; raise Problem if it is someone else's."""
        make_dir(folder.parent)
        try:
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        except FileExistsError:
            info = folder.lstat()
            if not stat.S_ISDIR(info.st_mode) or info.st_uid != self.user.pw_uid:
                raise Problem(f"{folder} exists and belongs to another user: remove it, or set GOV_DATA.") from None

    def as_user(self, *words):
        """Return a command that runs as the server's user."""
        command = [str(word) for word in words]
        if os.geteuid():
            return command
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--init-groups", *command]

    def call(self, *words, what):
        """Run one of PostgreSQL's own programs as the server's user and return its output."""
        env = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "PGHOST": str(self.sockets),
            "HOME": "/nonexistent",
        }
        # A server started here must not hold the caller's pipes: a reader would wait for it for ever.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(
                self.as_user(self.programs / words[0], *words[1:]),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd="/",
            )
            output.seek(0)
            text = output.read()
        if done.returncode:
            raise failure(what, done.returncode, text)
        return text

    def env(self):
        """Return the environment of a client of this cluster."""
        return {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": ROLE, "PGPASSWORD": ""}

    def start(self):
        """Start the server, first creating or repairing the cluster where needed.

        Raises Problem with the end of the server's log when it does not start.
        """
        with lock(data_dir() / f"postgres-{self.name}.lock", "the database server"):
            if self.running():
                return
            self._initialise()
            self._make_own(self.sockets)
            self._clear_stale()
            need_space(self.folder, 300, "the database server")
            settings = f"unix_socket_directories = '{self.sockets}'\n{COMMON_SETTINGS}{SETTINGS[self.name]}"
            self._write(self.data / "gov.conf", settings)
            say(f"Starting the private database server ({self.name}).")
            try:
                self.call("pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", self.log, what="pg_ctl start")
            except Problem as error:
                tail = "\n".join(self._read(self.log).splitlines()[-15:])
                raise failure("Starting PostgreSQL", 1, f"{error}\n{tail}") from error
            self._roles()

    def stop(self):
        """Stop the server if it runs."""
        with lock(data_dir() / f"postgres-{self.name}.lock", "the database server"):
            if self.running():
                self.call("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data, what="pg_ctl stop")

    def remove(self):
        """Stop the server and delete the cluster with all its databases."""
        self.stop()
        for path in (self.folder, self.sockets):
            shutil.rmtree(path, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.folder.parent.rmdir()

    def running(self):
        """Tell whether this cluster's server runs and answers on its socket."""
        pid = self._pid()
        return bool(pid and alive(pid, str(self.data)) and self._answers())

    def _answers(self):
        command = [self.programs / "pg_isready", "-q", "-h", self.sockets, "-t", "10"]
        return subprocess.run([str(word) for word in command]).returncode == 0

    def _pid(self):
        try:
            return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _initialise(self):
        """Create the cluster; one that was interrupted half-way is made again."""
        if (self.data / "PG_VERSION").exists() and (self.folder / "complete").exists():
            made = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip()
            if made == self.programs.parent.name:
                return
            older = Path("/usr/lib/postgresql") / made / "bin"
            if (older / "initdb").exists():
                self.programs = older
                return
            raise Problem(
                f"The databases in {self.folder} were made by PostgreSQL {made}, which is no longer installed "
                f"(Debian package postgresql-{made}). Install it, or give them up with make clean."
            )
        need_space(make_dir(self.folder.parent), 500, "the database server")
        say(f"Creating the private database cluster ({self.name}).")
        self._make_own(self.folder)
        shutil.rmtree(self.data, ignore_errors=True)
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D", self.data]
        if self.name == "scratch":
            words.append("-N")
        self.call("initdb", *words, what="Creating the database cluster")
        config = self.data / "postgresql.conf"
        self._write(config, f"{self._read(config)}\ninclude 'gov.conf'\n")
        self._write(self.folder / "complete", "")

    def _clear_stale(self):
        """Remove what a crash or a power cut left behind, so that the server can start again."""
        pid = self._pid()
        if pid and alive(pid, str(self.data)):
            return
        for path in [self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")]:
            path.unlink(missing_ok=True)

    def _roles(self):
        """Give Odoo its own role: it refuses to work as the superuser."""
        base = ["-X", "-q", "-h", self.sockets, "-U", "postgres", "-d", "postgres"]
        found = self.call("psql", *base, "-Atc", f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'", what="psql")
        if found.strip() != "1":
            self.call("psql", *base, "-c", f"CREATE ROLE {ROLE} LOGIN CREATEDB", what="Creating the role")

    def query(self, sql, database="postgres"):
        """Run SQL as Odoo's role and return the lines of its answer."""
        base = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", ROLE, "-d", database]
        return self.call("psql", *base, "-Atc", sql, what="psql").splitlines()

    def _write(self, path, text):
        write_atomic(path, text)
        if os.geteuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _read(self, path):
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
