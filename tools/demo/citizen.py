"""What citizens and the window say to each other, a receipt on request, an application entered for somebody."""

ITEM = "152900-JT-001"


def load(env):
    """Write, answer, ask, enter through the real actions, as of now."""
    citizen, clerk = (env.ref(f"gov_window.demo_user_{login}") for login in ("citizen", "clerk"))
    cases = env["gov.case"].search([("partner_id", "=", citizen.partner_id.id), ("closed_at", "=", False)])
    asked, wanted = cases.filtered(lambda case: case.state == "reviewing")[:1], cases.filtered("supplement_count")[:1]
    for case in asked | wanted:
        case.with_user(citizen)._portal_write("请问这件事什么时候能办好？可以用微信发照片吗？")
    asked.with_user(clerk).action_write_applicant("正在审查，结果以承诺日期为准。照片请在“我的办件”上传。")
    received = env["gov.case"].search([("state", "=", "received")], limit=1)
    received.with_user(clerk).action_receipt()
    entered = (
        env["gov.case"]
        .with_user(clerk)
        .create(
            {
                "item_id": env["gov.item"].search([("code", "=", ITEM)]).id,
                "partner_id": env.ref("gov_window.demo_user_citizen2").partner_id.id,
                "channel": "assisted",
            }
        )
    )
    entered.action_all_received()
    entered.action_submit_for()
    return f"{len(asked | wanted)} conversations, 1 receipt, {entered.application_number} entered for the applicant"
