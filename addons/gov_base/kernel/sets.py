"""Statements for many rows: what all of them share is sent once, the rest as one list a column."""

from functools import lru_cache
from itertools import islice

#: so many rows are written out one by one; more go as lists
FEW = 20


def insert(table: str, types: dict[str, str], columns: dict[str, list]) -> tuple[str, list]:
    """An INSERT of rows, and its values; it can be given a RETURNING, which answers in the order of the rows.

    :param types: the types of the columns in the database
    :param columns: by name, a value for each row; there is one row at least
    """
    count = len(next(iter(columns.values())))
    if count <= FEW:
        return _insert_few(table, tuple(columns), count), [
            cell for row in zip(*columns.values(), strict=True) for cell in row
        ]
    alike, lists = _split(columns)
    if not lists:
        name, values = next(iter(columns.items()))
        lists[name] = values
        del alike[name]
    text = _insert_many(table, _typed(alike, types), _typed(lists, types))
    return text, [*alike.values(), *lists.values()]


def update(table: str, types: dict[str, str], ids: list, columns: dict[str, list]) -> tuple[str, list]:
    """An UPDATE of rows by their ids, and its values.

    :param columns: by name, a value for each row
    """
    if len(ids) == 1:
        return _update_one(table, tuple(columns)), [*(value for (value,) in columns.values()), *ids]
    alike, lists = _split(columns)
    text = _update_many(table, _typed(alike, types), _typed(lists, types))
    return text, [*alike.values(), ids, *lists.values()]


def _split(columns) -> tuple[dict, dict]:
    """The columns that have one value for all rows, with this value, and the others."""
    alike, lists = {}, {}
    for name, values in columns.items():
        first = values[0]
        if all(value == first for value in islice(values, 1, None)):
            alike[name] = first
        else:
            lists[name] = values
    return alike, lists


def _typed(columns, types) -> tuple:
    return tuple((name, types[name]) for name in columns)


def _quoted(names) -> str:
    return ", ".join(f'"{name}"' for name in names)


# What follows puts names of our own tables and columns into text, and nothing else.
# ruff: noqa: S608


@lru_cache(maxsize=1024)
def select(table: str, names: tuple[str, ...]) -> str:
    """A SELECT of the ids and some columns of the rows whose ids are given as a list."""
    return f'SELECT id, {_quoted(names)} FROM "{table}" WHERE id = ANY (%s)'


@lru_cache(maxsize=1024)
def _insert_few(table, names, count) -> str:
    row = f"({', '.join(['%s'] * len(names))})"
    return f'INSERT INTO "{table}" ({_quoted(names)}) VALUES {", ".join([row] * count)}'


@lru_cache(maxsize=1024)
def _insert_many(table, alike, lists) -> str:
    names = [name for name, _kind in lists]
    shared = "".join(f"%s::{kind}, " for _name, kind in alike)
    return (
        f'INSERT INTO "{table}" ({_quoted([*(name for name, _kind in alike), *names])})'
        f" SELECT {shared}{_quoted(names)}"
        f" FROM unnest({', '.join(f'%s::{kind}[]' for _name, kind in lists)}) AS row_ ({_quoted(names)})"
    )


@lru_cache(maxsize=1024)
def _update_one(table, names) -> str:
    assignments = ", ".join(f'"{name}" = %s' for name in names)
    return f'UPDATE "{table}" SET {assignments} WHERE id = %s'


@lru_cache(maxsize=1024)
def _update_many(table, alike, lists) -> str:
    shared = [f'"{name}" = %s::{kind}' for name, kind in alike]
    if not lists:
        return f'UPDATE "{table}" SET {", ".join(shared)} WHERE id = ANY (%s)'
    names = [name for name, _kind in lists]
    own = [f'"{name}" = new_."{name}"' for name in names]
    return (
        f'UPDATE "{table}" AS row_ SET {", ".join(shared + own)}'
        f" FROM unnest(%s::int[], {', '.join(f'%s::{kind}[]' for _name, kind in lists)})"
        f" AS new_ (id, {_quoted(names)}) WHERE row_.id = new_.id"
    )
