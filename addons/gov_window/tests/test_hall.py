import re
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..kernel.announce import announcement, as_number, by_digits
from ..kernel.queue import estimate, ordinary_first
from .common import GovCommon

#: 10:00 on a Monday in the centre
MONDAY = datetime(2026, 3, 2, 2)


class HallCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.queue = cls.env["gov.queue"].create(
            {"letter": "A", "name": "综合", "window_ids": [Command.set(cls.window.ids)]}
        )
        cls.clerk.gov_posting_ids.date_start = "2026-01-01"
        cls.profile = cls.env["gov.profile"].create({"name": "hall"})
        cls.company.gov_profile_id = cls.profile
        cls.guide = new_test_user(cls.env, "h_guide", groups="gov_window.group_guide", company_id=cls.company.id)

    def setUp(self):
        super().setUp()
        self._at(MONDAY)

    def _at(self, moment):
        self.env.cr._now = moment

    def _rule(self, name, value):
        self.profile.line_ids = [Command.create({"name": name, "value": str(value)})]

    def _take(self, priority="none", queue=None, **vals):
        return self.env["gov.ticket"]._take(queue or self.queue, priority=priority, **vals)

    def _desk(self, user=None):
        desks = self.env["gov.desk"].with_user(user or self.clerk)
        return desks.browse(desks.action_open_mine()["res_id"])


class TestKernels(GovCommon):
    """The pure rules of the hall."""

    def test_announcement(self):
        """W-053: digits one by one, the window as a number."""
        self.assertEqual(announcement("A012", "03"), "请A零一二号到三号窗口办理")
        self.assertEqual(by_digits("AB105"), "AB一零五")
        found = [as_number(text) for text in ("1", "10", "16", "20", "23", "99", "100", "00", "导1")]
        self.assertEqual(found, ["一", "十", "十六", "二十", "二十三", "九十九", "一零零", "零零", "导一"])

    def test_fairness(self):
        """W-053: not more than so many with priority in a row."""
        self.assertFalse(ordinary_first([True], 2))
        self.assertTrue(ordinary_first([True, True, False], 2))
        self.assertFalse(ordinary_first([True, False, True], 2))
        self.assertFalse(ordinary_first([True] * 9, 0))

    def test_estimate(self):
        self.assertEqual([estimate(0, 10, 2), estimate(3, 10, 2), estimate(3, 10, 0)], [0, 15, 30])


class TestTicket(HallCommon):
    """W-053, W-059: numbers are taken, called once, missed, returned, measured."""

    def test_numbers(self):
        """W-053: letter and serial for each group and day, of each centre its own."""
        other = self.env["gov.queue"].create({"letter": "B", "name": "另", "window_ids": self.window.ids})
        abroad = self.env["res.company"].create({"name": "另一中心"})
        foreign = self.env["gov.queue"].create({"letter": "A", "name": "外", "company_id": abroad.id})
        codes = [self._take(queue=queue).code for queue in (self.queue, self.queue, other, foreign)]
        self.assertEqual(codes, ["A001", "A002", "B001", "A001"])
        self._at(MONDAY + timedelta(days=1))
        self.assertEqual(self._take().code, "A001")

    def test_letter(self):
        for letter in ("a", "ABC", "1", "Ａ"):
            with self.assertRaisesRegex(ValidationError, "capital"):
                self.queue.letter = letter

    def test_call_serve_finish(self):
        """W-053: called, started with window and number on the case, done; both times measured."""
        first, second = self._take(), self._take()
        desk = self._desk()
        self._at(MONDAY + timedelta(minutes=5))
        desk.action_call_next()
        self.assertRecordValues(
            first, [{"state": "called", "window_id": self.window.id, "call_count": 1, "waited_minutes": 5}]
        )
        desk.action_call_next()
        self.assertEqual(second.state, "taken", "a second press skips nobody")
        self._at(MONDAY + timedelta(minutes=6))
        action = desk.flow_act("start")
        case = self.env["gov.case"].with_user(self.clerk).with_context(**action["context"])
        case = case.create({"item_id": self.licence.id, "partner_id": self.applicant.id})
        self.assertEqual((case.ticket_id, case.window_id), (first, self.window))
        self._at(MONDAY + timedelta(minutes=16))
        desk.flow_act("finish")
        self.assertRecordValues(first, [{"state": "done", "served_minutes": 10}])
        self.assertEqual(self._events(first), ["call", "start", "finish"])
        desk.action_call_next()
        self.assertEqual(second.state, "called")

    def test_priority_is_fair(self):
        """W-053, W-059: special groups and the green channel first, but nobody waits for ever."""
        self._take()
        self._take()
        for priority in ("elderly", "green", "soldier"):
            self._take(priority)
        desk, order = self._desk(), []
        for _n in range(5):
            desk.action_call_next()
            order.append(desk.code)
            self._at(self.env.cr.now() + timedelta(minutes=1))
            desk.flow_act("finish")
        self.assertEqual(order, ["A003", "A004", "A001", "A005", "A002"])
        with self.assertRaisesRegex(UserError, "Nobody is waiting"):
            desk.action_call_next()

    def test_missed_and_back(self):
        """W-053: missed after three calls, back once, behind those who wait."""
        first, second = self._take(), self._take()
        desk = self._desk()
        desk.action_call_next()
        with self.assertRaisesRegex(UserError, "2 times more"):
            desk.flow_act("miss")
        for _n in range(2):
            self._at(self.env.cr.now() + timedelta(seconds=30))
            desk.flow_act("recall")
            desk.flow_act("recall")
        self.assertEqual(first.call_count, 3, "two presses at once are one call")
        desk.flow_act("miss")
        first.with_user(self.guide).action_return()
        self.assertRecordValues(first, [{"state": "taken", "return_count": 1, "window_id": False}])
        desk.action_call_next()
        self.assertEqual(second.state, "called")
        desk.flow_act("finish")
        self._rule("ticket_calls", 1)
        desk.action_call_next()
        desk.flow_act("miss")
        with self.assertRaisesRegex(UserError, "returned 1 times"):
            first.with_user(self.clerk).action_return()

    def test_only_at_the_own_window(self):
        """Nobody calls or finishes at somebody else's window, or writes a number by RPC."""
        ticket = self._take()
        desk = self._desk()
        desk.action_call_next()
        with self.assertRaisesRegex(UserError, "not posted"):
            self.env["gov.desk"].with_user(self.guide).action_open_mine()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            desk.with_user(self.guide).action_call_next()
        with self.assertRaisesRegex(UserError, "called at window"):
            ticket.with_user(self.guide).action_finish()
        for vals in ({"state": "done"}, {"rank": 0}, {"window_id": False}, {"priority": "green"}):
            with self.assertRaises(AccessError):
                ticket.with_user(self.clerk).write(vals)
        with self.assertRaises(AccessError):
            self.queue.with_user(self.receiver).action_take()
        with self.assertRaisesRegex(UserError, "no such priority"):
            self.queue.with_user(self.guide).action_take("me first")

    def test_pause(self):
        """A paused window calls nobody and says so on the screen."""
        self._take()
        desk = self._desk()
        desk.action_pause()
        with self.assertRaisesRegex(UserError, "paused"):
            desk.action_call_next()
        self.assertEqual(self.company._gov_hall_board()["windows"][0]["state"], "paused")
        desk.action_go_on()
        desk.action_call_next()
        self.assertEqual(desk.code, "A001")

    def test_one_click_after_the_verdict(self):
        """W-053: the case's key finishes the number and calls the next."""
        self._at(None)
        first, second = self._take(), self._take()
        desk = self._desk()
        desk.action_call_next()
        desk.flow_act("start")
        case = self._open_case(ticket_id=first.id, window_id=self.window.id)
        self.assertNotIn("next_ticket", [button["action"] for button in case.flow_buttons])
        case.action_accept()
        self.assertIn("next_ticket", [button["action"] for button in case.flow_buttons])
        case.flow_act("next_ticket")
        self.assertEqual((first.state, second.state), ("done", "called"))
        case.flow_act("next_ticket")
        self.assertEqual(second.state, "called", "the same click twice")

    def test_end_of_the_day(self):
        """What is left of yesterday is not called today."""
        waiting, served = self._take(), self._take("elderly")
        desk = self._desk()
        desk.action_call_next()
        desk.flow_act("start")
        self._at(MONDAY + timedelta(days=1))
        self.env["gov.ticket"]._end_earlier()
        self.assertEqual((waiting.state, served.state), ("cancelled", "done"))
        self.assertFalse(desk.ticket_id)

    def test_closed(self):
        """W-070: numbers are given out in the window's hours, the longer ones included; the guide always."""
        self._at(datetime(2026, 3, 7, 2))  # Saturday
        with self.assertRaisesRegex(UserError, "closed"):
            self._take(channel="phone")
        self.window.hour_ids = [Command.create({"weekday": "5", "hour_from": 9, "hour_to": 12})]
        self.assertEqual(self._take(channel="phone").code, "A001")
        self._at(datetime(2026, 3, 7, 5))
        with self.assertRaisesRegex(UserError, "closed"):
            self._take(channel="terminal")
        self._take(channel="guide")

    def test_throttle(self):
        """Telephones of one address take a bounded number; the address is kept as a digest."""
        self._rule("ticket_by_address", 2)
        for _n in range(2):
            ticket = self._take(channel="phone", address="203.0.113.9")
        self.assertNotIn("203.0.113.9", ticket.sudo()._read_format(["address"])[0].values())
        with self.assertRaisesRegex(UserError, "Too many"):
            self._take(channel="phone", address="203.0.113.9")
        self._take(channel="phone", address="203.0.113.10")
        self._at(MONDAY + timedelta(minutes=61))
        self._take(channel="phone", address="203.0.113.9")

    def test_case_of_another_centre(self):
        abroad = self.env["res.company"].create({"name": "另一中心"})
        foreign = self.env["gov.queue"].create({"letter": "A", "name": "外", "company_id": abroad.id})
        with self.assertRaisesRegex(ValidationError, "another centre"):
            self._open_case(receive=False, ticket_id=self._take(queue=foreign).id)

    def test_board_has_constant_queries(self):
        """W-052: areas and windows on the screen; as many queries for many numbers as for one."""
        self.env["gov.area"].create({"name": "等候区", "kind": "waiting", "conveniences": "饮水机"})
        self._take()
        counts = []
        for _n in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            board = self.company._gov_hall_board()
            counts.append(self.env.cr.sql_log_count - before)
            for _m in range(5):
                self._take()
        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(board["queues"][0]["waiting"], 6)
        self.assertEqual(board["areas"].conveniences, "饮水机")


@tagged("post_install", "-at_install")
class TestHallPages(HallCommon, HttpCase):
    """W-052, W-053, W-054, W-108: the screen, the terminal, the telephone."""

    def setUp(self):
        super().setUp()
        self._at(None)
        day = self.company._gov_today().weekday()
        self.window.hour_ids = [Command.create({"weekday": str(day), "hour_from": 0, "hour_to": 24})]
        self.env["gov.calendar.day"].search([("date", "=", self.company._gov_today())]).unlink()
        self.hall = f"/gov/hall/{self.company.gov_hall_code}"

    def _post(self, url, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, allow_redirects=False)

    def test_screen(self):
        """W-052, W-053, W-108: numbers, windows, waiting, conveniences; no person."""
        self.env["gov.area"].create({"name": "等候区", "kind": "waiting", "conveniences": "饮水机、老花镜"})
        self._take()
        self._take()
        self._desk().action_call_next()
        for url in (self.hall, f"{self.hall}/board"):
            text = self.url_open(url).text
            for word in ("A001", "A01", "1 waiting", "饮水机、老花镜", "请A零零一号到A零一号窗口办理"):
                self.assertIn(word, text)
            self.assertNotIn(self.clerk.name, text)
        self.assertEqual(self.url_open("/gov/hall/nothing").status_code, 404)
        key = self.company.gov_hall_terminal
        self.assertEqual(self.url_open(f"/gov/hall/{key}").status_code, 404)
        self.assertNotIn(key, text)

    def test_telephone(self):
        """W-053: one number of a group for a telephone, however often it presses; given up by itself."""
        self.authenticate(None, None)
        answer = self._post(f"{self.hall}/take", queue="A", priority="elderly")
        self.assertEqual(answer.status_code, 303)
        again = self._post(f"{self.hall}/take", queue="A")
        self.assertEqual(again.headers["Location"], answer.headers["Location"])
        ticket = self.env["gov.ticket"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(ticket, [{"channel": "phone", "priority": "elderly", "state": "taken", "rank": 0}])
        url = answer.headers["Location"]
        self.assertIn("A001", self.url_open(url).text)
        self._post(url)
        self.env.invalidate_all()
        self.assertEqual(ticket.state, "cancelled")
        self.assertEqual(self._post(f"{self.hall}/take", queue="Z").status_code, 422)
        self.assertEqual(self.url_open("/gov/ticket/none").status_code, 404)

    def test_terminal(self):
        """W-054: each press at the terminal is somebody else's number; its slip goes back by itself."""
        terminal = f"/gov/hall/{self.company.gov_hall_terminal}/take"
        for code in ("A001", "A002"):
            answer = self._post(terminal, queue="A")
            slip = self.url_open(answer.headers["Location"])
            self.assertIn(code, slip.text)
            self.assertIn(terminal, slip.headers["Refresh"])
        tickets = self.env["gov.ticket"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(tickets.mapped("channel")), {"terminal"})
