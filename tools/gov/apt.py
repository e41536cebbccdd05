"""Debian packages: what the machine must have, and how to ask for what is missing."""

import ctypes.util
import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .common import Problem, cache_dir, make_dir, run, say, write_atomic

SOURCES = Path("/etc/apt")
BROWSER = Path("/usr/bin/chromium")

# name of the need, Debian package, test that it is there
RUN_NEEDS = (
    ("a PostgreSQL server", "postgresql", lambda: bool(glob.glob("/usr/lib/postgresql/*/bin/initdb"))),
    ("Pango", "libpango-1.0-0", lambda: bool(ctypes.util.find_library("pango-1.0"))),
    ("Pango for FreeType", "libpangoft2-1.0-0", lambda: bool(ctypes.util.find_library("pangoft2-1.0"))),
    ("HarfBuzz subsetting", "libharfbuzz-subset0", lambda: bool(ctypes.util.find_library("harfbuzz-subset"))),
    ("Cairo", "libcairo2", lambda: bool(ctypes.util.find_library("cairo"))),
    ("file type detection", "libmagic1", lambda: bool(ctypes.util.find_library("magic"))),
    ("Chinese fonts", "fonts-noto-cjk", lambda: bool(glob.glob("/usr/share/fonts/opentype/noto/NotoSansCJK*"))),
    ("Python's venv module", f"python3.{sys.version_info[1]}-venv", lambda: has_module("ensurepip")),
)
TEST_NEEDS = (
    ("a browser", "chromium", BROWSER.exists),
    ("docker compose", "docker-compose", lambda: bool(compose_command())),
)


def has_module(name):
    """Tell whether the running interpreter can import a module."""
    import importlib.util

    return importlib.util.find_spec(name) is not None


def compose_command():
    """Return the command that runs docker compose on this machine, or None."""
    if shutil.which("docker"):
        done = subprocess.run(["docker", "compose", "version"], capture_output=True)
        if done.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    return None


def ensure(needs):
    """Install the Debian packages that are missing.

    Raises Problem with the list of packages to ask for when this user may not install them.
    """
    missing = [(name, package) for name, package, present in needs if not present()]
    if not missing:
        return
    packages = [package for _name, package in missing]
    listed = "\n".join(f"  {package:24} {name}" for name, package in missing)
    asked = f"This machine lacks:\n{listed}\nAsk for: apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Problem(f"{asked}\n(There is no apt-get here: install their like by the system's own means.)")
    prefix = privilege()
    if prefix is None:
        raise Problem(f"{asked}\nThis user may not install packages: neither root nor sudo.")
    say(f"Installing Debian packages: {' '.join(packages)}")
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    command = [*prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        run(command, what="apt-get install", env=env)
    except Problem:
        say("Refreshing the package lists first.")
        update = subprocess.run([*prefix, "apt-get", "update", "-q"], env=env, capture_output=True, text=True)
        try:
            run(command, what="apt-get install", env=env)
        except Problem as error:
            raise Problem(f"{error}\n{update.stderr.strip()}\n\n{asked}") from error
    left = [package for _name, package, present in needs if not present()]
    if left:
        raise Problem(f"apt-get installed {' '.join(left)}, and yet what they bring is not found.")


def privilege():
    """Return the words to put before a command that needs root, or None if there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        ask = [] if sys.stdin and sys.stdin.isatty() else ["-n"]
        if subprocess.run(["sudo", *ask, "true"], stderr=subprocess.DEVNULL).returncode == 0:
            return ["sudo", *ask]
    return None


def main_archive(folder=SOURCES):
    """Find the machine's own Debian mirror.

    Returns (uri, suite, options) of the first entry that carries Debian's main archive, options
    being deb822 lines such as Signed-By. Raises Problem when there is none.
    """
    for entry in read_sources(folder):
        if "deb" not in entry["Types"].split() or "main" not in entry.get("Components", "").split():
            continue
        suites = [s for s in entry["Suites"].split() if "-" not in s and "/" not in s]
        uris = [u for u in entry["URIs"].split() if "security" not in u and not u.startswith("cdrom")]
        if suites and uris:
            options = [f"{key}: {entry[key]}" for key in ("Signed-By", "Trusted") if key in entry]
            return uris[0], suites[0], options
    raise Problem(
        f"No entry for Debian's main archive was found under {folder}.\n"
        "Give a checkout of Odoo 19.0 instead: make run ODOO_SRC=/path/to/odoo"
    )


def read_sources(folder):
    """Yield the entries of sources.list (one line each) and *.sources (deb822) as dicts."""
    files = sorted((folder / "sources.list.d").glob("*.sources"))
    for path in files:
        for paragraph in re.split(r"\n\s*\n", path.read_text(encoding="utf-8", errors="replace")):
            entry = deb822(paragraph)
            if entry.get("Enabled", "yes").lower() != "no" and {"Types", "URIs", "Suites"} <= entry.keys():
                yield entry
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]
    for path in lists:
        if path.exists():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                found = re.match(r"^\s*(deb)\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
                if found:
                    options = dict(o.split("=", 1) for o in (found[2] or "").split() if "=" in o)
                    entry = {"Types": "deb", "URIs": found[3], "Suites": found[4], "Components": found[5]}
                    names = {"signed-by": "Signed-By", "trusted": "Trusted"}
                    entry.update({names[k]: v for k, v in options.items() if k in names})
                    yield entry


def deb822(paragraph):
    """Parse one deb822 paragraph, continuation lines kept as they are."""
    entry, key = {}, None
    for line in paragraph.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0] in " \t" and key:
            entry[key] += "\n" + line
        elif ":" in line:
            key, value = line.split(":", 1)
            key = key.strip()
            entry[key] = value.strip()
    return entry


class PrivateApt:
    """Debian's unstable suite beside the machine's own, in lists and caches of the project.

    The machine's own package lists, caches and settings stay as they are. To be used in a with
    statement, at whose end the lists are removed: they are large and soon stale.
    """

    def __enter__(self):
        self.folder = make_dir(cache_dir() / "apt")
        for name in ("sources", "lists/partial", "cache/archives/partial"):
            make_dir(self.folder / name)
        uri, self.suite, options = main_archive()
        lines = [f"Types: deb\nURIs: {uri}\nSuites: {self.suite} sid\nComponents: main", *options]
        write_atomic(self.folder / "sources" / "gov.sources", "\n".join(lines) + "\n")
        return self

    def __exit__(self, *_error):
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *words):
        """Return an apt-get or apt-cache command that uses only the private lists."""
        options = {
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": self.folder / "sources",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            # a mirror that lags is good enough: the package is pinned by its checksum
            "Acquire::Check-Valid-Until": "false",
            "APT::Sandbox::User": "root",
            "APT::Get::List-Cleanup": "0",
        }
        return [words[0], *(f"-o{key}={value}" for key, value in options.items()), *words[1:]]

    def update(self):
        """Fetch the package lists; raise Problem when the mirror cannot be reached."""
        run(self.command("apt-get", "update", "-q"), what="Fetching the lists of the Debian mirror")

    def download(self, packages, folder):
        """Download packages ('name/suite' or 'name=version') into a folder, checked by apt's signatures."""
        run(self.command("apt-get", "download", "-q", *packages), what="Downloading from the Debian mirror", cwd=folder)

    def offers(self, package, suite):
        """Tell whether a suite has a package."""
        output = run(self.command("apt-cache", "madison", package), what="Reading the package lists")
        return f" {suite}/main " in output

    def versions(self, package):
        """Return the versions of a package that the private lists offer."""
        output = run(self.command("apt-cache", "madison", package), what="Reading the package lists")
        return [line.split("|")[1].strip() for line in output.splitlines() if line.count("|") >= 2]
