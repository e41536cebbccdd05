from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.gov_base.report.engine import chinese_date

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestEntrySlip(GovCommon, HttpCase):
    """W-094: what an applicant without a telephone takes home from an assisted entry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.township = cls.env["gov.window"].create({"number": "Z01", "name": "便民", "board": "authorised"})
        cls.operator = cls._create_staff("t_operator", "gov_window.group_clerk", window=cls.township)
        cls.company.street = "额鲁特东路"
        cls.education.phone = "0483-8331234"

    def _entered(self, submit=True):
        case = self._open_case(user=self.operator, receive=False, complete=False, channel="assisted")
        case.material_ids[0].state = "received"
        case.material_ids[1].by_paper = True
        if submit:
            case.action_submit_for()
        return case

    def _slips(self, case):
        return case.sudo().notice_ids.filtered(lambda notice: notice.kind_id.code == "B-03-A")

    def test_what_it_says(self):
        """W-094: number, query code, what remains to be done, until when, where and when the window is open; its code
        opens the query page, with the number filled in."""
        case = self._entered()
        action = case.action_entry_slip()
        slip = self._slips(case)
        self.assertEqual(action["report_name"], "gov_base.gov_notice_slip_document")
        said = dict(slip._slip_lines())
        self.assertEqual(said["申请编号"], case.application_number)
        self.assertEqual(said["查询码"], case.sudo().tracking_code)
        self.assertIn("1. 把纸质材料交到受理窗口：身份证明", said["还要做的"])
        self.assertEqual(said["预审时限"], chinese_date(case.due_date))
        self.assertIn("A01 综合受理", said["受理窗口"])
        self.assertIn("额鲁特东路", said["地点"])
        self.assertRegex(said["窗口时间"], r"\d+月\d+日周. ?.*\d\d:\d\d–\d\d:\d\d")
        self.assertEqual((said["咨询电话"], said["录入窗口"]), ("0483-8331234", "Z01 便民"))
        self.assertEqual(said["经办"], self.operator._gov_name())
        self.assertNotIn("办结期限", said)
        url, words = slip._slip_code()
        self.assertEqual(words, "扫码查询进度")
        self.assertTrue(url.endswith(f"/gov/progress?number={case.application_number}"))
        self.assertNotIn(case.sudo().tracking_code, url)
        self.env.flush_all()
        page = self.url_open(url[url.index("/gov/progress") :]).text
        self.assertIn(f'value="{case.application_number}"', page)
        bad = self.url_open('/gov/progress?number="><script>alert(1)</script>' + "长" * 300).text
        self.assertNotIn("<script>alert", bad)
        report = self.env["ir.actions.report"].sudo()
        for name, wanted in (("gov_notice_slip_report", "扫码查询进度"), ("gov_notice_report", "不表示申请已经受理")):
            html, _kind = report._render_qweb_html(f"gov_base.{name}", slip.ids)
            self.assertIn(wanted, html.decode())
            self.assertIn(case.application_number, html.decode())

    def test_once_for_each_submission(self):
        """W-094: pressed again it is the same paper; submitted again after something was missing, it is another."""
        case = self._entered()
        case.action_entry_slip()
        case.action_entry_slip()
        self.assertEqual(len(self._slips(case)), 1)
        self.assertEqual(self._events(case).count("notice.issue"), 1)
        case.with_user(self.clerk).action_pre_fail("身份证明不清晰")
        self.env.cr._now = self.env.cr.now() + timedelta(hours=1)
        case.material_ids[1].state = "received"
        case.action_submit_for()
        case.action_entry_slip()
        first, second = self._slips(case).sorted("id")
        self.assertIn("身份证明", first.content["to_do"][0])
        self.assertIn("等待", second.content["to_do"][0])

    def test_refused(self):
        """W-094: not before it is submitted, not for other channels, not by others; received, it is printed again but
        not issued any more."""
        with self.assertRaisesRegex(UserError, "Submit for the Applicant"):
            self._entered(submit=False).action_entry_slip()
        with self.assertRaisesRegex(UserError, "entered for the applicant"):
            self._open_case().action_entry_slip()
        case = self._entered()
        with self.assertRaises(AccessError):
            case.with_user(self.receiver).action_entry_slip()
        other = self._entered()
        other.action_entry_slip()
        for one in case | other:
            desk = one.with_user(self.clerk)
            desk.action_all_received()
            desk.action_receive()
        with self.assertRaisesRegex(UserError, "newest notice"):
            case.action_entry_slip()
        other.action_entry_slip()
        self.assertEqual(len(self._slips(case | other)), 1)

    def test_hours(self):
        """W-094: the hours are those of the coming days: days in a row together, extended hours of the window
        included, closed days left out."""
        self.env["gov.window.hours"].create(
            {"window_id": self.window.id, "weekday": "5", "hour_from": 9, "hour_to": 11}
        )
        case = self._entered()
        calendar = self.company._gov_calendar()
        self.env.cr._now = datetime(2026, 6, 7, 4, 0)
        said = case._hours_said(self.window)
        self.assertRegex(said, r"^6月8日周一至6月12日周五 \d\d:\d\d–\d\d:\d\d.*；6月13日周六 09:00–11:00$")
        self.assertFalse(calendar._opening(date(2026, 6, 14)))
        calendar.day_ids = [Command.create({"date": date(2026, 6, 10), "is_working": False, "name": "停电"})]
        said = case._hours_said(self.window)
        self.assertIn("6月8日周一至6月9日周二、6月11日周四至6月12日周五", said)
        self.assertNotIn("周日", said)
