"""A number is taken, called, shown, missed and called again; and two clerks on one application."""

import re

from playwright.sync_api import expect
from test_citizen import PHONE

ITEM = "民办学校设立审批"
#: two presses of “recall” within three seconds are one
APART = 3200


def hall_code(live):
    """The code of the hall, whose window 17 is open all this day, so that the hour of the test does not matter."""
    with live.env() as env:
        today = env.ref("base.main_company")._gov_today()
        window = env.ref("gov_window.demo_window_17")
        env["gov.window.hours"].search([("window_id", "=", window.id), ("weekday", "=", str(today.weekday()))]).unlink()
        env["gov.window.hours"].create(
            {
                "window_id": window.id,
                "name": "延时服务",
                "weekday": str(today.weekday()),
                "hour_from": 0,
                "hour_to": 23.99,
            }
        )
        return env.ref("base.main_company").gov_hall_code


def current(page):
    """The number that stands on the desk."""
    return page.locator(".o_field_widget[name=code]").first


def open_desk(page):
    page.goto("/odoo/action-gov_window.gov_desk_action")
    page.locator(".o_field_widget[name=waiting_count]").wait_for()


def test_a_number_through_the_hall(browser, login, live, screenshot, axe):
    """W-052, W-053: taken on a telephone, called at a window, on the screen; missed, back in the queue, and called
    again."""
    code = hall_code(live)
    phone = browser(**PHONE)
    phone.goto(f"/gov/hall/{code}/take")
    assert axe(phone) == []
    phone.locator("summary").click()
    phone.get_by_label("老年人").check()
    phone.locator("#queues button", has_text="授权综合受理").click()
    number = phone.locator("#code").inner_text()
    expect(phone.locator("#ahead")).to_be_visible()
    screenshot(phone, "hall-number")

    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk2")
    open_desk(desk)
    screen = browser(viewport={"width": 1920, "height": 1080})
    screen.goto(f"/gov/hall/{code}")
    expect(screen.locator("#waiting")).to_contain_text("授权综合受理")
    for _turn in range(9):
        desk.keyboard.press("F8")
        expect(current(desk)).not_to_be_empty()
        called = current(desk).inner_text()
        screen.reload()
        call = screen.locator(".calls li", has_text=called)
        expect(call).to_contain_text("17")
        if called == number:
            break
        desk.keyboard.press("F10")
        expect(current(desk)).to_be_empty()
    assert called == number
    screenshot(screen, "hall-screen")
    assert "申请人" not in screen.locator("#board").inner_text()
    phone.reload()
    expect(phone.locator(".alert")).to_contain_text("17")

    miss = desk.locator("button[name=flow_miss]")
    expect(miss).to_be_disabled()
    for times in (2, 3):
        desk.wait_for_timeout(APART)
        desk.keyboard.press("F7")
        expect(desk.locator(".o_field_widget[name=call_count]")).to_have_text(str(times))
    expect(miss).to_be_enabled()
    screenshot(desk, "hall-desk")
    desk.keyboard.press("F4")
    expect(current(desk)).to_be_empty()
    phone.reload()
    expect(phone.locator(".alert")).to_be_visible()
    screen.reload()
    expect(screen.locator(".calls")).not_to_contain_text(number)

    desk.get_by_role("tab", name="过号").click()
    row = desk.locator(".o_field_widget[name=missed_ids] .o_data_row", has_text=number)
    row.locator("button[name=action_return]").click()
    expect(row).to_have_count(0)
    desk.get_by_role("tab", name="等候").click()
    expect(desk.locator(".o_field_widget[name=waiting_ids]")).to_contain_text(number)
    phone.reload()
    expect(phone.locator("#ahead")).to_be_visible()


def test_guides_have_a_desk(live):
    """W-051: both guide desks of the demo are staffed."""
    with live.env() as env:
        for place, login in (("guide_1", "guide"), ("guide_2", "guide2")):
            postings = env["gov.posting"].search([("window_id", "=", env.ref(f"gov_window.demo_window_{place}").id)])
            assert postings.user_id.login == login


def received(live):
    """An application at the counter, complete, to be accepted."""
    with live.env("clerk") as env:
        item = env["gov.item"].search([("name", "like", ITEM), ("version_id", "!=", False)], limit=1)
        applicant = env["res.partner"].sudo().search([("name", "=", "李牧原")], limit=1)
        case = env["gov.case"].create({"item_id": item.id, "partner_id": applicant.id})
        case.action_all_received()
        case.action_receive()
        return case.id, case.number


def test_second_clerk_loses_nothing(browser, login, live, screenshot):
    """W-071: two clerks have one application open; the second one is told who was first, and what he typed is still
    on the screen."""
    case_id, number = received(live)
    pages = []
    for who in ("clerk", "clerk2"):
        page = browser(viewport={"width": 1366, "height": 768})
        login(page, who)
        page.goto(f"/odoo/action-gov_window.gov_case_action_all/{case_id}")
        page.locator(".o_field_widget[name=number]").wait_for()
        expect(page.locator(".o_field_widget[name=number]")).to_have_text(number)
        pages.append(page)
    first, second = pages
    words = "申请人承诺三日内补交场地租赁合同原件"
    box = second.locator(".o_field_widget[name=gap_promise] textarea")
    box.fill(words)
    first.keyboard.press("F8")
    expect(first.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("已受理")
    with live.expect_log("已不能再改"):
        second.keyboard.press("F8")
        told = second.locator(".modal .modal-body, .o_notification").first
        expect(told).to_contain_text(number)
    screenshot(second, "two-clerks")
    second.keyboard.press("Escape")
    expect(box).to_have_value(words)
    second.locator(".o_form_button_cancel").click()
    second.reload()
    expect(second.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("已受理")
    with live.env() as env:
        case = env["gov.case"].browse(case_id)
        assert case.state == "accepted"
        assert not case.gap_promise
        kinds = env["gov.event"].search([("subject_model", "=", "gov.case"), ("subject_id", "=", case_id)])
        assert kinds.mapped("kind").count("accept") == 1


def test_follow_up(browser, login, live, screenshot):
    """W-096: the window sees what it sent on, by department and lamp in words, and urges from the list."""
    page = browser(viewport={"width": 1440, "height": 900})
    login(page, "clerk")
    page.goto("/odoo/action-gov_window.gov_case_action_follow")
    expect(page.locator(".o_gov_lamp_counts").first).to_have_text(re.compile(r"\S+ ?\d+"))
    screenshot(page, "follow-board")
    with live.env() as env:
        cases = env["gov.case"].search([("followed", "=", True), ("urged_at", "=", False)], limit=1)
        number = cases.number
    page.locator("button.o_list").click()
    row = page.locator(".o_data_row", has_text=number)
    row.locator(".o_list_record_selector input").check()
    page.locator("button[name=action_ask_urge]").click()
    page.locator(".modal .o_field_widget[name=reason] textarea").fill("请反馈办理进度")
    page.locator(".modal button[name=action_confirm]").click()
    expect(page.locator(".o_notification")).to_be_visible()
    screenshot(page, "follow-list")
    with live.env() as env:
        assert env["gov.case"].browse(cases.id).urge_count == 1
