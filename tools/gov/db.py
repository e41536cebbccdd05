"""Databases: installed once into templates, cloned in a second, made again when the code changes."""

import configparser
import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from . import addons, odoo, venv
from .common import ROOT, Problem, data_dir, explain_full_disk, follow, lock, make_dir, need_space, say, write_atomic
from .postgres import ROLE, Cluster

# the first is the default of a new database: tests speak English unless they say otherwise
LANGUAGES = "en_US,zh_CN"
DEMO_LOADER = ROOT / "tools" / "demo" / "load.py"
DROPPED = {"ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
TROUBLE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")
RECORD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ [A-Z]+ ")
# A fresh database speaks Chinese on Chinese time, and asks no outside service for anything.
SETTLE = """
everyone = env['res.partner'].with_context(active_test=False).search([])
everyone.write({'lang': 'zh_CN', 'tz': 'Asia/Shanghai'})
env['ir.default'].set('res.partner', 'lang', 'zh_CN')
env['ir.default'].set('res.partner', 'tz', 'Asia/Shanghai')
for xmlid in %(crons)r:
    cron = env.ref(xmlid, raise_if_not_found=False)
    if cron:
        cron.active = False
env.cr.commit()
"""
# Compiling the web client takes ten seconds, and a test would do it again in each class.
ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"
OUTBOUND_CRONS = (
    "mail.ir_cron_mail_scheduler_action",
    "mail.ir_cron_module_update_notification",
    "partner_autocomplete.ir_cron_partner_autocomplete",
    "sms.ir_cron_sms_scheduler_action",
    "snailmail.snailmail_print",
)


class Bench:
    """Odoo, its interpreter and one of the private clusters, ready to run commands on databases."""

    def __init__(self, cluster, dev=False):
        self.odoo = odoo.provision()
        self.python = venv.provision(dev)
        self.cluster = Cluster(cluster)
        self.cluster.start()
        self.files = make_dir(data_dir() / f"files-{cluster}")
        self.logs = make_dir(data_dir() / "logs")
        self.config = data_dir() / f"odoo-{cluster}.conf"
        self._write_config()

    def _write_config(self):
        config = configparser.ConfigParser(interpolation=None)
        config.read(ROOT / "config" / "odoo-development.conf", encoding="utf-8")
        config["options"].update(
            addons_path=",".join(str(path) for path in (addons.FOLDER, *self.odoo.addons_paths)),
            data_dir=str(self.files),
            db_host=str(self.cluster.sockets),
            db_port="5432",
            db_user=ROLE,
        )
        temporary = self.config.with_name(f"{self.config.name}.{os.getpid()}.tmp")
        with open(temporary, "w", encoding="utf-8") as handle:
            config.write(handle)
        os.replace(temporary, self.config)

    def env(self, **extra):
        """Return the environment for Odoo and for PostgreSQL's programs."""
        env = {key: value for key, value in os.environ.items() if key not in DROPPED and not key.startswith("PG")}
        path = f"{self.python.parent}:{self.cluster.programs}:{env.get('PATH', '/usr/bin:/bin')}"
        env.update(self.cluster.env(), PATH=path, PYTHONPATH=str(self.odoo.python_path), PYTHONUNBUFFERED="1")
        return env | extra

    def command(self, *words, subcommand=None):
        """Return a command line of the odoo script with this cluster's configuration."""
        start = [self.python, self.odoo.script, *([subcommand] if subcommand else []), "-c", self.config]
        return [*start, *words]

    # databases

    def exists(self, name):
        """Tell whether a database of this name is there."""
        return name in self.databases()

    def databases(self):
        """Return the names of the cluster's databases."""
        return self.cluster.query("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")

    def drop(self, name):
        """Drop a database with its files, ending the sessions on it."""
        self.cluster.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.files / "filestore" / name, ignore_errors=True)

    def clone(self, source, name):
        """Copy a database with its files under a new name, replacing one of that name."""
        self.drop(name)
        self.cluster.query(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        store = self.files / "filestore"
        if (store / source).is_dir():
            # attachments are named by their content and never changed, so both may share them
            shutil.copytree(store / source, store / name, copy_function=os.link)

    def rename(self, name, to):
        """Rename a database with its files."""
        store = self.files / "filestore"
        shutil.rmtree(store / to, ignore_errors=True)
        if (store / name).is_dir():
            os.rename(store / name, store / to)
        self.cluster.query(f'ALTER DATABASE "{name}" RENAME TO "{to}"')

    def install(self, name, modules, what):
        """Install modules in a database, made if missing, with both languages; return the path of the log."""
        need_space(self.files, 600, what)
        log = self.logs / f"install-{name}.log"
        words = ["-d", name, "-i", ",".join(modules), f"--load-language={LANGUAGES}", "--stop-after-init", "--no-http"]
        follow(self.command(*words), what=what, log=log, env=self.env())
        return log

    def script(self, name, source, what, **env):
        """Run Python source in an Odoo shell on a database; what it prints is shown as it comes."""
        log = self.logs / f"script-{name}.log"
        with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as handle:
            handle.write(source)
            handle.flush()
            command = self.command("-d", name, "--no-http", "--max-cron-threads=0", subcommand="shell")
            follow(command, what=what, log=log, env=self.env(**env), stdin=handle.name)
        return log

    def settle(self, name):
        """Set the language and the time zone of every user and switch outbound jobs off."""
        return self.script(name, SETTLE % {"crons": OUTBOUND_CRONS}, "Setting language and time zone")

    def load_demo(self, name, logins):
        """Run the demo's loader, which writes its logins to the given file; return its log or None."""
        if not DEMO_LOADER.exists():
            return None
        source = (
            f"path = {str(DEMO_LOADER)!r}\n"
            "with open(path, encoding='utf-8') as handle:\n"
            "    exec(compile(handle.read(), path, 'exec'), {'env': env, '__file__': path, '__name__': '__main__'})\n"
            "env.cr.commit()\n"
        )
        return self.script(name, source, "Loading the demo", GOV_LOGINS=str(logins))


def trouble(log):
    """Return the records of an Odoo log at WARNING or worse, each with its following lines."""
    found, inside = [], False
    for line in Path(log).read_text(encoding="utf-8", errors="replace").splitlines():
        if RECORD.match(line):
            inside = bool(TROUBLE.match(line))
            if inside:
                found.append(line)
        elif inside:
            found[-1] += f"\n{line}"
    return found


def require_quiet(log, what):
    """Raise Problem when a log holds warnings or errors."""
    found = trouble(log)
    if found:
        raise Problem(f"{what}: {len(found)} warning(s) or error(s) in Odoo's log ({log}):\n" + "\n".join(found))


class Templates:
    """Databases to clone from, kept in the scratch cluster under names made of a hash of the code."""

    def __init__(self, bench):
        self.bench = bench

    def _key(self, *parts):
        text = json.dumps([self.bench.odoo.version, venv.lock_file(False).read_text(encoding="utf-8"), *parts])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def installed(self, names=None):
        """Return the template with these addons (default: all) and those beneath, building it if missing.

        Raises Problem when an addon does not install, or installs with a warning in the log.
        """
        chain = addons.ordered(names)
        if not chain:
            raise Problem(f"There is no addon in {addons.FOLDER}.")
        steps = [chain[: count + 1] for count in range(len(chain))]
        keyed = [(self._name(step), step) for step in steps]
        with lock(data_dir() / "templates.lock", "the test databases"), explain_full_disk():
            there = set(self.bench.databases())
            target, _step = keyed[-1]
            if target in there:
                return target
            start, done = next(((name, step) for name, step in reversed(keyed) if name in there), (None, []))
            if not start:
                start = self._core(there, chain)
            rest = [name for name in chain if name not in done]
            say(f"Installing {', '.join(rest)} into a test database.")
            self._build(target, start, rest, prune=f"tpl_{chain[-1]}_")
            return target

    def fresh(self, name, names=None):
        """Make a scratch database with these addons; warnings of the installation are shown, not refused."""
        chain = addons.ordered(names)
        template = self._name(chain)
        if self.bench.exists(template):
            self.bench.clone(template, name)
            return
        with lock(data_dir() / "templates.lock", "the test databases"):
            core = self._core(set(self.bench.databases()), chain)
        self.bench.clone(core, name)
        say(f"Installing {', '.join(chain)}.")
        for record in trouble(self.bench.install(name, chain, f"Installing {', '.join(chain)}")):
            say(record)

    def _name(self, chain):
        return f"tpl_{chain[-1]}_{self._key(addons.code(chain), chain, addons.core_depends(chain))}"

    def _core(self, there, chain):
        """Return the template that holds only the modules of Odoo itself that the addons need."""
        modules = ["base", *addons.core_depends(chain)]
        name = f"tpl_core_{self._key(modules)}"
        if name not in there:
            say("Installing Odoo's own modules into a test database (about a minute, once).")
            self._build(name, None, modules, prune="tpl_core_")
        return name

    def _build(self, name, start, modules, prune):
        bench, building = self.bench, f"{name}_building"
        if start:
            bench.clone(start, building)
        else:
            bench.drop(building)
        log = bench.install(building, modules, f"Installing {', '.join(modules)}")
        require_quiet(log, f"Installing {', '.join(modules)}")
        bench.rename(building, name)
        self._prune(prune, name)

    def with_assets(self, names=None):
        """Return a template like installed(), in which the web client's files are compiled as well."""
        source = self.installed(names)
        name = source.replace("tpl_", "web_", 1)
        with lock(data_dir() / "templates.lock", "the test databases"), explain_full_disk():
            if not self.bench.exists(name):
                say("Compiling the web client's files.")
                building = f"{name}_building"
                self.bench.clone(source, building)
                require_quiet(
                    self.bench.script(building, ASSETS, "Compiling the web client"), "Compiling the web client"
                )
                self.bench.rename(building, name)
                self._prune(name.rsplit("_", 1)[0], name)
        return name

    def demo(self):
        """Return the template with all addons and the loaded demo, building it if missing."""
        source = self.with_assets()
        parts = [DEMO_LOADER.parent, *(addons.FOLDER / name / "demo" for name in addons.ordered())]
        content = addons.fingerprint([path for path in parts if path.exists()], left_out={"__pycache__"})
        name = f"tpl_demo_{self._key(source, content, SETTLE)}"
        with lock(data_dir() / "templates.lock", "the test databases"), explain_full_disk():
            if not self.bench.exists(name) or not self.logins(name).exists():
                say("Loading the demo into a test database.")
                building = f"{name}_building"
                self.bench.clone(source, building)
                self.bench.settle(building)
                logins = self.logins(name)
                write_atomic(logins, "[]")
                log = self.bench.load_demo(building, logins)
                if log:
                    require_quiet(log, "Loading the demo")
                self.bench.drop(name)
                self.bench.rename(building, name)
                self._prune("tpl_demo_", name)
        return name

    def logins(self, name):
        """Return the path of the file with the logins of a demo template."""
        return data_dir() / f"logins-{name}.json"

    def _prune(self, prefix, keep):
        """Drop older templates of one kind: two are kept, for two branches of work in turn."""
        shelf = data_dir() / "templates.json"
        order = json.loads(shelf.read_text(encoding="utf-8")) if shelf.exists() else []
        order = [name for name in order if name != keep] + [keep]
        old = [name for name in self.bench.databases() if name.startswith(prefix) and name != keep]
        old.sort(key=lambda name: order.index(name) if name in order else -1)
        for name in old[:-1]:
            self.bench.drop(name)
            self.logins(name).unlink(missing_ok=True)
        write_atomic(shelf, json.dumps(order[-20:]))
