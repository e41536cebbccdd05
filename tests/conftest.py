"""Fixtures of the tests that cross addons: a live server on the demo, and a browser.

Every worker has a server of its own, on a clone of the demo database. A warning in the server's
log fails the test that caused it.
"""

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from unittest import mock

import pytest
import requests

from gov import db, lint
from gov.apt import BROWSER

ROOT = Path(__file__).resolve().parents[1]
SCREENSHOTS = ROOT / "screenshots"
# As root a browser has no sandbox; and none of its own errands may leave the machine.
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

#: two tabs of one user close at once: Odoo's own presence row ("offline") is written twice, and the second
#: write is lost with a record in the log
PRESENCE = (
    r'(?s)bad query: b\' UPDATE "mail_presence".*could not serialize access',
    r"(?s)bus\.websocket: could not serialize access.*in _terminate",
)


class LiveServer:
    """An Odoo server in a process of its own, on a clone of the demo database."""

    def __init__(self, bench, template, database):
        self.bench = bench
        self.database = database
        self.logins = json.loads(db.Templates(bench).logins(template).read_text(encoding="utf-8"))
        self.log = bench.logs / f"live-{database}.log"
        self.read = 0
        self.allowed = []
        bench.clone(template, database)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        """Start the server and wait until it answers."""
        words = ("-d", self.database, f"--db-filter=^{self.database}$", f"--http-port={self.port}")
        words += ("--max-cron-threads=0",)
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.bench.command(*words)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.bench.env(),
            )
        for _attempt in range(240):
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.25)
        pytest.fail(f"The live server did not start:\n{self.log.read_text(encoding='utf-8')[-4000:]}")

    def stop(self):
        """Stop the server and drop its database."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.bench.drop(self.database)
        self.log.unlink()

    def password(self, login):
        """Return the password of one of the demo's logins."""
        known = {row["login"]: row["password"] for row in self.logins}
        return known.get(login, login)

    @contextlib.contextmanager
    def env(self, login=None):
        """Give an environment on the live database, for set-up and assertions; it commits at the end."""
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
        from odoo.tools import config

        store = self.bench.files / "filestore"
        # pytest-odoo sends every database of this process to the filestore of its own
        with mock.patch.object(config, "filestore", lambda name: str(store / name)):
            # a registry that loads while this is on runs every test of its modules
            testing, config["test_enable"] = config["test_enable"], False
            registry = Registry(self.database).check_signaling()
            config["test_enable"] = testing
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN", "tz": "Asia/Shanghai"})
                if login:
                    env = env(user=env["res.users"].search([("login", "=", login)]).id)
                yield env
                env.flush_all()
            registry.signal_changes()

    def rpc(self, login):
        """Return a JSON-RPC client that is logged in as somebody."""
        return Rpc(self, login)

    @contextlib.contextmanager
    def expect_log(self, pattern):
        """Allow log records that match a regular expression, and require at least one."""
        start = self._size()
        self.allowed.append(pattern)
        yield
        text = self._text(start)
        assert re.search(pattern, text), f"the server's log does not say {pattern!r}"

    def unexpected(self):
        """Return the warnings and errors logged since the last call that no test allowed."""
        size = self._size()
        part = self.log.with_suffix(".part")
        part.write_text(self._text(self.read), encoding="utf-8")
        self.read = size
        allowed, self.allowed = self.allowed, []
        allowed += PRESENCE
        found = [record for record in db.trouble(part) if not any(re.search(pattern, record) for pattern in allowed)]
        part.unlink()
        return found

    def _size(self):
        return self.log.stat().st_size

    def _text(self, start):
        with self.log.open("rb") as handle:
            handle.seek(start)
            return handle.read().decode(errors="replace")


class RpcError(Exception):
    """What the server answered instead of a result."""

    def __init__(self, error):
        super().__init__(error.get("data", {}).get("message") or error.get("message"))
        self.name = error.get("data", {}).get("name")


class Rpc:
    """Calls what a browser's session may call."""

    def __init__(self, server, login):
        self.server = server
        self.session = requests.Session()
        params = {"db": server.database, "login": login, "password": server.password(login)}
        self.uid = self.post("/web/session/authenticate", params)["uid"]

    def post(self, path, params):
        """Send one JSON-RPC request and return its result; raises RpcError."""
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(f"{self.server.url}{path}", json=body, timeout=60).json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")

    def __call__(self, model, method, *args, **kwargs):
        """Call a public method of a model, in Chinese as the web client does."""
        kwargs = {"context": {"lang": "zh_CN", "tz": "Asia/Shanghai"}, **kwargs}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)


def free_port():
    """Return a port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def live_server():
    """The worker's own server, started with the first test that wants it."""
    template = os.environ["GOV_TEST_DEMO"]
    bench = db.Bench("scratch", dev=True)
    server = LiveServer(bench, template, f"{os.environ['GOV_TEST_RUN']}_live_{secrets.token_hex(2)}")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def live(live_server):
    """The live server; what it logs at WARNING or worse during the test fails the test."""
    yield live_server
    unexpected = live_server.unexpected()
    if unexpected:
        pytest.fail("unexpected in the server's log:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def base_url(live):
    """The address of the live server."""
    return live.url


@pytest.fixture(scope="session")
def chromium():
    """One browser for all the journeys of a worker."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, headless=True, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium, live, request):
    """A function that opens a page with cookies of its own: browser() or browser(viewport=...).

    An error in a page's console or script fails the test; a failed test leaves pictures in screenshots/.
    """
    contexts, errors = [], []

    def new_page(**options):
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **options}
        context = chromium.new_context(base_url=live.url, timezone_id="Asia/Shanghai", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.set_default_timeout(20000)
        return page

    yield new_page
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        if failed:
            for page in context.pages:
                page.screenshot(path=SCREENSHOTS / f"failed-{request.node.name}-{number}.png")
        context.close()
    if errors:
        pytest.fail("script errors in the page:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture
def page(browser):
    """One page of a desktop browser."""
    return browser()


@pytest.fixture
def login(live):
    """A function that logs a page in: login(page, "clerk")."""

    def do_login(page, login, password=None):
        page.goto("/web/login")
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(password or live.password(login))
        page.locator("form.oe_login_form button[type=submit]").click()
        page.wait_for_url(lambda url: "/web/login" not in url)

    return do_login


@pytest.fixture
def screenshot():
    """A function that keeps a picture of a page: screenshot(page, "window-board")."""
    return lambda page, name, **options: page.screenshot(path=SCREENSHOTS / f"{name}.png", **options)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Tell the fixtures whether the test itself failed."""
    report = (yield).get_result()
    if call.when == "call" and report.failed:
        item.failed = True


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
