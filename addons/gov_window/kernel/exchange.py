"""Messages between the platform and a department's own system: their signature and their form."""

import hashlib
import hmac
import json
import re
from datetime import datetime

LIMIT = 64 * 1024
UID = re.compile(r"[A-Za-z0-9._-]{1,64}")
#: what a department reports: the kind of stage, and whether a person confirms it
KINDS = {"accepted": False, "filing": False, "step": False, "decision": True, "certificate": True}
TEXTS = {"case": 40, "name": 100, "person": 60, "reference": 100, "note": 2000}
RESULTS = ("agree", "disagree", "")


class BadMessageError(Exception):
    """A message that cannot be taken; the argument is the code of the reason."""


def canonical(message: dict) -> bytes:
    """The bytes that are signed: keys in order, no blanks, UTF-8, without the signature itself."""
    signed = {key: value for key, value in message.items() if key != "signature"}
    return json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(message: dict, key: str) -> str:
    """HMAC-SHA256 of a message, in hexadecimal digits."""
    return hmac.new(key.encode(), canonical(message), hashlib.sha256).hexdigest()


def parse(raw: bytes) -> dict:
    """The object that a file or a request holds.

    :raises BadMessageError: it is too long, or no JSON object
    """
    if len(raw) > LIMIT:
        raise BadMessageError("long")
    try:
        message = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadMessageError("json") from error
    if not isinstance(message, dict):
        raise BadMessageError("json")
    return message


def uid_of(message: dict, raw: bytes) -> str:
    """The message's own number; of one that has none, a number made of its content."""
    uid = message.get("id")
    return uid if isinstance(uid, str) and UID.fullmatch(uid) else f"none-{hashlib.sha256(raw).hexdigest()[:32]}"


def check(message: dict, key: str) -> dict:
    """What a message reports.

    :return: the values of a stage: ``case``, ``kind``, ``name``, ``person``, ``reference``, ``result``,
        ``note``, and ``at`` with its time zone
    :raises BadMessageError: signature (wrong), id, kind, at, result, or the name of a field
    """
    signature = message.get("signature")
    if not isinstance(signature, str) or not hmac.compare_digest(signature.encode(), sign(message, key).encode()):
        raise BadMessageError("signature")
    if not isinstance(message.get("id"), str) or not UID.fullmatch(message["id"]):
        raise BadMessageError("id")
    if message.get("kind") not in KINDS:
        raise BadMessageError("kind")
    stage = {"kind": message["kind"]}
    for name, length in TEXTS.items():
        text = message.get(name, "")
        if not isinstance(text, str) or len(text) > length or "\0" in text:
            raise BadMessageError(name)
        stage[name] = text.strip()
    if not stage["case"]:
        raise BadMessageError("case")
    if KINDS[stage["kind"]] and not stage["reference"]:
        raise BadMessageError("reference")
    stage["result"] = message.get("result", "")
    if stage["result"] not in RESULTS or (stage["kind"] == "decision" and not stage["result"]):
        raise BadMessageError("result")
    try:
        stage["at"] = datetime.fromisoformat(message["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessageError("at") from error
    if stage["at"].tzinfo is None:
        raise BadMessageError("at")
    return stage
