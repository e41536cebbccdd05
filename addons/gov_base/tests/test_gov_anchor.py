import json
from base64 import b64decode
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user


class TestAnchor(TransactionCase):
    def test_signed_and_linked(self):
        """The daily anchor is signed, names the one before, and is made once a day."""
        anchors = self.env["gov.anchor"]
        anchors._anchor(date(2026, 3, 2))
        second = anchors._anchor(date(2026, 3, 3))
        self.assertEqual(second.previous, anchors.search([("date", "=", "2026-03-02")]).signature)
        self.assertEqual(anchors._verify(), [])
        document = json.loads(b64decode(second.file))
        self.assertEqual((document["digest"], document["signature"]), (second.digest, second.signature))
        anchors._cron_anchor()
        count = anchors.search_count([])
        anchors._cron_anchor()
        self.assertEqual(anchors.search_count([]), count)

    def test_a_changed_anchor_is_found(self):
        anchors = self.env["gov.anchor"]
        first, second = anchors._anchor(date(2026, 3, 2)), anchors._anchor(date(2026, 3, 3))
        self.env.flush_all()
        self.env.cr.execute("UPDATE gov_anchor SET events = events + 1 WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(anchors._verify(), ["2026-03-02"])
        self.env.cr.execute("UPDATE gov_anchor SET events = events - 1 WHERE id = %s", [first.id])
        self.env.cr.execute("DELETE FROM gov_anchor WHERE id = %s", [first.id])
        self.env.invalidate_all()
        self.assertEqual(anchors._verify(), [str(second.date)])

    def test_nobody_writes_it(self):
        supervisor = new_test_user(self.env, "t_anchor", groups="gov_base.group_supervisor")
        anchor = self.env["gov.anchor"]._anchor(date(2026, 3, 2))
        with self.assertRaises(AccessError):
            anchor.with_user(supervisor).create({"date": "2026-03-05"})
        with self.assertRaises(AccessError):
            anchor.write({"digest": "0"})
        with self.assertRaises(UserError):
            anchor.unlink()
