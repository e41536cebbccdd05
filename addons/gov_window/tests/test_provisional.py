"""A deadline in a year without official arrangement is called provisional wherever it is shown."""

import re

from odoo.tests import HttpCase, new_test_user, tagged

from .common import GovCommon

PAPER = "该日期为暂定"


@tagged("post_install", "-at_install")
class TestProvisional(GovCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.national = cls.company._gov_calendar()
        cls.unknown = cls.env["gov.calendar"].create({"name": "尚无安排"})
        cls.unknown.day_ids.unlink()
        cls.citizen = new_test_user(cls.env, "t_prov_citizen", "base.group_portal", name="王春花")

    def accepted(self, calendar):
        self.company.gov_calendar_id = calendar
        case = self._open_case(partner_id=self.citizen.partner_id.id)
        self.assertEqual("provisional" in case.promise_preview, calendar == self.unknown)
        case.action_accept()
        self.assertEqual(case.due_provisional, calendar == self.unknown)
        return case

    def paper(self, template, notice):
        values = {"content": notice.content | {"issued_by": "x"}, "chinese_date": lambda day: day}
        return str(self.env["ir.qweb"]._render(f"gov_window.{template}", values))

    def test_on_papers(self):
        """W-072, D-05: the acceptance notice B-01, its slip, and the supplement notice say so; with the
        arrangement known they do not."""
        for calendar in (self.unknown, self.national):
            provisional = calendar == self.unknown
            case = self.accepted(calendar)
            notice = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-01")
            self.assertEqual(PAPER in self.paper("notice_b01", notice), provisional)
            slip = dict(notice._slip_lines())
            day = f"{case.due_date.year}年{case.due_date.month}月{case.due_date.day}日"
            self.assertEqual(slip["办结期限"], f"{day}（暂定）" if provisional else day)
            case = self._open_case()
            case.action_request_supplement("请补交")
            self.assertEqual(PAPER in self.paper("notice_b04", case.notice_ids[0]), provisional)

    def test_on_the_portal(self):
        """I6, D-05: the applicant sees it in the list, on the page of the case, and without an account."""
        for calendar in (self.unknown, self.national):
            case = self.accepted(calendar).sudo()
            self.env.flush_all()
            pages = {}
            self.authenticate("t_prov_citizen", "t_prov_citizen")
            pages["case"] = self.url_open(f"/my/cases/{case.id}").text
            token = re.search(r'name="csrf_token" value="([^"]+)"', self.url_open("/gov/progress").text)[1]
            values = {"csrf_token": token, "number": case.number, "code": case.tracking_code}
            pages["progress"] = self.url_open("/gov/progress", data=values).text
            for name, text in pages.items():
                with self.subTest(page=name, calendar=calendar.name):
                    self.assertIn(str(case.due_date.year), text)
                    self.assertEqual("o_gov_provisional" in text, calendar == self.unknown)

    def test_on_screen_without_a_query(self):
        """I6: lists and boards of the staff have the mark beside the lamp, and ask nothing more for it."""
        cases = self.env["gov.case"].union(*(self.accepted(self.unknown) for _n in range(5)))
        for view_type in ("list", "kanban", "form"):
            arch = self.env["gov.case"].get_view(view_type=view_type)["arch"]
            self.assertIn('widget="gov_lamp"', arch, view_type)
        names = ["lamp", "days_left", "due_date"]
        counts = []
        for spec in (names, names, [*names, "due_provisional"]):  # the first one fills the caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases.with_user(self.clerk).web_read({name: {} for name in spec})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])

    def test_messages(self):
        """D-05: the message of the acceptance says so."""
        case = self.accepted(self.unknown)
        template = self.env.ref("gov_window.sms_template_accepted")
        body = template._render_field("body", case.ids)[case.id]
        self.assertIn("（暂定）前办结", body)
