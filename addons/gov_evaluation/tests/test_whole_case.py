from datetime import datetime, time, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import WholeCommon


@tagged("post_install", "-at_install")
class TestWholeCase(WholeCommon):
    def test_other_conclusion_is_no_repeat(self):
        """The same conclusion again is the same click; another one is refused, and says so."""
        case = self._accepted_case()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude("agree", "材料真实，符合条件")
        self.assertFalse(task.action_conclude("agree", "材料真实，符合条件"))
        with self.assertRaises(UserError):
            task.action_conclude("disagree", "材料不实")
        self.assertEqual((task.conclusion, task.opinion), ("agree", "材料真实，符合条件"))

    def test_sign_for_a_selection(self):
        """Of the selected tasks those of the own department are signed for, the others say why not."""
        case, other = self._accepted_case(), self._accepted_case()
        (case | other).action_hand_over()
        tasks = (case | other).sudo().task_ids.with_user(self.handler)
        tasks[1].sudo()._write_rows({tasks[1].id: {"state": "concluded"}})
        answer = tasks.action_sign_each()["params"]
        self.assertEqual(answer["title"], "Sign For: 1 done, 1 not")
        self.assertEqual(tasks.mapped("state"), ["reviewing", "concluded"])

    def test_condition_on_a_value_to_be_computed(self):
        """A stored value that is still to be computed is not taken from the cache."""
        case = self._accepted_case()
        case.action_hand_over()
        sheet = case.sudo().handover_line_ids.handover_id
        field = sheet._fields["department_company_id"]
        company = sheet.department_company_id
        self.env.flush_all()
        field._update_cache(sheet, None)
        self.env.add_to_compute(field, sheet)
        self.assertEqual(sheet.filtered_domain(Domain(field.name, "in", company.ids)), sheet)

    def test_from_counter_to_rating(self):
        """W-002, I-002: accept, route by duty, finish in time, issue from one window, evaluate."""
        case = self._accepted_case()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        self.assertEqual((case.state, task.state), ("transferred", "waiting"))
        task.action_sign()
        self.assertEqual((case.state, task.state, task.user_id), ("reviewing", "reviewing", self.handler))
        task.action_conclude("agree", "材料真实，符合条件")
        decided = case.with_user(self.leader)
        decided.action_decide()
        self.assertRecordValues(case.sudo(), [{"state": "decided", "decision": "agree", "decider_id": self.leader.id}])
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        self.assertEqual((case.sudo().state, case.sudo().lamp), ("result_handover", "done"))
        result.with_user(self.issuer).action_check()
        self.assertEqual(case.sudo().state, "to_deliver")
        self._hand_out(result.with_user(self.issuer))
        self.assertEqual((case.sudo().state, result.delivery_ids.receiver_name), ("closed", "张大山"))
        evaluation = case.sudo().evaluation_ids
        self.assertEqual((evaluation.state, evaluation.level), ("invited", False))
        evaluation._rate("5", comment="很快")
        self.assertEqual((evaluation.state, evaluation.score), ("rated", 5))
        kinds = [kind for kind in self._events(case) if not kind.startswith(("term.", "notice."))]
        self.assertEqual(
            kinds,
            [
                "receive",
                "accept",
                "hand_over",
                "sign",
                "handover.sign",
                "start_review",
                "conclude",
                "decide",
                "submit",
                "take_in",
                "check",
                "ready",
                "deliver",
                "hand_out",
                "close",
                "rate",
            ],
        )
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])
        self.assertEqual(case.sudo().notice_ids.sorted("id").kind_id.mapped("code"), ["B-01", "B-31-L", "B-33"])

    def test_seven_operations(self):
        """W-110: consultation, pre-acceptance, receipt, acceptance, review, decision and handing out are each counted
        once, with the person who did it."""
        self.env["gov.consultation"].with_user(self.clerk).create(
            {"question": "民办学校如何办", "item_id": self.licence.id}
        )
        case = self._open_case(receive=False, channel="mail")
        case.sudo()._flow_write({"state": "pre_submitted"})
        case.sudo()._on_submit()
        case.action_pre_pass()
        case.action_receive()
        case.action_accept()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude("agree", "符合条件")
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        self._hand_out(result.with_user(self.issuer))
        self.env.flush_all()
        done = self.env["gov.operation"].search([("item_id", "=", self.licence.id)], order="operation")
        self.assertEqual(
            [(row.operation, row.user_id) for row in done],
            [
                ("1_consult", self.clerk),
                ("2_pre", self.clerk),
                ("3_receive", self.clerk),
                ("4_accept", self.clerk),
                ("5_review", self.handler),
                ("6_decide", self.leader),
                ("7_issue", self.issuer),
            ],
        )

    def test_acceptor_does_not_decide(self):
        """W-001: the same user does not accept and decide the same case."""
        self.clerk.group_ids += self.env.ref("gov_approval.group_leader")
        self._create_posting(self.clerk)
        case = self._concluded_case()
        with self.assertRaisesRegex(UserError, "受审分离"):
            case.action_decide()
        self.assertEqual(case.state, "reviewing")
        case.with_user(self.leader).action_decide()
        self.assertEqual(case.sudo().state, "decided")

    def _create_posting(self, user):
        self.env["gov.posting"].create({"user_id": user.id, "department_id": self.education.id, "capacity": "staff"})

    def test_decide_needs_power(self):
        """A-016, A-021: a chief representative decides by a delegation in force; B as A."""
        case = self._concluded_case()
        with self.assertRaisesRegex(UserError, "教体局"):
            case.with_user(self.chief).action_decide()
        delegation = self.env["gov.delegation"].create(
            {
                "department_id": self.education.id,
                "holder_id": self.leader.id,
                "substitute_id": self.chief.id,
                "power_ids": self.env.ref("gov_approval.power_instant").ids,
                "date_end": "2079-01-01",
            }
        )
        delegation.action_activate()
        with self.assertRaises(UserError):
            case.with_user(self.chief).action_decide()
        delegation.action_revoke("增加权限")
        wider = delegation.copy({"power_ids": self.env.ref("gov_approval.power_promise").ids})
        wider.action_activate()
        case.with_user(self.chief).action_decide()
        event = self.env["gov.event"].search([("subject_id", "=", case.id), ("kind", "=", "decide")])
        self.assertEqual((event.authority_model, event.authority_id), ("gov.delegation", wider.id))

    def test_decide_needs_written_conclusion(self):
        """A-050, A-099: three conclusions only, in writing, before the decision."""
        case = self._accepted_case()
        with self.assertRaises(UserError):
            case.with_user(self.leader).action_decide()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        with self.assertRaises(UserError):
            case.with_user(self.leader).action_decide()
        with self.assertRaises(UserError):
            task.action_conclude("agree", " ")
        with self.assertRaises(ValueError):
            task.action_conclude("perhaps", "也许")
        with self.assertRaises(UserError):
            task.action_conclude("report", "上报")
        task.action_conclude("disagree", "场地不符合要求")
        case.with_user(self.leader).action_decide()
        self.assertEqual(case.sudo().decision, "disagree")
        self.assertEqual(case.sudo().notice_ids.sorted("id")[-1].kind_id.code, "B-31-LN")
        self.assertEqual(case.sudo().result_ids.kind, "refusal")

    def test_send_back(self):
        """The leader who does not follow sends the case back with a reason."""
        case = self._concluded_case()
        case.with_user(self.leader).action_send_back("请补充现场核查情况")
        self.assertEqual((case.state, case.sudo().task_ids.state), ("reviewing", "reviewing"))
        case.sudo().task_ids.with_user(self.handler).action_conclude("agree", "已核查")
        case.with_user(self.leader).action_decide()
        self.assertEqual(case.sudo().state, "decided")

    def test_other_department_sees_nothing(self):
        """A-001: routed by duty; another department neither sees nor signs."""
        case = self._accepted_case()
        case.action_hand_over()
        stranger = self._create_staff("t_stranger", "gov_approval.group_leader", department=self.labour)
        task = case.sudo().task_ids.with_user(stranger)
        with self.assertRaises(AccessError):
            task.action_sign()
        with self.assertRaises(AccessError):
            case.with_user(stranger).action_decide()

    def test_instant_item(self):
        """A-018, W-001, W-005: an instant item is decided at the window by the chief representative."""
        instant = self._create_item("教师资格证补发", self.education, handling_class="instant", promised_days=0)
        case = self._accepted_case(item=instant)
        self.assertEqual(case.due_date, self._today())
        self.env["gov.delegation"].create(
            {
                "department_id": self.education.id,
                "holder_id": self.chief.id,
                "power_ids": self.env.ref("gov_approval.power_instant").ids,
                "date_end": "2079-01-01",
            }
        ).action_activate()
        case.with_user(self.chief).action_decide()
        self.assertEqual(case.sudo().state, "decided")

    def test_result_with_other_data_is_not_taken(self):
        """I-003: data wrong, not taken; back to the department, whose clock runs on."""
        case = self._concluded_case()
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).holder_name = "张大川"
        result.with_user(self.handler).action_submit()
        self.assertEqual(case.sudo().lamp, "done")
        due = case.sudo().due_date
        with self.assertRaisesRegex(UserError, "张大川"):
            result.with_user(self.issuer).action_check()
        self.assertEqual(result.state, "submitted")
        with self.assertRaises(ValidationError):
            result.with_user(self.issuer).action_return("")
        result.with_user(self.issuer).action_return("持证人姓名有误")
        self.assertEqual((result.state, case.sudo().state), ("returned", "decided"))
        self.assertEqual((case.sudo().lamp, case.sudo().due_date), ("green", due))
        result.with_user(self.handler).holder_name = "张大山"
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        self.assertEqual(result.state, "checked")
        with self.assertRaises(UserError):
            result.with_user(self.handler).holder_name = "王五"

    def test_hand_out_needs_identity_and_signature(self):
        """I-004, I-007: identity checked and signed for, once."""
        result = self._checked_result()
        with self.assertRaises(UserError):
            result.action_deliver()
        result.receiver_name = "张大山"
        with self.assertRaises(UserError):
            result.action_deliver()
        result.identity_checked = True
        with self.assertRaises(UserError):
            result.action_deliver()
        self._hand_out(result)
        result.action_deliver()
        self.assertEqual(len(result.delivery_ids), 1)

    def test_rating_once_and_unrated_stays_unrated(self):
        """E-004, E-038: bound to its case, once, and nobody else writes it."""
        result = self._checked_result()
        self._hand_out(result)
        evaluation = result.case_id.sudo().evaluation_ids
        with self.assertRaises(ValidationError):
            evaluation._rate("9")
        for user in (self.supervisor, self.handler, self.clerk):
            with self.assertRaises(AccessError):
                evaluation.with_user(user).write({"level": "5"})
        with self.assertRaises(AccessError):
            evaluation.write({"level": "5"})
        evaluation._rate("1", comment="等太久")
        self.assertTrue(evaluation.negative)
        with self.assertRaises(UserError):
            evaluation._rate("5")

    def test_overdue_case_is_escalated(self):
        """A-082, A-083, E-005: warning, breach and escalation reach the right people, once."""
        case = self._concluded_case()
        calendar = self.company._gov_calendar()

        def at(days, seconds=60):
            """The lamp after two ticks, so many working days and seconds after the deadline."""
            last = calendar.add_days(case.sudo().due_date, days)
            moment = datetime.combine(last, time(23, 59, 59)) + timedelta(seconds=seconds)
            self.env.cr._now = calendar._to_utc(moment)
            for _repeat in range(2):
                self.env["gov.term"]._take_due(set())
                self.env["gov.alert"]._tell()
            return case.sudo().lamp

        self.assertEqual(at(-3, -3600), "amber")
        self.assertEqual(at(0, -3600), "amber")
        self.assertEqual(at(0, 60), "red")
        self.assertTrue(case.sudo().overdue)
        at(2, -60)
        kinds = self._events(case)
        self.assertEqual((kinds.count("term.warn"), kinds.count("term.breach")), (2, 1))
        self.assertEqual(kinds.count("term.escalate"), 2)
        for user in (self.handler, self.leader, self.supervisor):
            self.assertTrue(
                self.env["mail.message"].sudo().search_count([("notified_partner_ids", "in", user.partner_id.ids)]),
                user.login,
            )
