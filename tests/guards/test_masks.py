"""I10 on a real server: an identity number is typed, searched, doubled, printed and revealed, and its
log, its mails, its events and its papers do not hold it."""

import base64
import io

import pytest
from conftest import RpcError
from pypdf import PdfReader

ITEM = "民办学校设立审批"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
#: every text column but those of the framework's own descriptions
COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public'
       AND c.data_type IN ('text', 'character varying', 'jsonb', 'json') AND c.table_name !~ '^ir_(model|ui|act)'
"""


def resident(first17):
    """A resident number with its check digit."""
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(first17))
    return first17 + "10X98765432"[total % 11]


NUMBER = resident("15290119770707123")


@pytest.fixture
def applicant(live):
    """Somebody whose number the clerk typed."""
    with live.expect_log("duplicate key"), live.expect_log("该证件号码已有登记"):
        clerk = live.rpc("clerk")
        partner = clerk("res.partner", "create", [{"name": "莫日根", "gov_id_input": NUMBER}])
        partner = partner[0] if isinstance(partner, list) else partner
        with pytest.raises(RpcError) as caught:
            clerk("res.partner", "create", [{"name": "别人", "gov_id_input": NUMBER}])
    assert NUMBER not in str(caught.value)
    return partner


def test_the_number_is_nowhere_but_in_its_column(live, applicant):
    """Typed, found, refused twice, handled to the end, printed and revealed."""
    clerk, handler, leader, issuer = (live.rpc(login) for login in ("clerk", "handler", "leader", "issuer"))
    found = clerk("res.partner", "search", [("gov_id_input", "=", NUMBER)])
    assert found == [applicant]
    assert [row[0] for row in clerk("res.partner", "name_search", NUMBER)] == [applicant]
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    with live.expect_log("校验位不符"), pytest.raises(RpcError) as caught:
        clerk("res.partner", "create", [{"name": "某人", "gov_id_input": wrong}])
    assert NUMBER[:-1] not in str(caught.value)
    case = handle(clerk, handler, leader, issuer, applicant)
    reveal = clerk("gov.identity.reveal", "create", [{"partner_id": applicant, "reason": "核对证件"}])
    clerk("gov.identity.reveal", "action_reveal", reveal)
    assert clerk("gov.identity.reveal", "read", reveal, ["number"])[0]["number"] == NUMBER

    [row] = clerk("gov.case", "read", [case], ["notice_ids", "partner_id"])
    for notice in row["notice_ids"]:
        answer = clerk.session.get(f"{live.url}/report/pdf/gov_base.gov_notice_report/{notice}", timeout=60)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "莫日根" in text
        assert NUMBER not in text.replace("\n", "")
    log = live.log.read_text(encoding="utf-8", errors="replace")
    assert "/gov.identity.reveal/action_reveal" in log
    assert NUMBER not in log
    assert NUMBER[:-1] not in log
    with live.env() as env:
        env.cr.execute(COLUMNS)
        holding = {name for name in env.cr.fetchall() if holds(env, *name)}
    assert holding == {("res_partner", "gov_id_number")}


def handle(clerk, handler, leader, issuer, applicant):
    """Take a case from the counter to its end; return its id."""
    item = clerk("gov.item", "search", [("name", "like", ITEM), ("version_id", "!=", False)], limit=1)[0]
    [case] = clerk("gov.case", "create", [{"item_id": item, "partner_id": applicant}])
    for action in ("action_all_received", "action_receive", "action_accept", "action_hand_over"):
        clerk("gov.case", action, [case])
    task = handler("gov.task", "search", [("case_id", "=", case)])
    handler("gov.task", "action_sign", task)
    handler("gov.task", "action_conclude", task, "agree", "符合条件")
    leader("gov.case", "action_decide", [case])
    result = issuer("gov.result", "search", [("case_id", "=", case)])
    handler("gov.result", "action_submit", result)
    issuer("gov.result", "action_check", result)
    issuer("gov.result", "write", result, {"receiver_name": "莫日根", "identity_checked": True, "signature": PIXEL})
    issuer("gov.result", "action_deliver", result)
    return case


def holds(env, table, column):
    """Whether a column holds the number, as text or in base64."""
    from odoo.tools import SQL

    words = [f"%{NUMBER}%", f"%{base64.b64encode(NUMBER.encode()).decode().rstrip('=')[:-1]}%"]
    query = "SELECT EXISTS (SELECT FROM %s WHERE %s::text LIKE ANY(%s))"
    return env.execute_query(SQL(query, SQL.identifier(table), SQL.identifier(column), words))[0][0]
