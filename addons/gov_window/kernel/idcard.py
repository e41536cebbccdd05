"""What a reader of identity cards types: it works as a keyboard and ends with Enter or Tab."""

import re
from datetime import date

from odoo.addons.gov_base.kernel import identity

SEPARATORS = re.compile(r"[|,;，；\t]")
RESIDENT_SHAPE = re.compile(r"\d{17}[\dX]")
SHAPES = (
    (identity.HKMO_PERMIT, re.compile(r"[HM]\d{8}(\d{2})?")),
    (identity.FOREIGN_PR, re.compile(r"[A-Z]{3}\d{12}")),
    (identity.USCC, re.compile(r"[0-9A-Z]{18}")),
    (identity.PASSPORT, re.compile(r"[A-Z]{1,2}\d{7,8}")),
)


def kind_of(number: str, today: date) -> str:
    """The kind of document a normalised number belongs to; empty if it is no such number.

    A resident number, a credit code and the newer permit of permanent residence may all be
    eighteen digits: the first of them whose check digit fits is it.
    """
    if RESIDENT_SHAPE.fullmatch(number):
        foreign = number[0] == "9"
        if not foreign and _fits(identity.RESIDENT, number, today):
            return identity.RESIDENT
        if _fits(identity.USCC, number, today):
            return identity.USCC
        return identity.FOREIGN_PR if foreign else identity.RESIDENT
    return next((kind for kind, shape in SHAPES if shape.fullmatch(number)), "")


def read(text: str, today: date) -> dict | None:
    """What the reader typed: ``kind``, ``number`` and ``name`` (empty where only a number came).

    :param text: ``name|sex|nation|birth|address|number`` or the bare number
    :return: None where there is no number of a document in it
    """
    parts = [part.strip() for part in SEPARATORS.split(text or "")]
    for part in reversed(parts):
        number = identity.normalise(part)
        if kind := kind_of(number, today):
            name = parts[0] if len(parts) > 2 and parts[0] != part else ""
            return {"kind": kind, "number": number, "name": name}
    return None


def _fits(kind, number, today):
    try:
        identity.check(kind, number, today)
    except identity.InvalidIdentity:
        return False
    return True
