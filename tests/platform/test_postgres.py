"""The private database server: started, found again, repaired after a crash."""

import os
import signal
import time

import pytest

from gov import postgres
from gov.common import Problem


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scratch cluster below a folder whose path is long and closed to others."""
    folder = tmp_path_factory.mktemp("closed") / ("long-" * 20) / "data"
    folder.mkdir(parents=True)
    folder.parent.parent.chmod(0o700)
    before = os.environ.get("GOV_DATA")
    os.environ["GOV_DATA"] = str(folder)
    cluster = postgres.Cluster("scratch")
    yield cluster
    cluster.remove()
    if before is None:
        del os.environ["GOV_DATA"]
    else:
        os.environ["GOV_DATA"] = before


def test_it_starts_where_the_checkout_is_closed_to_others(cluster):
    assert len(str(cluster.sockets)) < 100
    cluster.start()
    assert cluster.running()
    assert cluster.query("SHOW listen_addresses") == [""]
    assert cluster.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == ["f"]
    assert cluster.sockets.stat().st_mode & 0o077 == 0


def test_a_second_start_finds_it(cluster):
    pid = cluster._pid()
    cluster.start()
    assert cluster._pid() == pid


def test_it_recovers_from_a_crash_and_a_reused_process_id(cluster):
    cluster.query("CREATE DATABASE kept")
    pid = cluster._pid()
    os.kill(pid, signal.SIGKILL)
    for _attempt in range(100):
        if not cluster._answers():
            break
        time.sleep(0.1)
    lines = (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    lines[0] = str(os.getpid())
    (cluster.data / "postmaster.pid").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert not cluster.running()
    cluster.start()
    assert "kept" in cluster.query("SELECT datname FROM pg_database")


def test_an_interrupted_initdb_is_made_again(cluster):
    cluster.stop()
    (cluster.folder / "complete").unlink()
    cluster.start()
    assert "kept" not in cluster.query("SELECT datname FROM pg_database")


def test_a_server_that_cannot_start_shows_its_log(cluster, monkeypatch):
    cluster.stop()
    monkeypatch.setitem(postgres.SETTINGS, "scratch", "shared_buffers = nonsense\n")
    with pytest.raises(Problem, match=r"(?s)Starting PostgreSQL failed.*shared_buffers"):
        cluster.start()


def test_databases_of_a_server_that_is_gone_are_told(cluster):
    version = cluster.data / "PG_VERSION"
    before = version.read_text(encoding="utf-8")
    version.write_text("9\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"PostgreSQL 9, which is no longer installed.*postgresql-9"):
        cluster.start()
    version.write_text(before, encoding="utf-8")


def test_no_server_is_told(monkeypatch):
    monkeypatch.setattr(postgres, "glob", lambda _pattern: [])
    with pytest.raises(Problem, match="Debian package postgresql"):
        postgres.programs()
