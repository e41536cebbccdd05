"""An official day entered while somebody is handling a case: nobody waits, and no date stays wrong."""

from datetime import date, timedelta

RUNNING = [("state", "=", "running"), ("unit", "=", "wd"), ("res_model", "=", "gov.case")]


def test_a_case_that_is_held(live):
    """I6: the period of the case that is held stays as it is for now; the scheduled action comes back for it."""
    with live.env() as clerk:
        terms = clerk["gov.term"].search(RUNNING, order="due_at desc", limit=2)
        held, free = terms
        calendar = held.calendar_id
        day = first_worked(calendar, clerk["res.company"].browse(1)._gov_today())
        before = {term.id: term.due_at for term in terms}
        clerk["gov.case"].browse(held.res_id).lock_for_update()
        with live.env() as admin:
            admin.cr.execute("SET LOCAL lock_timeout = '10s'")
            admin["gov.calendar.day"].create(
                {"calendar_id": calendar.id, "date": day, "name": "元旦", "is_working": False, "official": True}
            )
            admin.flush_all()
            after = admin["gov.term"].browse(terms.ids)
            assert after[0].due_at == before[held.id]
            assert after[1].due_at > before[free.id]
            assert after[0].calendar_id.recompute_from == day
            cron = admin.ref("gov_base.ir_cron_official_years")
            assert admin["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
    with live.env() as env:
        env["gov.calendar"]._cron_check_official_years()
        assert env["gov.term"].browse(held.id).due_at > before[held.id]
        assert not env["gov.calendar"].browse(calendar.id).recompute_from
    with live.env() as env:
        env["gov.calendar.day"].search([("calendar_id", "=", calendar.id), ("date", "=", day)]).unlink()
        for term_id, due_at in before.items():
            assert env["gov.term"].browse(term_id).due_at == due_at
        assert env["gov.event"].verify_chain(env["gov.term"].browse(terms.ids).mapped("res_id")) == []


def first_worked(calendar, today: date) -> date:
    """Return the first working day after today."""
    day = today + timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day
