"""Lists in messages, as the reader's language writes them."""

from collections.abc import Iterable


def listed(env, texts: Iterable[str]) -> str:
    """Join texts with the separator of the user's language: 、 in Chinese."""
    return env._(", ").join(texts)
