"""The citizen's door on a phone: from the search to the supplement, by touch, without an account where none
is needed; and every page of it looked at by axe."""

import re

import pytest
from playwright.sync_api import expect

ITEM = "民办学校设立审批"
PHONE = {"viewport": {"width": 390, "height": 844}}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(name, content=PDF):
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def test_from_search_to_supplement(browser, login, live, screenshot, axe):
    """W-015, W-054, W-092, W-093, W-099: find, apply, be told, complete, follow, on a phone."""
    page = browser(**PHONE)
    page.goto("/gov")
    page.locator("#gov_q").fill("mbxxslsp")
    page.locator("#gov_q").press("Enter")
    page.locator("main a", has_text=ITEM).first.click()
    expect(page.locator("#materials li").first).to_be_visible()
    screenshot(page, "citizen-guide", full_page=True)
    guide = page.url
    login(page, "citizen2")
    page.goto(guide)
    page.locator("#apply").click()

    lines = page.locator("#materials > li")
    expect(page.locator("#still_open")).to_be_visible()
    count = lines.count()
    application = page.url
    lines.nth(0).locator("input[type=file]").set_input_files(upload("申请表.pdf", b"MZ not a pdf"))
    lines.nth(0).get_by_role("button", name=re.compile("^上传")).click()
    expect(lines.nth(0).locator("[role=alert]")).to_contain_text("不是PDF")
    for number in range(count - 1):
        lines.nth(number).locator("input[type=file]").set_input_files(upload(f"材料{number}.pdf"))
        lines.nth(number).get_by_role("button", name=re.compile("^上传")).click()
        expect(lines.nth(number)).to_contain_text(f"材料{number}.pdf")
    # the session ends: nothing is lost
    page = browser(**PHONE)
    login(page, "citizen2")
    page.goto(application)
    lines = page.locator("#materials > li")
    expect(lines.nth(0)).to_contain_text("材料0.pdf")
    lines.nth(count - 1).get_by_role("button", name=re.compile("^提交纸质材料")).click()
    expect(page.locator("#still_open")).to_have_count(0)
    page.locator("#note").fill("请电话联系。")
    page.get_by_role("button", name="提交申请").click()
    number = page.locator("#application_number").inner_text()
    assert re.fullmatch(r"W\d{13}", number)
    screenshot(page, "citizen-application", full_page=True)
    assert axe(page) == []

    clerk = live.rpc("clerk")
    [case] = clerk("gov.case", "search", [("application_number", "=", number)])
    clerk("gov.case", "action_receive", [case])
    clerk("gov.case", "action_request_supplement", [case], "缺最后一项材料，请补交。")

    page.goto("/my/cases")
    page.locator(".list-group-item", has_text=ITEM).first.click()
    page.get_by_role("link", name="补齐我的材料").click()
    expect(page.locator("main")).to_contain_text("缺最后一项材料")
    assert axe(page) == []
    lines.nth(count - 1).locator("input[type=file]").set_input_files(upload("补正.pdf"))
    lines.nth(count - 1).get_by_role("button", name=re.compile("^上传")).click()
    expect(lines.nth(count - 1)).to_contain_text("补正.pdf")
    page.get_by_role("button", name="提交补正材料").click()
    expect(page.locator("main")).to_contain_text("已接件")
    clerk("gov.case", "action_accept", [case])

    page.goto(f"/my/cases/{case}")
    expect(page.locator("#steps")).to_contain_text("提交补正材料")
    assert axe(page) == []
    with live.env() as env:
        record = env["gov.case"].browse(case)
        known = record.number, record.tracking_code
        assert env["gov.event"].verify_chain([case]) == []

    other = browser(**PHONE)
    other.goto("/gov/progress")
    for code, answer in (("0" * 16, "没有查到"), (known[1], "已受理")):
        other.locator("#number").fill(known[0])
        other.locator("#code").fill(code)
        other.get_by_role("button", name="查询", exact=True).click()
        expect(other.locator("main")).to_contain_text(answer)
        assert axe(other) == []
    screenshot(other, "citizen-progress", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_barrier(browser, live, axe, width):
    """W-015, W-100: axe-core finds no violation on any public page, and none is wider than the screen."""
    with live.env() as env:
        item = env["gov.item"].search([("version_id", "!=", False), ("name", "like", ITEM)], limit=1)
        guide = f"/gov/item/{item._portal_slug()}"
    page = browser(viewport={"width": width, "height": 844})
    paths = ("/gov", "/gov/search?q=许可", guide, f"{guide}/checklist", "/gov/progress", "/gov/ledger", "/gov/windows")
    found = []
    for path in (*paths, "/gov/item/0"):
        page.goto(path)
        found += axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((path, "wider than the screen"))
    assert found == []
