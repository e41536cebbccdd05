"""The citizen on a phone and the clerk who answers: an appointment, messages, a withdrawal, a package, an entry
that somebody else makes."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 375, "height": 812}}
ITEM = "民办学校设立审批"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def fine(axe):
    """A function that fails if a page has a barrier or is wider than the phone."""

    def check(page):
        assert axe(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    return check


def test_booking_on_a_phone(browser, login, live, fine, screenshot):
    """W-053: from the guide of an item to a booked time, moved to another one, and cancelled, by touch."""
    page = browser(**PHONE)
    login(page, "company")
    page.goto("/gov")
    page.locator("#gov_q").fill("mbxxslsp")
    page.locator("#gov_q").press("Enter")
    page.locator("main a", has_text=ITEM).first.click()
    page.locator("#book").click()
    page.locator("#days a").last.click()
    free = page.locator("#slots input:not([disabled])")
    chosen = free.first.get_attribute("value")
    page.locator(f"#slots label[for={free.first.get_attribute('id')}]").click()
    page.locator("#phone").fill("13900000000")
    page.locator("#note").fill("咨询𠮷田学校的场地要求")
    fine(page)
    screenshot(page, "citizen-booking", full_page=True)
    page.locator("#booking button[type=submit]").click()
    page.wait_for_url(re.compile(r"/my/appointments/\d+"))
    number = int(re.search(r"/my/appointments/(\d+)", page.url)[1])
    fine(page)
    with live.env() as env:
        appointment = env["gov.appointment"].browse(number)
        assert (appointment.state, str(appointment.slot_start)) == ("booked", chosen)
        assert appointment.note == "咨询𠮷田学校的场地要求"
    page.locator("#slots label").last.click()
    page.locator("button[name=do][value=move]").click()
    expect(page.locator("#days")).to_be_visible()
    with live.env() as env:
        assert str(env["gov.appointment"].browse(number).slot_start) != chosen
    page.locator("button[name=do][value=withdraw]").click()
    expect(page.locator("button[name=do][value=move]")).to_have_count(0)
    with live.env() as env:
        assert env["gov.appointment"].browse(number).state == "cancelled"
    page.goto("/my/appointments")
    fine(page)


def test_messages_and_withdrawal(browser, login, live, fine, screenshot):
    """W-056, W-076, W-099: the applicant finds the receipt, writes, is answered, withdraws; the clerk answers and
    confirms on the case, where the reason is there already."""
    clerk = live.rpc("clerk")
    with live.env() as env:
        citizen = env.ref("gov_window.demo_user_citizen2").partner_id.id
        item = env["gov.item"].search([("version_id", "!=", False), ("name", "like", ITEM)], limit=1).id
    [case] = clerk("gov.case", "create", [{"partner_id": citizen, "item_id": item}])
    clerk("gov.case", "action_all_received", [case])
    clerk("gov.case", "action_receive", [case])
    clerk("gov.case", "action_receipt", [case])

    page = browser(**PHONE)
    login(page, "citizen2")
    page.goto(f"/my/cases/{case}")
    expect(page.locator("#papers")).to_contain_text("接件通知书")
    with page.expect_download() as download:
        page.locator("#papers a").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.locator("#message_text").fill("请问\n几天能办好？")
    page.locator("#messages button[type=submit]").click()
    expect(page.locator("#messages li")).to_have_count(1)
    fine(page)

    desk = browser()
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_window.gov_case_action_all/{case}")
    desk.locator(".nav-link[name=messages]").click()
    talk = desk.locator(".o_gov_conversation")
    expect(talk).to_contain_text("几天能办好？")
    talk.locator("textarea").fill("十个工作日。")
    talk.locator("textarea").press("Control+Enter")
    expect(talk).to_contain_text("十个工作日。")
    expect(talk.locator("textarea")).to_have_value("")
    screenshot(desk, "clerk-messages")

    page.reload()
    expect(page.locator("#messages")).to_contain_text("十个工作日。")
    page.locator("#withdrawal summary").click()
    page.locator("#withdraw_reason").fill("改在外地办学")
    fine(page)
    page.locator("#withdrawal button[type=submit]").click()
    expect(page.locator("#case_actions")).to_contain_text("改在外地办学")
    fine(page)
    screenshot(page, "citizen-case", full_page=True)

    desk.reload()
    expect(desk.locator(".o_gov_case_form")).to_contain_text("改在外地办学")
    screenshot(desk, "clerk-withdrawal")
    label = clerk("gov.case", "read", [case], ["flow_buttons"])[0]["flow_buttons"]
    name = next(button["label"] for button in label if button["action"] == "withdraw")
    desk.get_by_role("button", name=name).click()
    box = desk.locator(".modal .o_field_widget[name=reason] textarea")
    expect(box).to_have_value("改在外地办学")
    desk.locator(".modal button[name=action_confirm]").click()
    expect(desk.locator(".modal")).to_have_count(0)
    page.reload()
    expect(page.locator("#papers")).to_contain_text("撤回申请确认书")
    expect(page.locator("#message_text")).to_have_count(0)
    with live.env() as env:
        assert env["gov.case"].browse(case).state == "withdrawn"
        assert env["gov.event"].verify_chain([case]) == []


def test_package_on_a_phone(browser, login, live, fine, screenshot):
    """W-029, W-093: a package: each paper is uploaded once, all is submitted with one button."""
    page = browser(**PHONE)
    with live.env() as env:
        package = env["gov.package"].search([("state", "=", "published")], limit=1).id
    login(page, "citizen")
    page.goto(f"/gov/package/{package}")
    fine(page)
    page.locator("#apply").click()
    page.wait_for_url("**/my/packages/*")
    fine(page)
    lines = page.locator("#materials > li")
    count = lines.count()
    lines.nth(0).locator("input[type=file]").set_input_files(
        {"name": "共用.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    lines.nth(0).locator("button[value=upload]").click()
    expect(lines.nth(0)).to_contain_text("共用.pdf")
    for number in range(1, count):
        lines.nth(number).locator("button[value=paper]").click()
        page.wait_for_url("**/my/packages/*")
    expect(page.locator("#still_open")).to_have_count(0)
    page.locator("button[name=do][value=submit]").click()
    expect(page.locator("#done")).to_be_visible()
    fine(page)
    screenshot(page, "citizen-package", full_page=True)
    numbers = re.findall(r"W\d{13}", page.locator("#cases").inner_text())
    assert len(set(numbers)) == page.locator("#cases > a").count() == 2


def test_entered_for_the_applicant(page, browser, login, live, fine, screenshot):
    """W-094: the operator's short path, and the applicant who follows with number and code, without an account."""
    with live.env() as env:
        name = env.ref("gov_window.demo_user_citizen2").partner_id.name
    login(page, "clerk")
    page.goto("/odoo/action-gov_window.gov_case_action_assist")
    page.locator(".o_field_widget[name=partner_id] input").first.fill(name)
    page.locator(".o-autocomplete--dropdown-item", has_text=name).first.click()
    page.locator(".o_field_widget[name=item_id] input").first.fill("mbxxsl")
    page.locator(".o-autocomplete--dropdown-item", has_text=ITEM).first.click()
    page.locator(".o_gov_checklist .o_data_row").first.wait_for()
    page.locator("button[name=action_all_received]").click()
    page.locator("button[name=action_submit_for]").click()
    told = page.locator(".alert-success:visible")
    expect(told).to_contain_text(re.compile(r"W\d{13}"))
    screenshot(page, "clerk-assisted")
    number = re.search(r"W\d{13}", told.inner_text())[0]
    with live.env() as env:
        case = env["gov.case"].search([("application_number", "=", number)])
        code = case.tracking_code
        assert (case.state, case.operator_id.login) == ("pre_submitted", "clerk")
    phone = browser(**PHONE)
    phone.goto("/gov/progress")
    phone.locator("#number").fill(number)
    phone.locator("#code").fill(code)
    phone.locator("form button[type=submit]").click()
    expect(phone.locator("#progress")).to_contain_text(number)
    fine(phone)
