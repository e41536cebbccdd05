from datetime import datetime
from io import BytesIO

from psycopg2.errors import CheckViolation
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestCaseAcceptance(GovCommon):
    def test_receive_gives_number_and_event(self):
        """W-074, W-110: registered first; the operation is logged with person and time."""
        case = self._open_case(receive=False)
        self.assertFalse(case.number)
        with self.assertRaises(UserError):
            case.action_print_last_notice()
        case.action_receive()
        self.assertRegex(case.number, r"^152900\d{8}\d{6}$")
        self.assertEqual(case.state, "received")
        self.assertEqual(self._events(case), ["receive"])
        event = self.env["gov.event"].search([("subject_model", "=", "gov.case"), ("subject_id", "=", case.id)])
        self.assertEqual(event.user_id, self.clerk)

    def test_accept_starts_clock_and_issues_notice(self):
        """W-044, W-073, W-075, A-012: accepted by the letter; clock, notice, event, mail."""
        case = self._open_case()
        case.action_accept()
        today = self._today()
        self.assertRecordValues(
            case,
            [
                {
                    "state": "accepted",
                    "accept_date": today,
                    "acceptor_id": self.clerk.id,
                    "promise_value": 10,
                    "due_date": self.company._gov_calendar().add_days(today, 10),
                    "lamp": "green",
                }
            ],
        )
        self.assertEqual(case.notice_ids.kind_id.code, "B-01")
        self.assertEqual(case.notice_ids.content["case"], case.number)
        accepted = self.env["gov.event"].search(
            [("subject_model", "=", "gov.case"), ("subject_id", "=", case.id), ("kind", "=", "accept")]
        )
        self.assertEqual((accepted.authority_model, accepted.authority_id), ("gov.authorization", self.letter.id))
        self.assertEqual(self.env["gov.event"].verify_chain([case.id]), [])
        mail = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.applicant.ids)])
        self.assertIn(case.number, mail.subject)

    def test_accept_twice_is_once(self):
        """The same click twice does the same thing once; somebody else is told who did it."""
        case = self._open_case()
        case.action_accept()
        before = self._events(case)
        case.action_accept()
        self.assertEqual(self._events(case), before)
        other = self._create_staff("t_clerk2", "gov_window.group_clerk", window=self.window)
        with self.assertRaisesRegex(UserError, "t_clerk"):
            case.with_user(other).action_accept()

    def test_incomplete_checklist_is_refused(self):
        """W-019, W-071: nothing is accepted with a required material missing."""
        case = self._open_case(complete=False)
        case.material_ids[0].action_toggle()
        with self.assertRaisesRegex(UserError, "身份证明"):
            case.action_accept()
        self.assertEqual(case.state, "received")
        self.assertFalse(case.notice_ids)

    def test_no_letter_no_acceptance(self):
        """A-005, A-012: without a valid letter the centre's window cannot accept."""
        case = self._open_case()
        self.letter.action_suspend("到期复核")
        with self.assertRaisesRegex(UserError, "教体局"):
            case.action_accept()
        self.letter.action_reinstate("复核完成")
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_expired_letter(self):
        """A-012: a letter gives no power after its last day."""
        self.letter.action_revoke("换发")
        self._create_letter(self.education, date_end=self._today(), date_start=self._today())
        case = self._open_case()
        case.action_accept()
        self.assertEqual(case.state, "accepted")
        expired = self._create_letter(self.labour, activate=False, date_end=self._today(), date_start=self._today())
        expired.date_start = expired.date_end = "2020-01-01"
        with self.assertRaises(UserError):
            expired.action_activate()

    def test_entrusted_item_is_accepted_only_at_the_comprehensive_window(self):
        """A-012, W-095: with a letter no acceptance elsewhere (两头受理)."""
        self._create_letter(self.labour)
        case = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        with self.assertRaisesRegex(UserError, "人社局"):
            case.action_accept()

    def test_professional_window(self):
        """W-041, W-042: the departments' own staff accept their own items, and only those."""
        case = self._open_case(self.labour_item, user=self.department_clerk, window_id=self.labour_window.id)
        case.action_accept()
        self.assertEqual(case.state, "accepted")
        foreign = self._open_case(self.labour_item)
        with self.assertRaisesRegex(UserError, "人社局"):
            foreign.action_accept()

    def test_department_cannot_open_a_case(self):
        """W-095: no case is opened in a department's office; the message says what to do."""
        with self.assertRaisesRegex(AccessError, "民办学校设立审批"):
            self.env["gov.case"].with_user(self.receiver).create(
                {"item_id": self.licence.id, "partner_id": self.applicant.id}
            )

    def test_trainee_cannot_accept_alone(self):
        """W-067: receiving is carried by the mentor."""
        trainee = self._create_staff(
            "t_trainee", "gov_window.group_clerk", window=self.window, capacity="trainee", mentor_id=self.clerk.id
        )
        case = self._open_case(user=trainee)
        with self.assertRaisesRegex(UserError, "t_clerk"):
            case.action_accept()
        case.with_user(self.clerk).action_accept()
        self.assertEqual(case.acceptor_id, self.clerk)

    def test_duty_after_training_and_practice(self):
        """W-066: nobody is posted as clerk before training and practice."""
        user = self._create_staff("t_untrained", "gov_window.group_clerk")
        posting = {"user_id": user.id, "window_id": self.window.id, "capacity": "clerk"}
        for missing in ("trained_on", "practised_on"):
            dates = dict.fromkeys(("trained_on", "practised_on"), self._today()) | {missing: False}
            with self.assertRaisesRegex(ValidationError, "t_untrained"):
                self.env["gov.posting"].create({**posting, **dates})

    def test_originals_compared(self):
        """W-072: the clerk notes line by line that the original was seen; the notice says so."""
        case = self._open_case()
        line = case.material_ids[0]
        line.state = "missing"
        line.action_toggle()
        self.assertEqual(line.state, "received")
        line.action_toggle()
        case.action_accept()
        told = case.notice_ids.content["materials"]
        compared = dict(line._fields["state"]._description_selection(self.env))["verified"]
        self.assertEqual([row["state"] == compared for row in told], [True] + [False] * (len(told) - 1))

    def test_supplement_once(self):
        """W-077: on the spot, once, the whole content."""
        case = self._open_case(complete=False)
        with self.assertRaises(ValidationError):
            case.action_request_supplement("")
        case.action_request_supplement("请补交身份证明原件")
        self.assertEqual(case.state, "supplement")
        notice = case.notice_ids
        self.assertEqual((notice.kind_id.code, notice.content["reason"]), ("B-04", "请补交身份证明原件"))
        self.assertTrue(case.due_date)
        with self.assertRaises(UserError):
            case.action_request_supplement("再补一项")
        case.action_all_received()
        case.action_accept()
        self.assertEqual(case.accept_date, self._today())

    def test_refuse_acceptance(self):
        """W-078, I-009: a refusal carries its reason and the remedy."""
        case = self._open_case()
        result = case.flow_act("refuse_acceptance")
        self.assertEqual(result["res_model"], "gov.flow.reason")
        case.flow_act("refuse_acceptance", reason="不属于本机关职权范围")
        self.assertEqual(case.state, "not_accepted")
        self.assertEqual(case.notice_ids.kind_id.code, "B-05")

    def test_protected_fields(self):
        """Nobody writes state, number, dates or history except through the flow."""
        case = self._open_case()
        for vals in (
            {"state": "accepted"},
            {"number": "1"},
            {"accept_date": "2026-01-01"},
            {"due_date": "2026-01-01"},
            {"lamp": "green"},
            {"event_head": "0"},
            {"acceptor_id": self.clerk.id},
        ):
            for record in (case, case.sudo(), case.with_context(gov_flow=True, install_mode=True)):
                with self.assertRaises(AccessError, msg=vals):
                    record.write(vals)
        with self.assertRaises(AccessError):
            self.env["gov.case"].create(
                {"item_id": self.licence.id, "partner_id": self.applicant.id, "state": "accepted"}
            )

    def test_frozen_after_acceptance(self):
        """What was accepted stays: applicant, item and checklist."""
        case = self._open_case()
        case.action_accept()
        other = self.env["res.partner"].create({"name": "李四"})
        with self.assertRaises(UserError):
            case.partner_id = other
        with self.assertRaises(UserError):
            case.material_ids[0].state = "missing"
        with self.assertRaises(UserError):
            case.unlink()

    def test_unlisted_material(self):
        """W-021: nothing outside the checklist can be asked for."""
        case = self._open_case()
        strange = self.labour_item.version_id.material_ids[0]
        with self.assertRaisesRegex(UserError, "申请表"):
            self.env["gov.case.material"].create({"case_id": case.id, "material_id": strange.id})

    def test_case_keeps_its_version(self):
        """A checklist version replaced meanwhile: the case keeps its own."""
        case = self._open_case()
        old = case.item_version_id.sudo()
        draft = old.with_user(self.env.user).copy({"promised_days": 3})
        draft.action_publish()
        self.assertEqual(self.licence.version_id, draft)
        self.assertEqual(old.state, "retired")
        case.action_accept()
        self.assertEqual((case.item_version_id, case.promise_value), (old, 10))

    def test_shorter_limit_wins(self):
        """D-09, A-041, W-031: the shorter of statutory and own limit applies."""
        self.assertEqual(self.licence.version_id._limit()[0], 10)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._create_item("超期", self.education, promised_days=30, statutory_days=20)

    def test_hand_over_and_sign(self):
        """W-085, W-086, B-09: one sheet per department, signed by both sides."""
        cases = self._open_case() + self._open_case()
        cases.action_accept()
        cases.action_hand_over()
        sheet = cases.handover_line_ids.handover_id
        self.assertEqual(len(sheet), 1)
        self.assertEqual((sheet.state, sheet.giver_id), ("handed", self.clerk))
        stranger = self._create_staff("t_stranger", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError):
            sheet.with_user(stranger).action_sign()
        sheet.with_user(self.receiver).action_sign()
        self.assertEqual((sheet.state, sheet.receiver_id), ("signed", self.receiver))
        self.assertIn("handover.sign", self._events(cases[0]))

    def test_bulk_accept(self):
        """Many cases in one call, each with its own number, notice and chain."""
        cases = self.env["gov.case"].union(*[self._open_case() for _i in range(5)]).with_user(self.clerk)
        cases.action_accept()
        self.assertEqual(set(cases.mapped("state")), {"accepted"})
        self.assertEqual(len(set(cases.notice_ids.mapped("number"))), 5)
        self.assertEqual(self.env["gov.event"].verify_chain(cases.ids), [])

    def test_accept_a_selection(self):
        """W-073: of the cases selected in a list those that can be accepted are, and the answer
        says of each other one why not; the same click again accepts nothing twice."""
        good, twice = self._open_case(), self._open_case()
        bad = self._open_case(complete=False)
        self.env["gov.term"]._start([(twice.sudo(), {"code": "decision", "value": 1, "unit": "wd"})])
        with mute_logger("odoo.sql_db"):
            answer = (good | bad | twice).action_accept_each()["params"]
        self.assertEqual([good.state, bad.state, twice.state], ["accepted", "received", "received"])
        self.assertEqual(answer["title"], "Accept: 1 done, 2 not")
        self.assertEqual((answer["type"], answer["sticky"]), ("warning", True))
        _empty, why_bad, why_twice = answer["message"].splitlines()
        self.assertIn(f"{bad.number} {bad.item_id.name}", why_bad)
        self.assertIn("申请表", why_bad)
        self.assertIn("This period is running already.", why_twice)
        self.assertEqual(good.action_accept_each()["params"]["title"], "Accept: 1 done")
        self.assertEqual(self._events(good).count("accept"), 1)
        outsider = self._create_staff("t_list_department", "gov_window.group_department", department=self.education)
        answer = bad.with_user(outsider).action_accept_each()["params"]
        self.assertEqual(answer["title"], "Accept: 0 done, 1 not")
        self.assertIn("not allowed to modify", answer["message"])

    def test_selection_all_at_once(self):
        """W-085: where all of a selection can be handed over they go on one sheet, as one move."""
        cases = self._open_case() | self._open_case()
        cases.action_accept()
        self.assertEqual(cases.action_hand_over_each()["params"]["title"], "Hand Over: 2 done")
        self.assertEqual(len(cases.handover_line_ids.handover_id), 1)

    def test_provisional_deadline_is_computed_anew(self):
        """A deadline in a year without official data is provisional, and recomputed with an
        event once the data are there."""
        calendar = self.company._gov_calendar()
        self._create_letter(self.education, date_end="2079-12-31")
        self.env.cr._now = datetime(2078, 12, 28, 2)
        case = self._open_case()
        case.action_accept()
        self.assertTrue(case.due_provisional)
        before = case.due_date
        self.env["gov.calendar.day"].create(
            [
                {"calendar_id": calendar.id, "date": day, "name": "元旦", "is_working": False, "official": True}
                for day in ("2078-12-30", "2079-01-01", "2079-01-02", "2079-05-01", "2079-10-01")
            ]
        )
        self.assertFalse(case.due_provisional)
        self.assertEqual(calendar.working_days_between(before, case.due_date), 2)
        self.assertIn("term.recompute", self._events(case))
        self.assertEqual(case.explain_due_date()[-1]["due"], str(case.due_date))

    def test_rules_by_item_zone_and_centre(self):
        """Ledger part D: the nearest profile wins, and the value is copied at use."""
        profiles = {
            days: self.env["gov.profile"].create(
                {"name": f"p{days}", "line_ids": [(0, 0, {"name": "supplement_days", "value": str(days)})]}
            )
            for days in (3, 5, 7)
        }
        case = self._open_case()
        self.assertEqual(case._rule("supplement_days"), 10)
        self.company.gov_profile_id = profiles[7]
        self.assertEqual(case._rule("supplement_days"), 7)
        zone = self.env["gov.zone"].create({"name": "区", "profile_id": profiles[5].id})
        self.licence.zone_ids = zone
        self.assertEqual(case._rule("supplement_days"), 5)
        self.licence.profile_id = profiles[3]
        self.assertEqual(case._rule("supplement_days"), 3)
        case.action_request_supplement("请补交")
        due = case.due_date
        profiles[3].line_ids.value = "9"
        self.assertEqual(case.due_date, due)
        self.assertEqual(case.sudo().term_ids.value, 3)

    def test_notice_prints_and_is_delivered(self):
        """B-01: many in one PDF, a reprint says so and is an event, a slip, the delivery on record."""
        cases = self._open_case() + self._open_case()
        cases.action_accept()
        notices = cases.notice_ids
        reports = self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)
        render = reports._render_qweb_pdf
        first, _type = render("gov_base.gov_notice_report", notices.ids)
        reader = PdfReader(BytesIO(first))
        self.assertEqual(len(reader.pages), 2)
        self.assertNotIn("补打", reader.pages[0].extract_text())
        again, _type = render("gov_base.gov_notice_report", notices[0].ids)
        self.assertIn("补打", PdfReader(BytesIO(again)).pages[0].extract_text())
        self.assertIn("notice.print", self._events(notices[0]))
        slip, _type = render("gov_base.gov_notice_slip_report", notices[0].ids)
        self.assertIn(notices[0].content["case"], PdfReader(BytesIO(slip)).pages[0].extract_text().replace("\n", ""))
        self._deliver(notices[0])
        self.assertEqual((notices[0].state, notices[0].delivery_channel), ("delivered", "counter"))
        with self.assertRaises(AccessError):
            notices[0].write({"content": {}})
        with self.assertRaises(UserError):
            notices[0].unlink()

    def test_catch_all_line(self):
        """W-022, D-16: no catch-all line in a checklist."""
        with self.assertRaises(ValidationError):
            self._create_item("兜底", self.education, materials=("其他材料",))

    def test_natures_never_offered(self):
        """W-003, W-004: punishments, coercion and inspections cannot be offered."""
        item = self._create_item("处罚", self.education, publish=False)
        item.nature = "punishment"
        with self.assertRaises(ValidationError):
            item.version_ids.action_publish()
