#!/usr/bin/env python3
"""One entry for everything the Makefile does; `python3 tools/gov.py --help` lists the commands."""

import argparse
import os
import shutil
import sys

from gov import apt, db, lint, odoo, serve, testing, venv
from gov.common import ROOT, Problem, data_dir, say
from gov.postgres import Cluster


def cmd_setup(args):
    """Install and download everything, and start nothing."""
    apt.ensure(apt.RUN_NEEDS + (apt.TEST_NEEDS if args.dev else ()))
    odoo.provision()
    venv.provision(args.dev)
    say("Everything is in place.")


def bench_for(name, dev=True):
    """Return the bench of the cluster that holds a database: demo has its own."""
    apt.ensure(apt.RUN_NEEDS)
    return db.Bench("demo" if name == "demo" else "scratch", dev=dev)


def cmd_paths(_args):
    """Print where things are, as shell variables."""
    bench = bench_for("")
    values = {
        "ODOO_SOURCE": bench.odoo.source,
        "ODOO_SCRIPT": bench.odoo.script,
        "VENV_PYTHON": bench.python,
        "PYTHONPATH": bench.odoo.python_path,
        "ODOO_RC": bench.config,
        "PGHOST": bench.cluster.sockets,
        "PGUSER": "odoo",
        "PGBIN": bench.cluster.programs,
        "GOV_DATA": data_dir(),
    }
    for key, value in values.items():
        print(f"export {key}={value}")


def cmd_odoo(args):
    """Run Odoo's own script on the scratch cluster (or the demo's with --demo)."""
    bench = bench_for("demo" if args.demo else "")
    words = args.words[1:] if args.words[:1] == ["--"] else args.words
    subcommand = words.pop(0) if words and not words[0].startswith("-") else None
    command = bench.command(*words, subcommand=subcommand)
    os.execvpe(command[0], [str(word) for word in command], bench.env())


def cmd_db_fresh(args):
    """Make a scratch database with all addons, with some, or with the demo loaded."""
    bench = bench_for("")
    templates = db.Templates(bench)
    if args.with_demo:
        bench.clone(templates.demo(), args.name)
    else:
        templates.fresh(args.name, args.addons)
    say(f"Database {args.name} is ready.")


def cmd_db_list(_args):
    """List the scratch databases."""
    print("\n".join(bench_for("").databases()))


def cmd_db_drop(args):
    """Drop a scratch database."""
    bench_for("").drop(args.name)


def cmd_psql(args):
    """Open psql on a database."""
    bench = bench_for(args.name)
    words = args.words[1:] if args.words[:1] == ["--"] else args.words
    os.execvpe("psql", ["psql", "-d", args.name, *words], bench.env())


def cmd_shell(args):
    """Open Odoo's shell on a database; a script on standard input runs with `env`."""
    bench = bench_for(args.name)
    if not bench.exists(args.name):
        raise Problem(f"There is no database {args.name}; make run creates the demo's.")
    words = ["-d", args.name, "--no-http", "--max-cron-threads=0", "--log-level=warn"]
    command = bench.command(*words, subcommand="shell")
    os.execvpe(command[0], [str(word) for word in command], bench.env())


def cmd_test(args):
    """Run the tests: everything, one path, or what -k names."""
    apt.ensure(apt.RUN_NEEDS + apt.TEST_NEEDS)
    return testing.run(args.target, args.keyword, args.slow)


def cmd_run(_args):
    """Serve the demo, making everything it needs."""
    serve.port()
    apt.ensure(apt.RUN_NEEDS)
    return serve.run()


def cmd_upgrade(args):
    """Upgrade the modules of a database."""
    serve.upgrade(bench_for(args.name), args.name)
    say(f"Database {args.name} is up to date.")


def cmd_bench(_args):
    """Run the benchmarks."""
    apt.ensure(apt.RUN_NEEDS)
    return testing.bench()


def cmd_clean(_args):
    """Remove this checkout's databases, files and logs; shared downloads stay."""
    serve.stop()
    for name in ("demo", "scratch"):
        Cluster(name).remove()
    shutil.rmtree(data_dir())


def cmd_lint(_args):
    """Run every linter."""
    apt.ensure(apt.RUN_NEEDS)
    return lint.check()


def cmd_fmt(_args):
    """Format the code."""
    return lint.fix()


def cmd_lock(_args):
    """Resolve the Python requirements again."""
    return lint.lock_requirements()


def cmd_stop(_args):
    """Stop the demo's server and both database servers."""
    serve.stop()
    for name in ("demo", "scratch"):
        Cluster(name).stop()


def parser():
    """Build the command line."""
    top = argparse.ArgumentParser(prog="tools/gov.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(function, name, *arguments):
        command = commands.add_parser(name, help=function.__doc__.splitlines()[0])
        for words, options in arguments:
            command.add_argument(*words, **options)
        command.set_defaults(function=function)

    rest = (["words"], {"nargs": argparse.REMAINDER})
    add(cmd_setup, "setup", (["--dev"], {"action": "store_true"}))
    add(cmd_paths, "paths")
    add(cmd_odoo, "odoo", (["--demo"], {"action": "store_true"}), rest)
    add(
        cmd_db_fresh,
        "db-fresh",
        (["name"], {}),
        (["--with-demo"], {"action": "store_true"}),
        (["--addons"], {"nargs": "+"}),
    )
    add(cmd_db_list, "db-list")
    add(cmd_db_drop, "db-drop", (["name"], {}))
    add(cmd_psql, "psql", (["name"], {}), rest)
    add(cmd_shell, "shell", (["name"], {"nargs": "?", "default": "demo"}))
    add(
        cmd_test,
        "test",
        (["target"], {"nargs": "?"}),
        (["-k", "--keyword"], {}),
        (["--slow"], {"action": "store_true"}),
    )
    add(cmd_run, "run")
    add(cmd_upgrade, "upgrade", (["name"], {}))
    add(cmd_bench, "bench")
    add(cmd_clean, "clean")
    add(cmd_lint, "lint")
    add(cmd_fmt, "fmt")
    add(cmd_lock, "lock")
    add(cmd_stop, "stop")
    return top


def main(words=None):
    """Run one command and return its exit code."""
    args = parser().parse_args(words)
    os.chdir(ROOT)
    try:
        return args.function(args) or 0
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        print("\nInterrupted; what was finished is kept.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
