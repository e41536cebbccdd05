"""Where Odoo 19.0 comes from: a checkout named by ODOO_SRC, or Debian's package in the user's cache."""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .apt import PrivateApt
from .common import Problem, cache_dir, explain_full_disk, lock, make_dir, need_space, run, say

SERIES = "19.0"
PINNED_VERSION = "19.0.0+dfsg-1"
PINNED_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# What the package links to, taken from the machine's own suite where that has it: unstable's fonts
# move on (its Font Awesome 7 lacks the files that Odoo's icons are drawn from).
COMPANIONS = (
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# Named by a manifest and absent from the package: without a stand-in every start of the web client
# logs an error. (It blurs the background of a video call.)
LEFT_OUT_BY_DEBIAN = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)
# the number grows when what is done to the package after unpacking changes
MARKER = ".complete-2"


@dataclass(frozen=True)
class Odoo:
    """An Odoo ready to run: its start script, the folder to import from and its extra addons folders."""

    script: Path
    python_path: Path
    addons_paths: tuple
    version: str

    @property
    def source(self):
        """The folder that holds Odoo's own Python package and addons."""
        return self.python_path / "odoo"


def provision():
    """Return the Odoo to use, fetching Debian's package into the cache when needed.

    Raises Problem for a wrong ODOO_SRC, for a mirror out of reach and for an unexpected package.
    """
    if os.environ.get("ODOO_SRC"):
        return from_checkout(Path(os.environ["ODOO_SRC"]).expanduser().absolute())
    home = cache_dir() / "odoo"
    with lock(home / "lock", "the download of Odoo"):
        ready = sorted(home.glob(f"{SERIES}.*/{MARKER}"))
        pinned = home / PINNED_VERSION
        if (pinned / MARKER).exists():
            return from_package(pinned)
        if ready and os.environ.get("ODOO_DEB_ANY"):
            return from_package(ready[-1].parent)
        with explain_full_disk():
            return from_package(fetch(home))


def from_checkout(folder):
    """Return the Odoo of a checkout; raise Problem unless it is one of series 19.0."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(f"ODOO_SRC={folder} is no checkout of Odoo: it has no odoo/release.py.")
    found = re.search(
        r"^version_info\s*=\s*\(\s*(['\"]?)([^,'\"]+)\1\s*,\s*(\d+)", release.read_text("utf-8"), re.MULTILINE
    )
    series = f"{found[2]}.{found[3]}" if found else "unknown"
    if series != SERIES:
        raise Problem(f"ODOO_SRC={folder} is Odoo {series}; this suite is made for Odoo {SERIES} (branch {SERIES}).")
    scripts = [folder / "odoo-bin", folder / "setup" / "odoo"]
    script = next((path for path in scripts if path.is_file()), None)
    if not script:
        raise Problem(f"ODOO_SRC={folder} has no start script (odoo-bin).")
    addons = folder / "addons"
    head = subprocess.run(["git", "-C", str(folder), "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True)
    version = f"{SERIES}-{head.stdout.strip() or 'source'}"
    return Odoo(script, folder, (addons,) if (addons / "web").is_dir() else (), version)


def from_package(folder):
    """Return the Odoo of an extracted Debian package."""
    python_path = folder / "usr" / "lib" / "python3" / "dist-packages"
    return Odoo(folder / "usr" / "bin" / "odoo", python_path, (), folder.name)


def fetch(home):
    """Download, check and extract Debian's package with what it links to; return the new folder."""
    need_space(home, 2000, "Odoo")
    debs = make_dir(cache_dir() / "debs")
    package = debs / f"odoo-19_{PINNED_VERSION}_all.deb"
    absent = [name for name in COMPANIONS if not list(debs.glob(f"{name}_*.deb"))]
    if absent or not package.exists():
        say("Downloading Odoo 19.0 and its fonts from this machine's Debian mirror (about 130 MB).")
        package = download(debs, package, absent)
    version = check_package(package)
    say("Unpacking Odoo (1.2 GB, about half a minute).")
    target = home / version
    building = home / f"{version}.building"
    shutil.rmtree(building, ignore_errors=True)
    for deb in [package, *(max(debs.glob(f"{name}_*.deb")) for name in COMPANIONS)]:
        run(["dpkg-deb", "-x", deb, building], what=f"Unpacking {deb.name}")
    settle(building / "usr" / "lib" / "python3" / "dist-packages")
    (building / MARKER).touch()
    shutil.rmtree(target, ignore_errors=True)
    os.rename(building, target)
    shutil.rmtree(debs)
    return target


def download(debs, package, companions):
    """Download what is absent into the folder of .deb files and return the path of Odoo's own.

    Raises Problem that says what to place where when the mirror cannot be reached, and which
    versions there are when the pinned one has left the mirror.
    """
    part = make_dir(debs / "partial")
    try:
        with PrivateApt() as apt:
            apt.update()
            words = [f"{name}/{apt.suite}" if apt.offers(name, apt.suite) else f"{name}/sid" for name in companions]
            if not package.exists():
                words.append(f"odoo-19={choose_version(apt.versions('odoo-19'))}")
            apt.download(words, part)
    except Problem as error:
        raise Problem(
            f"{error}\n\nOdoo could not be downloaded. Without a network, either\n"
            f"  - give a checkout of Odoo {SERIES}: make run ODOO_SRC=/path/to/odoo, or\n"
            f"  - put these Debian packages into {debs}:\n"
            f"      {package.name} (suite sid)\n" + "".join(f"      {name}_*.deb\n" for name in COMPANIONS)
        ) from error
    for path in part.glob("*.deb"):
        os.replace(path, debs / path.name.replace("%3a", ":"))
    shutil.rmtree(part)
    return max(debs.glob("odoo-19_*.deb"))


def choose_version(offered):
    """Return which of the mirror's versions to take: the pinned one, or any that was allowed.

    Raises Problem when the pinned version has left the mirror.
    """
    if PINNED_VERSION in offered:
        return PINNED_VERSION
    if os.environ.get("ODOO_DEB_ANY") and offered:
        return offered[0]
    raise Problem(
        f"The mirror offers odoo-19 {', '.join(offered) or '(none)'} and no longer {PINNED_VERSION}, "
        "the version this suite was tested with.\n"
        "To use the mirror's version all the same: make run ODOO_DEB_ANY=1"
    )


def check_package(package):
    """Return the version of the downloaded package after checking it.

    Raises Problem, and removes the file, when the pinned version has another checksum.
    """
    version = run(["dpkg-deb", "-f", package, "Version"], what=f"Reading {package.name}").strip()
    if version == PINNED_VERSION:
        with open(package, "rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != PINNED_SHA256:
            package.unlink()
            raise Problem(f"{package.name} is damaged or not the expected file (sha256 {found}); it was removed.")
    elif not version.startswith(f"{SERIES}."):
        raise Problem(f"{package.name} is version {version}; this suite is made for Odoo {SERIES}.")
    return version


def settle(python_path):
    """Replace the links that leave Odoo's package by the files themselves, and drop the duplicates.

    Raises Problem when a file of the web client is missing.
    """
    for name in ("addons", "doc", "setup"):
        shutil.rmtree(python_path / name, ignore_errors=True)
    source = python_path / "odoo"
    for name in LEFT_OUT_BY_DEBIAN:
        stand_in = source / "addons" / name
        make_dir(stand_in.parent)
        stand_in.write_text("/* Debian leaves this optional library out. */\n", encoding="utf-8")
    for folder, folders, files in os.walk(source):
        for name in (*folders, *files):
            path = Path(folder, name)
            if not path.is_symlink():
                continue
            target = path.resolve()
            if target.is_relative_to(source):
                continue
            # the package swaps the two formats of this font
            twin = target.with_suffix(path.suffix)
            if path.stem == target.stem and twin.exists():
                target = twin
            path.unlink()
            if target.is_file():
                shutil.copyfile(target, path)
            elif "web" in path.relative_to(source).parts:
                raise Problem(f"Odoo's web client needs {target}, which none of the package's companions brings.")
