"""What helps citizens along on a phone: conditions answered online, files with messages, a slip to take home."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 375, "height": 812}}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def fine(axe):
    """A function that fails if a page has a barrier or is wider than the phone."""

    def check(page):
        assert axe(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    return check


def test_conditions_on_a_phone(browser, login, live, fine, screenshot):
    """W-102, W-093: yes or no by touch, kept at once; a no says what it means and whom to ask, and loses nothing; the
    clerk finds the answers on the case."""
    page = browser(**PHONE)
    login(page, "company")
    with live.env() as env:
        company = env.ref("gov_window.demo_user_company")
        case = env["gov.case"].search(
            [("item_id.code", "=", "152900-YJ-007"), ("partner_id", "=", company.partner_id.id)]
        )
        case_id = case.id
        area, statement = (
            case.condition_ids.filtered(lambda line, kind=kind: line.kind == kind).id for kind in ("area", "statement")
        )
    page.goto(f"/my/cases/{case_id}/application")
    page.locator("#note").fill("仓库正在改造")
    told = page.locator(f"#told-{area}")
    expect(told).to_be_hidden()
    expect(page.locator(f"#yes-{area}")).to_be_checked()
    with page.expect_response(re.compile(r"/note$")):
        page.locator(f"label[for=no-{area}]").click()
    expect(told).to_be_visible()
    fine(page)
    screenshot(page, "citizen-conditions", full_page=True)
    page.reload()
    expect(page.locator(f"#no-{area}")).to_be_checked()
    expect(page.locator("#note")).to_have_value("仓库正在改造")
    for line in page.locator("#materials li").all():
        line.locator("button[value=paper]").click()
        page.wait_for_load_state("networkidle")
    page.locator("button[value=submit]").click()
    expect(page.locator("[role=alert]")).to_contain_text("资格证书")
    expect(page.locator("#note")).to_have_value("仓库正在改造")
    page.wait_for_load_state("networkidle")
    with page.expect_response(re.compile(r"/note$")):
        page.locator(f"#yes-{statement}").press("Space")
    page.locator("button[value=submit]").click()
    expect(page.locator("#application_number")).to_be_visible()
    fine(page)
    screenshot(page, "citizen-conditions-submitted", full_page=True)
    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_window.gov_case_action_all/{case_id}")
    desk.locator("a[name=conditions]").click()
    expect(desk.locator("div[name=condition_ids] .o_data_row")).to_have_count(3)
    screenshot(desk, "clerk-conditions")


def test_files_with_messages(browser, login, live, fine, screenshot):
    """W-056, W-099: on a phone a photograph goes with a message in parts; one that is not what it seems is refused and
    what was typed stays; the clerk reads it and answers with a file, which the phone opens."""
    with live.env() as env:
        citizen = env.ref("gov_window.demo_user_citizen")
        case = env["gov.case"].search(
            [("partner_id", "=", citizen.partner_id.id), ("state", "=", "supplement")], limit=1
        )
        case_id = case.id
    page = browser(**PHONE)
    login(page, "citizen")
    page.goto(f"/my/cases/{case_id}")
    page.locator("#message_text").fill("场地照片请看附件")
    page.locator("#message_files").set_input_files(
        [
            {"name": "场地.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "坏.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(100)},
        ]
    )
    page.locator("#messages button", has_text="发送").last.click()
    expect(page.locator("#messages [role=alert]")).to_contain_text("坏.pdf")
    expect(page.locator("#message_text")).to_have_value("场地照片请看附件")
    fine(page)
    page.locator("#message_files").set_input_files([])
    page.locator("#messages button", has_text="发送").last.click()
    expect(page.locator("#messages li a", has_text="场地.pdf")).to_be_visible()
    fine(page)
    page.locator("#messages").scroll_into_view_if_needed()
    screenshot(page, "citizen-message-files", full_page=True)
    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_window.gov_case_action_all/{case_id}")
    desk.locator("a[name=messages]").click()
    talk = desk.locator(".o_gov_conversation")
    expect(talk.locator("a", has_text="场地.pdf")).to_be_visible()
    talk.locator("textarea").fill("请按样式补一张")
    talk.locator("input[type=file]").set_input_files(
        [{"name": "样式.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    expect(talk).to_contain_text("样式.pdf")
    screenshot(desk, "clerk-message-files")
    talk.locator("button.btn-primary").click()
    expect(talk.locator("a", has_text="样式.pdf")).to_be_visible()
    page.reload()
    answer = page.request.get(page.locator("#messages li a", has_text="样式.pdf").get_attribute("href"))
    assert (answer.status, answer.body()) == (200, PDF)


def test_slip_and_query(browser, login, live, fine, screenshot):
    """W-094: the operator's button after the entry prints the slip; its code opens the query page on a phone, with the
    number filled in, and the code on the slip shows the progress."""
    with live.env() as env:
        case = env["gov.case"].search([("channel", "=", "assisted"), ("state", "=", "pre_submitted")], limit=1)
        case_id, number, code = case.id, case.application_number, case.tracking_code
    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_window.gov_case_action_all/{case_id}")
    screenshot(desk, "clerk-entry-slip")
    with desk.expect_download() as download:
        desk.locator("button[name=action_entry_slip]").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    with live.env() as env:
        slip = env["gov.case"].browse(case_id).notice_ids.filtered(lambda notice: notice.kind_id.code == "B-03-A")
        url, _words = slip._slip_code()
    page = browser(**PHONE)
    page.goto(url[url.index("/gov/progress") :])
    expect(page.locator("#number")).to_have_value(number)
    page.locator("#code").fill(code)
    page.locator("main form button").click()
    expect(page.locator("#progress")).to_contain_text(number)
    fine(page)


def test_individual_service(browser, login, live, fine, screenshot):
    """W-107: the applicant reads on a phone who his officer is, what was agreed and which step is done; the officer
    takes the next one with one click."""
    with live.env() as env:
        service = env["gov.agency"].search([("kind", "=", "individual")], limit=1)
        service_id, appointment_id, plan = service.id, service.appointment_id.id, service.plan
    desk = browser(viewport={"width": 1366, "height": 768})
    login(desk, "clerk")
    desk.goto(f"/odoo/action-gov_window.gov_agency_action/{service_id}")
    desk.locator("button[name=action_done]").first.click()
    expect(desk.locator("button[name=action_done]")).to_have_count(1)
    page = browser(**PHONE)
    login(page, "company")
    page.goto(f"/my/appointments/{appointment_id}")
    expect(page.locator("#service")).to_contain_text(plan)
    expect(page.locator("#service .badge")).to_have_count(2)
    fine(page)
    screenshot(page, "citizen-service", full_page=True)
