"""What the catalogue's law has besides: the power and duty list, the three lists, the stages of projects, a project,
the catalogue of the enterprise area."""


def load(env):
    """Make them as the people who do, from the items and cases that are there."""
    company = env.ref("base.main_company")
    manager = env.ref("gov_window.demo_user_catalogue")
    clerk = env.ref("gov_window.demo_user_clerk")
    items = env["gov.item"].search([("company_id", "=", company.id), ("version_id", "!=", False)])
    entries = load_powers(env, manager)
    lists = env["gov.item.list"].with_user(manager)
    education = env.ref("gov_window.demo_dept_jt")
    lists.create({"department_id": education.id, "kind": "catalogue"}).action_confirm()
    lists.create({"department_id": education.id, "kind": "implementation"})
    project = load_project(env, company, clerk, items)
    load_area(env, company, manager, items)
    return f"{len(entries)} entries, project {project.progress_text}"


def load_powers(env, manager):
    """The list of the education bureau: an entry for each item, and one that has not entered."""
    items = env["gov.item"].search([("department_id", "=", env.ref("gov_window.demo_dept_jt").id)])
    powers = items.filtered(lambda item: item.nature != "service")
    document = {"document": "阿署发〔2020〕12号", "published_on": "2020-12-01"}
    entries = (
        env["gov.power.entry"]
        .with_user(manager)
        .create(
            [
                {
                    "department_id": item.department_id.id,
                    "code": f"15290005{number:04d}",
                    "name": item.group_name or item.name,
                    "nature": item.nature,
                    "basis": item.version_id.basis,
                    "duty": "依法公示、受理、审查、决定、送达，并实施事后监管。",
                    **document,
                }
                for number, item in enumerate(powers, 1)
            ]
            + [
                {
                    "department_id": env.ref("gov_window.demo_dept_jt").id,
                    "code": "152900059001",
                    "name": "教师申诉处理",
                    "nature": "ruling",
                    "basis": "《中华人民共和国教师法》第三十九条",
                    **document,
                }
            ]
        )
    )
    for item, entry in zip(powers, entries, strict=False):
        item.with_user(manager).power_entry_id = entry
    return entries


def load_project(env, company, clerk, items):
    """The stages with their items, and the project of the company that has most cases of them."""
    departments = {key: env.ref(f"gov_window.demo_dept_{key}") for key in ("fg", "zr", "hj", "zj", "qx")}
    of_stage = {"setup": ("fg", "zr"), "construction": ("hj",), "work": ("zj",), "completion": ("qx",)}
    for name, keys in of_stage.items():
        stage = env.ref(f"gov_window.gov_project_stage_{name}")
        stage.write(
            {
                "lead_department_id": departments[keys[0]].id,
                "item_ids": [
                    (4, item.id)
                    for key in keys
                    for item in items.filtered(lambda item, key=key: item.department_id == departments[key])[:2]
                ],
            }
        )
    staged = env["gov.project.stage"].search([]).item_ids
    groups = env["gov.case"]._read_group(
        [("company_id", "=", company.id), ("item_id", "in", staged.ids), ("partner_id.is_company", "=", True)],
        ["partner_id"],
        ["id:recordset"],
    )
    owner, cases = max(groups, key=lambda row: len(row[1].item_id), default=(company.partner_id, env["gov.case"]))
    project = (
        env["gov.project"]
        .with_user(clerk)
        .create(
            {
                "name": "100兆瓦光伏治沙发电项目",
                "code": "2603-152900-04-01-123456",
                "partner_id": owner.id,
                "kind": "check",
                "amount": 52000,
                "place": "阿拉善左旗",
                "key_project": True,
            }
        )
    )
    project.action_fill()
    project.action_begin()
    for case in cases:
        case.project_id = project.id
    return project


def load_area(env, company, manager, items):
    """The enterprise area with the first version of its catalogue."""
    market = env.ref("gov_window.demo_dept_sj")
    zone = env["gov.zone"].create(
        {"name": "开办企业服务专区", "company_id": company.id, "lead_department_id": market.id}
    )
    chosen = items.filtered(lambda item: item.department_id == market)
    env["gov.zone.catalogue"].with_user(manager).create(
        {
            "name": "阿拉善盟市场准入行政审批目录",
            "edition": "1.0版",
            "zone_id": zone.id,
            "document": "阿政务〔2026〕5号",
            "item_ids": [(6, 0, chosen.ids)],
        }
    ).action_publish()
