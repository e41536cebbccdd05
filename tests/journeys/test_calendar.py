"""The centre's administrator: a calendar of the centre's own, and its days."""

import pytest
from playwright.sync_api import expect

DESK = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture
def centre(live):
    """The demo's centre gets its calendar back."""
    with live.env("gov") as env:
        company_id = env.company.id
    yield company_id
    with live.env() as env:
        company = env["res.company"].browse(company_id)
        company.gov_calendar_id = False
        env["gov.calendar"].search([("company_id", "=", company_id)]).unlink()


def test_own_calendar_and_its_days(live, browser, login, screenshot, centre):
    """D-05: the national calendar is looked at and copied; the copy is chosen for the centre; its days,
    and only these, are shown by year."""
    page = browser(**DESK)
    login(page, "gov")
    page.goto("/odoo/action-gov_base.gov_calendar_action")
    page.locator(".o_data_row").first.click()
    expect(page.locator(".alert-info")).to_contain_text("全国")
    expect(page.locator(".alert-warning")).to_contain_text("2027")
    screenshot(page, "calendar-national")
    page.locator(".o_cp_action_menus .fa-cog").click()
    page.get_by_role("menuitem", name="复制").click()
    name = page.locator(".o_field_widget[name=name] input")
    expect(page.locator(".alert-info")).to_have_count(0)
    name.fill("本中心日历")
    page.locator(".o_form_button_save").click()
    page.get_by_role("button", name="录入国家安排").click()
    expect(page.locator(".o_notification")).to_contain_text("2027")
    screenshot(page, "calendar-own")

    page.goto("/odoo/action-gov_base.gov_centre_settings_action")
    box = page.locator(".modal .o_field_widget[name=gov_calendar_id] input")
    box.fill("本中心")
    page.locator(".o-autocomplete--dropdown-item", has_text="本中心日历").first.click()
    screenshot(page, "centre-settings")
    page.locator(".modal button[name=action_apply]").click()
    expect(page.locator(".modal")).to_have_count(0)
    with live.env() as env:
        calendar = env["res.company"].browse(centre).gov_calendar_id
        assert (calendar.name, calendar.company_id.id) == ("本中心日历", centre)

    page.goto("/odoo/action-gov_base.gov_calendar_day_action_of_centre")
    expect(page.locator(".o_breadcrumb")).to_contain_text("本中心日历")
    page.locator(".o_calendar_button_next").click()
    day = page.locator(".fc-day[data-date='2027-01-01']:not(.fc-day-other)")
    day.wait_for()
    screenshot(page, "calendar-year")

    day.click()
    modal = page.locator(".modal")
    modal.locator(".o_field_widget[name=name] input").fill("那达慕")
    screenshot(page, "calendar-day-new")
    modal.locator(".o_form_button_save").click()
    expect(modal).to_have_count(0)
    with live.env() as env:
        entered = env["gov.calendar.day"].search([("calendar_id", "=", calendar.id), ("name", "=", "那达慕")])
        assert [str(found.date) for found in entered] == ["2027-01-01"]
