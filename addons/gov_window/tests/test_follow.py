"""Follow-up of what the window sent on, and urging (W-096)."""

from datetime import datetime, time, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestFollow(GovCommon):
    def setUp(self):
        super().setUp()
        self.first = self._today()

    def _sent(self, **vals):
        case = self._open_case(**vals)
        case.action_accept()
        case.action_hand_over()
        return case

    def _at(self, days):
        """Let it be noon, so many days from the day of the test at the centre."""
        moment = datetime.combine(self.first, time(4)) + timedelta(days=days)
        self.env.flush_all()
        self.env.cr._now = moment
        self.env.invalidate_all()

    def _later(self, working_days):
        """Let so many working days have passed since the test began."""
        day = self.company._gov_calendar().add_days(self.first, working_days)
        self._at((day - self.first).days)

    def test_what_is_followed(self):
        """W-096: what was handed over is followed, and nothing else; the domain and the field agree."""
        accepted = self._open_case()
        accepted.action_accept()
        sent = self._sent()
        self.assertEqual([accepted.followed, sent.followed], [False, True])
        both = accepted | sent
        cases = self.env["gov.case"].with_user(self.clerk)
        self.assertEqual(cases.search([("followed", "=", True), ("id", "in", both.ids)]), sent)
        self.assertEqual(cases.search([("followed", "=", False), ("id", "in", both.ids)]), accepted)

    def test_who_has_it(self):
        """W-096: on the way, then who signed for it, then refused."""
        case = self._sent()
        self.assertIn("教体局", case.holder)
        self.assertNotIn(self.receiver.name, case.holder)
        sheet = case.sudo().handover_line_ids.handover_id
        sheet.with_user(self.receiver).action_sign()
        case.invalidate_recordset()
        self.assertEqual(case.holder, f"教体局 · {self.receiver.name}")
        other = self._sent()
        line = other.sudo().handover_line_ids
        line.with_user(self.receiver).action_refuse("缺页")
        other.invalidate_recordset()
        self.assertNotIn("·", other.holder)
        self.assertNotEqual(other.holder, case.holder)

    def test_silent_department(self):
        """W-096: three working days without a word of the department, reminders and urging aside."""
        silent, spoke = self._sent(), self._sent()
        cases = self.env["gov.case"].with_user(self.clerk)
        mine = [("id", "in", (silent | spoke).ids)]
        self.assertFalse(cases.search([("quiet_days", ">=", 1), *mine]))
        self._later(2)
        spoke.sudo().handover_line_ids.handover_id.with_user(self.receiver).action_sign()
        silent.action_urge("请尽快")
        self._later(3)
        self.assertEqual(silent.quiet_days, 3)
        self.assertEqual(spoke.quiet_days, 1)
        self.assertEqual(cases.search([("quiet_days", ">=", 3), *mine]), silent)
        self.assertEqual(cases.search([("quiet_days", ">=", 1), *mine]), silent | spoke)
        self.assertFalse(cases.search([("quiet_days", ">", 3), *mine]))

    def test_due_within(self):
        """W-096: due within n working days, by the centre's calendar; a stopped clock does not count."""
        case = self._sent()
        left = case.due_in
        self.assertGreater(left, 3)
        cases = self.env["gov.case"].with_user(self.clerk)
        self.assertFalse(cases.search([("due_in", "<=", left - 1), ("id", "=", case.id)]))
        self.assertEqual(cases.search([("due_in", "<=", left), ("id", "=", case.id)]), case)
        case.sudo()._open_terms("decision")._pause("听证")
        case.invalidate_recordset()
        self.assertEqual((case.lamp, case.due_in), ("grey", 0))
        self.assertFalse(cases.search([("due_in", "<=", left), ("id", "=", case.id)]))

    def test_urge(self):
        """W-096: urging is an event with its reason, told in one message a person, once a day."""
        cases = self._sent() | self._sent()
        self.env["gov.alert"]._tell()
        before = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        cases[0].action_urge("请于今日答复")
        told = self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", self.receiver.partner_id.ids)]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("请于今日答复", told.body)
        self.assertIn(cases[0].number, told.body)
        self.assertEqual(self._events(cases[0])[-1], "urge")
        with self.assertRaisesRegex(UserError, "today"):
            cases[0].action_urge("再催")
        self.assertEqual(cases[0].urge_count, 1)
        # of two, who can be is urged; the other one is named
        answer = cases.action_urge("都催一下")
        self.assertIn(cases[0].number, answer["params"]["message"])
        self.assertEqual(cases.mapped("urge_count"), [1, 1])
        self._at(1)
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        cases.action_urge("第二天再催")
        self.assertEqual(cases.mapped("urge_count"), [2, 2])
        told = self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", self.receiver.partner_id.ids)]
        )
        self.assertEqual(len(told), 1, "one message a person, however many cases")
        self.assertTrue(all(case.number in told.body for case in cases))

    def test_urge_refused(self):
        """W-096: without a reason, before the hand-over, by a stranger, or where nobody can be told."""
        case = self._sent()
        with self.assertRaisesRegex(UserError, "reason"):
            case.action_urge("  ")
        early = self._open_case()
        with self.assertRaisesRegex(UserError, "is not possible; it is “Received”"):
            early.action_urge("快")
        with self.assertRaises(AccessError):
            case.with_user(self.receiver).action_urge("快")
        self.env["gov.posting"].search([("department_id", "=", self.education.id)]).action_archive()
        self.education.contact_phone = "0483-1234567"
        with self.assertRaisesRegex(UserError, "0483-1234567"):
            case.action_urge("快")
        self.assertFalse(case.urge_count)

    def test_button(self):
        """W-096: the form's button asks for the reason, and says why it is blocked."""
        case = self._sent()
        [button] = [button for button in case.flow_buttons if button["action"] == "urge"]
        self.assertFalse(button["blocked"])
        asked = case.action_ask_urge()
        wizard = self.env["gov.flow.reason"].with_user(self.clerk).with_context(**asked["context"])
        wizard.create({"reason": "请尽快"}).action_confirm()
        self.assertEqual(case.urge_count, 1)
        case.invalidate_recordset()
        [button] = [button for button in case.flow_buttons if button["action"] == "urge"]
        self.assertTrue(button["blocked"])

    def test_board_counts_from_the_ledger(self):
        """W-096: the board's counts by department and lamp read the tally, however many cases there are."""
        self._sent()
        cases = self.env["gov.case"].with_user(self.clerk)
        queries = self._listen()
        cases.read_progress_bar(
            [("followed", "=", True)],
            "department_id",
            {"field": "lamp", "colors": {"red": "danger", "amber": "warning", "green": "success"}},
        )
        counting = [query for query in queries if "GROUP BY" in query and "gov_case" in query]
        self.assertTrue(counting)
        self.assertTrue(all("gov_case_tally" in query for query in counting), counting)

    def test_constant_queries(self):
        """W-096: a list of forty costs as many queries as one of two."""

        def queries(cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.clerk).read(["holder", "last_news", "quiet_days", "due_in", "days_left"])
            return self.env.cr.sql_log_count - before

        many = self.env["gov.case"].union(*(self._sent() for _number in range(12)))
        queries(many)
        self.assertEqual(queries(many[:2]), queries(many))
