"""A whole ID number is found by itself only, and not by trying (W-056, trap 4)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user

from .test_identity import resident

NUMBER = resident("15290119900307123")
#: numbers that nobody has
OTHERS = [resident(f"152901199003{day:02d}{serial:03d}") for day in range(8, 28) for serial in (123, 456)]


class TestIdentitySearch(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "张大山", "gov_id_input": NUMBER})
        cls.limit = cls.env["gov.profile"]._value("identity_misses")

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)

    def _forget(self):
        """What is counted is written in transactions of its own."""
        with self.registry.cursor() as own:
            own.execute("DELETE FROM gov_identity_attempt")

    def _partners(self, login="t_searcher"):
        user = new_test_user(self.env, login, groups="gov_base.group_supervisor")
        return self.env["res.partner"].with_user(user)

    def test_one_at_a_time(self):
        """Many numbers in one search are refused, in a list or joined by “or”, directly or through another record."""
        partners = self._partners()
        self.assertEqual(partners.search([("gov_id_input", "=", NUMBER)]).id, self.partner.id)
        self.assertEqual(partners.search_count([("gov_id_input", "in", [NUMBER])]), 1)
        two = [NUMBER, OTHERS[0]]
        for domain in (
            [("gov_id_input", "in", two)],
            ["|", ("gov_id_input", "=", two[0]), ("gov_id_input", "=", two[1])],
            [("gov_id_input", "not in", [NUMBER])],
            [("gov_id_input", "!=", NUMBER)],
            ["!", ("gov_id_input", "=", NUMBER)],
            [("child_ids", "any", [("gov_id_input", "in", two)])],
        ):
            with self.assertRaises(UserError, msg=domain):
                partners.search_count(domain)
            with self.assertRaises(UserError, msg=domain):
                partners.formatted_read_group(domain, [], ["__count"])
        found = partners.search([("display_name", "in", two)])
        self.assertFalse(found, "a list of names is no list of numbers")

    def test_misses_are_counted(self):
        """After so many numbers that nobody has, nothing is answered for a while, in no way of asking, the right
        number included; another user is answered."""
        partners = self._partners()
        asks = [
            lambda number: partners.search([("gov_id_input", "=", number)]),
            partners.name_search,
            lambda number: partners.search([("display_name", "=", number)]),
            lambda number: partners.formatted_read_group([("gov_id_input", "=", number)], [], ["__count"]),
            lambda number: (
                self.env["res.users"]
                .with_user(partners.env.user)
                .search([("partner_id", "any", [("gov_id_input", "=", number)])])
            ),
            lambda number: partners.load(["name", "parent_id"], [["孩子", number]]),
            lambda number: partners._gov_find("resident", number),
        ]
        for turn in range(self.limit):
            ask = asks[turn % (len(asks) - 2)] if turn % 2 else asks[-1]
            ask(OTHERS[turn])
            ask(OTHERS[turn])  # the same once more counts once
        for ask in asks[:5] + asks[6:]:
            with self.assertRaisesRegex(UserError, "look for the person by name"):
                ask(NUMBER)
        self.assertTrue(partners.search([("name", "=", "张大山")]))
        self.assertTrue(self._partners("t_colleague").search([("gov_id_input", "=", NUMBER)]))

    def test_a_test_run_counts(self):
        """What undoes the search does not undo the count; hits do not count."""
        partners = self._partners()
        for turn in range(self.limit):
            partners.search([("gov_id_input", "=", NUMBER)])
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                self.assertFalse(partners.search([("gov_id_input", "=", OTHERS[turn])]))
                raise ZeroDivisionError
        with self.assertRaises(UserError):
            partners.search([("gov_id_input", "=", NUMBER)])

    def test_the_count_is_the_systems(self):
        """Nobody writes or changes what is counted; no number stands in it."""
        partners = self._partners()
        partners.search([("gov_id_input", "=", OTHERS[0])])
        with self.registry.cursor() as own:
            own.execute("SELECT count(*), bool_or(number LIKE %s) FROM gov_identity_attempt", ("%1529%",))
            self.assertEqual(own.fetchall(), [(1, False)])
        attempts = self.env["gov.identity.attempt"]
        with self.assertRaises(AccessError):
            attempts.create({"user_id": self.env.uid, "number": "x", "at": "2026-01-01 00:00:00"})
        with self.assertRaises(AccessError):
            attempts.write({"number": "y"})


class TestIdentityOnRecord(TransactionCase):
    """Entering, changing and taking off a number is on record, masked; who sees that record."""

    def test_every_change_is_an_event(self):
        other = resident("15290119850307123")
        partner = self.env["res.partner"].create({"name": "张大山", "gov_id_input": NUMBER})
        partner.gov_id_input = other
        partner.gov_id_input = partner.gov_id_masked
        partner.gov_id_input = False
        self.env.flush_all()
        events = self.env["gov.event"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)], order="seq"
        )
        self.assertEqual(events.mapped("kind"), ["identity.set", "identity.set", "identity.clear"])
        self.assertEqual(
            [(event.data["before"][:4], event.data["number"][:4]) for event in events],
            [("", "1529"), ("1529", "1529"), ("1529", "")],
        )
        text = str(events.read())
        self.assertNotIn(NUMBER[6:14], text)
        self.assertNotIn(other[6:14], text)
        self.assertEqual(self.env["gov.event"].verify_chain(partner.ids, "res.partner"), [])
        with self.assertRaisesRegex(UserError, "archive"):
            partner.unlink()

    def test_who_sees_it(self):
        """Who revealed a number, when and why, is read by supervision and audit, not by whoever reads the person."""
        partner = self.env["res.partner"].create({"name": "张大山", "gov_id_input": NUMBER})
        for group, sees in (
            ("base.group_user", False),
            ("gov_base.group_user", False),
            ("gov_base.group_reveal", False),
            ("gov_base.group_admin", False),
            ("gov_base.group_supervisor", True),
            ("gov_base.group_auditor", True),
        ):
            user = new_test_user(self.env, f"t_{group}", groups=group)
            read = lambda user=user: partner.with_user(user).read(["event_timeline"])  # noqa: E731
            if sees:
                self.assertTrue(read()[0]["event_timeline"], group)
            else:
                with self.assertRaises(AccessError, msg=group):
                    read()
