"""The centre with its departments, windows and items, and the catalogue of a district at its real size."""

import csv
import re
from collections import Counter

from odoo.tools.convert import convert_file
from odoo.tools.misc import file_open

CENTRE = (
    "res_company_demo.xml",
    "gov.department.csv",
    "gov.zone.csv",
    "gov.window.csv",
    "gov.item.csv",
    "gov.item.version.csv",
    "gov.item.material.csv",
    "gov.authorization.csv",
    "gov.item.version-law.csv",
    "gov_catalogue_law_demo.xml",
    "gov_citizen_help_demo.xml",
    "gov_situation_demo.xml",
    "gov_theme_demo.xml",
    "gov.area.csv",
    "gov_hall_demo.xml",
    "gov_organisation_demo.xml",
)
DISTRICT = "gov_catalogue_demo.xml"
DISTRICT_ROWS = "gov_window/demo/district-catalogue.csv"
#: the catalogue's task types; what is called 备案 is a filing whatever its type
NATURES = {"1": "licence", "5": "payment", "7": "confirmation", "8": "reward", "9": "ruling", "20": "service"}
CREDIT_CODE = re.compile(r"-(1[12]\d{6}[0-9A-HJ-NPQRTUWXY]{10})-")


def load_centre(env):
    """Load the files of the centre, unless the module was installed with its demo data."""
    if not env.ref("gov_window.demo_dept_rs", raise_if_not_found=False):
        for name in CENTRE:
            convert_file(env, "gov_window", f"demo/{name}", {}, mode="init", noupdate=True)
    items = env["gov.item"].search_count([("company_id", "=", env.ref("base.main_company").id)])
    env.ref("base.user_admin").write({"company_ids": [(4, company.id) for company in env["res.company"].search([])]})
    return f"{items} items"


def load_district(env):
    """Load a district's published catalogue as items without a version: it states neither limits nor materials."""
    if not env.ref("gov_window.demo_company_guangan", raise_if_not_found=False):
        convert_file(env, "gov_window", f"demo/{DISTRICT}", {}, mode="init", noupdate=True)
    company = env.ref("gov_window.demo_company_guangan")
    env.ref("base.user_admin").write({"company_ids": [(4, company.id)]})
    zone = env.ref("gov_window.demo_zone_guangan")
    company.partner_id.comment = zone.note
    with file_open(DISTRICT_ROWS) as handle:
        rows = list(csv.DictReader(handle))
    departments = load_departments(env, company, zone, rows)
    unique = {}
    for row in rows:
        key = (row["department"], row["item_code"], row["name"])
        unique[key] = {
            "department_id": departments[row["department"]],
            "code": row["item_code"],
            "name": row["name"],
            "group_name": row["main_item"] or False,
            "nature": "filing" if row["name"].endswith("备案") else NATURES.get(row["task_type"], "other"),
        }
    env["gov.item"].create(list(unique.values()))
    return f"{len(unique)} items of {len(departments)} departments"


def load_departments(env, company, zone, rows):
    """Make the departments that the rows name; return their ids by name."""
    by_name = {}
    for row in rows:
        by_name.setdefault(row["department"], []).append(row)
    vals_list = []
    for number, (name, own) in enumerate(by_name.items(), 1):
        codes = Counter(found[1] for row in own if (found := CREDIT_CODE.search(row["item_code"])))
        vals_list.append(
            {
                "sequence": number * 10,
                "name": f"广安{name}" if name.startswith("区") else name,
                "short_name": name,
                "aliases": " ".join(sorted({row["department_code"] for row in own})),
                "code": codes.most_common(1)[0][0] if codes else False,
                "company_id": company.id,
                "department_class": "professional",
                "zone_ids": [(4, zone.id)],
            }
        )
    made = env["gov.department"].create(vals_list)
    return {department.short_name: department.id for department in made}
