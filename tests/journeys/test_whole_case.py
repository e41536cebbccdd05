"""The first whole case in a real browser: counter, department, issuing desk, citizen, supervisor."""

import io
import re

import pytest
from conftest import RpcError
from playwright.sync_api import TimeoutError as Timeout
from playwright.sync_api import expect
from pypdf import PdfReader

ITEM = "民办学校设立审批"
PHONE = {"viewport": {"width": 390, "height": 844}}


class Desk:
    """What a person does in the web client."""

    def __init__(self, page):
        self.page = page

    def open(self, action):
        self.page.goto(f"/odoo/action-{action}")
        self.page.locator(".o_action_manager .o_view_controller").wait_for()

    def pick(self, field, text):
        """Choose the first suggestion of a many-to-one field."""
        box = self.page.locator(f".o_field_widget[name={field}] input")
        box.fill(text)
        self.page.locator(".o-autocomplete--dropdown-item", has_text=text).first.wait_for()
        box.press("Enter")

    def key(self, key, state):
        """Press a key until the state is reached; the same key twice does its work once."""
        current = self.page.locator(".o_statusbar_status .o_arrow_button_current", has_text=state)
        for _attempt in range(6):
            self.page.keyboard.press(key)
            try:
                current.wait_for(timeout=7000)
            except Timeout:
                continue
            break
        self.state(state)

    def write(self, field, text):
        """Type into a field until the form knows that it has something to save."""
        box = self.page.locator(f".o_field_widget[name={field}] input")
        unsaved = self.page.locator(".o_form_status_indicator_buttons:not(.invisible)")
        for _attempt in range(5):
            box.fill(text)
            box.press("Tab")
            try:
                unsaved.wait_for(timeout=3000)
            except Timeout:
                continue
            expect(box).to_have_value(text)
            return
        raise AssertionError(f"{field} does not take {text!r}")

    def flow(self, action):
        return self.page.locator(f"button[name=flow_{action}]")

    def state(self, text):
        expect(self.page.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text(text)

    def card(self, text):
        return self.page.locator(".o_kanban_record", has_text=text)

    def reason(self, text):
        """Give the written reason a move asks for."""
        self.page.locator(".modal .o_field_widget[name=reason] textarea").fill(text)
        self.page.locator(".modal button[name=action_confirm]").click()


@pytest.fixture
def desk(browser, login):
    """A function that seats somebody at a desk of their own: desk("clerk")."""

    def sit(name, **options):
        page = browser(**options)
        login(page, name)
        page.locator(".o_main_navbar").wait_for()
        return Desk(page)

    return sit


def pdf_text(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_from_the_counter_to_the_rated_result(desk, browser, login, live, screenshot):
    """W-002, W-073, W-085, A-002, I-003, I-004, E-004: the whole case, by the people who do it."""
    with live.env() as env:
        applicant = env["res.users"].search([("login", "=", "citizen")]).partner_id.name

    # The clerk registers, is told what is missing, accepts, prints, hands over.
    clerk = desk("clerk")
    page = clerk.page
    clerk.open("gov_window.gov_case_action_window")
    screenshot(page, "window-board")
    page.locator("button.o-kanban-button-new").click()
    clerk.pick("partner_id", applicant)
    clerk.pick("item_id", ITEM)
    page.locator(".o_field_widget[name=material_ids] .o_data_row").first.wait_for()
    clerk.key("F7", "已接件")
    number = page.locator(".o_field_widget[name=number]").inner_text().strip()
    assert re.fullmatch(r"152900\d{14}", number)
    expect(clerk.flow("accept")).to_be_disabled()
    assert "受理清单" in page.locator("span:has(> button[name=flow_accept])").get_attribute("title")
    screenshot(page, "acceptance-incomplete")
    page.locator("button[name=action_all_received]").click()
    expect(clerk.flow("accept")).to_be_enabled()
    clerk.key("F8", "已受理")
    screenshot(page, "acceptance")
    with page.expect_download() as download:
        page.locator("button[name=action_print_last_notice]").click()
    text = pdf_text(download.value.path().read_bytes())
    assert "受理通知书" in text
    assert number in text
    assert applicant in text
    clerk.key("F4", "已移交")

    # The department signs, reviews, concludes; the leader decides on a phone.
    handler = desk("handler")
    page = handler.page
    handler.open("gov_approval.gov_task_action")
    screenshot(page, "department-board")
    handler.card(number).click()
    handler.flow("sign").wait_for()
    handler.key("F7", "审查中")
    expect(handler.flow("conclude")).to_be_disabled()
    page.locator(".o_field_widget[name=conclusion] .o_radio_item", has_text=re.compile("^同意$")).locator(
        "input"
    ).check()
    page.locator(".o_field_widget[name=opinion] textarea").fill("经审查，符合《民办教育促进法》规定的条件，同意。")
    page.locator(".o_form_button_save").click()
    expect(handler.flow("conclude")).to_be_enabled()
    screenshot(page, "task")
    handler.key("F8", "已出结论")

    leader = desk("leader", **PHONE)
    leader.open("gov_approval.gov_case_action_decide")
    leader.card(number).click()
    leader.flow("decide").wait_for()
    screenshot(leader.page, "leader-phone")
    leader.flow("decide").click()
    expect(leader.flow("decide")).to_have_count(0)

    # The department's first result carries a wrong name: it is not taken, and comes back.
    handler.open("gov_issuance.gov_result_action_department")
    page.locator(".o_data_row", has_text=number).locator("td[name=name]").click()
    handler.write("holder_name", "某某")
    handler.flow("submit").click()
    handler.state("待核对")

    issuer = desk("issuer")
    desk_page = issuer.page
    issuer.open("gov_issuance.gov_result_action")
    screenshot(desk_page, "issuing-board")
    issuer.card(number).click()
    expect(issuer.flow("check")).to_be_disabled()
    expect(desk_page.locator(".alert-danger")).to_contain_text("某某")
    screenshot(desk_page, "result-differs")
    issuer.flow("return").click()
    issuer.reason("持证人姓名与受理信息不一致")
    issuer.state("不予接收")

    page.reload()
    handler.write("holder_name", applicant)
    handler.flow("submit").click()
    handler.state("待核对")

    desk_page.reload()
    issuer.flow("check").click()
    issuer.state("待出件")
    expect(issuer.flow("deliver")).to_be_disabled()
    issuer.write("receiver_name", applicant)
    desk_page.locator(".o_field_widget[name=identity_checked] input").check()
    desk_page.locator(".o_field_widget[name=signature] .o_signature").click()
    pad = desk_page.locator(".modal canvas")
    pad.wait_for()
    box = pad.bounding_box()
    desk_page.locator(".modal .o_web_sign_draw_button").click()
    desk_page.mouse.move(box["x"] + 40, box["y"] + 40)
    desk_page.mouse.down()
    desk_page.mouse.move(box["x"] + 160, box["y"] + 80, steps=8)
    desk_page.mouse.up()
    desk_page.locator(".modal footer .btn-primary").click()
    desk_page.locator(".modal").wait_for(state="detached")
    desk_page.locator(".o_form_button_save").click()
    expect(issuer.flow("deliver")).to_be_enabled()
    screenshot(desk_page, "hand-out")
    issuer.key("F9", "已送达")

    # The citizen follows all of it on a phone, reads the papers, rates.
    phone = browser(**PHONE)
    login(phone, "citizen")
    phone.goto("/my/cases")
    screenshot(phone, "citizen-cases")
    phone.locator(".list-group-item", has_text=number).click()
    steps = phone.locator("#steps")
    for word in ("接件", "受理", "移交", "签发决定"):
        expect(steps).to_contain_text(word)
    expect(phone.locator("#papers a")).to_have_count(3)
    screenshot(phone, "citizen-case", full_page=True)
    with phone.expect_download() as download:
        phone.locator("#papers a", has_text="受理通知书").click()
    assert number in pdf_text(download.value.path().read_bytes())
    phone.locator("#evaluation a").click()
    screenshot(phone, "citizen-rating", full_page=True)
    phone.locator("label[for=level_5]").click()
    phone.locator("#comment").fill("很快，只跑了一次。")
    phone.locator("#rating button[type=submit]").click()
    expect(phone.locator("#rating")).to_contain_text("非常满意")

    # The supervisor sees it, and the chain of what happened is whole.
    supervisor = desk("supervisor")
    supervisor.open("gov_evaluation.gov_case_action_supervision")
    supervisor.page.locator(".o_kanban_group").first.wait_for()
    screenshot(supervisor.page, "supervision-board")
    supervisor.open("gov_evaluation.gov_case_action_analysis")
    supervisor.page.locator(".o_pivot table").wait_for()
    screenshot(supervisor.page, "supervision-pivot")
    supervisor.open("gov_evaluation.gov_evaluation_action")
    expect(supervisor.page.locator(".o_data_row", has_text=number)).to_contain_text("非常满意")
    with live.env() as env:
        case = env["gov.case"].search([("number", "=", number)])
        assert case.state == "closed"
        assert env["gov.event"].verify_chain([case.id]) == []
        mails = env["mail.mail"].search([("recipient_ids", "in", case.partner_id.ids), ("subject", "like", number)])
        assert len(mails) >= 3, "accepted, ready, invited to rate"


def test_the_refusals_speak_chinese(live):
    """A-012, W-095, W-001: no letter, no case outside the window, acceptor is not decider."""
    with live.env() as env:
        item = env["gov.item"].search([("name", "like", ITEM)], limit=1)
        partner = env["res.users"].search([("login", "=", "citizen")]).partner_id
        offered = env["gov.item"].search(
            [("version_id", "!=", False), ("department_id.department_class", "=", "authorised")]
        )
        letters = offered._letter("accept")
        without = next(item for item in offered if item.id not in letters)
        arguments = {"partner_id": partner.id}
    clerk, handler = live.rpc("clerk"), live.rpc("handler")

    with live.expect_log("综合窗口"), pytest.raises(RpcError, match="综合窗口") as refused:
        handler("gov.case", "create", {"item_id": item.id, **arguments})
    assert ITEM in str(refused.value)

    case = clerk("gov.case", "create", {"item_id": without.id, **arguments})
    clerk("gov.case", "action_all_received", [case])
    clerk("gov.case", "action_receive", [case])
    with live.expect_log("授权委托书"), pytest.raises(RpcError, match="授权委托书"):
        clerk("gov.case", "action_accept", [case])
    assert clerk("gov.case", "read", [case], ["state"])[0]["state"] == "received"

    with live.expect_log("不能直接"), pytest.raises(RpcError, match="不能直接"):
        clerk("gov.case", "write", [case], {"state": "accepted"})


def test_a_stranger_sees_nothing(browser, login, live, screenshot):
    """Somebody else's case and a missing one give the same clear answer."""
    with live.env() as env:
        partner = env["res.users"].search([("login", "=", "citizen")]).partner_id
        case = env["gov.case"].search([("partner_id", "=", partner.id), ("notice_ids", "!=", False)], limit=1)
        number, notice = case.number, case.notice_ids[:1].id
    page = browser(**PHONE)
    login(page, "citizen2")
    for path in (f"/my/cases/{case.id}", "/my/cases/99999999", f"/my/notices/{notice}/pdf"):
        answer = page.goto(path)
        assert answer.status == 404
        expect(page.locator("h1")).to_contain_text("没有")
        assert number not in page.content()
    screenshot(page, "stranger")


def test_anybody_checks_a_paper(browser, live, screenshot):
    """The QR code of a paper opens its check; the holder's name is masked."""
    with live.env() as env:
        notice = env["gov.notice"].search([("partner_id.is_company", "=", False)], limit=1)
        path, number, name = f"/gov/check/{notice.token}", notice.number, notice.partner_id.name
    page = browser(**PHONE)
    assert page.goto(path).status == 200
    assert number in page.content()
    assert name not in page.content()
    screenshot(page, "paper-check")
    assert page.goto("/gov/check/not-a-paper").status == 404


def test_an_overdue_case_is_escalated(desk, live, screenshot):
    """A-082, A-083: the scheduled action turns the lamp red and tells handler, leader and supervisor."""
    from datetime import timedelta

    with live.env() as env:
        case = env["gov.case"].search([("state", "=", "reviewing"), ("lamp", "=", "green")], limit=1)
        number = case.number
        calendar = case.company_id._gov_calendar()
        third = calendar.add_days(case.due_date, 3)
        env.cr._now = case.due_at + timedelta(days=(third - case.due_date).days)
        while env["gov.term"]._take_due(set()):
            pass
        env["gov.alert"]._tell()
        kinds = (
            env["gov.event"].search([("subject_id", "=", case.id), ("subject_model", "=", "gov.case")]).mapped("kind")
        )
        assert case.lamp == "red"
        assert kinds.count("term.breach") == 1
        assert kinds.count("term.escalate") >= 2
        alerts = env["gov.alert"].search([("user_id.login", "=", "supervisor"), ("res_id", "=", case.id)])
        assert alerts
        assert all(alerts.mapped("told"))
        assert env["mail.message"].search_count([("notified_partner_ids", "in", alerts.user_id.partner_id.ids)])
    supervisor = desk("supervisor")
    supervisor.open("gov_evaluation.gov_case_action_supervision")
    column = supervisor.page.locator(".o_kanban_group").first
    expect(column).to_contain_text("超期")
    expect(column.locator(".o_kanban_record", has_text=number)).to_have_count(1)
    screenshot(supervisor.page, "overdue")
