"""Text as people type it: without the characters that no keyboard has and no database column takes."""

import re

#: control characters but tab and line ends, lone halves of a pair, and what is no character at all
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text without them."""
    return NO_TEXT.sub("", text)
