import re
from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..kernel.slots import slots
from .test_hall import MONDAY, HallCommon

TUESDAY = date(2026, 3, 3)
NINE = datetime(2026, 3, 3, 1)


class TestSlots(HallCommon):
    """W-053, W-070: slots follow the calendar and the longer hours of a window."""

    def test_kernel(self):
        self.assertEqual(slots([[(540, 610)], [(555, 600)]], 30, 2), [(540, 570, 2), (570, 600, 4)])
        self.assertEqual(slots([[(540, 600)]], 30, 0), [])
        self.assertEqual(slots([], 30, 1), [])

    def _labels(self, day):
        return [slot["label"] for slot in self.queue._slots(day)]

    def test_calendar(self):
        """W-053: none on a day off, some on a make-up Saturday, half on half a day."""
        labels = self._labels(TUESDAY)
        self.assertEqual((labels[0], labels[-1], len(labels)), ("09:00–09:30", "17:00–17:30", 14))
        self._at(datetime(2026, 9, 28, 2))
        self.assertEqual(self._labels(date(2026, 10, 1)), [], "National Day")
        self.assertTrue(self._labels(date(2026, 10, 10)), "make-up Saturday")
        self.assertEqual(self._labels(date(2026, 10, 11)), [], "Sunday")
        calendar = self.company._gov_calendar()
        calendar.day_ids = [
            Command.create({"date": "2026-09-29", "is_working": True, "half": "morning", "name": "半天"})
        ]
        self.assertEqual(self._labels(date(2026, 9, 29))[-1], "11:30–12:00")

    def test_longer_hours(self):
        """W-070: a window open at noon and on Saturday brings slots with its places."""
        other = self.env["gov.window"].create({"number": "A02", "name": "二", "board": "authorised"})
        self.queue.window_ids = [Command.link(other.id)]
        other.hour_ids = [
            Command.create({"weekday": "1", "hour_from": 12, "hour_to": 13.5}),
            Command.create({"weekday": "5", "hour_from": 9, "hour_to": 10}),
        ]
        by_label = {slot["label"]: slot["places"] for slot in self.queue._slots(TUESDAY)}
        self.assertEqual((by_label["09:00–09:30"], by_label["12:00–12:30"]), (2, 1))
        saturday = self.queue._slots(date(2026, 3, 7))
        self.assertEqual(
            [(slot["label"], slot["places"]) for slot in saturday], [("09:00–09:30", 1), ("09:30–10:00", 1)]
        )

    def test_horizon(self):
        """Not in the past, not too soon, not too far ahead."""
        self.assertEqual(self._labels(date(2026, 3, 1)), [])
        self.assertEqual(self._labels(date(2026, 3, 2))[0], "11:00–11:30")
        self.assertEqual(self._labels(date(2026, 3, 17)), [])
        self.assertEqual(self.queue._bookable_days()[0], date(2026, 3, 2))


class TestAppointment(HallCommon):
    """W-006, W-053, W-059, W-064, W-107: booked, moved, kept, missed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(
            cls.env, "a_citizen", groups="base.group_portal", name="王春花", email="w@example.com"
        )
        cls.other = cls.env["res.partner"].create({"name": "李四"})

    def _book(self, partner=None, start=NINE, **vals):
        return self.env["gov.appointment"]._book(
            partner or self.citizen.partner_id, self.queue, start, item=self.licence, **vals
        )

    def test_book(self):
        """W-053: a number, a place; the same again is the same; another time says so."""
        appointment = self._book()
        self.assertRegex(appointment.number, r"^Y\d{12}$")
        self.assertRecordValues(appointment, [{"state": "booked", "place": 1, "day": TUESDAY}])
        self.assertEqual(self._book(), appointment)
        with self.assertRaisesRegex(UserError, "Move or cancel"):
            self._book(start=NINE + timedelta(minutes=30))

    def test_full(self):
        """W-053: the places of a slot are all there are."""
        self._book()
        with self.assertRaisesRegex(UserError, "taken"):
            self._book(self.other)
        self.queue.slot_places = 2
        self.assertEqual(self._book(self.other).place, 2)
        with self.assertRaisesRegex(UserError, "no appointments at this time"):
            self._book(self.applicant, NINE + timedelta(minutes=7))

    def test_move_and_cancel(self):
        """The old place is free at once; moved twice, it moves twice."""
        appointment = self._book().with_user(self.citizen)
        for minutes in (30, 60):
            appointment._reschedule(NINE + timedelta(minutes=minutes))
            self.assertEqual(appointment.sudo().place, 1)
        self._book(self.other)
        with self.assertRaisesRegex(UserError, "taken"):
            appointment._reschedule(NINE)
        appointment._flow_move("withdraw")
        self.assertRecordValues(appointment.sudo(), [{"state": "cancelled", "place": 0}])
        self._book(start=NINE + timedelta(minutes=60))

    def test_check_in_goes_first(self):
        """W-053: who has an appointment and has come goes before the others, and is served by it."""
        self.env["gov.ticket"]._take(self.queue)
        appointment = self._book(priority="green")
        with self.assertRaisesRegex(UserError, "too early"):
            appointment.with_user(self.guide).action_check_in()
        self._at(NINE - timedelta(minutes=10))
        self.env["gov.ticket"]._take(self.queue)
        appointment.with_user(self.guide).action_check_in()
        appointment.with_user(self.guide).action_check_in()
        self.assertEqual(len(appointment.ticket_ids), 1)
        desk = self._desk()
        desk.action_call_next()
        self.assertEqual(desk.appointment_id, appointment)
        context = desk.flow_act("start")["context"]
        self.assertEqual(context["default_item_id"], self.licence.id)
        self.assertEqual(context["default_partner_id"], self.citizen.partner_id.id)
        self.assertTrue(context["default_green_channel"], "W-059")
        desk.flow_act("finish")
        self.assertEqual(appointment.state, "served")

    def test_no_show(self):
        """W-053: missed by the scheduled action; after three none for a while, with the date."""
        for day in range(3):
            self._at(MONDAY + timedelta(days=day))
            appointment = self._book(start=NINE + timedelta(days=day))
            self._at(appointment.slot_end + timedelta(minutes=10))
            self.env["gov.appointment"]._miss_due()
            self.assertEqual(appointment.state, "booked", "within the grace")
            self._at(appointment.slot_end + timedelta(minutes=16))
            self.env["gov.appointment"]._miss_due()
            self.assertRecordValues(appointment, [{"state": "no_show", "place": 0}])
        with self.assertRaisesRegex(UserError, "until 2026-04-04"):
            self._book(start=NINE + timedelta(days=6))
        self._at(datetime(2026, 4, 7, 2))
        self._book(start=datetime(2026, 4, 8, 1))

    def test_reminder(self):
        """A mail is queued the day before, once."""
        appointment = self._book()
        for _n in range(2):
            self.env["gov.appointment"]._remind_due()
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.citizen.partner_id.ids)])
        self.assertEqual(len(mails), 1)
        self.assertIn("2026-03-03 09:00–09:30", mails.subject)
        self.assertTrue(appointment.reminded_at)

    def test_guidance(self):
        """W-064, W-107: early guidance and individual service by appointment, at the guides' desk."""
        desk = self.env["gov.window"].create({"number": "G1", "name": "导办"})
        queue = self.env["gov.queue"].create(
            {"letter": "G", "name": "导办", "kind": "consultation", "window_ids": desk.ids}
        )
        appointments = self.env["gov.appointment"].with_user(self.citizen)
        for number, kind in enumerate(("guidance", "individual", "agency")):
            found = appointments._portal_book(self.licence.sudo(), kind, NINE + timedelta(minutes=30 * number))
            self.assertEqual((found.sudo().queue_id, found.kind), (queue, kind))

    def test_desk_books(self):
        """W-006: a guide books for somebody, and moves it."""
        wizard = self.env["gov.appointment.booking"].with_user(self.guide)
        booking = wizard.create({"partner_id": self.other.id, "item_id": self.licence.id, "day": TUESDAY})
        self.assertEqual(booking.queue_id, self.queue)
        self.assertIn("09:00–09:30, 1 free", dict(booking.options)["2026-03-03 01:00:00"])
        with self.assertRaisesRegex(UserError, "choose a time"):
            booking.action_book()
        booking.slot = "2026-03-03 01:00:00"
        appointment = self.env["gov.appointment"].browse(booking.action_book()["res_id"])
        self.assertEqual(appointment.partner_id, self.other)
        booking = wizard.create({"appointment_id": appointment.id, "day": TUESDAY, "slot": "2026-03-03 01:30:00"})
        booking.action_book()
        self.assertEqual(appointment.slot_start, NINE + timedelta(minutes=30))
        appointment.with_user(self.guide).action_cancel("来电取消")
        self.assertEqual(appointment.state, "cancelled")

    def test_strangers(self):
        """Nobody else moves it, and nobody writes it by RPC."""
        appointment = self._book()
        stranger = new_test_user(self.env, "a_stranger", groups="base.group_portal")
        self.assertFalse(self.env["gov.appointment"].with_user(stranger)._portal_find(appointment.id))
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            appointment.with_user(stranger)._flow_move("withdraw")
        for user in (self.citizen, self.clerk):
            with self.assertRaises(AccessError):
                appointment.with_user(user).write({"slot_start": NINE})
        with self.assertRaises(AccessError):
            appointment.with_user(self.citizen).read(["place"])
        with self.assertRaises(AccessError):
            self.env["gov.appointment"].with_user(self.clerk)._portal_book(self.licence.sudo(), "service", NINE)


@tagged("post_install", "-at_install")
class TestAppointmentPages(HallCommon, HttpCase):
    """W-053: book, move and cancel on the portal."""

    def setUp(self):
        super().setUp()
        self._at(None)

    def _post(self, url, **values):
        page = self.url_open("/gov/progress")
        values["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open(url, data=values, allow_redirects=False)

    def test_pages(self):
        """From the guide page to the cancelled appointment; strangers find nothing."""
        citizen = new_test_user(self.env, "b_citizen", groups="base.group_portal")
        new_test_user(self.env, "b_stranger", groups="base.group_portal")
        guide = f"/gov/item/{self.licence._portal_slug()}"
        self.authenticate("b_citizen", "b_citizen")
        self.assertIn(f'href="{guide}/book"', self.url_open(guide).text)
        page = self.url_open(f"{guide}/book?day={self.queue._bookable_days()[-1]}")
        first, second = re.findall(r'name="start"[^>]* value="([^"]+)"', page.text)[-2:]
        self.assertEqual(self._post(f"{guide}/book", start="soon").status_code, 422)
        answer = self._post(f"{guide}/book", start=first, phone="138", note="咨询")
        self.assertEqual(answer.status_code, 303)
        appointment = self.env["gov.appointment"].search([("partner_id", "=", citizen.partner_id.id)])
        url = f"/my/appointments/{appointment.id}"
        self.assertIn(appointment.number, self.url_open(url).text)
        self.assertIn(url, self.url_open("/my/appointments").text)
        self.assertEqual(self._post(url, do="arrive").status_code, 422)
        self.assertEqual(self._post(url, do="move", start=second).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(str(appointment.slot_start), second)
        self.authenticate("b_stranger", "b_stranger")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._post(url, do="withdraw").status_code, 404)
        self.authenticate("b_citizen", "b_citizen")
        self.assertEqual(self._post(url, do="withdraw").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(appointment.state, "cancelled")
