"""The hash chain of the event log: what is hashed, and how a break is found."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from operator import itemgetter

ALGORITHMS = {"sha256": hashlib.sha256}
if "sm3" in hashlib.algorithms_available:  # the national standard, where OpenSSL has it
    ALGORITHMS["sm3"] = lambda data: hashlib.new("sm3", data)
GENESIS = "0" * 64

#: The fields of an event that its hash covers, in the order of the table.
HASHED_FIELDS = (
    "subject_model",
    "subject_id",
    "seq",
    "res_model",
    "res_id",
    "kind",
    "state_from",
    "state_to",
    "user_id",
    "at",
    "reason",
    "authority_model",
    "authority_id",
    "authority_label",
    "data",
    "public",
    "company_id",
    "prev_hash",
)
_hashed = itemgetter(*HASHED_FIELDS)
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def _number(text: str) -> int | float:
    """A number as jsonb writes it: without exponent, and without a negative zero."""
    plain = format(Decimal(text), "f")
    return float(plain) + 0.0 if "." in plain else int(plain)


_store = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str).encode
_scan = json.JSONDecoder(parse_float=_number).scan_once


def normalised(data) -> tuple[str, object]:
    """What an event says besides: the text that is stored, and the value that PostgreSQL gives back for it.

    :raises ValueError: a number that is none, or no number at all
    """
    text = _store(data)
    return text, _scan(text, 0)[0]


def digest(values: Mapping, algorithm: str = "sha256") -> str:
    """The hash of one event.

    :param values: the event's stored values; a moment is ``YYYY-MM-DD HH:MM:SS`` in UTC
    :param algorithm: a key of :data:`ALGORITHMS`
    """
    return ALGORITHMS[algorithm](_encode(_hashed(values)).encode()).hexdigest()


def find_breaks(events: Iterable[Mapping], heads: Mapping[tuple[str, int], tuple[int, str]]) -> Iterator[dict]:
    """Yield every break of the chains.

    :param events: the events in order of subject and sequence
    :param heads: by (subject model, subject id), the sequence and hash the subject's own
        row remembers; a subject whose row is gone is absent
    """
    subject, seq, head = None, 0, GENESIS
    seen = set()

    def close():
        if subject is None:
            return
        if subject not in heads:
            yield {"subject": subject, "seq": seq, "break": "orphan"}
        elif heads[subject] != (seq, head):
            yield {"subject": subject, "seq": seq, "break": "head"}

    for event in events:
        key = (event["subject_model"], event["subject_id"])
        if key != subject:
            yield from close()
            subject, seq, head = key, 0, GENESIS
            seen.add(key)
        if event["seq"] != seq + 1:
            yield {"subject": key, "seq": event["seq"], "break": "sequence"}
        elif event["prev_hash"] != head:
            yield {"subject": key, "seq": event["seq"], "break": "link"}
        if event["algorithm"] not in ALGORITHMS or digest(event, event["algorithm"]) != event["hash"]:
            yield {"subject": key, "seq": event["seq"], "break": "content"}
        seq, head = event["seq"], event["hash"]
    yield from close()
    for key, (count, _hash) in heads.items():
        if count and key not in seen:
            yield {"subject": key, "seq": count, "break": "missing"}
