"""A condition as alternatives (析取范式): (a or b) and (a or c) becomes a, or b and c."""

import itertools


class TooManyAlternativesError(ValueError):
    """The condition has more alternatives than the caller wants to look at."""


def alternatives(node, most=64):
    """The ways in which a condition can hold, each a list of parts that all have to.

    A way that asks for everything another way asks for, and more, is left out.

    :param node: has ``OPERATOR`` (``&`` or ``|``) and ``children``, like Odoo's domains; what
        has none is a part. Parts are compared with ``==`` and need no hash.
    :param most: how many ways may arise on the way
    :raises TooManyAlternativesError: more than ``most``
    """
    if not hasattr(node, "children"):
        return [[node]]
    ways = [alternatives(child, most) for child in node.children]
    if node.OPERATOR == "|":
        found = list(itertools.chain.from_iterable(ways))
    else:
        found = [[]]
        for way in ways:
            found = _shortest([_union(left, right) for left, right in itertools.product(found, way)], most)
    return _shortest(found, most)


def _union(left, right):
    return left + [part for part in right if part not in left]


def _shortest(ways, most):
    if len(ways) > most:
        raise TooManyAlternativesError(f"More than {most} alternatives")
    kept = []
    for way in sorted(ways, key=len):
        if not any(all(part in way for part in shorter) for shorter in kept):
            kept.append(way)
    return kept
