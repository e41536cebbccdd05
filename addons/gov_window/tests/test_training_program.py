from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestTrainingProgram(GovCommon):
    """W-068: departments train window staff and guides by the centre's plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_staff("t_head", "gov_window.group_window_head")
        cls.guide = cls._create_staff("t_guide", "gov_window.group_guide")
        cls.program = cls._create_program()
        cls.line = cls.program.line_ids

    @classmethod
    def _create_program(cls, **vals):
        today = cls._today()
        end = today + timedelta(days=60)
        return (
            cls.env["gov.training.program"]
            .with_user(cls.head)
            .create(
                {
                    "name": "窗口人员培训计划",
                    "date_start": today,
                    "date_end": end,
                    "line_ids": [
                        Command.create(
                            {
                                "name": "民办学校审批要点",
                                "department_id": cls.education.id,
                                "date_start": today,
                                "date_end": today + timedelta(days=20),
                                "user_ids": [Command.set((cls.clerk | cls.guide).ids)],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )

    def _record(self, users, line=None, user=None, **vals):
        line = line or self.line
        return (
            self.env["gov.training"]
            .with_user(user or self.receiver)
            .create(
                {
                    "topic": "民办学校审批要点",
                    "program_line_id": line.id,
                    "department_id": self.education.id,
                    "user_ids": users.ids,
                    **vals,
                }
            )
        )

    def test_done_and_not_done(self):
        """W-068: a line is held when everybody who is to be trained attended; until then it says who has not."""
        self.program.action_issue()
        lines = self.env["gov.training.program.line"].with_user(self.receiver)
        mine = [("id", "=", self.line.id)]
        self.assertEqual((self.line.progress, self.line.attendance), ("open", "0/2"))
        first = self._record(self.clerk)
        self.assertEqual((self.line.progress, self.line.attendance), ("part", "1/2"))
        self.assertEqual(self.line.absent_ids, self.guide)
        self.assertTrue(lines.search([("done", "=", False), *mine]))
        self._record(self.guide)
        self.assertEqual((self.line.progress, self.line.attendance), ("done", "2/2"))
        self.assertEqual((self.program.line_count, self.program.done_count), (1, 1))
        self.assertFalse(lines.search([("done", "=", False), *mine]))
        self.assertTrue(lines.search([("done", "=", True), *mine]))
        first.sudo().unlink()
        self.assertEqual((self.line.done, self.line.absent_ids), (False, self.clerk))

    def test_late(self):
        """W-068: what was not held by its date is late."""
        self.program.action_issue()
        self._record(self.clerk)
        self.env.flush_all()
        self.env.cr._now = self.env.cr.now() + timedelta(days=30)
        self.env.invalidate_all()
        self.assertEqual(self.line.progress, "late")
        self._record(self.guide)
        self.assertEqual(self.line.progress, "done")

    def test_record_from_the_line(self):
        """W-068: a record that is begun from a line knows what, by whom, and who is still to be trained."""
        self.program.action_issue()
        self._record(self.clerk)
        trainings = self.env["gov.training"].with_user(self.receiver)
        with Form(trainings.with_context(default_program_line_id=self.line.id)) as form:
            self.assertEqual(form.topic, "民办学校审批要点")
            self.assertEqual(form.department_id, self.education)
            form.trainer = "李科长"
        self.assertEqual(form.record.user_ids, self.guide)
        self.assertTrue(self.line.done)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_writes_the_plan(self):
        """W-068: the head of the window and the administrator plan; departments and clerks read what was issued."""
        administrator = self._create_staff("t_admin", "gov_base.group_admin")
        readers = self.receiver, self.clerk, self.guide, self.department_clerk
        for user in readers:
            with self.subTest(user.login):
                for record in (self.program, self.line):
                    self.assertFalse(record.with_user(user).search([("id", "=", record.id)]), "a draft is not read")
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["name"])
                with self.assertRaises(AccessError):
                    self.program.with_user(user).action_issue()
                with self.assertRaises(AccessError):
                    self.env["gov.training.program"].with_user(user).create(
                        {"name": "x", "date_start": self._today(), "date_end": self._today()}
                    )
        self.program.with_user(administrator).action_issue()
        for user in readers:
            with self.subTest(user.login):
                for record in (self.program, self.line):
                    self.assertTrue(record.with_user(user).read(["name"]))
                    self.assertFalse(record.with_user(user).has_access("write"))
                    self.assertFalse(record.with_user(user).has_access("unlink"))
                with self.assertRaises(AccessError):
                    self.program.with_user(user).note = "改"
                with self.assertRaises(AccessError):
                    self.program.with_user(user).action_close("完")
        abroad = self.env["res.company"].create({"name": "另一中心"})
        stranger = self._create_staff("t_stranger", "gov_window.group_window_head")
        stranger.write({"company_id": abroad.id, "company_ids": [Command.set(abroad.ids)]})
        elsewhere = self.program.with_user(stranger).with_context(allowed_company_ids=abroad.ids)
        self.assertFalse(elsewhere.search([("id", "=", self.program.id)]))

    def test_issued_is_fixed(self):
        """W-068: an issued plan changes only after it was taken back with a reason; what was held stays on it."""
        self.program.action_issue()
        for change in (
            lambda: self.program.write({"date_end": self._today() + timedelta(days=90)}),
            lambda: self.line.write({"user_ids": [Command.unlink(self.guide.id)]}),
            self.line.copy,
            self.line.unlink,
            lambda: self.program.write({"state": "closed"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        self._record(self.clerk)
        with self.assertRaisesRegex(UserError, "reason"):
            self.program.action_amend("")
        self.program.action_amend("增加受训人员")
        with self.assertRaisesRegex(UserError, "the line stays"):
            self.line.unlink()
        self.line.user_ids |= self.department_clerk
        self.program.action_issue()
        self.assertEqual(self.line.attendance, "1/3")
        self.assertEqual(self._events(self.program), ["issue", "amend", "issue"])

    def test_not_fit_to_be_issued(self):
        """W-068: nothing planned, nobody to be trained, or dates outside the plan's period."""
        with self.assertRaisesRegex(UserError, "what is to be trained"):
            self._create_program(line_ids=[]).action_issue()
        self.line.user_ids = False
        with self.assertRaisesRegex(UserError, "who is to be trained: .*民办学校审批要点"):
            self.program.action_issue()
        with self.assertRaisesRegex(ValidationError, "within the period"):
            self.line.date_end = self.program.date_end + timedelta(days=1)

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule")
    def test_records_that_do_not_belong(self):
        """W-068: not by a draft or concluded plan, not by another department, not with a mentor's plan."""
        with self.assertRaisesRegex(UserError, "issued and not concluded"), self.env.cr.savepoint():
            self._record(self.clerk)
        self.program.action_issue()
        trainee = self._create_staff(
            "t_trainee", "gov_window.group_clerk", window=self.window, capacity="trainee", mentor_id=self.clerk.id
        )
        plan = self.env["gov.training.plan"].create(
            {"posting_id": trainee.gov_posting_ids.id, "content": "收件", "date_end": self.program.date_end}
        )
        plan.action_begin()
        with self.assertRaisesRegex(IntegrityError, "one_plan"), self.env.cr.savepoint():
            self._record(trainee, user=self.clerk, plan_id=plan.id)
        other = self._create_staff("t_other", "gov_window.group_department", department=self.labour)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self._record(self.clerk, user=other)
        with self.assertRaisesRegex(UserError, "is held by 教体局"), self.env.cr.savepoint():
            self._record(self.clerk, user=other, department_id=self.labour.id)
        self.assertEqual(self.line.attendance, "0/2")
        self.program.action_close("计划期满")
        with self.assertRaisesRegex(UserError, "issued and not concluded"):
            self._record(self.clerk)

    def test_constant_queries(self):
        """W-068: a list of twelve lines costs as many queries as one of two."""

        def queries(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines.with_user(self.receiver).read(["progress", "attendance", "absent_ids"])
            return self.env.cr.sql_log_count - before

        lines = self.env["gov.training.program.line"].union(*(self._create_program().line_ids for _n in range(12)))
        for program in lines.program_id:
            program.action_issue()
        self._record(self.clerk, line=lines[0])
        queries(lines)
        self.assertEqual(queries(lines[:2]), queries(lines))
