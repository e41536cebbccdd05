"""The log is verified on a screen and by itself every day; what does not fit is told in words (I4)."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..kernel import chain


class LogCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(cls.env, "t_auditor", groups="gov_base.group_auditor")
        cls.partners = cls.env["res.partner"].create([{"name": "张三"}, {"name": "李四"}])
        for _n in range(3):
            cls._happen(cls.partners)

    @classmethod
    def _happen(cls, partners, **values):
        cls.env["gov.event"]._append([(partner, {"kind": "identity.reveal", **values}) for partner in partners])
        cls.env.flush_all()

    def _sql(self, query, *arguments):
        """What somebody who holds the database does."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE gov_event DISABLE TRIGGER USER")
        self.env.cr.execute(query, arguments)
        self.env.invalidate_all()

    def _check(self, subject=None):
        check = self.env["gov.event.check"].with_user(self.auditor)
        check = check.create({"subject": f"res.partner,{subject.id}" if subject else False})
        check.action_verify()
        return check


class TestEventCheck(LogCommon):
    def test_one_history(self):
        """I4: the auditor verifies one history; the result is in words."""
        whole, broken = self.partners
        check = self._check(whole)
        self.assertRecordValues(check, [{"state": "whole", "chains": 1, "events": 3, "breaks": 0, "findings": False}])
        self._sql(
            "UPDATE gov_event SET reason = 'x' WHERE subject_model = 'res.partner' AND subject_id = %s AND seq = 2",
            broken.id,
        )
        check = self._check(broken)
        self.assertEqual((check.state, check.breaks), ("broken", 1))
        self.assertRegex(check.findings, "李四: No. 2 was changed")
        self.assertEqual(self._check(whole).state, "whole")
        alert = self.env["gov.alert"].search([("user_id", "=", self.auditor.id)])
        self.assertEqual((alert.kind, alert.res_model, alert.res_id), ("log.broken", "gov.event.check", check.id))
        self.assertEqual(alert.label, "The event log does not fit")

    def test_all_with_the_anchors(self):
        """I4: all histories and all anchors, in one go or in several."""
        self.env["gov.anchor"]._anchor(date(2026, 3, 2))
        check = self._check()
        self.assertEqual((check.state, check.findings), ("whole", False))
        self.assertGreaterEqual(check.events, 6)
        self._sql("DELETE FROM gov_event WHERE subject_model = 'res.partner' AND subject_id = %s", self.partners[0].id)
        self._sql("UPDATE res_partner SET event_seq = 0, event_head = NULL WHERE id = %s", self.partners[0].id)
        self.assertEqual(self.env["gov.event"].verify_chain(), [], "the chain and its head are gone")
        check = self.env["gov.event.check"].with_user(self.auditor).create({})
        check.sudo()._put({"state": "running"})
        for _n in range(100):
            check.sudo()._go(0.000001)
            if check.state != "running":
                break
        self.assertEqual(check.state, "broken")
        self.assertRegex(check.findings, "Anchor of 2026-03-02: 1 histories are not what they were on that day: .*张三")

    def test_every_break_is_found_in_batches(self):
        """I4: what a batch ends with, what stands behind the last record, and what belongs to no model is verified."""
        self._sql(
            "INSERT INTO gov_event (subject_model, subject_id, seq, res_model, res_id, kind, at)"
            " VALUES ('x.y', 1, 1, 'x.y', 1, 'x', now()), ('res.partner', 2000000000, 1, 'res.partner', 1, 'x', now())"
        )
        self._sql("UPDATE res_partner SET event_seq = 7 WHERE id = %s", self.partners[1].id)
        found = {(tuple(one["subject"]), one["break"]) for one in self.env["gov.event"].verify_chain()}
        self.assertLessEqual(
            {
                (("x.y", 1), "orphan"),
                (("res.partner", 2000000000), "orphan"),
                (("res.partner", self.partners[1].id), "head"),
            },
            found,
        )

    def test_the_daily_job(self):
        """I4: before it anchors, the daily job verifies what went on and tells the auditors."""
        anchors, checks = self.env["gov.anchor"], self.env["gov.event.check"]
        today = self.env.company._gov_today()
        self.env.cr.execute("DELETE FROM gov_anchor")
        self.env.cr.execute("DELETE FROM ir_attachment WHERE res_model = 'gov.anchor'")
        self.env.invalidate_all()
        anchors._anchor(today - timedelta(days=1))
        anchors._cron_anchor()
        self.assertRecordValues(checks.search([]), [{"daily": True, "state": "whole", "breaks": 0}])
        self.assertEqual(anchors.search([], limit=1).date, today)
        self.env.cr.execute("UPDATE gov_anchor SET date = date - 1")
        self._sql(
            "UPDATE gov_event SET hash = reverse(hash)"
            " WHERE subject_model = 'res.partner' AND subject_id = %s AND seq = 3",
            self.partners[0].id,
        )
        anchors._cron_anchor()
        last = checks.search([], limit=1)
        self.assertEqual((last.daily, last.state), (True, "broken"))
        self.assertIn(self.auditor, self.env["gov.alert"].search([("kind", "=", "log.broken")]).user_id)
        self.assertRegex(last.findings, "张三: No. 3 was changed")

    def test_who_may(self):
        """The audit administrator alone verifies; nobody writes what was found."""
        for group in ("gov_base.group_supervisor", "gov_base.group_admin"):
            user = new_test_user(self.env, f"t_{group}", groups=group)
            with self.assertRaises(AccessError):
                self.env["gov.event.check"].with_user(user).create({})
        check = (
            self.env["gov.event.check"].with_user(self.auditor).create({"state": "whole", "events": 9, "daily": True})
        )
        self.assertRecordValues(check, [{"state": "draft", "events": 0, "daily": False}])
        with self.assertRaises(AccessError):
            check.write({"state": "whole"})
        check = self._check(self.partners[0])
        with self.assertRaises(AccessError):
            check.write({"subject": False})
        with self.assertRaises(UserError):
            check.unlink()

    def test_bad_arguments(self):
        """What is no list of ids, or no kind of record with a history, is refused in words."""
        verify = self.env["gov.event"].with_user(self.auditor).verify_chain
        for arguments in (
            ([1], "res.users"),
            ([1], "no.model"),
            (["x"],),
            ([True],),
            ([2**40],),
            ([-1],),
            ("12",),
            (7,),
            ({"a": 1},),
        ):
            with self.assertRaises(UserError, msg=arguments):
                verify(*arguments)
        self.assertEqual(verify([], "res.partner"), [])
        self.assertEqual(verify(self.partners.ids * 3, "res.partner"), [])


class TestNormalForm(LogCommon):
    def test_what_the_database_gives_back(self):
        """I4: whatever an event says is hashed as the database gives it back: no chain breaks by itself."""
        [partner] = self.env["res.partner"].create([{"name": "王五"}])
        for data in (
            {"x": 1e16},
            {"x": -0.0},
            {"x": 0.1},
            {"x": 1e-7},
            {"x": 1.0},
            {"x": 12345678901234567890.0},
            {"x": 1.5e300},
            {2: "a", 10: "b"},
            {"b": 1, "a": [None, True, {"z": 1.10}]},
            {"day": date(2026, 3, 2)},
            [],
            {},
            "文",
            0,
            False,
            {"长": "é\u2028\t\\"},
        ):
            self._happen(partner, data=data)
        self._happen(partner, reason=False, state_from=False, state_to="", authority_label=False)
        self.env.invalidate_all()
        self.assertEqual(self.env["gov.event"].verify_chain(partner.ids, "res.partner"), [])
        for bad in ({"x": float("nan")}, {"x": float("inf")}):
            with self.assertRaises(ValueError):
                self._happen(partner, data=bad)

    def test_older_chains_still_fit(self):
        """I4: a chain that was written before, whose hashes were made of plain data, fits as before."""
        values = dict.fromkeys(chain.HASHED_FIELDS) | {"data": {"n": 1, "text": "受理", "day": "2026-03-02"}}
        self.assertEqual(chain.digest(values), chain.digest(values | {"data": chain.normalised(values["data"])[1]}))

    def test_an_unknown_algorithm(self):
        """An algorithm that is not there is refused when it is entered, and stops no move if it stands there."""
        parameters = self.env["ir.config_parameter"]
        with self.assertRaisesRegex(ValidationError, "sha256"):
            parameters.set_param("gov_base.event_algorithm", "md5000")
        parameters.set_param("gov_base.event_algorithm", "sha256")
        self.env.flush_all()
        self._sql("UPDATE ir_config_parameter SET value = 'md5000' WHERE key = 'gov_base.event_algorithm'")
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        self._happen(self.partners[0])
        self.assertEqual(self.env["gov.event"].verify_chain(self.partners.ids, "res.partner"), [])


@tagged("post_install", "-at_install")
class TestNoZeroByte(HttpCase):
    @mute_logger("odoo.http")
    def test_refused_in_words(self):
        """A zero byte in a text that a client sends is refused in words, before anything is done with it."""
        new_test_user(
            self.env, "t_nul", password="t_nul_t_nul", groups="gov_base.group_user,base.group_partner_manager"
        )
        self.authenticate("t_nul", "t_nul_t_nul")
        for name in ("张\0三", {"a": ["x\0"]}):
            error = self._call(name)["error"]["data"]
            self.assertIn("NUL", error["message"])
            self.assertEqual(error["name"], "odoo.exceptions.UserError")
        self.assertNotIn("error", self._call("a\\u0000b"), "six characters that only look like it")

    def _call(self, name):
        params = {"model": "res.partner", "method": "create", "args": [{"name": name}], "kwargs": {}}
        return self.url_open(
            "/web/dataset/call_kw", json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        ).json()
