"""What gives power: published items, the letters of the departments, the delegations of their representatives."""

from datetime import date, datetime

from .clock import clock
from .people import DEPARTMENT_STAFF

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
        for letter in letters:
            if letter.kind == "entrustment":
                continue
            letter.action_activate()
        delegations = load_delegations(env, manager, last_day)
        env.flush_all()
    letters.filtered(lambda letter: letter.state == "draft").action_submit_review()
    return f"{len(versions)} versions, {len(letters)} letters, {len(delegations)} delegations"


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
