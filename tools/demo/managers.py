"""What heads and departments keep beside the cases: batches of letters, a training plan, contacts outside the
window, urging, and what departments' own systems report. Through the real actions of the people concerned."""

import json
from datetime import UTC, timedelta

#: which department has which system, and why it is not integrated
SYSTEMS = (
    ("jy", "运输政务服务系统", "integrated", ""),
    ("hj", "环评审批管理系统", "keyed", "国家统建系统，专网运行，接口未开放"),
)


def load(env):
    """Keep the books of this week."""
    done = [training(env), program(env), contacts(env), urging(env), systems(env)]
    env["mail.mail"].search([("state", "=", "outgoing")]).write({"state": "cancel"})
    return ", ".join(done)


def user(env, login):
    return env["res.users"].search([("login", "=", login)], limit=1)


def plan_batches(env, letters):
    """The centre's plan by which departments authorise it: the first batch is done, of the second nothing yet."""
    centre = env.ref("base.main_company")
    first = letters.department_id
    others = env["gov.department"].search(
        [("company_id", "=", centre.id), ("department_class", "=", "authorised"), ("id", "not in", first.ids)], limit=4
    ) or env["gov.department"].search([("company_id", "=", centre.id), ("id", "not in", first.ids)], limit=2)
    done, _next = env["gov.authorization.batch"].create(
        [
            {
                "name": name,
                "company_id": centre.id,
                "date_start": day,
                "department_ids": departments.ids,
                "note": note,
            }
            for name, day, departments, note in (
                ("第一批", "2021-03-29", first, "2021年方案确定的第一批授权部门"),
                ("第二批", "2027-01-04", others, "第二批授权部门，委托书正在会签"),
            )
        ]
    )
    letters.write({"batch_id": done.id})


def training(env):
    """The trainee's plan, with two lessons of the mentor."""
    posting = env["gov.posting"].search([("capacity", "=", "trainee"), ("company_id", "=", env.company.id)], limit=1)
    today = env.company._gov_today()
    plan = (
        env["gov.training.plan"]
        .with_user(user(env, "head"))
        .create(
            {
                "posting_id": posting.id,
                "content": "收件、受理清单核对、一次性告知、文书出具、材料移交",
                "goal": "能独立受理授权事项，受理差错率不高于百分之一",
                "date_start": today - timedelta(days=20),
                "date_end": today + timedelta(days=40),
            }
        )
    )
    plan.action_begin()
    env["gov.training"].with_user(posting.mentor_id).create(
        [
            {
                "topic": topic,
                "plan_id": plan.id,
                "kind": kind,
                "hours": hours,
                "date": today - timedelta(days=ago),
                "user_ids": posting.user_id.ids,
                "result": result,
            }
            for topic, kind, hours, ago, result in (
                ("受理清单逐项核对", "guidance", 2.0, 18, "能对照清单逐项核对，复印件与原件核对还不熟练"),
                ("窗口实习：接件和一次性告知", "practice", 4.0, 9, "告知内容完整，用语规范"),
            )
        ]
    )
    return "a training plan"


def program(env):
    """The centre's training plan: of three lines one is held, one partly, one is late."""
    head, today = user(env, "head"), env.company._gov_today()
    staff = env["gov.posting"].search(
        [("company_id", "=", env.company.id), ("window_id", "!=", False), ("capacity", "in", ("clerk", "trainee"))],
        limit=4,
    )
    people = staff.user_id
    departments = env["gov.department"].search([("company_id", "=", env.company.id)], limit=3)
    plan = (
        env["gov.training.program"]
        .with_user(head)
        .create(
            {
                "name": "窗口人员下半年业务培训计划",
                "date_start": today - timedelta(days=60),
                "date_end": today + timedelta(days=60),
                "note": "各部门按计划派业务骨干到大厅授课、跟班指导，结果登记在计划内培训中。",
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": subject,
                            "kind": kind,
                            "department_id": department.id,
                            "responsible": "审批科负责人",
                            "date_start": today - timedelta(days=50),
                            "date_end": today + timedelta(days=until),
                            "user_ids": people.ids,
                        },
                    )
                    for (subject, kind, until), department in zip(
                        (
                            ("受理清单和审查要点", "course", 5),
                            ("新版系统操作跟班指导", "guidance", 30),
                            ("一次性告知用语规范", "course", -7),
                        ),
                        departments,
                        strict=True,
                    )
                ],
            }
        )
    )
    plan.action_issue()
    for line, came in zip(plan.line_ids.sorted("id"), (people, people[:1]), strict=False):
        env["gov.training"].with_user(head).create(
            {
                "topic": line.name,
                "kind": line.kind,
                "program_line_id": line.id,
                "department_id": line.department_id.id,
                "trainer": line.responsible,
                "date": today - timedelta(days=12),
                "user_ids": came.ids,
            }
        )
    return "the centre's training plan"


def contacts(env):
    """Applicants received outside the window, with the leader who allowed it."""
    handler, leader = user(env, "handler"), user(env, "leader")
    env["gov.contact"].with_user(handler).create(
        [
            {
                "visitor": visitor,
                "subject": subject,
                "place": "教体局三楼会议室",
                "arranged_by": "leader",
                "leader_id": leader.id,
                "outcome": outcome,
            }
            for visitor, subject, outcome in (
                ("拟设民办幼儿园举办者代表", "场地消防整改要求说明", "已书面告知整改内容，材料仍交窗口"),
                ("培训机构负责人", "变更办学地址的条件咨询", "告知到综合窗口申请"),
            )
        ]
    )
    return "2 contacts"


def urging(env):
    """The clerk urges what is late."""
    clerk = user(env, "clerk")
    late = env["gov.case"].with_user(clerk).search([("followed", "=", True), ("lamp", "=", "red")], limit=3)
    if late:
        late.action_urge("已超过承诺时限，请今日反馈办理进度")
    return f"{len(late)} cases urged"


def systems(env):
    """One department exchanges messages, another keys its stages in."""
    from odoo.addons.gov_window.kernel.exchange import sign

    count = 0
    for key, system, mode, why in SYSTEMS:
        department = env.ref(f"gov_window.demo_dept_{key}")
        handler = user(env, f"{key}.handler")
        vals = {"department_id": department.id, "system": system, "mode": mode, "why_keyed": why}
        exchange = env["gov.exchange"].create(vals | ({"user_id": account(env, key, department).id} if not why else {}))
        cases = env["gov.case"].search([("department_id", "=", department.id), ("followed", "=", True)], limit=2)
        for case in cases:
            if why:
                env["gov.stage"].with_user(handler).create(
                    {"case_id": case.id, "kind": "filing", "name": "系统登记", "person": handler.name}
                )
                count += 1
                continue
            at = env.cr.now().replace(tzinfo=UTC, microsecond=0).isoformat()
            for kind, name, more in (
                ("accepted", "部门接收", {}),
                ("decision", "审批决定", {"reference": f"阿交许〔2026〕{case.id}号", "result": "agree"}),
            ):
                message = {
                    "id": f"{key}-{case.id}-{kind}",
                    "kind": kind,
                    "case": case.number,
                    "name": name,
                    "person": handler.name,
                    "at": at,
                    **more,
                }
                message["signature"] = sign(message, exchange.key)
                env["gov.exchange.message"]._take(exchange, json.dumps(message).encode())
                count += 1
        if not why:
            env["gov.exchange.message"]._take(exchange, b'{"id": "test-1", "kind": "step"}')
    return f"{count} stages of departments' systems"


def account(env, key, department):
    """The account a department's system acts as; it has no password."""
    made = (
        env["res.users"]
        .with_context(no_reset_password=True, tracking_disable=True)
        .create(
            {
                "login": f"exchange.{key}",
                "name": f"{department.short_name}数据交换",
                "company_id": department.company_id.id,
                "company_ids": [(6, 0, department.company_id.ids)],
                "group_ids": [(6, 0, env.ref("gov_window.group_department").ids)],
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
            }
        )
    )
    env["gov.posting"].create(
        {
            "user_id": made.id,
            "company_id": department.company_id.id,
            "department_id": department.id,
            "capacity": "staff",
            "date_start": "2021-03-29",
        }
    )
    return made
