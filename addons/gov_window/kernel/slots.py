"""The times that can be booked, from the hours of the windows."""

from collections import Counter
from collections.abc import Iterable


def slots(openings: Iterable[Iterable[tuple[int, int]]], length: int, places: int) -> list[tuple[int, int, int]]:
    """The slots of a day: (from, to, places), minutes of the day, in order.

    A window gives its places to each slot that lies wholly in its hours; longer hours of
    one window bring slots with the places of that window.

    :param openings: the hours of each window: (from, to) minutes of the day
    :param length: the minutes of a slot; slots begin at multiples of it
    :param places: how many may come to one window in one slot
    """
    capacity = Counter()
    for hours in openings:
        for begin, to in hours:
            first = -(-begin // length) * length
            for start in range(first, to - length + 1, length):
                capacity[start] += places
    return [(start, start + length, capacity[start]) for start in sorted(capacity) if capacity[start]]
