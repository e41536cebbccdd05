"""What the machine lacks is named; what may be installed is installed."""

import pytest

from gov import apt
from gov.common import Problem

DEB822 = """\
# a comment
Types: deb
URIs: http://mirror.example/debian-security
Suites: trixie-security
Components: main

Types: deb deb-src
URIs: http://mirror.example/debian
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def sources(tmp_path, **files):
    (tmp_path / "sources.list.d").mkdir()
    for name, text in files.items():
        path = tmp_path / "sources.list" if name == "list" else tmp_path / "sources.list.d" / f"debian.{name}"
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_missing_packages_are_listed_for_a_user_without_rights(monkeypatch):
    monkeypatch.setattr(apt, "privilege", lambda: None)
    needs = (("a thing", "thing", lambda: False), ("another", "other", lambda: True), ("a third", "third", lambda: 0))
    with pytest.raises(Problem) as caught:
        apt.ensure(needs)
    assert "apt-get install --no-install-recommends thing third" in str(caught.value)
    assert "neither root nor sudo" in str(caught.value)


def test_nothing_is_asked_when_everything_is_there(monkeypatch):
    monkeypatch.setattr(apt, "privilege", lambda: pytest.fail("asked for rights"))
    apt.ensure((("a thing", "thing", lambda: True),))


def test_a_package_that_cannot_be_installed_is_named(monkeypatch):
    monkeypatch.setattr(apt, "privilege", list)
    monkeypatch.setattr(apt, "run", failing_run)
    monkeypatch.setattr(apt.subprocess, "run", lambda *_a, **_k: type("Done", (), {"stderr": "no network"}))
    with pytest.raises(Problem, match=r"(?s)no network.*Ask for: apt-get install --no-install-recommends thing"):
        apt.ensure((("a thing", "thing", lambda: False),))


def failing_run(*_args, **_kwargs):
    raise Problem("apt-get install failed")


def test_sudo_is_not_asked_for_a_password_without_a_terminal(monkeypatch):
    asked = []

    def run(command, **_kwargs):
        asked.append(command)
        return type("Done", (), {"returncode": 1})

    monkeypatch.setattr(apt.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(apt.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(apt.subprocess, "run", run)
    monkeypatch.setattr(apt.sys, "stdin", None)
    assert apt.privilege() is None
    assert asked == [["sudo", "-n", "true"]]


def test_mirror_of_deb822_sources(tmp_path):
    uri, suite, options = apt.main_archive(sources(tmp_path, sources=DEB822))
    assert (uri, suite) == ("http://mirror.example/debian", "trixie")
    assert options == ["Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"]


def test_mirror_of_one_line_sources(tmp_path):
    line = "deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm main # ours\n"
    found = apt.main_archive(sources(tmp_path, list=f"# deb http://old stretch main\n{line}"))
    assert found == ("http://m.example/debian", "bookworm", ["Signed-By: /k.gpg"])


def test_disabled_and_foreign_entries_are_passed_over(tmp_path):
    foreign = "Types: deb\nURIs: http://x.example\nSuites: nodistro\nComponents: extra\n\n"
    with pytest.raises(Problem, match="ODOO_SRC"):
        apt.main_archive(sources(tmp_path, sources=foreign + "Enabled: no\n" + DEB822.split("\n\n")[1]))
