"""Fixtures of the journeys."""

import pytest

from gov import lint


@pytest.fixture(scope="session")
def axe_source():
    """The script of axe-core, installed from the lock file with the linters."""
    return (lint.node_tool("eslint").parents[1] / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source):
    """A function that returns what axe-core finds wrong with a page."""

    def check(page):
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            (page.url, violation["id"], [node["html"][:160] for node in violation["nodes"]])
            for violation in found["violations"]
        ]

    return check
