"""Keeps resident identity numbers out of the server's log."""

import logging
import re

from .identity import mask

NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)


class MaskIdentity(logging.Filter):
    """Masks resident numbers in a record's text and arguments; lets every record pass."""

    def filter(self, record):
        text = record.getMessage()
        masked = NUMBER.sub(lambda found: mask(found[0]), text)
        if masked != text:
            record.msg, record.args = masked, ()
        return True


def install():
    """Mask in every handler of the root logger, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, MaskIdentity) for known in handler.filters):
            handler.addFilter(MaskIdentity())
