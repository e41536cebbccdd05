"""What the addons folder holds: order of dependency, and a fingerprint of the code."""

import ast
import hashlib

from .common import ROOT, Problem

FOLDER = ROOT / "addons"
# changes here do not change an installed database
LEFT_OUT = {"tests", "__pycache__", "readme", "demo"}


def manifests(folder=FOLDER):
    """Return {addon: manifest} of every addon in the folder; raise Problem for an unreadable one."""
    found = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        try:
            found[path.parent.name] = ast.literal_eval(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError) as error:
            raise Problem(f"{path} is not a valid manifest: {error}") from error
    return found


def ordered(names=None, folder=FOLDER):
    """Return the named addons (default: all) with those beneath them, each after what it depends on."""
    known = manifests(folder)
    order = []

    def add(name):
        if name in known and name not in order:
            for below in known[name].get("depends", []):
                add(below)
            order.append(name)

    for name in names or known:
        if name not in known:
            raise Problem(f"There is no addon named {name} in {folder}.")
        add(name)
    return order


def core_depends(names, folder=FOLDER):
    """Return the modules of Odoo itself that these addons name as dependencies."""
    known = manifests(folder)
    return sorted({below for name in names for below in known[name].get("depends", []) if below not in known})


def fingerprint(paths, left_out=LEFT_OUT):
    """Return a hash of the content of files and folders, folders named in left_out excepted."""
    digest = hashlib.sha256()
    for top in paths:
        files = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
        for path in files:
            relative = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            if left_out.isdisjoint(relative.parts):
                digest.update(f"{relative}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def code(names):
    """Return a hash of everything in these addons that an installed database depends on."""
    return fingerprint([FOLDER / name for name in names])
