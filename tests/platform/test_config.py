"""The files of config/ and docker/ say what the programs that read them understand."""

import configparser
import re
import shutil
import subprocess
import time

import pytest
import requests
from conftest import ROOT, free_port

from gov import apt
from gov.common import cache_dir, make_dir

ODOO_FILES = ("config/odoo-development.conf", "config/odoo-production.conf", "docker/odoo.conf")
COMPOSE_FILES = (["compose.yaml"], ["compose.yaml", "compose.cluster.yaml"])


def odoo_options(name):
    """Return the options of one of our Odoo configuration files."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / name, encoding="utf-8")
    return dict(parser["options"])


@pytest.mark.parametrize("name", ODOO_FILES)
def test_odoo_knows_every_option(name):
    from odoo.tools import config

    assert set(odoo_options(name)) <= set(config.options_index)


@pytest.mark.parametrize("name", ODOO_FILES[1:])
def test_production_shows_no_database_and_trusts_only_its_proxy(name):
    options = odoo_options(name)
    assert options["list_db"] == "False"
    assert options["dbfilter"] == f"^{options['db_name']}$"
    assert options["proxy_mode"] == "True"
    assert int(options["workers"]) > 0
    assert "db_password" not in options


@pytest.mark.parametrize("names", COMPOSE_FILES, ids=len)
def test_docker_compose_accepts_the_files(names, tmp_path):
    files = [word for name in names for word in ("-f", str(ROOT / "docker" / name))]
    done = subprocess.run(
        [*apt.compose_command(), *files, "config"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "GOV_DB_PASSWORD_FILE": "/etc/hostname"},
    )
    assert done.returncode == 0, done.stderr
    assert "service_completed_successfully" in done.stdout
    assert not re.search(r"(?i)password: *\S", done.stdout), "a secret stands in the file"


def test_the_image_holds_what_the_addons_ask_for():
    from gov import addons

    pinned = (ROOT / "docker" / "requirements.txt").read_text(encoding="utf-8").lower()
    asked = {
        name.lower()
        for manifest in addons.manifests().values()
        for name in manifest.get("external_dependencies", {}).get("python", [])
    }
    assert {name for name in asked if not re.search(rf"^{re.escape(name)}==", pinned, re.MULTILINE)} == set()


@pytest.fixture(scope="module")
def nginx():
    """Debian's nginx, unpacked in the cache and not installed: it would start a service."""
    program = cache_dir() / "nginx" / "usr" / "sbin" / "nginx"
    if not program.exists():
        folder = make_dir(cache_dir() / "nginx.partial")
        with apt.PrivateApt() as private:
            private.update()
            private.download([f"nginx/{private.suite}"], folder)
        (package,) = folder.glob("nginx_*.deb")
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        shutil.rmtree(cache_dir() / "nginx", ignore_errors=True)
        folder.rename(cache_dir() / "nginx")
    return program


def nginx_conf(folder, text):
    """Write a main configuration around a server block and return its path."""
    shutil.copy(ROOT / "config" / "nginx" / "gov-locations.conf", folder)
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\nuser root;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}\n{text}\n}}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("name", ["config/nginx/one-machine.conf", "config/nginx/cluster.conf", "docker/nginx.conf"])
def test_nginx_accepts_its_configuration(nginx, tmp_path, name):
    subject = ["-subj", "/CN=gov.example.cn", "-days", "1", "-nodes", "-newkey", "rsa:2048"]
    keys = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run(["openssl", "req", "-x509", *subject, *keys], check=True, capture_output=True)
    text = (ROOT / name).read_text(encoding="utf-8").replace("/etc/ssl/gov/", f"{tmp_path}/")
    text = re.sub(r"server odoo2?:", "server 127.0.0.1:", text)
    conf = nginx_conf(tmp_path, text)
    done = subprocess.run([nginx, "-t", "-e", tmp_path / "e", "-c", conf], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def proxy(nginx, live, tmp_path):
    """The live server behind nginx with our rules; gives the outside address."""
    number = free_port()
    text = (ROOT / "docker" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"server odoo:\d+", f"server 127.0.0.1:{live.port}", text).replace(
        "listen 80", f"listen 127.0.0.1:{number}"
    )
    conf = nginx_conf(tmp_path, text)
    child = subprocess.Popen([nginx, "-e", tmp_path / "error.log", "-c", conf, "-g", "daemon off;"])
    url = f"http://127.0.0.1:{number}"
    for _attempt in range(100):
        try:
            requests.get(f"{url}/nginx-health", timeout=5)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield url
    child.terminate()
    child.wait()


def test_the_outside_reaches_pages_and_nothing_that_manages(proxy):
    assert requests.get(f"{proxy}/web/health", timeout=30).status_code == 200
    page = requests.get(f"{proxy}/web/login", timeout=60)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    for path in (
        "/web/database/manager",
        "/web/database/selector",
        "/web/database",
        "/json/2/res.users/search",
        "/json/1/x",
        "/xmlrpc/2/common",
        "/xmlrpc/db",
        "/jsonrpc",
        "/doc",
    ):
        assert requests.post(f"{proxy}{path}", timeout=30).status_code == 404, path


def test_guessing_passwords_is_slowed_down(proxy):
    codes = [requests.get(f"{proxy}/web/login", timeout=60).status_code for _attempt in range(20)]
    assert codes.count(503) >= 5


def test_events_reach_the_browser_through_the_proxy(proxy, live):
    import websocket

    # the handshake must arrive as one: Odoo answers 101 or says why not, a proxy that drops the
    # upgrade makes it a plain request
    socket = websocket.create_connection(
        f"{proxy.replace('http', 'ws')}/websocket", timeout=10, origin=proxy, host=proxy.split("//")[1]
    )
    assert socket.handshake_response.status == 101
    socket.close()
