"""What somebody with the database's own password could do to the log, and how it is found."""

from psycopg2.errors import RaiseException

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.gov_base.models.gov_event import STORED

from .common import WholeCommon

OTHER = {
    "subject_model": SQL("'gov.delegation'"),
    "subject_id": SQL("subject_id + 1000000"),
    "seq": SQL("seq + 1000"),
    "res_model": SQL("res_model || 'x'"),
    "res_id": SQL("res_id + 1"),
    "kind": SQL("kind || 'x'"),
    "state_from": SQL("COALESCE(state_from, '') || 'x'"),
    "state_to": SQL("COALESCE(state_to, '') || 'x'"),
    "user_id": SQL("CASE WHEN user_id = 1 THEN 2 ELSE 1 END"),
    "at": SQL("at - interval '1 second'"),
    "reason": SQL("COALESCE(reason, '') || '。'"),
    "authority_model": SQL("COALESCE(authority_model, '') || 'x'"),
    "authority_id": SQL("COALESCE(authority_id, 0) + 1"),
    "authority_label": SQL("COALESCE(authority_label, '') || 'x'"),
    "data": SQL("COALESCE(data, '{}') || '{\"more\": 1}'"),
    "public": SQL("NOT COALESCE(public, FALSE)"),
    "company_id": SQL("NULL"),
    "prev_hash": SQL("translate(prev_hash, '0123456789abcdef', '123456789abcdef0')"),
    "hash": SQL("reverse(hash)"),
}


@tagged("post_install", "-at_install")
class TestTampering(WholeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.probe = cls("test_untouched")
        cls.cases = cls.env["gov.case"].union(*[cls.probe._concluded_case().sudo() for _n in range(3)])
        cls.env.flush_all()
        cls.events = cls.env["gov.event"]

    def sql(self, query, *values):
        self.env.cr.execute(SQL(query, *values))
        return self.env.cr.rowcount

    def tamper(self, *statements):
        """Run statements as the owner of the table, its guards off; return the breaks that are found.

        All is undone afterwards.
        """
        with self.env.cr.savepoint() as savepoint:
            self.sql("ALTER TABLE gov_event DISABLE TRIGGER USER")
            for statement in statements:
                self.env.cr.execute(statement)
                self.assertTrue(self.env.cr.rowcount, f"{statement} changed nothing")
            found = {None: self.events.verify_chain(), "own": self.events.verify_chain(self.cases.ids)}
            savepoint.rollback()
        self.assertFalse(self.sql("SELECT 1 FROM pg_trigger WHERE tgrelid = 'gov_event'::regclass AND tgenabled = 'D'"))
        return found

    def assert_found(self, found, case, *kinds):
        """Every run names exactly this case, and one of these breaks."""
        for breaks in found.values():
            self.assertEqual({tuple(line["subject"]) for line in breaks}, {("gov.case", case.id)}, breaks)
            self.assertTrue({line["break"] for line in breaks} & set(kinds), breaks)

    def of(self, case, condition="TRUE", *values):
        """The WHERE of some events of a case."""
        return SQL("WHERE subject_model = 'gov.case' AND subject_id = %s AND (%s)", case.id, SQL(condition, *values))

    def test_untouched(self):
        """I4: with nothing changed nothing is reported, with the guards off or on."""
        self.assertEqual(self.events.verify_chain(), [])
        self.assertEqual(self.tamper(SQL("SELECT 1")), {None: [], "own": []})

    def test_change_one_field(self):
        """I4: any hashed field of any event changed, each alone: found, and the right case named."""
        self.assertEqual(set(OTHER), set(STORED) - {"algorithm"}, "a field of the log has no tampering test")
        case = self.cases[1]
        for seq in (1, case.event_seq // 2, case.event_seq):
            for name, value in OTHER.items():
                with self.subTest(field=name, seq=seq):
                    column, row = SQL.identifier(name), self.of(case, "seq = %s", seq)
                    found = self.tamper(SQL("UPDATE gov_event SET %s = %s %s", column, value, row))
                    for breaks in found.values():
                        self.assertIn(("gov.case", case.id), {tuple(line["subject"]) for line in breaks})
                    if name not in ("subject_model", "subject_id"):
                        self.assert_found(found, case, "content", "link", "sequence", "head")

    def test_change_all_events_of_a_case(self):
        """I4: one user taken out of the whole history."""
        case = self.cases[0]
        found = self.tamper(SQL("UPDATE gov_event SET user_id = 1 %s", self.of(case)))
        self.assert_found(found, case, "content")

    def test_reorder(self):
        """I4: two events exchange their places."""
        case = self.cases[2]
        found = self.tamper(
            SQL("UPDATE gov_event SET seq = -1 %s", self.of(case, "seq = 2")),
            SQL("UPDATE gov_event SET seq = 2 %s", self.of(case, "seq = 3")),
            SQL("UPDATE gov_event SET seq = 3 %s", self.of(case, "seq = -1")),
        )
        self.assert_found(found, case, "content")

    def test_reorder_with_their_links(self):
        """I4: two events exchange all they say, their places in the chain stay."""
        case = self.cases[0]
        found = self.tamper(
            SQL(
                """UPDATE gov_event AS one
                      SET kind = other.kind, data = other.data, user_id = other.user_id, hash = other.hash
                     FROM gov_event AS other
                    WHERE one.subject_model = 'gov.case' AND one.subject_id = %s AND one.seq IN (2, 3)
                      AND other.subject_model = one.subject_model AND other.subject_id = one.subject_id
                      AND other.seq = 5 - one.seq""",
                case.id,
            )
        )
        self.assert_found(found, case, "content")

    def test_cut(self):
        """I4: the tail, the head, the middle or all of a history cut out."""
        for case in self.cases:
            last = case.event_seq
            for condition, value, kind in (
                ("seq = %s", last, "head"),
                ("seq > %s", last - 3, "head"),
                ("seq = %s", 1, "sequence"),
                ("seq = %s", last // 2, "sequence"),
                ("seq BETWEEN 2 AND %s", last - 1, "sequence"),
                ("seq > %s", 0, "missing"),
            ):
                with self.subTest(condition=condition, value=value):
                    found = self.tamper(SQL("DELETE FROM gov_event %s", self.of(case, condition, value)))
                    self.assert_found(found, case, kind)

    def test_cut_and_closed_again(self):
        """I4: an event cut out of the middle, and those after it moved up and linked anew."""
        case = self.cases[1]
        found = self.tamper(
            SQL("DELETE FROM gov_event %s", self.of(case, "seq = 4")),
            SQL("UPDATE gov_event SET seq = -seq %s", self.of(case, "seq > 4")),
            SQL("UPDATE gov_event SET seq = -seq - 1 %s", self.of(case, "seq < 0")),
            SQL(
                "UPDATE gov_event SET prev_hash = (SELECT hash FROM gov_event %s) %s",
                self.of(case, "seq = 3"),
                self.of(case, "seq = 4"),
            ),
        )
        self.assert_found(found, case, "content")

    def test_forged_event(self):
        """I4: an event put at the end of a history, linked but unknown to the case's own row."""
        case = self.cases[0]
        columns = SQL(", ").join(SQL.identifier(name) for name in STORED if name not in ("seq", "prev_hash"))
        found = self.tamper(
            SQL(
                "INSERT INTO gov_event (seq, prev_hash, %s) SELECT seq + 1, hash, %s FROM gov_event %s",
                columns,
                columns,
                self.of(case, "seq = %s", case.event_seq),
            )
        )
        self.assert_found(found, case, "head")

    def test_history_given_to_another_case(self):
        """I4: the whole history of one case hung on another that had none: both are named."""
        victim, other = self.cases[0], self._open_case(receive=False).sudo()
        with self.env.cr.savepoint() as savepoint:
            self.sql("ALTER TABLE gov_event DISABLE TRIGGER USER")
            self.sql(
                "UPDATE gov_event SET subject_id = %s WHERE subject_model = 'gov.case' AND subject_id = %s",
                other.id,
                victim.id,
            )
            breaks = self.events.verify_chain()
            savepoint.rollback()
        self.assertLessEqual({("gov.case", victim.id)}, {tuple(line["subject"]) for line in breaks})
        self.assertIn("missing", {line["break"] for line in breaks})
        self.assertIn("content", {line["break"] for line in breaks})

    def test_subject_head(self):
        """I4: what the case's own row remembers of its history, changed."""
        for case, change in zip(
            self.cases,
            (
                SQL("event_head = reverse(event_head)"),
                SQL("event_seq = event_seq - 1"),
                SQL("event_seq = 1, event_head = NULL"),
            ),
            strict=True,
        ):
            found = self.tamper(SQL("UPDATE gov_case SET %s WHERE id = %s", change, case.id))
            self.assert_found(found, case, "head")

    def test_history_without_subject(self):
        """I4: events of a case that is not there."""
        nobody = self.cases[0].id + 1_000_000
        found = self.tamper(
            SQL(
                """INSERT INTO gov_event (subject_model, subject_id, seq, res_model, res_id, kind, at, prev_hash, hash,
                                          algorithm)
                   VALUES ('gov.case', %s, 1, 'gov.case', %s, 'accept', now(), repeat('0', 64), 'x', 'sha256')""",
                nobody,
                nobody,
            )
        )
        self.assertIn({"subject": ["gov.case", nobody], "seq": 1, "break": "orphan"}, found[None])

    @mute_logger("odoo.sql_db")
    def test_refused_otherwise(self):
        """I4: with the guards on, no statement changes or removes an event: not the owner's, not by way of
        another table, not through a view, not in another order of words."""
        for statement in (
            "UPDATE gov_event SET kind = kind",
            "UPDATE ONLY gov_event SET reason = '' WHERE seq = 1",
            "WITH x AS (SELECT min(id) FROM gov_event) UPDATE gov_event SET at = now() WHERE id = (TABLE x)",
            "DELETE FROM gov_event",
            "DELETE FROM gov_event WHERE id = (SELECT max(id) FROM gov_event)",
            "WITH gone AS (DELETE FROM gov_event RETURNING id) SELECT count(*) FROM gone",
            "TRUNCATE gov_event",
            "TRUNCATE res_users, gov_event CASCADE",
            "TRUNCATE res_company CASCADE",
            "INSERT INTO gov_event SELECT * FROM gov_event LIMIT 1 ON CONFLICT (id) DO UPDATE SET kind = 'x'",
        ):
            with self.subTest(statement), self.assertRaises(RaiseException), self.env.cr.savepoint():
                self.env.cr.execute(statement)
        self.assertEqual(self.events.verify_chain(), [])

    @mute_logger("odoo.sql_db")
    def test_who_acted_stays(self):
        """I4: a user who acted cannot be deleted: the database would have to change the events."""
        user = self._create_staff("t_leaver", "gov_window.group_clerk")
        case = self.cases[0]
        case._flow_lock()
        self.events._append([(case, {"kind": "notice.print", "user_id": user.id})])
        self.env.flush_all()
        with self.assertRaises(RaiseException), self.env.cr.savepoint():
            self.sql("DELETE FROM res_users WHERE id = %s", user.id)
        self.assertEqual(self.events.verify_chain(), [])
