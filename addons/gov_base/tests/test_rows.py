from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user


class TestReference(TransactionCase):
    """Reference data come from the registry's cache, for the superuser alone."""

    def setUp(self):
        super().setUp()
        self.region = self.env["gov.region"].create({"name": "乌斯太镇", "code": "152921100000", "level": "5"})
        self.env.flush_all()

    def _name(self, env):
        env.invalidate_all()
        return env["gov.region"].browse(self.region.id).name

    def test_read_once(self):
        """The second transaction's reading costs no query."""
        self._name(self.env)
        with self.assertQueryCount(0):
            self.assertEqual(self._name(self.env), "乌斯太镇")

    def test_change_is_seen(self):
        """A change counts at once, in the language it is read in."""
        self._name(self.env)
        self.region.name = "乌斯太"
        self.assertEqual(self._name(self.env), "乌斯太")
        chinese = self.env(context=dict(self.env.context, lang="zh_CN"))
        chinese["res.lang"]._activate_lang("zh_CN")
        self.region.with_env(chinese).name = "乌斯太镇"
        self.assertEqual(self._name(chinese), "乌斯太镇")
        self.assertEqual(self._name(self.env), "乌斯太")

    def test_deleted(self):
        """What was deleted is gone from the cache, too."""
        self._name(self.env)
        self.region.unlink()
        self.assertFalse(self.env["gov.region"].browse(self.region.id).exists())

    def test_rolled_back(self):
        """A change that is rolled back was never there."""
        with self.env.cr.savepoint() as savepoint:
            self.region.name = "乌斯太"
            self._name(self.env)
            savepoint.rollback()
        self.assertEqual(self._name(self.env), "乌斯太镇")

    def test_rules_are_asked(self):
        """Whoever is not the superuser asks the database, with the record rules."""
        user = new_test_user(self.env, "t_reader", groups="base.group_user")
        calendar = self.env["gov.calendar"].create(
            {"name": "别处", "company_id": self.env["res.company"].create({"name": "别处"}).id}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(calendar.name, "别处")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            calendar.with_user(user).read(["name"])


class TestRows(TransactionCase):
    """Many rows in one statement."""

    def _alerts(self, count):
        now = self.env.cr.now().replace(microsecond=0)
        return self.env["gov.alert"]._insert_rows(
            [
                {
                    "user_id": self.env.uid,
                    "company_id": self.env.company.id,
                    "res_model": "res.users",
                    "res_id": number,
                    "kind": "term.warn",
                    "at": now,
                    "told": False,
                }
                for number in range(1, count + 1)
            ]
        )

    def test_insert(self):
        """One query for any number; the cache holds what the database does."""
        self.env.cr.now()
        with self.assertQueryCount(1):
            alerts = self._alerts(30)
        self.assertEqual(alerts.mapped("res_id"), list(range(1, 31)))
        cached = alerts.read()
        self.env.invalidate_all()
        self.assertEqual(alerts.read(), cached)

    def test_write(self):
        """Each row its own value, one UPDATE."""
        alerts = self._alerts(30)
        self.env.flush_all()
        alerts._write_rows({alert.id: {"kind": f"k{alert.res_id}"} for alert in alerts})
        with self.assertQueryCount(1):
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(alerts.mapped("kind"), [f"k{number}" for number in range(1, 31)])

    def test_many_own_values(self):
        """Rows that each get their own values are written with one UPDATE, empty values and all."""
        alerts = self._alerts(50)
        self.env.flush_all()
        vals = {
            alert.id: {"kind": f"k{alert.id}", "company_id": alert.id % 2 and self.env.company.id} for alert in alerts
        }
        alerts._write_rows(vals, {"told": True})
        with self.assertQueryCount(1):
            self.env.flush_all()
        self.env.invalidate_all()
        for alert in alerts:
            self.assertEqual(alert.kind, f"k{alert.id}")
            self.assertEqual(alert.company_id, self.env.company if alert.id % 2 else self.env["res.company"])
            self.assertTrue(alert.told)

    def test_many_partners(self):
        """Where a model keeps who wrote a row, writing many keeps it, too; trees are left to the ORM."""
        regions = self.env["gov.region"].create(
            [{"name": f"区{n}", "code": f"15{n + 7000}000000", "level": "5"} for n in range(30)]
        )
        self.env.flush_all()
        writer = new_test_user(self.env, "t_writer", groups="base.group_user")
        regions.with_user(writer).sudo().write({"level": "4"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(regions.write_uid, writer)
        self.assertEqual(set(regions.mapped("level")), {"4"})

    def test_none(self):
        self.assertFalse(self._alerts(0))

    def _mandates(self, count):
        partners = self.env["res.partner"].create([{"name": f"委托人{n}"} for n in range(count + 1)])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        mandates = self.env["gov.mandate"].create(
            [{"principal_id": one.id, "agent_id": partners[-1].id, "purpose": "代办"} for one in partners[:-1]]
        )
        return mandates, self.env.cr.sql_log_count - before

    def test_created(self):
        """Records that the ORM creates go in together, and the cache holds what the database does, lists and
        empty columns and all."""
        self._mandates(2)
        _few, queries = self._mandates(2)
        mandates, queries_of_many = self._mandates(30)
        self.assertEqual(queries_of_many, queries)
        names = [name for name, field in mandates._fields.items() if field.store]
        cached = mandates.read(names)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(mandates.read(names), cached)
        self.assertEqual(mandates.create_uid, self.env.user)

    def test_changed(self):
        """Records that changed in different columns are written each with its own, and who wrote them stays."""
        mandates, _queries = self._mandates(6)
        self.env.flush_all()
        writer = new_test_user(self.env, "t_writer", groups="base.group_user")
        mandates = mandates.with_user(writer).sudo()
        mandates[:3].purpose = "领取证照"
        mandates[2:4].paper_name = "委托书.pdf"
        mandates[5].write({"purpose": "签字", "paper_name": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(mandates.mapped("purpose"), ["领取证照"] * 3 + ["代办"] * 2 + ["签字"])
        self.assertEqual(mandates.mapped("paper_name"), [False, False, "委托书.pdf", "委托书.pdf", False, False])
        self.assertEqual([one.write_uid == writer for one in mandates], [True, True, True, True, False, True])

    def test_records_that_are_not_saved(self):
        """A form's record that is not saved leaves nothing to write."""
        draft = self.env["gov.mandate"].new({"purpose": "代办"})
        draft.purpose = "签字"
        with self.assertQueryCount(0):
            self.env.flush_all()
        self.assertFalse(self.env._field_dirty)


class TestWaitingEvents(TransactionCase):
    """Events wait for the flush of their chain's head (kernel of `gov.event`)."""

    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "张大山"})
        self.env.flush_all()

    def _reveal(self):
        self.env["gov.event"]._append([(self.partner, {"kind": "identity.reveal", "reason": "核对"})])

    def _count(self):
        self.env.cr.execute("SELECT count(*) FROM gov_event WHERE subject_model = 'res.partner'")
        return self.env.cr.fetchone()[0]

    def test_with_the_head(self):
        """Nothing is written before the flush, one INSERT then, for all."""
        before = self._count()
        self._reveal()
        self._reveal()
        self.assertEqual(self._count(), before)
        with self.assertQueryCount(2):  # the head, the events
            self.env.flush_all()
        self.assertEqual(self._count(), before + 2)
        self.assertFalse(self.env["gov.event"].verify_chain(self.partner.ids, "res.partner"))

    def test_readers_see_them(self):
        """Whoever searches events finds those just appended."""
        self._reveal()
        found = self.env["gov.event"].search([("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)])
        self.assertEqual(found.reason, "核对")
        before = self.env["gov.event"].search_count([])
        self._reveal()
        self.assertEqual(self.env["gov.event"].search_count([]), before + 1)

    def test_rollback_forgets(self):
        """A rollback to a savepoint takes events and head; the chain goes on unbroken."""
        self._reveal()
        with self.env.cr.savepoint() as savepoint:
            self._reveal()
            savepoint.rollback()
        self._reveal()
        self.env.flush_all()
        self.assertEqual(self.partner.event_seq, 2)
        self.assertFalse(self.env["gov.event"].verify_chain(self.partner.ids, "res.partner"))


class TestRecorded(TransactionCase):
    """Who is on record stays, without a foreign key in every row."""

    def test_no_foreign_key(self):
        """The columns that the machinery fills are not checked; those that people choose are."""
        self.env.cr.execute(
            """SELECT kcu.column_name FROM information_schema.key_column_usage AS kcu
                 JOIN information_schema.table_constraints AS tc USING (constraint_name, table_name)
                WHERE tc.constraint_type = 'FOREIGN KEY' AND tc.table_name = 'gov_term'"""
        )
        keys = {name for (name,) in self.env.cr.fetchall()}
        self.assertIn("kind_id", keys)
        self.assertNotIn("company_id", keys)

    def test_who_acted(self):
        """A user or a centre with events is archived, not deleted."""
        user = new_test_user(self.env, "t_actor", groups="base.group_user")
        company = self.env["res.company"].create({"name": "旧中心"})
        partner = self.env["res.partner"].create({"name": "甲"})
        self.env["gov.event"]._append(
            [(partner.with_company(company), {"kind": "identity.reveal", "user_id": user.id, "company_id": company.id})]
        )
        for record in (user, company):
            with self.subTest(record._name), self.assertRaisesRegex(UserError, "archive"):
                record.unlink()
        new_test_user(self.env, "t_idle", groups="base.group_user").unlink()
