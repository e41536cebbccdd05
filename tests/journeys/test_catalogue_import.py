"""An administrator of the catalogue brings in a spreadsheet: errors by line first, nothing half, then the items."""

from playwright.sync_api import expect

TITLES = "部门,实施编码,事项名称,事项类型,办件类型,法定时限,承诺时限,材料名称,原件份数,复印件份数,容缺受理,来源渠道"
GOOD = (
    "{department},JT-901,民办学校举办者变更核准,行政许可,承诺件,20,10,变更申请表,1,0,否,申请人自备",
    "{department},JT-901,民办学校举办者变更核准,,,,,法人登记证书,1,2,是,政府部门核发",
)
BAD = "{department},JT-902,民办学校名称变更核准,行政许可,承诺件,20,三天,变更申请表,1,0,否,申请人自备"


def table(department, *rows):
    """The bytes of a file of comma-separated values, as a spreadsheet program saves it."""
    return "\n".join((TITLES, *rows)).format(department=department).encode("utf-8-sig")


def test_import(browser, login, live, screenshot):
    """W-011, W-019: the faulty line is named with what to do, and nothing comes in; the mended file comes in whole."""
    with live.env() as env:
        department = env["gov.item"].search([("code", "!=", False), ("version_id", "!=", False)], limit=1).department_id
        name = department.short_name or department.name
    page = browser(viewport={"width": 1366, "height": 768})
    login(page, "catalogue")
    page.goto("/odoo/action-gov_window.gov_catalogue_import_action")
    chosen = page.locator("[name=file] input[type=file]")
    chosen.set_input_files({"name": "目录.csv", "mimeType": "text/csv", "buffer": table(name, *GOOD, BAD)})
    page.locator("button[name=action_check]").first.click()
    errors = page.locator("[name=line_ids] tbody tr.o_data_row")
    expect(errors).to_have_count(1)
    expect(errors).to_contain_text("4")
    screenshot(page, "catalogue-import-errors")
    with live.env() as env:
        assert not env["gov.item"].search_count([("code", "like", "JT-90")]), "a check writes nothing"
    page.goto("/odoo/action-gov_window.gov_catalogue_import_action")
    chosen.set_input_files({"name": "目录.csv", "mimeType": "text/csv", "buffer": table(name, *GOOD)})
    page.locator("button[name=action_check]").first.click()
    page.locator("button[name=action_import]").click()
    expect(page.locator("button[name=action_open_items]")).to_be_visible()
    screenshot(page, "catalogue-import-done")
    page.locator("button[name=action_open_items]").click()
    expect(page.locator(".o_data_row, .o_kanban_record", has_text="民办学校举办者变更核准")).to_have_count(1)
    with live.env() as env:
        [version] = env["gov.item"].search([("code", "=", "JT-901")]).version_ids
        assert (version.state, version.promised_days, len(version.material_ids)) == ("draft", 10, 2)
