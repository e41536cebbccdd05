"""Chinese identity numbers: check, mask, and a keyed hash for exact search.

``python-stdnum`` gives checksum and birth date only: its region table refuses valid
numbers (港澳台 residence permits, merged or new counties), so the region is not checked.
"""

import hashlib
import hmac
import re
from datetime import date

from stdnum.cn import uscc

RESIDENT = "resident"
USCC = "uscc"
HKMO_PERMIT = "hkmo"
TW_PERMIT = "tw"
FOREIGN_PR = "fpr"
PASSPORT = "passport"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: a number of eighteen digits that ends in the check digit of ISO 7064 MOD 11-2
_CHECKED = re.compile(r"\d{17}[\dX]")
#: what a whole number looks like to who types it where names are typed as well
_WHOLE = re.compile(r"[HM]\d{8}(\d{2})?|\d{8}(\d{2})?|[A-Z]{3}\d{12}|[A-Z]{1,2}\d{7,8}")
_SHAPES = {
    HKMO_PERMIT: re.compile(r"[HM]\d{8}(\d{2})?"),
    TW_PERMIT: re.compile(r"\d{8}(\d{2})?"),
    FOREIGN_PR: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
    PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
}


class InvalidIdentity(ValueError):
    """The number cannot be one of its kind; ``args[0]`` is ``length``, ``shape``,
    ``checksum`` or ``birth``."""


def normalise(number: str) -> str:
    """Without blanks, upper case, full-width digits folded."""
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in number or "")
    return re.sub(r"[\s-]", "", folded).upper()


def birth_date(number: str) -> date | None:
    """The birth date a resident number carries, None if it carries none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def check(kind: str, number: str, today: date) -> None:
    """Check a normalised number of the given kind.

    :raises InvalidIdentity: it cannot be one
    """
    if kind == RESIDENT:
        _check_resident(number, today)
    elif kind == USCC:
        if len(number) != 18:
            raise InvalidIdentity("length")
        if not uscc.is_valid(number):
            raise InvalidIdentity("checksum")
    elif not _SHAPES[kind].fullmatch(number):
        raise InvalidIdentity("shape")
    elif kind == FOREIGN_PR and len(number) == 18:
        # the card of 2023: 9, place, nationality, then birth date, sequence and check digit as a resident card
        _check_resident(number, today)


def _check_resident(number: str, today: date) -> None:
    if not _CHECKED.fullmatch(number):
        raise InvalidIdentity("length")
    born = birth_date(number)
    if born is None or born > today or born.year < 1880:
        raise InvalidIdentity("birth")
    if not _ends_right(number):
        raise InvalidIdentity("checksum")


def _ends_right(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1]


def may_be_whole(number: str) -> bool:
    """Whether a normalised text may be somebody's whole number: a name, a telephone number or
    the part of a longer number that is typed so far is none."""
    if len(number) == 18:
        return bool(_CHECKED.fullmatch(number) and _ends_right(number)) or uscc.is_valid(number)
    return bool(_WHOLE.fullmatch(number))


def mask(number: str | None) -> str:
    """The number as screens and paper show it: its ends only (1526**********12)."""
    if not number:
        return ""
    if len(number) < 8:
        return number[:1] + "*" * (len(number) - 1)
    head = 4 if len(number) >= 15 else 2
    return number[:head] + "*" * (len(number) - head - 2) + number[-2:]


def mask_name(name: str | None) -> str:
    """A person's name as the public sees it: the first character, the rest starred."""
    name = (name or "").strip()
    return name[:1] + "*" * max(len(name) - 1, 1 if name else 0)


def mask_phone(number: str | None) -> str:
    """A telephone number as records of a message show it: 138****8000."""
    digits = re.sub(r"[^\d+]", "", number or "")
    return digits[:3] + "*" * max(len(digits) - 7, 4) + digits[-4:] if len(digits) >= 7 else "*" * len(digits)


def keyed_hash(number: str, key: str) -> str:
    """The keyed hash under which a number can be found exactly, and only exactly."""
    return hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()
