from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestServiceMode(GovCommon, HttpCase):
    """W-006, W-107: how each class of applications is served, and individual service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guide = cls._create_staff("m_guide", "gov_window.group_guide", window=cls.window)
        cls.citizen = new_test_user(cls.env, "m_citizen", groups="base.group_portal", name="王春花")
        cls.queue = cls.env["gov.queue"].create(
            {"letter": "Y", "name": "咨询帮办", "kind": "consultation", "window_ids": cls.window.ids}
        )

    def _slot(self, number=0):
        day = self._today() + timedelta(days=1)
        while not (slots := self.queue._slots(day)):
            day += timedelta(days=1)
        return slots[number]["start"]

    def _book(self, kind, number=0, user=None, **vals):
        user = user or self.citizen
        return (
            self.env["gov.appointment"]
            .with_user(user)
            ._book(user.partner_id, self.queue, self._slot(number), kind=kind, item=self.licence, **vals)
        )

    # ------------------------------------------------------------------ W-006

    def test_four_ways(self):
        """W-006: on the spot; one window and the departments; in parallel and supervised; helped along."""
        instant = self._create_item("即办事项", self.education, handling_class="instant", promised_days=0)
        project = self.env["gov.project"].create({"name": "光伏", "partner_id": self.applicant.id, "key_project": True})
        cases = {
            "instant": self._open_case(instant),
            "promise": self._open_case(),
            "project": self._open_case(project_id=project.id),
            "special": self._open_case(special_group="elderly", project_id=project.id),
        }
        for mode, case in cases.items():
            self.assertEqual(case.service_mode, mode)
            self.assertEqual(case.green_channel, mode in ("project", "special"), mode)
        cases["instant"].action_accept()
        self.assertEqual(cases["instant"].due_date, self._today())
        search = self.env["gov.case"].search
        self.assertEqual(search([("special_group", "!=", False)]), cases["special"])
        self.assertEqual(search([("project_id.key_project", "=", True)]), cases["project"] | cases["special"])

    def test_marked_on_the_form(self):
        """W-006: marking the group, or choosing a key project, puts the case into the green channel."""
        with Form(self.env["gov.case"].with_user(self.clerk)) as form:
            form.item_id = self.licence
            form.partner_id = self.applicant
            self.assertFalse(form.green_channel)
            form.special_group = "disabled"
            self.assertTrue(form.green_channel)
        self.assertEqual((form.record.service_mode, form.record.green_channel), ("special", True))

    def test_from_the_queue(self):
        """W-006, W-059: the number's priority marks the case that is opened for it."""
        case = self.env["gov.case"].with_user(self.clerk)
        for priority, group, green in (("pregnant", "pregnant", True), ("green", False, True), ("none", False, False)):
            ticket = self.env["gov.ticket"]._take(self.queue, priority, "guide")
            ticket.with_user(self.clerk).sudo()._flow_move("call", vals={"window_id": self.window.id})
            context = ticket.with_user(self.clerk).action_start()["context"]
            self.assertEqual((context["default_special_group"], context["default_green_channel"]), (group, green))
            self.assertEqual(case.with_context(**context).default_get(["special_group"])["special_group"], group)
            ticket.with_user(self.clerk).action_finish()

    def test_helped_along(self):
        """W-006, W-060: one click begins the help that carries the case; again opens the same; it says whom it
        helps."""
        case = self._open_case(special_group="elderly")
        agency = self.env["gov.agency"].browse(case.action_help_along()["res_id"])
        self.assertEqual(case.action_help_along()["res_id"], agency.id)
        self.assertRecordValues(
            agency,
            [{"kind": "special", "special_group": "elderly", "partner_id": self.applicant.id, "case_ids": case.ids}],
        )
        own = agency.with_user(self.guide)
        own.write({"agent_user_id": self.guide.id, "special_group": False})
        with self.assertRaisesRegex(UserError, "whom it helps"):
            own.action_begin()
        own.special_group = "elderly"
        own.action_begin()
        self.assertEqual(own.state, "running")
        with self.assertRaises(AccessError):
            case.with_user(self.receiver).action_help_along()

    def test_kept_for_special_groups(self):
        """W-006: where the rules keep help for special groups, a booking names one; the ordinary window is open to all;
        by default everybody books it."""
        other = new_test_user(self.env, "m_other", groups="base.group_portal")
        self._book("agency", user=other)
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {"name": "p", "line_ids": [Command.create({"name": "agency_for", "value": "special"})]}
        )
        for priority in ("none", "", None):
            with self.assertRaisesRegex(UserError, "special need"):
                self._book("agency", 1, priority=priority)
        self.assertEqual(self._book("guidance", 1).state, "booked")
        kept = self._book("agency", 2, priority="disabled")
        self.assertEqual(kept.priority, "disabled")
        agency = self.env["gov.agency"].browse(kept.with_user(self.guide).action_agree_service()["res_id"])
        self.assertEqual((agency.kind, agency.special_group), ("special", "disabled"))

    def test_guide_page(self):
        """W-006: the guide says how the item is served, and offers help to special groups."""
        page = self.url_open(f"/gov/item/{self.licence._portal_slug()}").text
        self.assertIn("One window takes it", page)
        self.assertIn("kind=agency", page[page.index('id="special_groups"') :])

    # ------------------------------------------------------------------ W-107

    def _agreed(self):
        appointment = self._book("individual", note="数据中心项目")
        staff = appointment.with_user(self.guide)
        agency = self.env["gov.agency"].with_user(self.guide).browse(staff.action_agree_service()["res_id"])
        self.assertEqual(staff.action_agree_service()["res_id"], agency.id)
        return appointment, agency

    def test_individual_service(self):
        """W-107: agreed at an appointment: a named officer, a plan in words, steps that are followed through; each is
        history, and it is not finished before the last."""
        _appointment, agency = self._agreed()
        self.assertRecordValues(agency, [{"kind": "individual", "partner_id": self.citizen.partner_id.id}])
        with self.assertRaisesRegex(UserError, "officer"):
            agency.action_begin()
        agency.agent_user_id = self.guide
        with self.assertRaisesRegex(UserError, "at least one step"):
            agency.action_begin()
        agency.write(
            {
                "plan": "用地、环评、能评并行办理，每周一次会商",
                "step_ids": [
                    Command.create({"name": "用地预审", "due_on": self._today() - timedelta(days=1)}),
                    Command.create({"name": "能评"}),
                ],
            }
        )
        first, second = agency.step_ids
        with self.assertRaises(UserError):
            first.action_done()
        agency.action_begin()
        first.action_done()
        first.action_done()
        self.assertEqual((first.done_on, first.done_by_id, first.late), (self._today(), self.guide, True))
        with self.assertRaisesRegex(UserError, "能评"):
            agency.action_finish("完成")
        with self.assertRaisesRegex(UserError, "was assigned"):
            second.with_user(self._create_staff("m_guide2", "gov_window.group_guide", window=self.window)).action_done()
        second.action_done()
        agency.action_finish("全部办结")
        self.assertEqual(self._events(agency), ["begin", "log_step", "log_step", "finish"])
        event = self.env["gov.event"].search([("subject_id", "=", agency.id), ("kind", "=", "log_step")], limit=1)
        self.assertIn(event.reason, ("用地预审", "能评"))

    def test_steps_stay(self):
        """W-107: nobody marks a step by hand, changes or deletes one that was done, or plans for what is over."""
        _appointment, agency = self._agreed()
        agency.write(
            {
                "agent_user_id": self.guide.id,
                "plan": "方案",
                "step_ids": [Command.create({"name": "一"}), Command.create({"name": "二"})],
            }
        )
        agency.action_begin()
        first, second = agency.step_ids
        for vals in ({"done_on": self._today()}, {"done_by_id": self.clerk.id}):
            with self.assertRaises(AccessError):
                first.write(vals)
        with self.assertRaises(AccessError):
            self.env["gov.agency.step"].create({"agency_id": agency.id, "name": "三", "done_on": self._today()})
        first.action_done()
        with self.assertRaisesRegex(UserError, "stays"):
            first.name = "改"
        with self.assertRaisesRegex(UserError, "stays"):
            first.unlink()
        agency.action_end("项目取消")
        with self.assertRaisesRegex(UserError, "over"):
            second.name = "改"
        with self.assertRaises(AccessError):
            second.with_user(self.receiver).read(["name"])

    def test_the_applicant_sees_it(self):
        """W-107: officer, plan and steps are on the applicant's page, once it has begun; nobody else sees them."""
        appointment, agency = self._agreed()
        agency.write(
            {"agent_user_id": self.guide.id, "plan": "并行办理", "step_ids": [Command.create({"name": "用地预审"})]}
        )
        self.env.flush_all()
        url = f"/my/appointments/{appointment.id}"
        self.authenticate("m_citizen", "m_citizen")
        page = self.url_open(url).text
        self.assertIn("an officer is named for you", page)
        self.assertNotIn("并行办理", page)
        agency.action_begin()
        agency.step_ids.action_done()
        self.env.flush_all()
        page = self.url_open(url).text
        for said in (self.guide.name, "并行办理", "用地预审", "done"):
            self.assertIn(said, page)
        new_test_user(self.env, "m_stranger", groups="base.group_portal")
        self.authenticate("m_stranger", "m_stranger")
        self.assertEqual(self.url_open(url).status_code, 404)
