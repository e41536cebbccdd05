"""The steps of the demo, in order."""

import json
import os
import sys
import time
from pathlib import Path

from . import (
    authority,
    catalogue,
    citizen,
    citizen_help,
    hall,
    law,
    managers,
    package,
    people,
    registers,
    story,
)

MARK = "gov_window.demo_step_%s"
STEPS = (
    ("centre", "Centre, departments, windows, items", catalogue.load_centre),
    ("district", "Catalogue of a district", catalogue.load_district),
    ("people", "Staff and applicants", people.load),
    ("authority", "Published items, letters, delegations", authority.load),
    ("story", "Three months of cases", story.load),
    ("hall", "Today in the hall", hall.load),
    ("package", "A package, begun online", package.load),
    ("managers", "Batches, training, contacts, urging, departments' systems", managers.load),
    ("law", "Lists, powers, a project, the enterprise area", law.load),
    ("citizen", "Messages, a receipt, an entry for somebody", citizen.load),
    ("citizen_help", "Conditions asked online, an individual service, help", citizen_help.load),
    ("registers", "Questions, parcels, badge numbers", registers.load),
)


def run(env):
    """Take every step that has not been taken; commit each; write the logins."""
    env = env(su=True, user=1, context={"lang": "zh_CN", "tz": "Asia/Shanghai", "mail_notify_force_send": False})
    marks = env["ir.config_parameter"]
    for name, what, step in STEPS:
        if marks.get_param(MARK % name):
            say(f"{what}: there already")
            continue
        start = time.monotonic()
        result = step(env)
        marks.set_param(MARK % name, "done")
        env.cr.commit()
        say(f"{what}: {result} ({time.monotonic() - start:.1f} s)")
    write_logins()


def say(line):
    """Print a line of progress at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def write_logins():
    """Write the logins, beneath those that are there, to the file of GOV_LOGINS or to the folder of GOV_DATA."""
    if os.environ.get("GOV_LOGINS"):
        target = Path(os.environ["GOV_LOGINS"])
    elif os.environ.get("GOV_DATA"):
        target = Path(os.environ["GOV_DATA"]) / "logins.json"
    else:
        return
    known = json.loads(target.read_text(encoding="utf-8")) if target.exists() else []
    own = people.logins()
    mine = {row["login"] for row in own}
    rows = [row for row in known if row["login"] not in mine] + own
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
