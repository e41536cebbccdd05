from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PIXEL, GovCommon


class VerdictCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flexible = cls.env["gov.item"].create(
            {"name": "餐饮备案", "code": "T-gap", "department_id": cls.education.id}
        )
        cls.env["gov.item.version"].create(
            {
                "item_id": cls.flexible.id,
                "promised_days": 10,
                "material_ids": [
                    Command.create({"name": "申请表"}),
                    Command.create({"name": "场地证明", "gap_ok": True}),
                    Command.create({"name": "无违法声明", "promise_ok": True}),
                ],
            }
        ).action_publish()
        cls.head = cls._create_staff("t_head", "gov_window.group_window_head", window=cls.window)

    def _rules(self, **values):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "p",
                "line_ids": [Command.create({"name": name, "value": str(value)}) for name, value in values.items()],
            }
        )

    def _line(self, case, name):
        return case.material_ids.filtered(lambda line: line.name == name)

    def _later(self, days):
        """Let so many days pass and take the steps that are due."""
        self.env.flush_all()
        self.env.cr._now = self.env.cr.now() + timedelta(days=days)
        while self.env["gov.term"].sudo()._take_due(set()):
            self.env.flush_all()

    def _kinds(self, case):
        return case.sudo().notice_ids.sorted("id").mapped("kind_id.code")

    def _open_kinds(self, case):
        terms = case.sudo().env["gov.term"].search([("res_model", "=", "gov.case"), ("res_id", "=", case.id)])
        return {term.kind_id.code for term in terms if term.state in ("running", "paused")}


@tagged("post_install", "-at_install")
class TestGap(VerdictCommon):
    def _open_gap(self, **vals):
        case = self._open_case(self.flexible, complete=False, **vals)
        for name in ("申请表", "无违法声明"):
            self._line(case, name).action_toggle()
        return case

    def test_accept_with_gap(self):
        """W-020, W-088, D-10, B-06: flagged material follows, with the promise on the notice; the clock waits."""
        case = self._open_gap()
        with self.assertRaisesRegex(UserError, "场地证明"):
            case.action_accept()
        case.action_accept_gap()
        self.assertEqual((case.state, case.lamp, case.gap_open), ("accepted", "grey", True))
        gap = case.notice_ids.content["gap"]
        self.assertEqual((gap["materials"], gap["consequence"]), (["场地证明"], "void"))
        term = case._last_term("gap")
        self.assertEqual((term.value, term.unit), (30, "day"))
        case.action_accept_gap()  # the same click twice
        self.assertEqual(len(case.notice_ids), 1)
        line = self._line(case, "场地证明")
        line.write({"file": PIXEL, "file_name": "a.png"})
        with self.assertRaises(UserError):
            line.state = "received"
        line.action_hand_in()
        self.assertEqual((line.state, case.gap_open, case.lamp), ("received", False, "green"))
        self.assertEqual(term.state, "met")
        self.assertIn("gap.receive", self._events(case))
        with self.assertRaises(UserError):
            line.write({"file": False})

    def test_late_original_is_compared(self):
        """W-072, W-088: what follows after acceptance is compared as what was there before it; online it is not."""
        item = self._create_item("容缺核验", self.education, publish=False, materials=("申请表", "身份证"))
        item.version_ids.material_ids[1].write({"gap_ok": True, "must_verify": True})
        item.version_ids.action_publish()
        for channel in ("counter", "mail"):
            case = self._open_case(item, complete=False, channel=channel)
            self._line(case, "申请表").action_toggle()
            case.action_accept_gap()
            line = self._line(case, "身份证")
            if channel == "counter":
                with self.assertRaisesRegex(UserError, "Compare the original.*身份证"), self.env.cr.savepoint():
                    line.action_hand_in()
                self.assertEqual((line.state, case.gap_open), ("later", True))
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    line.with_user(self.receiver).action_hand_in_compared()
                line.action_hand_in_compared()
                line.action_hand_in_compared()  # the same click twice
                self.assertEqual(line.state, "verified")
            else:
                line.action_hand_in()
                self.assertEqual(line.state, "received")
            self.assertFalse(case.gap_open)
            self.assertEqual(self._events(case).count("gap.receive"), 1)

    def test_strict_line_is_not_left_out(self):
        """W-088: a line without the flag cannot follow later; the message names it."""
        case = self._open_case(self.flexible, complete=False)
        with self.assertRaisesRegex(UserError, "申请表"):
            case.action_accept_gap()
        with self.assertRaises(UserError):
            self._line(case, "场地证明").state = "later"
        complete = self._open_case(self.flexible)
        with self.assertRaises(UserError):
            complete.action_accept_gap()

    def test_rules_of_the_gap(self):
        """D-10, W-089: not enabled, green channel only, a clock that runs on."""
        case = self._open_gap()
        self._rules(gap_enabled=False)
        with self.assertRaises(UserError):
            case.action_accept_gap()
        self._rules(gap_scope="green", gap_clock="run", gap_days=7)
        with self.assertRaises(UserError):
            case.action_accept_gap()
        case.green_channel = True
        case.action_accept_gap()
        self.assertEqual(case.lamp, "green")
        self.assertEqual(case._last_term("gap").value, 7)

    def test_gap_lapses(self):
        """D-11: the promised material does not come; the acceptance is void, once, with a paper."""
        case = self._open_gap()
        case.action_accept_gap()
        self._later(31)
        self.assertEqual(case.state, "void")
        self.assertEqual(self._kinds(case), ["B-01", "B-06"])
        self.assertFalse(self._open_kinds(case))
        self._later(5)
        self.assertEqual(self._events(case).count("void_acceptance"), 1)
        self.assertEqual(case.notice_ids.sorted("id").mapped("state"), ["void", "issued"])
        with self.assertRaises(UserError):
            self._line(case, "场地证明").action_hand_in()

    def test_gap_lapse_refuse(self):
        """D-11: by another rule the case goes on and the department decides on what is there."""
        self._rules(gap_lapse_action="refuse")
        case = self._open_gap()
        case.action_accept_gap()
        self._later(31)
        self.assertEqual(case.state, "accepted")
        self.assertIn("gap.lapse", self._events(case))
        self.assertEqual(self._open_kinds(case), {"decision", "handover"})

    def test_promise_instead_of_paper(self):
        """W-020, B-07: a promise stands for a flagged line; not for another; its form is issued."""
        case = self._open_case(self.flexible, complete=False)
        with self.assertRaisesRegex(UserError, "申请表"):
            self._line(case, "申请表").action_promise()
        self._line(case, "无违法声明").action_promise()
        for name in ("申请表", "场地证明"):
            self._line(case, name).action_toggle()
        case.action_accept()
        self.assertEqual(self._kinds(case), ["B-07", "B-01"])
        self.assertEqual(case.notice_ids.sorted("id")[0].content["promised"], ["无违法声明"])

    def test_trainee_and_letter(self):
        """W-067, A-012: what stops an ordinary acceptance stops this one."""
        case = self._open_gap()
        trainee = self._create_staff(
            "t_trainee2", "gov_window.group_clerk", window=self.window, capacity="trainee", mentor_id=self.clerk.id
        )
        with self.assertRaisesRegex(UserError, "t_clerk"):
            case.with_user(trainee).action_accept_gap()
        self.letter.action_suspend("到期复核")
        with self.assertRaisesRegex(UserError, "教体局"):
            case.action_accept_gap()


@tagged("post_install", "-at_install")
class TestUndecided(VerdictCommon):
    def _defer(self):
        case = self._open_case()
        case.action_defer("专业性强，窗口不能当场判断")
        return case

    def test_department_says_complete(self):
        """W-080, W-081, B-02: receipt, answer within 4 days, acceptance by the window."""
        case = self._defer()
        self.assertEqual((case.state, self._kinds(case)), ("checking", ["B-02"]))
        self.assertEqual(self._open_kinds(case), {"undecided", "department_check"})
        with self.assertRaisesRegex(UserError, "教体局|department"):
            case.action_accept()
        stranger = self._create_staff("t_stranger2", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError):
            case.with_user(stranger).action_answer_complete()
        with self.assertRaises(AccessError):
            case.action_answer_complete()
        case.with_user(self.receiver).action_answer_complete()
        self.assertEqual((case.check_result, case.check_user_id), ("complete", self.receiver))
        with self.assertRaises(UserError):
            case.with_user(self.receiver).action_answer_incomplete("改口")
        with self.assertRaises(UserError):
            case.action_refuse_acceptance("不符")
        case.action_accept()
        self.assertEqual(case.accept_date, self._today())
        self.assertEqual(self._open_kinds(case), {"decision", "handover"})
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])

    def test_department_says_incomplete(self):
        """W-081, W-077: the window tells it once, as any supplement."""
        case = self._defer()
        with self.assertRaises(ValidationError):
            case.with_user(self.receiver).action_answer_incomplete("")
        case.with_user(self.receiver).action_answer_incomplete("缺少场地证明")
        with self.assertRaises(UserError):
            case.action_accept()
        case.action_request_supplement(case.check_opinion)
        self.assertEqual((case.state, self._open_kinds(case)), ("supplement", {"supplement"}))
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_department_says_out_of_scope(self):
        """W-081: not accepted; the window delivers the decision with reason and remedy."""
        self.company.gov_court = "阿拉善左旗人民法院"
        case = self._defer()
        case.with_user(self.receiver).action_answer_out_of_scope("属市场监管局职权")
        case.action_refuse_acceptance("属市场监管局职权")
        self.assertEqual(case.state, "not_accepted")
        content = case.notice_ids.sorted("id")[-1].content
        self.assertEqual((content["court"], content["reason"]), ("阿拉善左旗人民法院", "属市场监管局职权"))
        self.assertFalse(self._open_kinds(case))

    def test_silence_is_acceptance(self):
        """W-080: nobody told the applicant in five days; accepted from the day of receipt, once."""
        received = self._today()
        case = self._defer()
        case.with_user(self.receiver).action_answer_incomplete("缺少场地证明")
        self._later(6)
        self.assertEqual((case.state, case.accept_date), ("accepted", received))
        self.assertFalse(case.acceptor_id)
        self.assertEqual(case.due_date, self.company._gov_calendar().add_days(received, 10))
        self.assertEqual(self._kinds(case), ["B-02", "B-01"])
        self.assertTrue(case.notice_ids.sorted("id")[-1].content["deemed"])
        self._later(1)
        self.assertEqual(self._events(case).count("deem_accept"), 1)
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])

    def test_on_the_spot_only(self):
        """D-19: a centre may want every verdict on the spot."""
        self._rules(on_spot_only=True)
        case = self._open_case()
        with self.assertRaises(UserError):
            case.action_defer("不确定")


@tagged("post_install", "-at_install")
class TestLapseAndEnd(VerdictCommon):
    def test_supplement_lapses(self):
        """W-082, D-37: after the lapse the leader approves, then the window refuses within two days."""
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交身份证明")
        with self.assertRaises(UserError):
            case.action_refuse_acceptance("逾期未补正")
        with self.assertRaises(UserError):
            case.with_user(self.head).action_approve_lapse()
        self._later(25)
        self.assertEqual(self._open_kinds(case), {"supplement", "lapse_refusal"})
        with self.assertRaises(UserError):
            case.action_refuse_acceptance("逾期未补正")
        with self.assertRaises(AccessError):
            case.action_approve_lapse()
        case.with_user(self.head).action_approve_lapse()
        case.action_refuse_acceptance("逾期未补正")
        self.assertEqual(case.notice_ids.sorted("id")[-1].content["approver"], self.head.name)
        self.assertFalse(self._open_kinds(case))

    def test_late_supplement_is_accepted(self):
        """W-083: conforming material that comes before the refusal is accepted that day."""
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交身份证明")
        self._later(25)
        self._create_letter(self.education)
        case.action_all_received()
        case.action_accept()
        self.assertEqual(case.accept_date, self._today())
        self.assertEqual(self._open_kinds(case), {"decision", "handover"})

    def test_withdraw(self):
        """The applicant withdraws: the clock stops, the paper lists what is given back."""
        case = self._open_case()
        case.action_accept()
        with self.assertRaises(ValidationError):
            case.action_withdraw("")
        case.action_withdraw("申请人自愿撤回")
        self.assertEqual((case.state, case.lamp), ("withdrawn", "done"))
        self.assertEqual(self._kinds(case), ["B-01", "B-01-W"])
        part = self._open_case(complete=False)
        part.material_ids[0].action_toggle()
        part.action_withdraw("改日再办")
        self.assertEqual([line["name"] for line in part.notice_ids.content["materials"]], ["申请表"])
        self.assertFalse(self._open_kinds(case))
        with self.assertRaises(UserError):
            case.action_hand_over()

    def test_correct_a_wrong_entry(self):
        """A mis-keyed acceptance: a new case replaces it, the old number stays on record."""
        case = self._open_case()
        case.action_accept()
        action = case.flow_act("correct", reason="事项选错")
        new = self.env["gov.case"].with_user(self.clerk).browse(action["res_id"])
        self.assertEqual((case.state, new.state, new.replaces_id), ("replaced", "draft", case))
        self.assertEqual(case.notice_ids.sorted("id")[-1].content["old_notice"], case.notice_ids.sorted("id")[0].number)
        self.assertEqual(case.notice_ids.sorted("id").mapped("state"), ["void", "issued"])
        self.assertEqual(case.action_correct("事项选错")["res_id"], new.id)
        with self.assertRaises(AccessError):
            new.replaces_id = False
        new.item_id = self.flexible
        new.action_all_received()
        new.action_receive()
        new.action_accept()
        self.assertNotEqual(new.number, case.number)
        self.assertFalse(self._open_kinds(case))

    def test_pre_acceptance(self):
        """W-090, W-092, B-08: the result is told; what is missing goes back to the applicant."""
        case = self._open_case(receive=False, channel="portal")
        case.sudo()._flow_write({"state": "pre_submitted"})
        case.sudo()._on_submit()
        self.assertEqual(self._open_kinds(case), {"pre_acceptance"})
        case.action_pre_pass()
        self.assertEqual((case.pre_result, case.state, self._kinds(case)), ("pass", "pre_submitted", ["B-08"]))
        self.assertTrue(case.notice_ids.content["passes"])
        case.action_receive()
        self.assertEqual({line.state for line in case.material_ids}, {"received"})
        other = self._open_case(receive=False, channel="portal")
        other.sudo()._flow_write({"state": "pre_submitted"})
        other.sudo()._on_submit()
        other.action_pre_fail("请上传清晰的身份证明")
        self.assertEqual((other.state, other.pre_result, self._open_kinds(other)), ("draft", "fail", set()))

    def test_paper_on_file(self):
        """W-028: what an earlier case brought is taken over, not asked for again; not when too old."""
        old = self._open_case()
        old.material_ids[0].write({"file": PIXEL, "file_name": "表.png"})
        case = self._open_case(complete=False)
        line = case.material_ids[0]
        self.assertEqual(line.on_file_id, old.material_ids[0])
        self.assertIn(old.number, line.on_file_note)
        line.action_reuse()
        self.assertEqual((line.state, line.file_name, line.reuse_id), ("received", "表.png", old.material_ids[0]))
        with self.assertRaises(UserError):
            case.material_ids[1].action_reuse()
        stranger = self.env["res.partner"].create({"name": "李四"})
        foreign = self._open_case(complete=False, partner_id=stranger.id)
        self.assertFalse(foreign.material_ids[0].on_file_id)
        self._rules(reuse_days=0)
        self.env.cr._now = self.env.cr.now() + timedelta(days=1)
        self.assertFalse(self._open_case(complete=False).material_ids[0].on_file_id)

    def test_taken_over_is_not_younger(self):
        """W-028: a paper that was taken over is as old as on the day it was handed in, however often it is used."""
        self._rules(reuse_days=30)
        self._create_letter(self.education, date_end=self._today() + timedelta(days=400))
        old = self._open_case()
        old.material_ids[0].write({"file": PIXEL, "file_name": "表.png"})
        self.env.cr._now = self.env.cr.now() + timedelta(days=20)
        second = self._open_case(complete=False)
        second.material_ids[0].action_reuse()
        self.assertEqual(second.material_ids[0].file_name, "表.png")
        self.env.cr._now = self.env.cr.now() + timedelta(days=5)
        self.assertEqual(self._open_case(complete=False).material_ids[0].on_file_id, old.material_ids[0])
        self.env.cr._now = self.env.cr.now() + timedelta(days=10)
        self.assertFalse(self._open_case(complete=False).material_ids[0].on_file_id)


@tagged("post_install", "-at_install")
class TestBadInput(VerdictCommon):
    def test_two_clerks_on_one_case(self):
        """The second verdict is refused with the name of who was first."""
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交")
        case.with_user(self.head).action_all_received()
        case.with_user(self.head).action_accept()
        with self.assertRaisesRegex(UserError, "t_head"):
            case.action_refuse_acceptance("不符")

    def test_letter_ends_between_opening_and_saving(self):
        """A-012: what was valid when the form opened is asked again at the verdict."""
        case = self._open_case()
        accept = next(button for button in case.flow_buttons if button["action"] == "accept")
        self.assertFalse(accept["blocked"])
        self.letter.action_revoke("换发")
        with self.assertRaises(UserError):
            case.action_accept()
        self.assertFalse(case.notice_ids)

    def test_names_and_numbers(self):
        """Rare characters are kept; a name of 1 MB and a future birth date are told clearly."""
        partner = self.env["res.partner"].with_user(self.clerk).create({"name": "𠮷田一郎"})
        case = self._open_case(partner_id=partner.id)
        case.action_accept()
        self.assertEqual(case.notice_ids.content["applicant"], "𠮷田一郎")
        with self.assertRaises(ValidationError):
            partner.gov_id_input = "15290020990101001X"
        with self.assertRaises(ValidationError):
            partner.name = "长" * (1 << 20)


@tagged("post_install", "-at_install")
class TestConsultation(VerdictCommon):
    def test_out_of_scope(self):
        """W-062, W-063, W-079, B-11: told who is competent, on paper, and in the log."""
        log = self.env["gov.consultation"].with_user(self.clerk)
        vals = {"question": "办理护照", "kind": "out_of_scope"}
        with self.assertRaises(UserError):
            log.create(vals)
        entry = log.create({**vals, "refer_note": "公安局出入境管理大队，电话 0483-1234567"})
        self.assertEqual(entry.user_id, self.clerk)
        entry.action_tell()
        notice = entry._papers()
        self.assertIn("出入境", notice.content["told"])
        entry.action_tell()
        self.assertEqual(entry._papers(), notice)
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        self.assertEqual(log.search([("question", "ilike", "护照")]), entry)
        guidance = log.create({"question": "几点上班"})
        with self.assertRaises(UserError):
            guidance.action_tell()

    def test_nobody_else_reads_the_log(self):
        """W-065: the log is the window's; departments do not read it."""
        with self.assertRaises(AccessError):
            self.env["gov.consultation"].with_user(self.receiver).search([])

    def test_dispute(self):
        """W-105: the department answers in time, the centre settles what holds."""
        dispute = (
            self.env["gov.dispute"]
            .with_user(self.clerk)
            .create({"subject": "章程格式", "question": "是否必须用示范文本？", "department_id": self.education.id})
        )
        self.assertFalse(self.env["gov.dispute"].with_user(self.receiver).search([("id", "=", dispute.id)]))
        dispute.action_raise()
        self.assertEqual(dispute.lamp, "green")
        other = self._create_staff("t_other_department", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError):
            dispute.with_user(other).action_answer("可以")
        dispute.with_user(self.receiver).action_answer("不必，内容齐全即可")
        self.assertEqual((dispute.state, dispute.answer, dispute.lamp), ("answered", "不必，内容齐全即可", "done"))
        with self.assertRaises(AccessError):
            dispute.action_settle("按答复执行")
        dispute.with_user(self.head).action_settle("按答复执行")
        self.assertEqual(dispute.settlement, "按答复执行")
        with self.assertRaises(UserError):
            dispute.question = "改"
