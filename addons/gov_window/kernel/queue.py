"""Who is next, and how long it takes: the rules of a queue, without the queue."""

from collections.abc import Sequence
from math import ceil


def ordinary_first(recent: Sequence[bool], run: int) -> bool:
    """Whether the next call goes to somebody without priority, if one waits.

    Those with priority go first, but not more than ``run`` of them in a row, so that
    nobody waits for ever.

    :param recent: for the last calls, the newest first, whether each had priority
    :param run: how many with priority may follow each other; 0: as many as there are
    """
    return bool(run) and len(recent) >= run and all(recent[:run])


def estimate(ahead: int, minutes: float, windows: int) -> int:
    """The minutes that somebody waits who has ``ahead`` before him.

    :param minutes: how long one takes at a window
    :param windows: how many windows serve the queue; none counts as one
    """
    return ceil(ahead * minutes / max(windows, 1))
