"""How many queries the hot paths take: as many for twenty records as for one, wherever they work set-wise."""

from odoo.tests import tagged
from odoo.tools import SQL

from .common import WholeCommon

MANY = 20
STEPS = ("receive", "accept", "hand_over")


@tagged("post_install", "-at_install")
class TestQueryCounts(WholeCommon):
    def queries(self, records, act):
        """How many queries an action takes, its writes included; the records are not in memory yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(records.browse(records.ids))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def one_and_many(self, prepare, act):
        """The queries for one record and for many, once the caches of the registry are warm."""
        for count in (1, MANY):  # series, rules, templates, attachments of reports
            self.queries(prepare(count), act)
        return self.queries(prepare(1), act), self.queries(prepare(MANY), act)

    def assert_constant(self, prepare, act):
        """Twenty take as many as one."""
        one, many = self.one_and_many(prepare, act)
        self.assertEqual(one, many)

    def cases(self, count, upto=None):
        """Complete cases of one item, brought to a state."""
        vals = {"item_id": self.licence.id, "partner_id": self.applicant.id}
        cases = self.env["gov.case"].with_user(self.clerk).create([vals] * count)
        cases.action_all_received()
        for step in STEPS[: STEPS.index(upto) + 1] if upto else ():
            cases._flow_move(step)
        return cases

    def tasks(self, count, upto=None):
        """The handler's tasks on cases that were handed over."""
        tasks = self.cases(count, "hand_over").sudo().task_ids.with_user(self.handler)
        if upto in ("sign", "conclude"):
            tasks.action_sign()
        if upto == "conclude":
            tasks.action_conclude("agree", "符合条件")
        return tasks

    def terms(self, count):
        """Running periods of cases."""
        return self.cases(count).sudo()._term_start("decision", 5, "wd")

    def test_moves(self):
        """Moves that issue no paper cost the same for one record and for twenty."""
        for prepare, act in (
            (self.cases, lambda cases: cases.action_receive()),
            (lambda count: self.cases(count, "accept"), lambda cases: cases.action_hand_over()),
            (self.tasks, lambda tasks: tasks.action_sign()),
            (lambda count: self.tasks(count, "sign"), lambda tasks: tasks.action_conclude("agree", "符合条件")),
            (
                lambda count: self.tasks(count, "conclude").case_id.with_user(self.leader),
                lambda cases: cases.action_send_back("请补充"),
            ),
        ):
            self.assert_constant(prepare, act)

    def test_create(self):
        """Twenty cases with their checklists are opened with the queries of one."""
        vals = {"item_id": self.licence.id, "partner_id": self.applicant.id}
        model = self.env["gov.case"].with_user(self.clerk)
        found = [self.queries(model, lambda cases, n=n: cases.create([vals] * n)) for n in (1, 1, MANY)]
        self.assertEqual(found[1], found[2])

    def test_moves_with_papers(self):
        """A paper and a mail for each applicant: what one more case costs is bounded."""
        for prepare, act, most in (
            (lambda count: self.cases(count, "receive"), lambda cases: cases.action_accept(), 12),
            (lambda count: self.cases(count, "receive"), lambda cases: cases.action_refuse_acceptance("超出范围"), 13),
            (
                lambda count: self.tasks(count, "conclude").case_id.with_user(self.leader),
                lambda cases: cases.action_decide(),
                5,
            ),
        ):
            one, many = self.one_and_many(prepare, act)
            self.assertLessEqual((many - one) / (MANY - 1), most)

    def test_periods(self):
        """Periods start, stop, run again, are extended and end set-wise."""
        self.assert_constant(lambda count: self.cases(count).sudo(), lambda c: c._term_start("decision", 5, "wd"))
        for act in (lambda terms: terms._pause(), lambda terms: terms._extend(1), lambda terms: terms._stop()):
            self.assert_constant(self.terms, act)
        self.assert_constant(self._paused, lambda terms: terms._resume())

    def _paused(self, count):
        terms = self.terms(count)
        terms._pause()
        return terms

    def test_tick(self):
        """The tick takes twenty due steps with the queries of one; an idle one asks once, in a savepoint."""
        self.assert_constant(self._due, lambda terms: terms._take_due(set()))
        while self.env["gov.term"]._take_due(set()):
            pass
        self.assertEqual(self.queries(self.env["gov.term"], lambda terms: terms._take_due(set())), 3)

    def _due(self, count):
        terms = self.terms(count)
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE gov_term SET next_action_at = %s WHERE id IN %s", self.env.cr.now(), tuple(terms.ids))
        )
        return terms

    def test_reading(self):
        """List, form and time-line: the whole form of a case, and twenty rows as one."""
        views = self.env["gov.case"].with_user(self.clerk).get_views([(False, "form"), (False, "list")])
        form = {name: {} for name in views["models"]["gov.case"]["fields"]}
        names = ("number", "partner_masked", "state", "lamp", "due_date", "days_left", "flow_buttons")
        listed = {name: {} for name in names} | {"item_id": {"fields": {"display_name": {}}}}
        for act in (
            lambda cases: cases.web_read(listed),
            lambda cases: cases.web_read(form),
            lambda cases: cases.read(["event_timeline"]),
        ):
            self.assert_constant(lambda count: self.cases(count, "accept"), act)
