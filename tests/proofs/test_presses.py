"""Many hands on one case at the same moment, through two server processes on one database."""

import copy
import re
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from conftest import LiveServer, Rpc, RpcError, free_port

ITEM = "民办学校设立审批"
REFUSALS = {"odoo.exceptions.UserError", "odoo.exceptions.LockError", "odoo.exceptions.ValidationError"}
#: what Odoo logs of a transaction that it takes again, because another was first
RETRIED = r" ERROR \S+ odoo\.sql_db: bad query: .*\nERROR: could not serialize access"
#: and of a clean refusal: one line, no trace
REFUSED = r"^\S+ \S+ \d+ WARNING \S+ odoo\.http: (?![\s\S]*Traceback)"


class Twin(LiveServer):
    """A second server process on the database of the first."""

    def __init__(self, first):
        self.bench, self.database, self.logins = first.bench, first.database, first.logins
        self.log = first.log.with_name(f"twin-{first.log.name}")
        self.read, self.allowed = 0, []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def stop(self):
        """Stop the process; the database is the first one's."""
        self.bench, bench = NoDrop, self.bench
        super().stop()
        self.bench = bench


class NoDrop:
    """Keeps the database that another server still uses."""

    @staticmethod
    def drop(_database):
        """Drop nothing."""


@pytest.fixture(scope="module")
def twin_server(live_server):
    """The second process."""
    server = Twin(live_server)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def servers(live, twin_server):
    """Both processes; the second one's log is checked as the first one's is."""
    yield live, twin_server
    unexpected = twin_server.unexpected()
    if unexpected:
        pytest.fail("unexpected in the second server's log:\n" + "\n".join(unexpected), pytrace=False)


class Crowd:
    """Clients at the two servers in turn; those of one user share his session, as browser windows do."""

    def __init__(self, servers):
        self.servers = servers
        self.sessions = {}

    def seat(self, number, login):
        """Return a client of its own that is logged in."""
        if login not in self.sessions:
            self.sessions[login] = Rpc(self.servers[0], login)
        client = copy.copy(self.sessions[login])
        client.server = self.servers[number % 2]
        client.session = requests.Session()
        client.session.cookies.set("session_id", self.sessions[login].session.cookies["session_id"])
        return client

    def press(self, *presses):
        """Send one request of each (login, model, method, ids, ...) at one moment.

        Return for each the login and the name of the refusal, or None where the server said yes.
        """
        barrier = threading.Barrier(len(presses))
        clients = [self.seat(number, press[0]) for number, press in enumerate(presses)]

        def send(client, call):
            barrier.wait(60)
            try:
                client(*call)
            except RpcError as error:
                assert not re.search(r"Traceback|psycopg2|serialize|duplicate key", str(error)), error
                return error.name
            return None

        with ThreadPoolExecutor(len(presses)) as pool:
            answers = [pool.submit(send, client, press[1:]) for client, press in zip(clients, presses, strict=True)]
        return [(press[0], answer.result()) for press, answer in zip(presses, answers, strict=True)]


@pytest.fixture(scope="module")
def crowd(live_server, twin_server):
    """Clients at both servers."""
    return Crowd((live_server, twin_server))


@pytest.fixture
def refusals(servers):
    """Clean refusals and Odoo's own retries are expected in both logs, and nothing else."""
    for server in servers:
        server.allowed += [REFUSED, RETRIED]


def user(env, login):
    return env["res.users"].search([("login", "=", login)])


def new_case(env, upto):
    """Bring a case of the demo's item to a state, by the people of the demo."""
    item = env["gov.item"].search([("name", "=like", f"{ITEM}%"), ("version_id", "!=", False)], limit=1)
    case = env["gov.case"].with_user(user(env, "clerk"))
    case = case.create({"item_id": item.id, "partner_id": user(env, "citizen").partner_id.id})
    case.action_all_received()
    steps = ["receive", "accept", "hand_over", "sign", "conclude", "decide", "submit", "check"]
    for step in steps[: steps.index(upto) + 1]:
        task = case.sudo().task_ids.with_user(user(env, "handler"))
        result = case.sudo().result_ids
        {
            "receive": case.action_receive,
            "accept": case.action_accept,
            "hand_over": case.action_hand_over,
            "sign": task.action_sign,
            "conclude": lambda task=task: task.action_conclude("agree", "符合条件"),
            "decide": case.with_user(user(env, "leader")).action_decide,
            "submit": result.with_user(user(env, "handler")).action_submit,
            "check": result.with_user(user(env, "issuer")).action_check,
        }[step]()
    return case.sudo()


def kinds(env, case):
    """Count the events of a case by what they are about, and check its chain."""
    assert env["gov.event"].verify_chain([case.id]) == []
    events = env["gov.event"].search([("subject_model", "=", "gov.case"), ("subject_id", "=", case.id)])
    return Counter(f"{event.res_model.removeprefix('gov.')}.{event.kind}" for event in events)


def check_accept(live, crowd, clients):
    with live.env() as env:
        case_id = new_case(env, "receive").id
    logins = ["clerk"] * (clients * 2 // 5) + ["clerk2"] * (clients * 2 // 5) + ["head"] * (clients - clients * 4 // 5)
    answers = crowd.press(*((login, "gov.case", "flow_act", [case_id], "accept") for login in logins))
    assert {name for _login, name in answers} <= REFUSALS | {None}, Counter(answers)
    with live.env() as env:
        case = env["gov.case"].browse(case_id)
        winner = case.acceptor_id.login
        # the same user's other clicks may come when all is done: then they do nothing and are no error
        assert {login for login, name in answers if not name} == {winner}, Counter(answers)
        assert case.state == "accepted"
        counts = kinds(env, case)
        assert (counts["case.accept"], counts["notice.notice.issue"], counts["case.term.start"]) == (1, 1, 2), counts
        assert case.notice_ids.kind_id.mapped("code") == ["B-01"]
        assert len(case.notice_ids) == 1
        assert sorted(case.term_ids.kind_id.mapped("code")) == ["decision", "handover"]
        assert len(case.term_ids) == 2
        mails = env["mail.mail"].search([("recipient_ids", "in", case.partner_id.ids)])
        assert len(mails.filtered(lambda mail: case.number in mail.subject)) == 1
    print(Counter(answers))


def test_fifty_press_accept(live, crowd, refusals):
    """I2, I4, I7: fifty clients press Accept on one case at once: one acceptance, one notice, one clock, one
    mail; the others are told so cleanly; no trace in a log; the chain is
    whole. Twice: the servers are cold, then warm."""
    for _n in range(2):
        check_accept(live, crowd, 50)


@pytest.mark.slow
def test_a_hundred_press_accept(live, crowd, refusals):
    """I2, I4, I7: the same with a hundred clients, five times."""
    for _n in range(5):
        check_accept(live, crowd, 100)


def race(live, crowd, upto, expected, *presses, rounds=5):
    """Press different things on one case at once, several times, and count what happened each time.

    :param expected: the events of which there may be exactly one in all
    """
    won = Counter()
    for number in range(rounds):
        with live.env() as env:
            case = new_case(env, upto)
            before = kinds(env, case)
            ids = {"gov.case": case.ids, "gov.task": case.task_ids.ids, "gov.result": case.result_ids.ids}
            case_id = case.id
        turned = presses[number % len(presses) :] + presses[: number % len(presses)]
        answers = crowd.press(*((login, model, method, ids[model], *rest) for login, model, method, *rest in turned))
        assert {name for _login, name in answers} <= REFUSALS | {None}, answers
        assert any(name is None for _login, name in answers), answers
        with live.env() as env:
            after = kinds(env, env["gov.case"].browse(case_id)) - before
            done = [kind for kind in expected for _n in range(after[kind])]
            assert len(done) == 1, (answers, after)
            won[done[0]] += 1
    return won


def test_two_leaders_decide(live, crowd, refusals):
    """I5, I7, trap 6: two leaders and two clicks of each decide one case at once: one decision, one result."""
    decide = ("gov.case", "flow_act", "decide")
    race(live, crowd, "conclude", ("case.decide",), *((login, *decide) for login in ("leader", "mainhead") * 2))
    with live.env() as env:
        case = env["gov.case"].search([("state", "=", "decided")], limit=1)
        assert len(case.result_ids) == 1
        assert len(case.notice_ids.filtered(lambda notice: notice.kind_id.code.startswith("B-31"))) == 1


def test_two_clerks_hand_over(live, crowd, refusals):
    """I5, W-085: two clerks hand one case over at once: one sheet, one task."""
    hand_over = ("gov.case", "flow_act", "hand_over")
    race(
        live, crowd, "accept", ("case.hand_over",), *((login, *hand_over) for login in ("clerk", "clerk2", "head") * 2)
    )
    with live.env() as env:
        case = env["gov.case"].search([("state", "=", "transferred")], limit=1)
        assert (len(case.task_ids), len(case.handover_line_ids)) == (1, 1)


def test_accept_against_refuse(live, crowd, refusals):
    """I7: one clerk accepts while others refuse: one of the two happens."""
    race(
        live,
        crowd,
        "receive",
        ("case.accept", "case.refuse_acceptance"),
        ("clerk", "gov.case", "flow_act", "accept"),
        ("clerk2", "gov.case", "flow_act", "refuse_acceptance", "不属于本机关职权范围"),
        ("head", "gov.case", "flow_act", "refuse_acceptance", "请向主管部门申请"),
        rounds=6,
    )


def test_decide_against_send_back(live, crowd, refusals):
    """I5, I7: one leader decides while the other sends the case back: never both, and never neither."""
    race(
        live,
        crowd,
        "conclude",
        ("case.decide", "case.send_back"),
        ("leader", "gov.case", "flow_act", "decide"),
        ("mainhead", "gov.case", "flow_act", "send_back", "请补充现场核查情况"),
        rounds=6,
    )


def test_two_sign(live, crowd, refusals):
    """A-097: handler and leader of one department sign for one case at once: one handler has it."""
    sign = ("gov.task", "flow_act", "sign")
    race(live, crowd, "hand_over", ("task.sign",), *((login, *sign) for login in ("handler", "leader") * 2))


def test_handed_out_once(live, crowd, refusals):
    """I5, I-004: the issuing desk clicks six times at once: one delivery, one receipt, one closing."""
    with live.env() as env:
        case = new_case(env, "check")
        result = case.result_ids.with_user(user(env, "issuer"))
        result.write({"delivery_mode": "courier", "waybill": "EMS1"})
        case_id, result_id = case.id, result.id
    answers = crowd.press(*[("issuer", "gov.result", "flow_act", [result_id], "deliver")] * 6)
    assert {name for _login, name in answers} <= REFUSALS | {None}, answers
    with live.env() as env:
        case = env["gov.case"].browse(case_id)
        counts = kinds(env, case)
        assert (counts["result.deliver"], counts["case.hand_out"], counts["case.close"]) == (1, 1, 1)
        assert (case.state, len(case.result_ids.delivery_ids), len(case.evaluation_ids)) == ("closed", 1, 1)
