"""What helps citizens along: conditions answered online, an individual service, somebody who is helped along."""

from datetime import timedelta

CONDITIONS = "152900-YJ-007"
PROJECT_ITEM = "152900-FG-001"
HELPED_ITEM = "152900-YB-003"


def load(env):
    """Begin, answer, agree through the real actions, as of now."""
    company, clerk = (env.ref(f"gov_window.demo_user_{login}") for login in ("company", "clerk"))
    items = {item.code: item for item in env["gov.item"].sudo().search([("version_id", "!=", False)])}
    draft = env["gov.case"].with_user(company)._portal_open(items[CONDITIONS])
    asked = [condition["id"] for condition in draft._portal_conditions() if not condition["known"]]
    draft._portal_say(dict.fromkeys(asked[:1], "yes"))
    service = load_individual(env, company, clerk, items[PROJECT_ITEM])
    helped = (
        env["gov.case"]
        .with_user(clerk)
        .create(
            {
                "item_id": items[HELPED_ITEM].id,
                "partner_id": env.ref("gov_window.demo_user_citizen2").partner_id.id,
                "special_group": "elderly",
            }
        )
    )
    helped.action_help_along()
    return f"{len(asked)} conditions asked online, {len(service.step_ids)} steps agreed, 1 helped along"


def load_individual(env, company, clerk, item):
    """An individual service for a key project, agreed at an appointment, its first step taken."""
    appointments, queues = env["gov.appointment"], env["gov.queue"]
    queue = queues._for_kind("individual", item.company_id)
    slot = next(slot for day in queue._bookable_days() for slot in queue._slots(day) if slot["free"])
    appointment = appointments.with_user(company)._book(
        company.partner_id, queue, slot["start"], kind="individual", item=item, note="新能源储能项目，需并行办理"
    )
    action = appointment.with_user(clerk).action_agree_service()
    service = env["gov.agency"].with_user(clerk).browse(action["res_id"])
    today = item.company_id._gov_today()
    service.write(
        {
            "name": "新能源储能项目",
            "agent_user_id": clerk.id,
            "plan": "企业希望年内开工。用地预审、环评、能评同步准备材料，由专人每周汇总进展，遇问题当日协调部门。",
            "step_ids": [
                (0, 0, {"name": name, "due_on": today + timedelta(days=days)})
                for name, days in (
                    ("梳理全部事项和材料清单", 3),
                    ("用地预审与环评同步报送", 10),
                    ("能评报送并跟踪", 20),
                )
            ],
        }
    )
    service.action_begin()
    service.step_ids[0].action_done()
    return service
