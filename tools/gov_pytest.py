"""A pytest plugin: a warning in a log fails the test that caused it, and so does a skip.

pytest-odoo runs Odoo's tests in this process; whatever Odoo logs at WARNING or worse, and a test
has not announced with assertLogs or mute_logger, is a fault.
"""

import logging
import sys

import pytest

WATCH = pytest.StashKey()
# a page that is closed while it still loads: the test was over before its lazy assets came
HARMLESS = ("Error received after termination: AssetsLoadingError",)


class Watch(logging.Handler):
    """Collect the records that nobody expected."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        """Keep a record as text."""
        if not record.getMessage().startswith(HARMLESS):
            self.lines.append(self.format(record))

    def take(self):
        """Return what was collected since the last call."""
        taken, self.lines = self.lines, []
        return taken


def pytest_configure(config):
    """Declare the marker and listen to every logger from now on."""
    config.addinivalue_line("markers", "slow: takes minutes; only make test-all runs it")
    config.stash[WATCH] = Watch()
    logging.getLogger().addHandler(config.stash[WATCH])


def pytest_collection_modifyitems(items):
    """Let Odoo's @tagged("slow") say the same as the marker slow."""
    for item in items:
        if "slow" in getattr(getattr(item, "cls", None), "test_tags", ()):
            item.add_marker(pytest.mark.slow)
    # the workers share a folder of files: what one would clean up after a class may be what the other one reads
    if common := sys.modules.get("odoo.tests.common"):
        common.TransactionCase._gc_filestore = classmethod(lambda cls: None)


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip, and a phase that left records in the log, into a failure."""
    report = (yield).get_result()
    lines = item.config.stash[WATCH].take()
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and a skipped test proves nothing: {report.longrepr[2]}"
    elif lines and report.passed:
        report.outcome = "failed"
        report.longrepr = "unexpected in the log during {}:\n{}".format(call.when, "\n".join(lines))


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    """Turn a skipped module into an error of collection."""
    report = (yield).get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and a skipped module proves nothing: {report.longrepr}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Report what was logged after the last test."""
    lines = session.config.stash[WATCH].take()
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["unexpected_log"] = lines
    elif lines:
        refuse(session.config, lines)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a worker logged after its last test."""
    lines = getattr(node, "workeroutput", {}).get("unexpected_log", [])
    if lines and not error:
        node.config.stash[WATCH].lines += lines


def refuse(config, lines):
    """Print records that no test can be blamed for."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reporter.section("unexpected in the log after the last test", red=True)
    for line in lines:
        reporter.write_line(line)
