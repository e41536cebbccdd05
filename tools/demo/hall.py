"""Today in the hall: appointments to come, numbers that wait, one called."""


def load(env):
    """Book and take numbers through the real actions, as of now."""
    citizens = env.ref("base.group_portal").all_user_ids.filtered("partner_id")[:4]
    item = env["gov.item"].search([("version_id", "!=", False), ("name", "like", "民办学校设立")], limit=1)
    appointments = env["gov.appointment"]
    for number, citizen in enumerate(citizens):
        kind = "guidance" if number == 1 else "service"
        queue = appointments._queue_of(item.sudo(), kind)
        days = [day for day in queue._bookable_days() if day > env.company._gov_today()]
        slot = next(slot for day in days[number:] for slot in queue._slots(day) if slot["free"])
        appointments._book(citizen.partner_id, queue, slot["start"], kind=kind, item=item)
    for queue, count in ((env.ref("gov_window.demo_queue_a"), 5), (env.ref("gov_window.demo_queue_b"), 3)):
        for number in range(count):
            env["gov.ticket"]._take(queue, priority="elderly" if number == 2 else "none")
    clerk = env.ref("gov_window.demo_user_clerk")
    desks = env["gov.desk"].with_user(clerk)
    desks.action_open_mine()
    desk = desks.search([("window_id", "in", clerk.gov_window_ids.ids)], limit=1)
    desk.action_call_next()
    return f"{len(citizens)} appointments, 8 numbers, {desk.code} called"
