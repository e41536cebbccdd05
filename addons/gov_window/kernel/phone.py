"""Telephone numbers that can get a short message."""

import re

#: mainland, Hong Kong, Macao, Taiwan, as E.164 writes them
_MOBILE = re.compile(r"\+(861[3-9]\d{9}|852[4-9]\d{7}|8536\d{7}|8869\d{8})")


def is_mobile(number: str | None) -> bool:
    """Whether a number in international form is a mobile one; a landline gets no message."""
    return bool(_MOBILE.fullmatch(number or ""))
