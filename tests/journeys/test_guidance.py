"""A citizen answers questions on a phone and gets exactly the right list; the clerk sees the same on the case."""

import re

from playwright.sync_api import expect
from test_citizen import PHONE, upload

ITEM = "校外培训机构设立审批"
LIST = ["《校外培训机构设立申请表》", "举办者居民身份证", "房屋租赁合同", "续租意向书"]


def shows(page, names):
    """Wait until a page shows these materials, and no others."""
    expect(page.locator("#materials > li strong")).to_have_text(names)


def test_my_checklist(browser, login, live, screenshot, axe):
    """W-029, W-101: question by question to the list, printed, taken to the application and to the window."""
    page = browser(**{**PHONE, "viewport": {"width": 375, "height": 812}})
    page.goto("/gov/search?q=xwpxjg")
    page.locator("main a", has_text=ITEM).first.click()
    expect(page.locator("#faq")).to_contain_text("住宅")
    assert axe(page) == []
    screenshot(page, "guidance-guide", full_page=True)
    page.get_by_role("link", name="我的材料清单").click()
    for answer in ("个人", "租用的", "不足三年"):
        assert axe(page) == []
        screenshot(page, f"guidance-{answer}", full_page=True)
        page.get_by_role("link", name=answer, exact=True).click()
    shows(page, LIST)
    expect(page.locator("main")).to_contain_text("20")
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    screenshot(page, "guidance-list", full_page=True)
    mine = page.url
    page.get_by_role("link", name="打印材料清单").click()
    shows(page, LIST)
    assert axe(page) == []

    login(page, "citizen2")
    page.goto(mine)
    page.locator("#apply").click()
    shows(page, LIST)
    expect(page.locator("#situation")).to_contain_text("不足三年")
    for number in range(len(LIST)):
        line = page.locator("#materials > li").nth(number)
        line.locator("input[type=file]").set_input_files(upload(f"材料{number}.pdf"))
        line.get_by_role("button", name=re.compile("^上传")).click()
        expect(line).to_contain_text(f"材料{number}.pdf")
    page.get_by_role("button", name="提交申请").click()
    number = page.locator("#application_number").inner_text()

    clerk = live.rpc("clerk")
    [case] = clerk("gov.case", "search", [("application_number", "=", number)])
    desk = browser()
    login(desk, "clerk")
    desk.goto(f"/odoo/gov.case/{case}")
    chosen = desk.locator(".o_gov_situation button[aria-pressed=true]")
    expect(chosen).to_have_text(["个人", "租用的", "不足三年"])
    expect(desk.locator("[name=material_ids] tbody tr.o_data_row")).to_have_count(len(LIST))
    screenshot(desk, "guidance-case")


def test_clerk_chooses(browser, login, screenshot):
    """W-029: at the counter one click a question, and the checklist follows before anything is saved."""
    desk = browser()
    login(desk, "clerk")
    desk.goto("/odoo/action-gov_window.gov_case_action_new")
    item = desk.locator("[name=item_id] input")
    item.fill("xwpxjg")
    desk.locator(".o-autocomplete--dropdown-item", has_text=ITEM).first.click()
    rows = desk.locator("[name=material_ids] tbody tr.o_data_row")
    expect(rows).to_have_count(6)
    situation = desk.locator(".o_gov_situation")
    situation.get_by_role("button", name="公司或者其他单位").click()
    situation.get_by_role("button", name="自己的").click()
    expect(rows).to_have_count(3)
    screenshot(desk, "guidance-clerk")
    situation.get_by_role("button", name="没有固定场地").click()
    expect(desk.locator(".alert", has_text="自治区教育厅")).to_be_visible()
