"""What gives power: published items, the letters of the departments, the delegations of their representatives,
the mandates of those who act for companies."""

import base64
from datetime import date, datetime

from . import managers
from .clock import clock
from .people import COMPANIES, DEPARTMENT_STAFF

FIRST_DAY = date(2021, 4, 1)
LAST_DAY = date(2027, 12, 31)


def load(env):
    """Publish the items and put letters and delegations in force, as it was done in March 2021."""
    with clock(env) as time:
        time.set(datetime(2021, 3, 29, 10, 0))
        manager = env.ref("gov_window.demo_user_catalogue")
        company = env.ref("base.main_company")
        drafts = [("state", "=", "draft"), ("company_id", "=", company.id)]
        versions = env["gov.item.version"].with_user(manager).search(drafts)
        versions.action_publish()
        time.set(datetime(2021, 3, 30, 15, 0))
        letters = env["gov.authorization"].with_user(manager).search(drafts, order="id")
        # a demo that is made later than this was written has letters that still hold
        last_day = max(LAST_DAY, date(time.today.year + 1, 12, 31))
        letters.filtered(lambda letter: letter.date_end == LAST_DAY).date_end = last_day
        managers.plan_batches(env, letters.filtered(lambda letter: letter.kind != "entrustment"))
        for letter in letters:
            if letter.kind == "entrustment":
                continue
            letter.action_activate()
        delegations = load_delegations(env, manager, last_day)
        mandates = load_mandates(env, last_day)
        env.flush_all()
    letters.filtered(lambda letter: letter.state == "draft").action_submit_review()
    return f"{len(versions)} versions, {len(letters)} letters, {len(delegations)} delegations, {len(mandates)} mandates"


def load_delegations(env, manager, last_day):
    """Name the chief representative of every department, A and B, with all powers."""
    pairs = {
        "jt": ("chief", "leader"),
        "rs": ("chief2", None),
        **{key: (f"{key}.chief", None) for key in DEPARTMENT_STAFF},
    }
    delegations = (
        env["gov.delegation"]
        .with_user(manager)
        .create(
            [
                {
                    "date_start": FIRST_DAY,
                    "date_end": last_day,
                    "department_id": env.ref(f"gov_window.demo_dept_{key}").id,
                    "holder_id": env.ref(f"gov_window.demo_user_{holder}").id,
                    "substitute_id": env.ref(f"gov_window.demo_user_{substitute}").id if substitute else False,
                    "power_ids": [(6, 0, env["gov.power"].search([]).ids)],
                }
                for key, (holder, substitute) in pairs.items()
            ]
        )
    )
    delegations.action_activate()
    return delegations


def load_mandates(env, last_day):
    """Record who acts for each company, on a paper it signed; one is revoked again."""
    mandates = (
        env["gov.mandate"]
        .with_user(env.ref("gov_window.demo_user_clerk"))
        .create(
            [
                {
                    "principal_id": env.ref(f"gov_window.demo_applicant_{key}").id,
                    "agent_id": env.ref(f"gov_window.demo_applicant_{agent}").id,
                    "purpose": "代为办理政务服务事项，提交、补正申请材料，签收文书和办理结果",
                    "date_start": FIRST_DAY,
                    "date_end": last_day,
                    "paper": base64.b64encode(f"授权委托书（示例）\n委托人：{name}\n".encode()),
                    "paper_name": "授权委托书.txt",
                }
                for key, name, _prefix, agent, _mail in COMPANIES
            ]
        )
    )
    mandates.action_activate()
    former = mandates[0].copy({"agent_id": env.ref("gov_window.demo_applicant_p01").id})
    former.action_activate()
    former.action_revoke("经办人离职，委托人书面撤销委托")
    return mandates | former
