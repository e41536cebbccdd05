"""Load the demo into a database with the five addons and zh_CN; Odoo's shell runs this with `env`.

Every step commits and leaves a mark, so that a second run adds nothing.
"""

import sys
from pathlib import Path

import odoo.addons.gov_window as front_desk

sys.path.insert(0, str(Path(front_desk.__path__[0]).parents[1] / "tools"))

from demo import steps

steps.run(env)
