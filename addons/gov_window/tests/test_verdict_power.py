from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.gov_base.tests import oracle

from .test_verdicts import VerdictCommon

VERDICTS = ("request_supplement", "refuse_acceptance", "defer")


class PowerCommon(VerdictCommon):
    def _refused(self, case, words, *actions, user=None):
        """None of the verdicts is given, each refusal says the words, and nothing is left behind."""
        before = (case.state, case.sudo().event_seq, len(case.sudo().notice_ids))
        for action in actions:
            method = getattr(case.with_user(user or case.env.user), f"action_{action}")
            with self.subTest(action), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                method(*(["理由"] if action in VERDICTS else []))
            self.env.invalidate_all()
        self.assertEqual((case.state, case.sudo().event_seq, len(case.sudo().notice_ids)), before)

    def _authority(self, case, kind):
        event = self.env["gov.event"].search(
            [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id), ("kind", "=", kind)]
        )
        return self.env[event.authority_model].browse(event.authority_id) if event.authority_model else None

    def _spring(self):
        """People are posted and the letter holds since the beginning of 2026, a year whose days off are known."""
        self._at(datetime(2026, 3, 1, 9))
        self.letter._flow_write({"date_start": "2026-01-01", "date_end": "2026-12-31"})
        self.env["gov.posting"].search([]).write(
            {"date_start": "2026-01-01", "trained_on": "2026-01-01", "practised_on": "2026-01-01"}
        )

    def _at(self, local):
        self.env.flush_all()
        self.env.cr._now = oracle.utc(local)

    def _tick(self):
        while self.env["gov.term"].sudo()._take_due(set()):
            self.env.flush_all()

    def _due(self, case, code):
        term = case._last_term(code)
        return term.calendar_id._to_local(term.due_at)


@tagged("post_install", "-at_install")
class TestVerdictPower(PowerCommon):
    """Whoever may not accept a case may not refuse it either, nor ask for more, nor take it in undecided."""

    def test_trainee(self):
        """W-067: a trainee gives no verdict alone, whichever; the mentor does."""
        trainee = self._create_staff(
            "t_trainee3", "gov_window.group_clerk", window=self.window, capacity="trainee", mentor_id=self.clerk.id
        )
        self._refused(self._open_case(), "trainee.*t_clerk", "accept", *VERDICTS, user=trainee)
        gap = self._open_case(self.flexible)
        self._line(gap, "场地证明").state = "missing"
        self._refused(gap, "trainee.*t_clerk", "accept_gap", user=trainee)
        gap.action_request_supplement("请补交场地证明")
        self.assertEqual(gap.state, "supplement")
        accepted = self._open_case()
        accepted.action_accept()
        with self.assertRaisesRegex(UserError, "trainee.*t_clerk"):
            accepted.with_user(trainee).action_correct("录错")
        self.assertEqual(accepted.state, "accepted")

    def test_without_a_letter(self):
        """A-012, W-077, W-078, W-080: without a valid letter the window refuses nothing and asks for nothing, and is
        told how to get one; with it, each verdict names the letter."""
        self.letter.action_suspend("核查")
        case = self._open_case()
        self._refused(case, "no valid authorisation letter from 教体局.*Ask the service centre", "accept", *VERDICTS)
        self.letter.action_reinstate("核查完毕")
        for action in VERDICTS:
            case = self._open_case()
            getattr(case, f"action_{action}")("理由")
            self.assertEqual(self._authority(case, action), self.letter)

    def test_letter_that_gives_receiving_only(self):
        """A-007, W-080: by a letter for receiving the window takes papers in undecided, and gives no verdict."""
        self.letter.action_revoke("改签")
        letter = self._create_letter(self.education, link_accept=False)
        case = self._open_case()
        self._refused(case, "only with: Consult, Receive, Issue", "accept", "request_supplement", "refuse_acceptance")
        case.action_defer("由教体局审查")
        self.assertEqual(self._authority(case, "defer"), letter)

    def test_departments_own_window(self):
        """W-042: at a professional window the own staff decide; the comprehensive clerk does not refuse their cases."""
        self._refused(self._open_case(self.labour_item), "人社局", "accept", *VERDICTS)
        case = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        case.action_refuse_acceptance("不属于本机关")
        self.assertEqual(self._authority(case, "refuse_acceptance"), self.department_clerk.gov_posting_ids)

    def test_entrusted_case_at_the_departments_window(self):
        """W-095: what is entrusted to the comprehensive window is not refused at the department's own either."""
        self._create_letter(self.labour)
        case = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        self._refused(case, "only there", "accept", *VERDICTS)

    def test_lapsed_posting(self):
        """W-066: the posting gives power on its last day, and none on the next."""
        posting = self.clerk.gov_posting_ids
        posting.date_end = self._today()
        case = self._open_case()
        self.env.cr._now = self.env.cr.now() + timedelta(days=1)
        self._refused(case, "accepted only there|no valid authorisation", "accept", *VERDICTS)
        posting.date_end = self._today()
        case.action_accept()
        self.assertEqual(case.acceptor_id, self.clerk)

    def test_last_day_of_the_letter(self):
        """A-005, A-012: a letter gives power until the end of its last day by the centre's clock, no minute longer."""
        self._spring()
        self.letter.action_revoke("换发")
        self._create_letter(self.education, date_start="2026-03-01", date_end="2026-03-04")
        first, second = self._open_case(), self._open_case()
        self._at(datetime(2026, 3, 4, 23, 59))
        first.action_accept()
        self.assertEqual(first.state, "accepted")
        self._at(datetime(2026, 3, 5, 0, 0))
        self._refused(second, "no valid authorisation letter", "accept", *VERDICTS)

    def test_other_centre(self):
        """W-057: a centre without a letter of the home department decides nothing about its items."""
        remote = self.env["res.company"].create(
            {"name": "右旗中心", "gov_region_id": self.company.gov_region_id.id, "gov_document_word": "右"}
        )
        window = self.env["gov.window"].create({"number": "Y1", "name": "综合", "company_id": remote.id})
        clerk = self._create_staff("t_remote", "gov_window.group_clerk", window=window, company_id=remote.id)
        clerk.write({"company_ids": [Command.set(remote.ids)], "company_id": remote.id})
        cases = self.env["gov.case"].with_user(clerk).with_context(allowed_company_ids=remote.ids)
        case = cases.create({"item_id": self.licence.id, "partner_id": self.applicant.id, "company_id": remote.id})
        case.action_all_received()
        case.action_receive()
        self._refused(case, "has not entrusted", "accept", *VERDICTS)
        # not even at a window of its own that is said to serve the home department
        window.write({"board": "professional", "department_ids": self.labour.ids})
        case = cases.create({"item_id": self.labour_item.id, "partner_id": self.applicant.id, "company_id": remote.id})
        case.action_all_received()
        case.action_receive()
        self._refused(case, "has not entrusted", "accept", *VERDICTS)


@tagged("post_install", "-at_install")
class TestPlaceOfGaps(PowerCommon):
    """What forbids acceptance at a place forbids acceptance with gaps there."""

    def _open_gap(self, **vals):
        case = self._open_case(self.flexible, **vals)
        self._line(case, "场地证明").state = "missing"
        return case

    def test_window_out_of_operation(self):
        """W-039: until the day before its end a window accepts; on that day no more."""
        self.window.closed_on = self._today() + timedelta(days=1)
        self._open_gap().action_accept_gap()
        case = self._open_gap()
        self.window.closed_on = self._today()
        self._refused(case, "another window", "accept_gap")

    def test_service_point(self):
        """W-058: a point accepts with gaps only what was brought down to it."""
        self.window.point_id = self.env["gov.point"].create({"name": "镇便民服务中心", "item_ids": self.licence.ids})
        self._refused(self._open_gap(), "not among the items", "accept_gap")

    def test_shared_department(self):
        """W-043: without the agreement nothing is accepted with gaps."""
        self.education.department_class = "shared"
        self._refused(self._open_gap(), "agreement", "accept_gap")

    def test_sub_hall(self):
        """W-050: a sub-hall that the government did not approve accepts nothing with gaps."""
        self.window.in_sub_hall = True
        self.company.gov_hall_opened_on = self._today()
        self._refused(self._open_gap(), "government approved", "accept_gap")


@tagged("post_install", "-at_install")
class TestSupplementEnds(PowerCommon):
    def setUp(self):
        super().setUp()
        self._spring()

    def _asked(self):
        """A case of Monday 2 March 2026 that is to be completed within three working days."""
        self._rules(supplement_days=3)
        self._at(datetime(2026, 3, 2, 9))
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交身份证明")
        return case

    def test_two_days_from_the_end(self):
        """W-082, D-37, D-05: two calendar days from the last day of the supplement, however late the clock ticks."""
        case = self._asked()
        self.assertEqual(str(case.due_date), "2026-03-05")
        self._at(datetime(2026, 3, 5, 23, 59, 59))
        self._tick()
        with self.assertRaisesRegex(UserError, "until 2026-03-05"):
            case.with_user(self.head).action_approve_lapse()
        self._at(datetime(2026, 3, 6, 8, 30))
        self._tick()
        self.assertEqual(self._due(case, "lapse_refusal"), datetime(2026, 3, 7, 23, 59, 59))

    def test_numbers_are_copied(self):
        """D-37, W-082: a rule that changes later does not move the period."""
        case = self._asked()
        self._at(datetime(2026, 3, 6, 0, 0, 1))
        self._tick()
        self.company.gov_profile_id.line_ids = [
            Command.clear(),
            Command.create({"name": "lapse_refusal_days", "value": "9"}),
        ]
        self.assertEqual(case._last_term("lapse_refusal").value, 2)
        self.assertEqual(self._due(case, "lapse_refusal").date().isoformat(), "2026-03-07")

    def test_not_as_asked(self):
        """W-082: a supplement that is not as asked is refused with the leader's approval only, and the paper names the
        leader; where nobody was asked there is nothing to approve."""
        case = self._asked()
        case.action_all_received()
        case.sudo()._flow_write({"state": "received"})
        case.sudo()._on_hand_in()
        self._refused(case, "the head of the window approves", "refuse_acceptance")
        with self.assertRaisesRegex(UserError, "Your role"):
            case.action_approve_unfit()
        case.with_user(self.head).action_approve_unfit()
        case.action_refuse_acceptance("未按要求补正")
        paper = case.sudo().notice_ids.sorted("id")[-1]
        self.assertEqual((paper.kind_id.code, paper.content["approver"]), ("B-05", self.head.name))
        plain = self._open_case()
        self.assertNotIn("approve_unfit", [button["action"] for button in plain.with_user(self.head).flow_buttons])
        with self.assertRaisesRegex(UserError, "nobody was asked"):
            plain.with_user(self.head).action_approve_unfit()


@tagged("post_install", "-at_install")
class TestOnce(PowerCommon):
    """W-077: once for one submission, by no detour."""

    def test_handed_in(self):
        """W-077: what was handed in after the one notice is accepted or refused; it is not asked for once more, also
        where the department was asked in between."""
        for ask in (False, True):
            with self.subTest(ask):
                case = self._open_case(complete=False)
                case.action_request_supplement("请补交身份证明")
                case.sudo()._flow_write({"state": "received"})
                case.sudo()._on_hand_in()
                if ask:
                    case.action_defer("由教体局审查")
                    case.with_user(self.receiver).action_answer_incomplete("仍缺身份证明")
                self._refused(case, "only once", "request_supplement")

    def test_corrected_entry(self):
        """W-077: a corrected entry of the same item is not asked to be completed again; of another item it is."""
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交身份证明")
        new = self.env["gov.case"].with_user(self.clerk).browse(case.action_correct("申请人录错")["res_id"])
        new.action_receive()
        self._refused(new, "only once", "request_supplement")
        second = self._open_case(complete=False)
        second.action_request_supplement("请补交身份证明")
        other = self.env["gov.case"].with_user(self.clerk).browse(second.action_correct("事项录错")["res_id"])
        other.item_id = self.flexible
        other.action_receive()
        other.action_request_supplement("请补交场地证明")
        self.assertEqual(other.state, "supplement")

    def test_what_papers_name(self):
        """W-074, W-077: item and applicant of a case whose paper was issued are corrected on record, not overwritten;
        before the first paper they may be."""
        other = self.env["res.partner"].create({"name": "李四"})
        case = self._open_case(complete=False)
        case.partner_id = other
        case.item_id = self.flexible
        case.action_request_supplement("请补交")
        for vals in ({"partner_id": self.applicant.id}, {"item_id": self.licence.id}):
            with self.assertRaisesRegex(UserError, "Correct a Wrong Entry"):
                case.write(vals)
        case.write({"partner_id": other.id, "note": "同一人"})
        self.assertEqual((case.partner_id, case.item_id, case.note), (other, self.flexible, "同一人"))
        asked = self._open_case()
        asked.action_defer("由部门审查")
        with self.assertRaisesRegex(UserError, "Correct a Wrong Entry"):
            asked.item_id = self.labour_item


@tagged("post_install", "-at_install")
class TestClock(PowerCommon):
    """D-02, D-21: where the clock starts and who has to move."""

    def setUp(self):
        super().setUp()
        self._spring()

    def test_undecided_chain(self):
        """W-080, W-081, D-05: of what came on Monday 2 March the department speaks by the 6th, the applicant is told by
        the 7th, a Saturday: calendar days from the receipt, also where the window asked a day later."""
        self._at(datetime(2026, 3, 2, 9))
        case = self._open_case()
        self._at(datetime(2026, 3, 3, 9))
        case.action_defer("专业性强")
        evening = datetime.max.time().replace(microsecond=0)
        self.assertEqual(self._due(case, "department_check"), datetime.combine(datetime(2026, 3, 6), evening))
        self.assertEqual(self._due(case, "undecided"), datetime.combine(datetime(2026, 3, 7), evening))
        paper = case.sudo().notice_ids
        self.assertEqual((paper.content["answer_days"], paper.content["answer_on"]), (5, "2026-03-07"))
        self._at(datetime(2026, 3, 7, 23, 59, 59))
        self._tick()
        self.assertEqual(case.state, "checking")
        self._at(datetime(2026, 3, 8, 0, 0, 1))
        self._tick()
        self.assertEqual((case.state, str(case.accept_date)), ("accepted", "2026-03-02"))

    def test_statutory_limit(self):
        """D-09: the promised limit, being the shorter, is the case's by default; where the rules say that the law
        prevails, its limit is, and the case says where it comes from; without one the promise holds."""
        without = self._create_item("无法定时限", self.education, promised_days=6, statutory_days=0)
        wanted = {"min": ((10, "promised limit"), (6, "promised limit"))}
        wanted["law_prevails"] = ((20, "statutory limit"), (6, "promised limit"))
        for rule, limits in wanted.items():
            self._rules(statutory_rule=rule)
            for item, (days, source) in zip((self.licence, without), limits, strict=True):
                with self.subTest(rule, item=item.name):
                    case = self._open_case(item)
                    case.action_accept()
                    self.assertEqual((case.promise_value, case._last_term("decision").value), (days, days))
                    self.assertIn(source, case.promise_source)

    def test_clock_start(self):
        """D-02: by acceptance (default) or from receipt; the notice says the same day as the clock."""
        for rule, due in (("acceptance", "2026-03-18"), ("receipt", "2026-03-16"), ("e_material", "2026-03-18")):
            with self.subTest(rule):
                self._rules(clock_start=rule)
                self._at(datetime(2026, 3, 2, 9))
                case = self._open_case()
                self._at(datetime(2026, 3, 4, 9))
                case.invalidate_recordset(["promise_preview"])
                self.assertIn(due, case.promise_preview, "W-073: what is shown before is what follows")
                case.action_accept()
                self.assertEqual((str(case.due_date), str(case.accept_date)), (due, "2026-03-04"))
                self.assertEqual(case.sudo().notice_ids.content["due_on"], due)

    def test_clock_of_electronic_material(self):
        """D-02: with the receipt of the electronic material the clock of an online case starts with its application."""
        self._rules(clock_start="e_material")
        self._at(datetime(2026, 3, 2, 9))
        case = self._open_case(receive=False, channel="portal")
        case.sudo()._flow_write({"applied_at": self.env.cr.now()})
        self._at(datetime(2026, 3, 4, 9))
        case.action_receive()
        case.action_accept()
        self.assertEqual(str(case.due_date), "2026-03-16")

    def test_clock_after_a_supplement(self):
        """D-02, W-083: what had to be completed counts from the day it was whole, by receipt, too."""
        self._rules(clock_start="receipt")
        self._at(datetime(2026, 3, 2, 9))
        case = self._open_case(complete=False)
        case.action_request_supplement("请补交")
        self._at(datetime(2026, 3, 4, 9))
        case.action_all_received()
        case.action_accept()
        self.assertEqual((str(case.due_date), str(case.accept_date)), ("2026-03-18", "2026-03-04"))

    def test_who_is_told_of_papers_that_lie(self):
        """D-21, W-085: papers that the window brings are the clerk's business, fetched ones the department's."""
        for mode, people in (("push", self.clerk), ("pull", self.receiver)):
            with self.subTest(mode):
                self._rules(handover_mode=mode)
                self._at(datetime(2026, 3, 6, 9))
                case = self._open_case()
                case.action_accept()
                self.assertEqual(self._due(case, "handover"), datetime(2026, 3, 9, 12))
                step = case._last_term("handover").step_id
                self.assertEqual(case.sudo()._term_recipients(step)[case.id], people)
