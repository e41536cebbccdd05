"""The fixtures that the journeys stand on."""

import re

import pytest
from conftest import RpcError


def test_a_page_opens_in_chinese_for_somebody_logged_in(page, login):
    login(page, "admin")
    assert re.search("[一-鿿]", page.locator(".o_main_navbar").inner_text())


def test_env_and_rpc_see_the_same_database(live):
    with live.env() as env:
        partner = env["res.partner"].create({"name": "王五"})
        name = partner.id
    assert live.rpc("admin")("res.partner", "read", [name], ["name"])[0]["name"] == "王五"
    with live.env("admin") as env:
        assert env.user.login == "admin"
        assert env.user.tz == "Asia/Shanghai"


def test_a_warning_in_the_servers_log_is_seen_and_may_be_expected(live):
    rpc = live.rpc("admin")
    with live.expect_log("Private methods"), pytest.raises(RpcError):
        rpc("res.partner", "_private")
    assert live.unexpected() == []
    with pytest.raises(RpcError):
        rpc("res.partner", "_private")
    (record,) = live.unexpected()
    assert "Private methods" in record
