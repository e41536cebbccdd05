"""The demo: a port that is taken, a newer database, interruptions, messages."""

import errno
import json
import os
import shutil
import socket

import pytest

from gov import common, serve
from gov.common import Problem


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder of the test's own."""
    monkeypatch.setenv("GOV_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_a_taken_port_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {number} is taken.*PORT={number + 1}"):
            serve.check_port(number)
    serve.check_port(number)


@pytest.mark.parametrize("value", ["web", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Problem, match="is not a port number"):
        serve.port()


def test_the_port_defaults_to_odoos(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    assert serve.port() == 8069


def test_a_newer_database_is_refused():
    manifests = {"gov_base": {"version": "19.0.1.9.0"}, "gov_window": {"version": "19.0.1.0.0"}}
    serve.check_versions({"gov_base": "19.0.1.9.0", "web": "19.0.1.0"}, manifests)
    with pytest.raises(Problem, match=r"newer version.*\n  gov_base: 19\.0\.1\.10\.0 in the database, 19\.0\.1\.9\.0"):
        serve.check_versions({"gov_base": "19.0.1.10.0"}, manifests)


class FakeBench:
    """Stands for Odoo and the cluster, and remembers what was asked of them."""

    def __init__(self, databases=(), rows=(), fail_at=None):
        self.names = set(databases)
        self.rows = rows
        self.calls = []
        self.fail_at = fail_at
        self.cluster = self

    def query(self, _sql, _database):
        return list(self.rows)

    def exists(self, name):
        return name in self.names

    def databases(self):
        return sorted(self.names)

    def _call(self, name):
        self.calls.append(name)
        if name == self.fail_at:
            raise KeyboardInterrupt

    def drop(self, name):
        self.names.discard(name)

    def install(self, name, *_rest):
        assert name not in self.names, "an unfinished database must not be built upon"
        self.names.add(name)
        self._call("install")

    def settle(self, _name):
        self._call("settle")

    def load_demo(self, _name, _logins):
        self._call("load_demo")

    def script(self, *_args):
        self._call("assets")

    def rename(self, name, to):
        self._call("rename")
        self.names.remove(name)
        self.names.add(to)


@pytest.mark.parametrize("step", ["install", "settle", "load_demo", "assets", "rename"])
def test_an_interrupted_creation_begins_again(data, step):
    bench = FakeBench(fail_at=step)
    with pytest.raises(KeyboardInterrupt):
        serve.prepare(bench)
    assert "demo" not in bench.names
    bench.fail_at = None
    serve.prepare(bench)
    assert bench.names == {"demo"}


def test_a_database_of_the_same_code_is_left_alone(data):
    bench = FakeBench()
    serve.prepare(bench)
    bench.calls.clear()
    bench.rows = ["gov_base|installed|19.0.1.0.0"]
    serve.prepare(bench)
    assert bench.calls == []


@pytest.mark.parametrize("state, code", [("to upgrade", None), ("installed", "older")])
def test_a_cut_off_upgrade_and_changed_code_are_upgraded(data, monkeypatch, state, code):
    bench = FakeBench()
    serve.prepare(bench)
    if code:
        serve.marker().write_text(json.dumps({"code": code}), encoding="utf-8")
    bench.rows = [f"gov_base|{state}|19.0.1.0.0"]
    upgraded = []
    monkeypatch.setattr(serve, "upgrade", lambda _bench, name: upgraded.append(name))
    serve.prepare(bench)
    assert upgraded == ["demo"]
    serve.prepare(FakeBench({"demo"}, ["gov_base|installed|19.0.1.0.0"]))
    assert upgraded == ["demo"]


def test_an_unknown_database_is_not_upgraded():
    with pytest.raises(Problem, match=r"no database named nothing.*demo"):
        serve.upgrade(FakeBench({"demo"}), "nothing")


def test_a_pid_of_another_program_is_not_our_server(data):
    serve.pid_file().write_text(f"{os.getpid()} 8069", encoding="utf-8")
    assert serve.running() is None


def test_a_nearly_full_disk_is_told_before_the_work(data, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 5 * 2**20}))
    with pytest.raises(Problem, match=r"the demo needs about 1000 MB.*5 MB are free"):
        serve.prepare(FakeBench())


def test_a_disk_that_fills_up_is_told(data):
    with pytest.raises(Problem, match="The disk is full"), common.explain_full_disk():
        raise OSError(errno.ENOSPC, "No space left on device", "/x")
    assert "The disk is full" in str(common.failure("Installing", 1, "could not extend file: No space left on device"))


def test_a_folder_that_may_not_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="Cannot create the folder"):
        common.make_dir(tmp_path / "file" / "data")


def test_the_logins_stand_in_columns(data, capsys):
    rows = [{"role": "窗口人员", "login": "clerk", "password": "secret"}]
    common.make_dir(data)
    serve.logins_file().write_text(json.dumps(rows), encoding="utf-8")
    serve.announce(8070, "odoo.log")
    lines = capsys.readouterr().out.splitlines()
    assert "One Window is ready: http://127.0.0.1:8070" in lines[1]
    assert "  role      login  password" in lines
    assert "  窗口人员  clerk  secret  " in lines
