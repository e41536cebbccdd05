"""What a run prints: the table of figures; lists of queries and profiles for reading."""

import io
import pstats
import unicodedata

HEADS = ("Figure", "Ours", "Peer", "Value", "Budget", "")
VERDICTS = {True: "OK", False: "OVER", None: ""}


def show(figures):
    """Print the figures as a table."""
    rows = [HEADS] + [
        (figure.name, figure.ours, figure.peer, figure.value, figure.budget, VERDICTS[figure.met]) for figure in figures
    ]
    widths = [max(width(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        print("  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip())
    print(flush=True)


def width(text):
    """Return how many columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def listed(found):
    """Return the queries in order."""
    lines = [f"{len(found)} queries, {sum(spent for spent, *_ in found):.1f} ms"]
    lines += [
        f"{place:3} {spent:6.2f} ms  {where}\n      {sql[:300]}" for place, (spent, where, sql) in enumerate(found, 1)
    ]
    return "\n".join(lines) + "\n"


def grouped(found):
    """Return the queries by where they come from, the costly first."""
    groups = {}
    for spent, where, sql in found:
        group = groups.setdefault((where.split(" < ")[0], sql[:60]), [0, 0])
        group[0] += 1
        group[1] += spent
    ranked = sorted(groups.items(), key=lambda pair: -pair[1][1])
    lines = [f"{len(found)} queries, {sum(spent for spent, *_ in found):.1f} ms"]
    lines += [f"{count:6} x {spent:9.1f} ms  {where}  {sql}" for (where, sql), (count, spent) in ranked[:60]]
    return "\n".join(lines) + "\n"


def top(profile, times):
    """Return the costliest functions, by cumulative and by own time."""
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out)
    out.write(f"{times} times\n")
    stats.sort_stats("cumulative").print_stats("addons.gov_", 40)
    stats.sort_stats("cumulative").print_stats(60)
    stats.sort_stats("tottime").print_stats(25)
    return out.getvalue()
