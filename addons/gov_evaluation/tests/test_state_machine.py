"""A case in the hands of anybody at any time: hypothesis presses buttons, a second model says what must happen.

The model below is written from the ledger (part E), not from the transition tables of the suite: who may do
what from where, what follows, and what the deadline and the lamp are.
"""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.gov_base.tests import oracle
from odoo.addons.gov_window.tests.common import PIXEL

from .common import WholeCommon

START = datetime(2026, 8, 17, 9, 30)
ACTORS = (
    "clerk",
    "clerk2",
    "both",
    "department_clerk",
    "receiver",
    "handler",
    "handler2",
    "chief",
    "leader",
    "other_leader",
    "issuer",
    "supervisor",
    "citizen",
)
WINDOW = {"clerk", "clerk2", "both"}
DEPARTMENT = {"handler", "handler2", "chief", "leader", "both"}

#: action -> who may do it, from which states of which record
WHO = {
    "receive": WINDOW,
    "accept": WINDOW,
    "request_supplement": WINDOW,
    "refuse_acceptance": WINDOW,
    "hand_over": WINDOW,
    "sign_sheet": DEPARTMENT | {"receiver"},
    "sign": DEPARTMENT,
    "conclude": DEPARTMENT,
    "decide": {"leader", "both"},
    "send_back": {"chief", "leader", "both"},
    "submit": DEPARTMENT,
    "check": {"issuer"},
    "return": {"issuer"},
    "deliver": {"issuer"},
}
#: so many working days before its last day a period is due soon
AHEAD = {"decision": 3, "supplement": 2}
#: every step a record of the suite may take, by (model, state before): states after
PATHS = {
    ("gov.case", "draft"): {"received"},
    ("gov.case", "received"): {"accepted", "supplement", "not_accepted"},
    ("gov.case", "supplement"): {"accepted"},
    ("gov.case", "accepted"): {"transferred", "decided"},
    ("gov.case", "transferred"): {"reviewing"},
    ("gov.case", "reviewing"): {"decided", "reviewing"},
    ("gov.case", "decided"): {"result_handover"},
    ("gov.case", "result_handover"): {"decided", "to_deliver"},
    ("gov.case", "to_deliver"): {"delivered"},
    ("gov.case", "delivered"): {"closed"},
    ("gov.task", "waiting"): {"reviewing"},
    ("gov.task", "reviewing"): {"concluded"},
    ("gov.task", "concluded"): {"reviewing"},
    ("gov.result", "draft"): {"submitted"},
    ("gov.result", "returned"): {"submitted"},
    ("gov.result", "submitted"): {"checked", "returned"},
    ("gov.result", "checked"): {"delivered"},
    ("gov.evaluation", "invited"): {"rated"},
}
CLOCK_RUNS = ("accepted", "transferred", "reviewing", "decided")

#: working days before the deadline from which a period warns, by kind
AHEAD = {"decision": 3, "supplement": 2}


class CaseMachine(RuleBasedStateMachine):
    """One case; ``world`` is the test that owns the database."""

    world = None

    def __init__(self):
        super().__init__()
        self.env = self.world.env
        self.savepoint = self.env.cr.savepoint()
        self.paper = oracle.Paper(differ=oracle.arrangement())
        self.now = START
        self.words = 0
        # what the model knows
        self.state, self.task, self.sheet, self.result = "draft", None, None, None
        self.acceptor = self.decider = self.number = self.conclusion = None
        self.complete = self.supplemented = self.spoiled = self.rated = self.instant = False
        self.term = None  # code, first day, length, days the clock stood, stopped on
        self.lamp, self.checked_seq, self.states = False, 0, {}
        self.breached = self.closed_late = False

    def teardown(self):
        """Check every chain once, and undo all."""
        try:
            if self.savepoint and not self.savepoint.closed:
                assert self.env["gov.event"].verify_chain() == []
        finally:
            self.savepoint.close(rollback=True)

    # ------------------------------------------------------------------ the records

    @initialize(instant=st.booleans(), complete=st.booleans())
    def open(self, instant, complete):
        self.clock()
        self.instant = instant
        item = self.world.instant if instant else self.world.licence
        self.case = self.world._open_case(item=item, receive=False, complete=complete).sudo()
        self.complete = complete

    def clock(self):
        self.env.cr._now = oracle.utc(self.now)

    def user(self, actor):
        return self.world.actors[actor]

    def records(self):
        return {
            "task": self.case.task_ids,
            "sheet": self.case.handover_line_ids.handover_id,
            "result": self.case.result_ids,
            "evaluation": self.case.evaluation_ids,
        }

    def picture(self):
        states = {name: record.state for name, record in self.records().items()}
        return (self.case.state, self.case.event_seq, *states.values())

    # ------------------------------------------------------------------ what the model allows

    def possible(self, action):
        """Whether the records are in a state from which the action may be taken by somebody."""
        return {
            "receive": self.state == "draft",
            "accept": self.state in ("received", "supplement") and self.complete,
            "request_supplement": self.state == "received" and not self.supplemented,
            "refuse_acceptance": self.state == "received",  # after a supplement only once it lapsed (W-082)
            "hand_over": self.state == "accepted",
            "sign_sheet": self.sheet == "handed",
            "sign": self.task == "waiting",
            "conclude": self.task == "reviewing",
            "decide": (self.state == "reviewing" and self.task == "concluded")
            or (self.state == "accepted" and self.instant),
            "send_back": self.state == "reviewing" and self.task == "concluded",
            "submit": self.result in ("draft", "returned"),
            "check": self.result == "submitted" and not self.spoiled,
            "return": self.result == "submitted",
            "deliver": self.result == "checked",
        }[action]

    def allowed(self, action, actor):
        """Whether this actor may take the action now."""
        if not self.possible(action):
            return False
        if action == "decide":
            if self.instant and actor == "chief":
                return True
            if self.task and actor == self.acceptor:
                return False
        return actor in WHO[action]

    def ready(self):
        """The pairs of action and actor that must succeed now."""
        return [(action, actor) for action in WHO for actor in ACTORS if self.allowed(action, actor)]

    # ------------------------------------------------------------------ pressing buttons

    def press(self, action, actor, conclusion="agree"):
        """Take an action as somebody, through the public method that the form's button calls."""
        self.words += 1
        reason = f"理由{self.words}"
        user = self.user(actor)
        records = self.records()
        case, task, result = (record.with_user(user) for record in (self.case, records["task"], records["result"]))
        if action == "sign_sheet":
            return records["sheet"].with_user(user).action_sign()
        if action == "conclude":
            return task.action_conclude(conclusion, reason)
        if action == "deliver":
            result.write({"receiver_name": "张大山", "identity_checked": True, "signature": PIXEL})
        record = task if action == "sign" else result if action in ("submit", "check", "return", "deliver") else case
        if action in ("request_supplement", "refuse_acceptance", "send_back", "return"):
            return record.flow_act(action, reason)
        return record.flow_act(action)

    def attempt(self, action, actor, conclusion="agree"):
        must = self.allowed(action, actor)
        before = self.picture()
        try:
            with self.env.cr.savepoint():
                self.press(action, actor, conclusion)
                self.env.flush_all()
            why = "nothing happened"
        except UserError as error:
            why = str(error)
        self.env.invalidate_all()
        moved = self.picture() != before
        assert moved == must, f"{actor} {action} in {before}: {'refused' if must else 'went through'}: {why}"
        if must:
            getattr(self, f"after_{action}")(actor, conclusion)

    @precondition(lambda self: self.ready())
    @rule(data=st.data(), conclusion=st.sampled_from(("agree", "agree", "disagree")))
    def proceed(self, data, conclusion):
        """Somebody does what is to be done."""
        action, actor = data.draw(st.sampled_from(self.ready()))
        self.attempt(action, actor, conclusion)

    @precondition(lambda self: self.ready())
    @rule(data=st.data())
    def proceed_again(self, data):
        """The same once more, so that half of the steps lead on."""
        action, actor = data.draw(st.sampled_from(self.ready()))
        self.attempt(action, actor)

    @rule(action=st.sampled_from(sorted(WHO)), actor=st.sampled_from(ACTORS))
    def meddle(self, action, actor):
        """Anybody tries anything."""
        self.attempt(action, actor)

    # ------------------------------------------------------------------ what follows, by the ledger

    def begin(self, code, days):
        self.term = {"code": code, "first": self.now.date(), "days": days, "stood": [], "stopped": None, "open": True}
        self.breached = False
        self.seen()

    def end(self):
        """What ends while its clock stands lost the time it stood."""
        self.run_again()
        self.closed_late = self.breached or self.late()
        self.term["open"], self.lamp = False, "done"

    def run_again(self):
        """The clock runs again; a deadline missed before it was stopped does not move."""
        stopped, in_time = self.term["stopped"], self.term.pop("in_time", False)
        if in_time and stopped != self.now.date():
            self.term["stood"].append((stopped, self.now.date()))
        self.term["stopped"] = None

    def seen(self):
        """The lamp is right as of now."""
        self.lamp = oracle.lamp(self.paper, self.due(), self.now, AHEAD[self.term["code"]])
        if self.breached:
            self.lamp = "red"

    def due(self):
        term = self.term
        return self.paper.reckon(term["first"], term["days"], "wd", stood=term["stood"])

    def after_receive(self, actor, _conclusion):
        self.state = "received"
        self.number = self.case.number
        assert self.number

    def after_accept(self, actor, _conclusion):
        self.state, self.acceptor = "accepted", actor
        self.begin("decision", 0 if self.instant else 10)

    def after_request_supplement(self, actor, _conclusion):
        self.state, self.supplemented = "supplement", True
        self.begin("supplement", 10)

    def after_refuse_acceptance(self, actor, _conclusion):
        self.state = "not_accepted"

    def after_hand_over(self, actor, _conclusion):
        self.state, self.sheet, self.task = "transferred", "handed", "waiting"

    def after_sign_sheet(self, actor, _conclusion):
        self.sheet = "signed"
        if actor != "receiver" and self.task == "waiting":
            self.state = self.task = "reviewing"

    def after_sign(self, actor, _conclusion):
        self.state = self.task = "reviewing"
        self.sheet = "signed"

    def after_conclude(self, actor, conclusion):
        self.task, self.conclusion = "concluded", conclusion

    def after_decide(self, actor, _conclusion):
        self.state, self.result, self.decider = "decided", "draft", actor

    def after_send_back(self, actor, _conclusion):
        self.task = "reviewing"

    def after_submit(self, actor, _conclusion):
        self.state, self.result = "result_handover", "submitted"
        self.end()

    def after_check(self, actor, _conclusion):
        self.state, self.result = "to_deliver", "checked"

    def after_return(self, actor, _conclusion):
        self.state, self.result = "decided", "returned"
        self.term["open"] = True
        self.seen()

    def after_deliver(self, actor, _conclusion):
        self.state, self.result = "closed", "delivered"

    # ------------------------------------------------------------------ papers, data, time

    @precondition(lambda self: self.state in ("draft", "received", "supplement") and not self.complete)
    @rule()
    def hand_in(self):
        """The applicant brings what is missing."""
        self.case.with_user(self.user("clerk")).action_all_received()
        self.complete = True

    @precondition(lambda self: self.result in ("draft", "returned"))
    @rule(wrong=st.booleans())
    def fill_in(self, wrong):
        """The department writes the holder's name, rightly or not."""
        result = self.case.result_ids.with_user(self.user("handler"))
        result.holder_name = "张大川" if wrong else "张大山"
        self.spoiled = wrong

    @precondition(lambda self: self.state == "closed")
    @rule(level=st.sampled_from("12345"))
    def rate(self, level):
        """The applicant rates: the first time it counts, the second it is refused."""
        evaluation = self.case.evaluation_ids
        before = self.picture()
        try:
            with self.env.cr.savepoint():
                evaluation._rate(level)
            assert not self.rated, "rated twice"
        except UserError:
            assert self.rated, "the first rating was refused"
            assert self.picture() == before
        self.rated = True

    @rule(
        days=st.sampled_from((0, 0, 0, 1, 1, 2, 3, 7)),
        clock=st.sampled_from(((0, 0, 0), (8, 0, 0), (12, 30, 0), (23, 59, 0), (23, 59, 59))),
    )
    def wait(self, days, clock):
        """Time passes; nothing ticks."""
        hour, minute, second = clock
        moment = (self.now + timedelta(days=days)).replace(hour=hour, minute=minute, second=second)
        if START < moment < START + timedelta(days=250):
            self.now = max(self.now, moment)
        self.clock()

    @rule()
    def tick(self):
        """The scheduled action runs, twice; only the first time it may do something."""
        self.env["gov.term"]._take_due(set())
        while self.env["gov.term"]._take_due(set()):
            pass
        self.env.flush_all()
        seq = self.case.event_seq
        assert not self.env["gov.term"]._take_due(set())
        assert self.case.event_seq == seq
        if self.running():
            self.breached |= self.late()
            self.seen()

    def running(self):
        return bool(self.term and self.term["open"] and not self.term["stopped"])

    def late(self):
        return self.now > oracle.evening(self.due())

    def in_time(self):
        return self.running() and not self.late()

    def open_term(self):
        return self.case._open_terms(self.term["code"])

    @precondition(lambda self: self.running())
    @rule()
    def pause(self):
        """A special procedure begins, perhaps too late."""
        self.open_term()._pause("现场勘验")
        self.term["stopped"], self.term["in_time"] = self.now.date(), self.in_time()
        self.lamp = "grey"

    @precondition(lambda self: self.term and self.term["open"] and self.term["stopped"])
    @rule()
    def resume(self):
        """The special procedure ends."""
        self.open_term()._resume("勘验结束")
        self.run_again()
        self.seen()

    @precondition(lambda self: self.term and self.term["open"])
    @rule(days=st.integers(0, 10))
    def extend(self, days):
        """The period is extended before it ends; afterwards, or by nothing, it is refused."""
        standing = self.term["stopped"]
        must = bool(days) and (self.term["in_time"] if standing else not self.late())
        try:
            with self.env.cr.savepoint():
                self.open_term()._extend(days, "案情复杂")
        except UserError:
            assert not must, "the extension was refused"
            return
        assert must, "extended after the deadline, or by nothing"
        self.term["days"] += days
        if not standing:
            self.seen()

    # ------------------------------------------------------------------ what is always so

    @invariant()
    def states_as_the_model_says(self):
        """I7: every record is where the model has it."""
        found = {name: record.state for name, record in self.records().items()}
        assert self.case.state == self.state
        assert (found["task"] or None, found["sheet"] or None, found["result"] or None) == (
            self.task,
            self.sheet,
            self.result,
        )
        assert found["evaluation"] == (("rated" if self.rated else "invited") if self.state == "closed" else False)

    @invariant()
    def path_only_by_the_table(self):
        """I4, I7: the chain is whole, and each new event carries its record along an allowed path."""
        assert self.env["gov.event"].verify_chain([self.case.id]) == []
        rows = self.env.execute_query(
            SQL(
                "SELECT seq, res_model, res_id, state_from, state_to FROM gov_event"
                " WHERE subject_model = 'gov.case' AND subject_id = %s AND seq > %s ORDER BY seq",
                self.case.id,
                self.checked_seq,
            )
        )
        for seq, model, res_id, before, after in rows:
            assert seq == self.checked_seq + 1
            self.checked_seq = seq
            if not after:
                continue
            first = {"gov.case": "draft", "gov.task": "waiting", "gov.result": "draft", "gov.evaluation": "invited"}
            assert before == self.states.get((model, res_id), first[model])
            assert after in PATHS[model, before], (model, before, after)
            self.states[model, res_id] = after
        assert self.checked_seq == self.case.event_seq

    @invariant()
    def who_accepted_does_not_decide(self):
        """W-001, I7: acceptance and decision by two persons, unless an instant item is decided at the window."""
        case = self.case
        assert case.acceptor_id == (self.user(self.acceptor) if self.acceptor else self.env["res.users"])
        assert case.decider_id == (self.user(self.decider) if self.decider else self.env["res.users"])
        if case.decider_id and case.decider_id == case.acceptor_id:
            assert self.instant
            assert not case.task_ids
        if case.decision:
            assert case.decision == (self.conclusion if case.task_ids else "agree")

    @invariant()
    def number_once(self):
        """I2, W-074: a number from receiving on, and the same for ever."""
        assert (self.case.number or None) == self.number

    @invariant()
    def delivered_once(self):
        """I5, I-004: a closed case has one delivery, an open one none; one result, one evaluation."""
        assert len(self.case.result_ids.delivery_ids) == (self.state == "closed")
        assert len(self.case.result_ids) <= 1
        assert len(self.case.evaluation_ids) == (self.state == "closed")
        assert bool(self.case.closed_at) == (self.state == "closed")

    @invariant()
    def terms(self):
        """I3, I6: one open period of a kind at most; the deadline is the oracle's; the lamp agrees."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT kind.code, term.state, term.due_at FROM gov_term AS term JOIN gov_term_kind AS kind"
                " ON kind.id = term.kind_id WHERE term.res_model = 'gov.case' AND term.res_id = %s"
                " AND term.state IN ('running', 'paused') ORDER BY kind.code",
                self.case.id,
            )
        )
        expected = []
        if self.term and self.term["open"]:
            state = "paused" if self.term["stopped"] else "running"
            expected.append((self.term["code"], state))
        if self.state == "accepted":
            expected.append(("handover", "running"))
        if self.state == "supplement" and self.breached:
            expected.append(("lapse_refusal", "running"))  # W-082: it is refused within two days
        assert [row[:2] for row in rows] == sorted(expected)
        assert bool(self.term and self.term["open"]) == (self.state in (*CLOCK_RUNS, "supplement"))
        if self.term and not self.term["stopped"]:
            assert self.case.due_date == self.due()
            assert self.case.due_at == oracle.utc(oracle.evening(self.due()))
        assert self.case.lamp == self.lamp
        if self.term and self.term["open"]:
            assert self.case.overdue >= self.breached
            assert not self.case.overdue or self.breached or self.late()
        elif self.term:
            assert self.case.overdue == self.closed_late

    @invariant()
    def breach_once(self):
        """I6, A-082: a missed deadline is one event, and a kept one is none."""
        main = [event for event in self.events("term.breach") if self.term and event["code"] == self.term["code"]]
        assert len(main) == (1 if self.breached else 0), (main, self.breached)

    def events(self, kind):
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT data FROM gov_event WHERE subject_model = 'gov.case' AND subject_id = %s AND kind = %s",
                    self.case.id,
                    kind,
                )
            )
        ]


@tagged("post_install", "-at_install")
class TestStateMachine(WholeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instant = cls._create_item("教师资格证补发", cls.education, handling_class="instant", promised_days=0)
        cls.env["gov.delegation"].create(
            {
                "department_id": cls.education.id,
                "holder_id": cls.chief.id,
                "power_ids": cls.env.ref("gov_approval.power_instant").ids,
                "date_end": "2079-01-01",
            }
        ).action_activate()
        cls.actors = {name: getattr(cls, name) for name in ACTORS if hasattr(cls, name)}
        cls.actors |= {
            "clerk2": cls._create_staff("t_clerk2", "gov_window.group_clerk", window=cls.window),
            "both": cls._create_staff("t_both", "gov_window.group_clerk,gov_approval.group_leader", window=cls.window),
            "handler2": cls._create_staff("t_handler2", "gov_approval.group_handler", department=cls.education),
            "other_leader": cls._create_staff("t_other", "gov_approval.group_leader", department=cls.labour),
            "citizen": new_test_user(cls.env, "t_citizen", groups="base.group_portal"),
        }
        cls.env["gov.posting"].create(
            {"user_id": cls.actors["both"].id, "department_id": cls.education.id, "capacity": "staff"}
        )

    @classmethod
    def _today(cls):
        """The people are posted and the letter is given on the machine's first day."""
        cls.env.cr._now = oracle.utc(START)
        return super()._today()

    def play(self, examples, steps, *phases, derandomize):
        """Let the machine play; a failure prints the story that led to it."""
        machine = type("Machine", (CaseMachine,), {"world": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=derandomize,
                deadline=None,
                database=None,
                phases=phases,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )

    def test_anybody_at_any_time(self):
        """I2 to I7, W-001, A-082: 40 lives of 40 steps each, the same at every run."""
        self.play(40, 40, Phase.generate, derandomize=True)


@tagged("post_install", "-at_install", "slow")
class TestStateMachineLong(TestStateMachine):
    def test_anybody_at_any_time(self):
        """I2 to I7, W-001, A-082: 200 lives of 50 steps each, others at every run."""
        self.play(200, 50, Phase.generate, Phase.shrink, derandomize=False)
