"""A paper from the counter into the right hands, and into the hands of who doubts it."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 375, "height": 812}}


@pytest.fixture
def paper(live):
    """An acceptance notice of a case that the clerk reads, which nobody has got yet."""
    with live.env("clerk") as env:
        notice = env["gov.notice"].search(
            [
                ("kind_id.code", "=", "B-01"),
                ("state", "=", "issued"),
                ("partner_id.is_company", "=", False),
                ("partner_id.name", "=like", "__%"),
            ],
            limit=1,
        )
        sudo = notice.sudo()
        yield {"id": notice.id, "number": notice.number, "name": notice.partner_id.name, "code": sudo._check_code()}


def test_counter(browser, login, live, paper, screenshot):
    """B-34: the hand asks how the identity was checked and who receives it; the addressee's own card fills in the
    name, and the paper is delivered."""
    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_base.gov_notice_action/{paper['id']}")
    desk.locator("button[name=action_deliver]").click()
    dialog = desk.locator(".modal-content")
    dialog.locator("button[name=action_receive]").click()
    expect(dialog.locator(".o_field_invalid").first).to_be_visible()
    screenshot(desk, "clerk-paper-hand-over-empty")
    dialog.locator("[name=identity_checked] input").first.check()
    expect(dialog.locator("[name=receiver_name] input")).to_have_value(paper["name"])
    screenshot(desk, "clerk-paper-hand-over")
    dialog.locator("button[name=action_receive]").click()
    expect(dialog).to_have_count(0)
    expect(desk.locator("button[name=action_deliver]")).to_be_hidden()
    screenshot(desk, "clerk-paper-delivered")
    with live.env() as env:
        notice = env["gov.notice"].browse(paper["id"])
        assert (notice.state, notice.delivery_channel) == ("delivered", "counter")
        assert notice.delivery_ids.identity_checked == "card"


def test_code_on_a_phone(browser, axe, paper, screenshot):
    """ux.md: who cannot scan types the code beside the QR code, carelessly; a wrong one is not a paper of ours."""
    page = browser(**PHONE)
    page.goto("/gov/check")
    assert axe(page) == []
    screenshot(page, "citizen-check-code", full_page=True)
    page.locator("#gov_check_code").fill("AAAA-AAAA-AAAA")
    page.locator("#gov_check_code").press("Enter")
    expect(page.locator("#gov_check_code")).to_have_value("AAAA-AAAA-AAAA")
    screenshot(page, "citizen-check-none", full_page=True)
    page.locator("#gov_check_code").fill(paper["code"].lower().replace("-", " "))
    page.locator("form[action='/gov/check'] button").click()
    expect(page.locator("main")).to_contain_text(paper["number"])
    expect(page.locator("main")).not_to_contain_text(re.compile(re.escape(paper["name"])))
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    screenshot(page, "citizen-check-paper", full_page=True)
