from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PIXEL, GovCommon
from .test_organisation_letters import words


@tagged("post_install", "-at_install")
class TestPeople(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_staff("o_head", "gov_window.group_window_head", window=cls.window)
        cls.trainee = cls._create_staff(
            "o_trainee",
            "gov_window.group_clerk",
            window=cls.window,
            capacity="trainee",
            mentor_id=cls.clerk.id,
            trained_on=False,
            practised_on=False,
        )
        cls.posting = cls.trainee.gov_posting_ids

    def test_duty_after_training_and_practice(self):
        """W-066: both dates are needed, practice after training, and neither lies ahead, before one accepts."""
        posting = self.clerk.gov_posting_ids
        for field in ("trained_on", "practised_on"):
            with self.assertRaisesRegex(ValidationError, "training and practice"):
                posting[field] = False
            self.env.invalidate_all()
        today = self._today()
        with self.assertRaisesRegex(ValidationError, "practises after"):
            posting.write({"trained_on": today, "practised_on": today - timedelta(days=1)})
        posting.practised_on = today + timedelta(days=2)
        case = self._open_case()
        with self.assertRaises(UserError):
            case.action_accept()
        posting.practised_on = today
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def _plan(self):
        plan = (
            self.env["gov.training.plan"]
            .with_user(self.head)
            .create(
                {
                    "posting_id": self.posting.id,
                    "content": "受理清单核验、系统操作",
                    "date_end": self._today() + timedelta(days=60),
                }
            )
        )
        plan.action_begin()
        return plan

    def _session(self, plan, user):
        return (
            self.env["gov.training"]
            .with_user(user)
            .create({"plan_id": plan.id, "topic": "收件", "hours": 2, "kind": "practice", "result": "已掌握"})
        )

    def test_mentor_signs(self):
        """W-067, B-41: the trainee does not accept; the mentor records the progress, signs; then the trainee does."""
        case = self._open_case(user=self.trainee)
        with self.assertRaisesRegex(UserError, "trainee gives no verdict alone"):
            case.action_accept()
        case.with_user(self.clerk).action_accept()
        self.assertEqual(case.acceptor_id, self.clerk)
        plan = self._plan()
        with self.assertRaisesRegex(UserError, "record the progress"):
            plan.with_user(self.clerk).action_pass("合格")
        self._session(plan, self.clerk)
        for user in (self.trainee, self.head):
            with self.assertRaisesRegex(UserError, "only the mentor"):
                plan.with_user(user).action_pass("合格")
        plan.with_user(self.clerk).action_pass("能独立收件")
        self.assertEqual((plan.state, plan.hours), ("passed", 2))
        self.assertEqual((self.posting.capacity, self.posting.practised_on), ("clerk", self._today()))
        self._open_case(user=self.trainee).action_accept()
        text = words(self.env, "gov_window.gov_training_plan_report", plan.sudo())
        for part in ("带教计划", "受理清单核验", "收件", "已掌握", "能独立收件", self.clerk.login, self.trainee.login):
            self.assertIn(part, text)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_progress_is_the_mentors(self):
        """W-067: the trainee reads the plan and writes nothing; a colleague sees nothing of it."""
        plan = self._plan()
        self.assertTrue(plan.with_user(self.trainee).read(["content"]))
        with self.assertRaises(AccessError):
            self._session(plan, self.trainee)
        session = self._session(plan, self.clerk)
        colleague = self._create_staff("o_colleague", "gov_window.group_clerk", window=self.window)
        for record in (plan, session):
            self.assertFalse(record.with_user(colleague).search([("id", "=", record.id)]))
        with self.assertRaises(UserError):
            plan.with_user(self.head).content = "改"
        plan.with_user(self.head).action_end("调离")
        with self.assertRaisesRegex(UserError, "while the plan is running"):
            self._session(plan, self.clerk)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_departments_train(self):
        """W-068: a department records what it taught to whom; for itself only."""
        trainings = self.env["gov.training"].with_user(self.receiver)
        vals = {"topic": "民办学校审批要点", "user_ids": self.clerk.ids}
        training = trainings.create({**vals, "department_id": self.education.id})
        self.assertTrue(training.with_user(self.clerk).read(["topic"]))
        with self.assertRaises(AccessError):
            trainings.create({**vals, "department_id": self.labour.id})
        with self.assertRaisesRegex(UserError, "who attended"):
            trainings.create({"topic": "x", "department_id": self.education.id})
        with self.assertRaises(AccessError):
            training.with_user(self.clerk).topic = "改"

    def test_identity_plate(self):
        """W-069: the plate shows name, post, photo, unit and badge number; a number is one person's."""
        posting = self.clerk.gov_posting_ids
        with self.assertRaisesRegex(ValidationError, "badge numbers first"):
            posting.action_print_plate()
        posting.write({"badge_number": "0016", "post": "综合窗口受理员"})
        self.clerk.image_1920 = PIXEL
        posting.action_print_plate()
        self.assertTrue(posting._plate()["photo"])
        text = words(self.env, "gov_window.gov_posting_plate_report", posting)
        for part in ("身份公示牌", self.clerk.login, "综合窗口受理员", "0016", self.company.name):
            self.assertIn(part, text)
        with self.assertRaisesRegex(ValidationError, "0016"):
            self.posting.badge_number = "0016"

    def test_substitute(self):
        """Absence: somebody else stands in at the same window, until a last day."""
        own = self.clerk.gov_posting_ids
        colleague = self._create_staff("o_stand_in", "gov_window.group_clerk")
        today = self._today()
        vals = {
            "user_id": colleague.id,
            "window_id": self.window.id,
            "trained_on": today,
            "practised_on": today,
            "substitute_for_id": own.id,
        }
        postings = self.env["gov.posting"].with_user(self.head)
        with self.assertRaisesRegex(ValidationError, "last day"):
            postings.create(vals)
        with self.assertRaisesRegex(ValidationError, "same window"):
            postings.create({**vals, "date_end": today, "window_id": self.labour_window.id})
        postings.create({**vals, "date_end": today})
        case = self._open_case(user=colleague)
        case.action_accept()
        self.assertEqual(case.acceptor_id, colleague)


@tagged("post_install", "-at_install")
class TestService(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guide = cls._create_staff("o_guide", "gov_window.group_guide")
        cls.leader = cls._create_staff("o_leader", "gov_window.group_department", department=cls.education)
        cls.outsider = cls._create_staff("o_outsider", "gov_window.group_department", department=cls.labour)

    def _entry(self, **vals):
        return (
            self.env["gov.consultation"]
            .with_user(self.guide)
            .create({"question": "办学场地消防如何认定", "kind": "professional", **vals})
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_professional_questions_go_to_the_department(self):
        """W-061: ordinary questions stay at the window, professional ones go to the department, with a term."""
        with self.assertRaisesRegex(UserError, "answered at the window"):
            self._entry(kind="ordinary").action_refer()
        with self.assertRaisesRegex(UserError, "competent department"):
            self._entry().action_refer()
        entry = self._entry(refer_department_id=self.education.id)
        entry.action_refer()
        entry.action_refer()
        referral = entry.referral_ids
        self.assertEqual((len(referral), referral.state, bool(referral.due_date)), (1, "open", True))
        self.assertFalse(referral.with_user(self.outsider).search([("id", "=", referral.id)]))
        with self.assertRaises(AccessError):
            referral.with_user(self.guide).action_answer("x")
        referral.with_user(self.receiver).action_answer("按建筑用途认定")
        self.assertIn("按建筑用途认定", entry.answer)
        self.assertEqual(referral.sudo().term_ids.state, "met")
        referral.with_user(self.guide).action_tell()
        self.assertEqual(referral.state, "told")

    def test_consultation_record(self):
        """B-11: the entry of the log is printed with question, answer and where the asker was sent."""
        entry = self._entry(answer="见受理清单", refer_department_id=self.education.id, phone="13900000000")
        text = words(self.env, "gov_window.gov_consultation_report", entry)
        for part in ("窗口咨询记录", "办学场地消防", "见受理清单", self.education.name, self.guide.login):
            self.assertIn(part, text)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_contact_needs_a_leader(self):
        """W-065, D-22: an office that received an applicant records the leader who allowed it; it stays."""
        contacts = self.env["gov.contact"].with_user(self.receiver)
        vals = {"visitor": "张大山", "subject": "询问进度"}
        with self.assertRaisesRegex(ValidationError, "received at the window"):
            contacts.create(vals)
        with self.assertRaisesRegex(ValidationError, "own contact"):
            contacts.create({**vals, "leader_id": self.receiver.id})
        contact = contacts.create({**vals, "leader_id": self.leader.id})
        self.assertEqual(contact.department_id, self.education)
        self.assertEqual(self._events(contact), ["contact.record"])
        for vals in ({"subject": "x"}, {"leader_id": False}):
            with self.assertRaises(AccessError):
                contact.write(vals)
        with self.assertRaises(AccessError):
            contact.unlink()
        self.assertFalse(contact.with_user(self.outsider).search([("id", "=", contact.id)]))
        with self.assertRaises(AccessError):
            self.env["gov.contact"].with_user(self.clerk).create(
                {"visitor": "x", "subject": "x", "department_id": self.education.id, "leader_id": self.leader.id}
            )

    def test_full_agency(self):
        """W-060: a key project has one agent, who logs each step to the end."""
        agency = (
            self.env["gov.agency"]
            .with_user(self.guide)
            .create({"name": "光伏项目", "partner_id": self.applicant.id, "item_ids": self.licence.ids})
        )
        with self.assertRaisesRegex(UserError, "assign the agent"):
            agency.action_begin()
        agency.agent_user_id = self.guide
        agency.action_begin()
        with self.assertRaises(ValidationError):
            agency.action_log_step("")
        with self.assertRaisesRegex(UserError, "was assigned"):
            agency.with_user(self.clerk).action_log_step("已报送")
        agency.action_log_step("已协助准备申请表")
        agency.action_log_step("已报送立项")
        agency.action_finish("全部办结")
        self.assertEqual(self._events(agency), ["begin", "log_step", "log_step", "finish"])
        self.assertEqual(agency.state, "done")

    def test_norms(self):
        """W-105: what was settled about acceptance is kept as a norm, by department."""
        dispute = (
            self.env["gov.dispute"]
            .with_user(self.clerk)
            .create({"subject": "校车", "question": "?", "department_id": self.education.id})
        )
        dispute.action_raise()
        head = self._create_staff("o_head", "gov_window.group_window_head", window=self.window)
        action = self.env.ref("gov_window.gov_dispute_action_norms")
        norms = self.env["gov.dispute"].with_user(self.receiver)
        self.assertFalse(norms.search([("state", "=", "settled")]))
        dispute.with_user(head).action_settle("由综合窗口受理")
        self.assertEqual(action.domain, "[('state', '=', 'settled')]")
        self.assertEqual(norms.search([("state", "=", "settled")]).settlement, "由综合窗口受理")
