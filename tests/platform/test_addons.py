"""The order of the addons, and when a database counts as outdated."""

import itertools

import pytest

from gov import addons, db
from gov.common import Problem


@pytest.fixture
def folder(tmp_path):
    """Three addons, one upon the other."""
    for name, depends in {"c": ["b", "mail"], "a": ["base"], "b": ["a", "web"]}.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}), encoding="utf-8")
    return tmp_path


def test_each_addon_comes_after_what_it_depends_on(folder):
    assert addons.ordered(folder=folder) == ["a", "b", "c"]
    assert addons.ordered(["b"], folder=folder) == ["a", "b"]
    assert addons.core_depends(["a", "b"], folder=folder) == ["base", "web"]


def test_an_unknown_addon_and_a_broken_manifest_are_named(folder):
    with pytest.raises(Problem, match="no addon named d"):
        addons.ordered(["d"], folder=folder)
    (folder / "a" / "__manifest__.py").write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match=r"a/__manifest__\.py is not a valid manifest"):
        addons.manifests(folder)


def test_tests_do_not_change_the_fingerprint_and_code_does(folder):
    before = addons.fingerprint([folder / "a"])
    (folder / "a" / "tests" / "test_x.py").write_text("x", encoding="utf-8")
    assert addons.fingerprint([folder / "a"]) == before
    (folder / "a" / "model.py").write_text("x", encoding="utf-8")
    assert addons.fingerprint([folder / "a"]) != before


def test_this_repository_keeps_its_one_arrow():
    known = addons.manifests()
    order = ["gov_base", "gov_window", "gov_approval", "gov_issuance", "gov_evaluation"]
    assert addons.ordered() == order
    for below, above in itertools.pairwise(order):
        ours = [name for name in known[above]["depends"] if name in known]
        assert below in ours
        assert all(order.index(name) < order.index(above) for name in ours)


def test_warnings_of_a_log_are_found_with_their_tracebacks(tmp_path):
    log = tmp_path / "odoo.log"
    log.write_text(
        "2026-01-05 09:00:00,001 12 INFO db odoo: fine\n"
        "2026-01-05 09:00:00,002 12 WARNING db odoo.x: beware\n"
        "2026-01-05 09:00:00,003 12 ERROR db odoo.y: broken\nTraceback:\n  line\n"
        "2026-01-05 09:00:00,004 12 INFO db odoo: an ERROR in words\n",
        encoding="utf-8",
    )
    found = db.trouble(log)
    assert [record.split(" ")[3] for record in found] == ["WARNING", "ERROR"]
    assert found[1].endswith("broken\nTraceback:\n  line")
    with pytest.raises(Problem, match=r"(?s)Installing: 2 warning.*beware.*Traceback"):
        db.require_quiet(log, "Installing")
