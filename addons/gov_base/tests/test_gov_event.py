from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..kernel import chain


def event(seq, prev, **values):
    row = dict.fromkeys(chain.HASHED_FIELDS) | {
        "subject_model": "gov.case",
        "subject_id": 1,
        "seq": seq,
        "kind": "accept",
        "prev_hash": prev,
        **values,
    }
    return row | {"algorithm": "sha256", "hash": chain.digest(row)}


class TestChain(TransactionCase):
    def setUp(self):
        super().setUp()
        self.events = []
        head = chain.GENESIS
        for seq in range(1, 6):
            self.events.append(event(seq, head, data={"n": seq}))
            head = self.events[-1]["hash"]
        self.heads = {("gov.case", 1): (5, head)}

    def breaks(self):
        return {found["break"] for found in chain.find_breaks(self.events, self.heads)}

    def test_whole(self):
        self.assertEqual(self.breaks(), set())

    def test_changed(self):
        self.events[2]["data"] = {"n": 4}
        self.assertIn("content", self.breaks())

    def test_changed_and_rehashed(self):
        self.events[2]["data"] = {"n": 4}
        self.events[2]["hash"] = chain.digest(self.events[2])
        self.assertIn("link", self.breaks())

    def test_reordered(self):
        self.events[1], self.events[2] = self.events[2], self.events[1]
        self.assertIn("sequence", self.breaks())

    def test_cut_in_the_middle(self):
        del self.events[2]
        self.assertIn("sequence", self.breaks())

    def test_cut_at_the_end(self):
        del self.events[4]
        self.assertEqual(self.breaks(), {"head"})

    def test_cut_wholly(self):
        self.events.clear()
        self.assertEqual(self.breaks(), {"missing"})

    def test_orphan(self):
        self.heads.clear()
        self.assertEqual(self.breaks(), {"orphan"})


class TestEventTable(TransactionCase):
    @mute_logger("odoo.sql_db")
    def test_append_only(self):
        """The database refuses UPDATE, DELETE and TRUNCATE of the log, the superuser's too."""
        self.env.cr.execute(
            "INSERT INTO gov_event (subject_model, subject_id, seq, res_model, res_id, kind, at)"
            " VALUES ('x', 1, 1, 'x', 1, 'x', now())"
        )
        for statement in ("UPDATE gov_event SET kind = 'y'", "DELETE FROM gov_event", "TRUNCATE gov_event"):
            with self.assertRaises(RaiseException), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    def test_orm_refuses(self):
        events = self.env["gov.event"].sudo()
        with self.assertRaises(AccessError):
            events.create({"kind": "x"})
        with self.assertRaises(AccessError):
            events.browse(1).write({"kind": "y"})
        with self.assertRaises(AccessError):
            events.browse(1).unlink()

    def test_verify_needs_the_right(self):
        clerk = new_test_user(self.env, "t_event_clerk", groups="gov_base.group_user")
        with self.assertRaises(AccessError):
            self.env["gov.event"].with_user(clerk).verify_chain()
