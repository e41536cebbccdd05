"""The scanning screen, and the record of attempts that outlives the refused transaction."""

import pytest
from conftest import RpcError


def test_scan(live, page, login, screenshot):
    """W-086: a wrong code is refused in words, and the field keeps the focus."""
    login(page, "clerk")
    page.goto(f"{live.url}/odoo/action-gov_window.gov_handover_action_scan")
    field = page.locator(".o_gov_scan input")
    field.wait_for()
    field.fill("没有这个编号")
    field.press("Enter")
    page.locator(".o_gov_scan .alert-danger").wait_for()
    assert page.evaluate("document.activeElement.matches('.o_gov_scan input')")
    screenshot(page, "scan")


def test_attempt_survives(live):
    """W-095: the refusal undoes its transaction, and the record of it stays."""
    with live.env() as env:
        # the same attempt within a minute is not written again
        tried = env["gov.attempt"].search([]).item_id.ids
        case = env["gov.case"].search([("number", "!=", False), ("item_id", "not in", tried)], limit=1)
        values = {"item_id": case.item_id.id, "partner_id": case.partner_id.id}
        before = env["gov.attempt"].search_count([])
    with live.expect_log("引导申请人到"), pytest.raises(RpcError):
        live.rpc("handler")("gov.case", "create", [values])
    with live.env() as env:
        assert env["gov.attempt"].search_count([]) == before + 1
        assert env["gov.attempt"].search([], limit=1).kind == "open"
