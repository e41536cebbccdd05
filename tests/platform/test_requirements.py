"""The table of requirements tells the truth it can be asked for: complete, and backed by tests."""

import csv
import re

import pytest

from gov.common import ROOT

COUNTS = {"W": 113, "A": 100, "I": 34, "E": 38}


@pytest.fixture(scope="module")
def rows():
    with (ROOT / "docs/requirements.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_id_once(rows):
    expected = [f"{letter}-{number:03d}" for letter, count in COUNTS.items() for number in range(1, count + 1)]
    assert [row["id"] for row in rows] == expected


def test_what_is_claimed_stands_and_is_tested(rows):
    """A row that is done or partial names its place and a test whose docstring names the id."""
    wrong = []
    for row in rows:
        assert row["status"] in ("done", "partial", "not"), row
        if row["status"] == "not":
            continue
        place, test = (ROOT / "addons" / row[column] for column in ("where", "test"))
        named = test.is_file() and re.search(rf'""".*\b{row["id"]}\b', test.read_text(encoding="utf-8"))
        if not place.is_file() or not named:
            wrong.append(row["id"])
    assert not wrong, f"claimed without place or test: {wrong}"
