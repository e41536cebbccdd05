"""Why this date? The dialog behind the lamp, on a desk and on a telephone."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 812}


@pytest.fixture
def case(live):
    """A case of the demo whose clock stood over the National Day, and whose period was extended."""
    clerk = live.rpc("clerk")
    [case_id] = clerk("gov.case", "search", [("state", "in", ("accepted", "transferred", "reviewing"))], limit=1)
    with live.env() as env:
        found = env["gov.case"].browse(case_id)
        found._term_stop("decision")
        for moment, move in (
            (datetime(2026, 9, 21, 2), lambda: found._term_start("decision", 10, "wd", source="事项承诺时限")),
            (datetime(2026, 9, 24, 2), lambda: found._open_terms("decision")._pause("听证")),
            (datetime(2026, 10, 12, 2), lambda: found._open_terms("decision")._resume("听证结束")),
            (datetime(2026, 10, 13, 2), lambda: found._open_terms("decision")._extend(5, "案情复杂")),
        ):
            env.cr._now = moment
            move()
        return case_id


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_why_this_date(live, browser, login, axe, screenshot, case, size):
    """A-082, D-08: date, what, rule, official source, event and deadline of each step; net and gross time used."""
    page = browser(viewport=size)
    login(page, "clerk")
    page.goto(f"{live.url}/odoo/gov.case/{case}")
    page.locator(".o_form_view .o_gov_lamp").click()
    dialog = page.locator(".modal .o_gov_due_steps")
    dialog.wait_for()
    kinds = dialog.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.kind)")
    assert [kind for kind in kinds if kind.startswith("term")] == [
        "term.start",
        "term.pause",
        "term.resume",
        "term.extend",
    ]
    row = dialog.locator("tr[data-kind='holiday']", has_text="2026-10-01")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("2026-10-01 – 2026-10-07")
    expect(row).to_contain_text("国庆节")
    expect(row).to_contain_text("国办发明电〔2025〕7号")
    start = dialog.locator("tr[data-kind='term.start']")
    for text in ("2026-09-21", "事项承诺时限", "《行政许可法》第四十二条"):
        expect(start).to_contain_text(text)
    expect(page.locator(".modal .o_gov_due_used")).to_be_visible()
    width = page.evaluate("document.querySelector('.modal-content').scrollWidth")
    assert width <= size["width"], "nothing is cut off at the side"
    assert [found for found in axe(page) if "o_gov_due" in str(found)] == []
    screenshot(page, f"why_{size['width']}")


def test_rules_that_apply(live, page, login, screenshot):
    """Ledger part D: the administrator sees each rule with its level; what nothing reads yet is greyed; the steps of
    a period have their repetition and minutes; reminders that could not be sent have a list."""
    with live.env() as env:
        zone = env["gov.zone"].search([], limit=1)
        line = {"name": "gap_days", "value": "20", "unit": "wd"}
        zone.profile_id = env["gov.profile"].create({"name": "演示区规则", "line_ids": [(0, 0, line)]})
        zone_id, profile_id, kind_id = zone.id, zone.profile_id.id, env.ref("gov_window.term_decision").id
    login(page, "gov")
    page.goto(f"{live.url}/odoo/gov.zone/{zone_id}")
    page.locator("button[name=action_rules]").click()
    rows = page.locator(".modal .o_data_row")
    rows.first.wait_for()
    set_here = rows.filter(has_text="演示区规则")
    expect(set_here).to_have_count(1)
    expect(set_here).to_contain_text("D-10")
    expect(rows.filter(has_text="D-23").first).to_have_class("o_data_row text-muted")
    screenshot(page, "rules_that_apply")
    page.goto(f"{live.url}/odoo/gov.profile/{profile_id}")
    page.locator("[name=line_ids] .o_data_row").first.wait_for()
    screenshot(page, "rule_profile")
    page.goto(f"{live.url}/odoo/gov.term.kind/{kind_id}")
    page.locator("[name=step_ids] .o_data_row td[name=repeat_days]").first.wait_for()
    screenshot(page, "steps")
    page.goto(f"{live.url}/odoo/action-gov_base.gov_alert_action_untold")
    page.locator(".o_view_nocontent, .o_list_table").first.wait_for()
    screenshot(page, "alerts_not_told")
