"""Lists in messages, as the reader's language writes them."""

from collections.abc import Iterable
from functools import reduce


def listed(env, texts: Iterable[str]) -> str:
    """Join texts with the separator of the user's language: 、 in Chinese."""
    texts = list(texts)
    return reduce(lambda known, text: env._("%(known)s, %(text)s", known=known, text=text), texts) if texts else ""
