"""The virtual environment of pinned and hashed Python packages."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .common import ROOT, Problem, cache_dir, explain_full_disk, lock, need_space, run, say

OLDEST, NEWEST = (3, 11), (3, 13)


def lock_file(dev):
    """Return the requirements file: the runtime's, or the one with what tests and linters add."""
    return ROOT / ("requirements-dev.txt" if dev else "requirements.txt")


def provision(dev=False):
    """Return the interpreter of the virtual environment, built in the cache when missing.

    Raises Problem for an interpreter out of range and for packages that cannot be installed.
    """
    check_version(sys.version_info[:2])
    requirements = lock_file(dev)
    digest = hashlib.sha256(requirements.read_bytes() + sys.version.encode() + sys.base_prefix.encode())
    kind = "dev" if dev else "run"
    folder = cache_dir() / "venv" / f"{kind}-{sys.version_info[0]}.{sys.version_info[1]}-{digest.hexdigest()[:12]}"
    python = folder / "bin" / "python"
    marker = folder / ".complete"
    with lock(folder.parent / f"{kind}.lock", "the Python packages"):
        if not marker.exists() or not works(python):
            with explain_full_disk():
                build(folder, requirements)
            forget_unused(folder.parent, folder.name.rsplit("-", 1)[0])
        marker.touch()
    return python


def forget_unused(home, prefix):
    """Remove environments of one kind that no checkout has used for a month."""
    for marker in home.glob(f"{prefix}-*/.complete"):
        if time.time() - marker.stat().st_mtime > 30 * 86400:
            shutil.rmtree(marker.parent)


def check_version(version):
    """Raise Problem unless Odoo and the pinned packages support this Python version."""
    if not OLDEST <= version <= NEWEST:
        raise Problem(
            "Python {}.{} is not supported: choose 3.11, 3.12 or 3.13, for example make run PYTHON=python3.11".format(
                *version
            )
        )


def works(python):
    """Tell whether the environment's interpreter still starts (its base may have been removed)."""
    try:
        return subprocess.run([python, "-c", "import babel"], capture_output=True).returncode == 0
    except OSError:
        return False


def build(folder, requirements):
    """Create the environment and install the packages, each checked against its hash."""
    need_space(folder.parent, 800, "the Python packages")
    say(f"Installing Python packages from {requirements.name} (about a minute).")
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "venv", folder], what="Creating the virtual environment")
    wheels = cache_dir() / "wheels"
    local = ["--find-links", wheels] if wheels.is_dir() else []
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    command = [Path(folder, "bin", "python"), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", *local]
    try:
        run([*command, "-r", requirements], what="pip install", env=env)
    except Problem as error:
        raise Problem(
            f"{error}\n\nThe Python packages could not be installed. Without a network, fill {wheels} on a machine "
            "that has one (same Python version) and copy it here:\n"
            f"  pip wheel -r {requirements.name} -w wheels"
        ) from error
