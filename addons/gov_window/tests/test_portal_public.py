import re
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestPortalPublic(GovCommon, HttpCase):
    """W-084, W-099, W-100: progress without an account, and what is published."""

    def _ask(self, number, code):
        page = self.url_open("/gov/progress")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        with mute_logger("odoo.http"):
            return self.url_open("/gov/progress", data={"csrf_token": token, "number": number, "code": code})

    def _lookup(self, number, code, address="10.0.0.1"):
        return self.env["gov.lookup.attempt"]._lookup(number, code, address)

    def _plain(self, page, *words):
        text = re.sub(r'csrf_token["\']?( value=|\s*[:=]\s*)"[^"]*"', "", page.text)
        for word in words:
            text = text.replace(word, "")
        return text

    def test_query(self):
        """Number and code open the case; wrong number and wrong code are one answer."""
        case = self._open_case()
        case.action_accept()
        self.env.flush_all()
        code = case.sudo().tracking_code
        page = self._ask(f" {case.number} ", code.upper())
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.licence.name, page.text)
        self.assertIn(str(case.due_date.year), page.text)
        self.assertNotIn("张大山", page.text)
        self.assertNotIn(code, page.text)
        wrong_code, wrong_number = self._ask(case.number, "0" * 16), self._ask("0" * 20, code)
        self.assertEqual((wrong_code.status_code, wrong_number.status_code), (404, 404))
        self.assertEqual(self._plain(wrong_code, case.number), self._plain(wrong_number, "0" * 20))
        for number in ("", "%", "'", "x" * 5000):
            self.assertEqual(self._ask(number, "").status_code, 404)

    def test_throttle_by_number(self):
        """After too many failures for a number the right code is refused too, for an hour."""
        case = self._open_case()
        code = case.sudo().tracking_code
        limit = self.env["gov.profile"]._value("lookup_by_number")
        for turn in range(limit):
            self.assertEqual(self._lookup(case.number, "wrong", f"10.0.0.{turn}"), (case.browse(), False))
        self.assertEqual(self._lookup(case.number, code, "10.1.1.1"), (case.browse(), True))
        other = self._open_case()
        self.assertEqual(self._lookup(other.number, other.sudo().tracking_code, "10.1.1.1")[0], other)
        self.env.cr._now = self.env.cr.now() + timedelta(hours=1, minutes=1)
        self.assertEqual(self._lookup(case.number, code, "10.1.1.1")[0], case)

    def test_throttle_by_address(self):
        """After too many failures an address is refused, whatever it asks; old rows go."""
        case = self._open_case()
        limit = self.env["gov.profile"]._value("lookup_by_address")
        for turn in range(limit):
            self._lookup(f"{turn:020}", "x")
        self.assertEqual(self._lookup(case.number, case.sudo().tracking_code), (case.browse(), True))
        rows = self.env["gov.lookup.attempt"].search([])
        self.assertEqual(len(rows), limit)
        self.assertNotIn("10.0.0.1", str(rows.mapped("address")))
        self.env.cr._now = self.env.cr.now() + timedelta(hours=2)
        rows._gc_attempts()
        self.assertFalse(rows.exists())

    def test_ledger(self):
        """W-084, W-100: in order of application, masked, secret items left out, page by page."""
        cases = [self._open_case() for _turn in range(3)]
        self._open_case(receive=False)
        cases[0].action_accept()
        rows, older = self.env["gov.case"]._portal_ledger(limit=2)
        self.assertEqual([row["number"] for row in rows], [f"…{case.number[-6:]}" for case in (cases[2], cases[1])])
        self.assertEqual(older, cases[1].id)
        self.assertEqual(rows[0]["applicant"], "张**")
        rows, _older = self.env["gov.case"]._portal_ledger(before=older, limit=2)
        self.assertEqual(rows[0]["accepted_on"], cases[0].accept_date)
        self.env.flush_all()
        text = self.url_open("/gov/ledger").text
        self.assertIn("张**", text)
        self.assertNotIn("张大山", text)
        self.assertNotIn(cases[0].number, text)

    def test_ledger_in_order_of_receipt(self):
        """W-084: the register follows the receipt, not the day on which a draft was begun; also over its pages."""
        first, second, third = (self._open_case(receive=False) for _turn in range(3))
        for case in (second, third, first):
            self.env.cr._now = self.env.cr.now() + timedelta(minutes=5)
            case.action_receive()
        wanted, found, before = [f"…{case.number[-6:]}" for case in (first, third, second)], [], 0
        while not found or before:
            rows, before = self.env["gov.case"]._portal_ledger(before=before, limit=1)
            found += [row["number"] for row in rows]
        self.assertEqual(found[:3], wanted)
        text = "".join(self.env["gov.case"].with_user(self.clerk)._export_ledger([]))
        places = [text.index(case.number) for case in (second, third, first)]
        self.assertEqual(places, sorted(places))
        draft = self._open_case(receive=False)
        rows, _older = self.env["gov.case"]._portal_ledger(before=draft.id, limit=1)
        self.assertEqual(rows[0]["number"], wanted[0], "what is not on the register is no place in it")

    def test_windows(self):
        """W-054: the windows with what they accept."""
        text = self.url_open("/gov/windows").text
        for part in ("A01 综合受理", "B01 人社", "人社局"):
            self.assertIn(part, text)
