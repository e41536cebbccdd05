"""Telling people of deadlines: what cannot be told is reported, and keeps nobody else from being told."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import GovCommon

LOGGER = "odoo.addons.gov_base.models.gov_alert"
TERMS = "odoo.addons.gov_base.models.gov_term"


@tagged("post_install", "-at_install")
class TestAlert(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["gov.alert"]._tell()  # what others left is no part of this
        cls.case = cls.env["gov.case"].create({"item_id": cls.licence.id, "partner_id": cls.applicant.id})

    def raise_alert(self, users, **changed):
        """Raise an alert about the case; some columns changed as if what it is about had gone since."""
        known = self.env["gov.alert"].search([("res_model", "=", "gov.case")])
        self.env["gov.alert"]._raise(self.case, "term.breach", {self.case.id: users})
        alerts = self.env["gov.alert"].search([("res_model", "=", "gov.case")]) - known
        for name, value in changed.items():
            self.env.cr.execute(
                SQL("UPDATE gov_alert SET %s = %s WHERE id IN %s", SQL.identifier(name), value, alerts._ids)
            )
        alerts.invalidate_recordset()
        return alerts

    def messages(self, user):
        return self.env["mail.message"].search_count([("partner_ids", "in", user.partner_id.ids)])

    def test_a_model_that_is_gone(self):
        """A-082: an alert about an addon removed since, or a record deleted since, stays untold with the reason,
        is logged once, and everybody is told the rest."""
        addon = self.raise_alert(self.clerk, res_model="gov.gone")
        record = self.raise_alert(self.clerk, res_id=2**30)
        good = self.raise_alert(self.clerk | self.receiver)
        before = self.messages(self.clerk), self.messages(self.receiver)
        with self.assertLogs(LOGGER, "ERROR") as log:
            self.env["gov.alert"]._tell()
        self.assertEqual(len(log.records), 1, "one line for the reason, not one an alert")
        self.assertEqual((self.messages(self.clerk), self.messages(self.receiver)), (before[0] + 1, before[1] + 1))
        self.assertEqual((addon | record | good).mapped("told"), [False, False, True, True])
        self.assertTrue(all("gone" in alert.failure for alert in addon | record))
        self.assertFalse(any(good.mapped("failure")))
        self.env["gov.alert"]._tell()  # nothing is logged, nobody is told twice
        self.assertEqual(self.messages(self.clerk), before[0] + 1)

    def test_a_person_who_cannot_be_told(self):
        """A-082: who cannot be told is tried again an hour later; the others are told now."""
        self.env.cr.execute(SQL("UPDATE res_partner SET lang = 'xx_XX' WHERE id = %s", self.clerk.partner_id.id))
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        bad, good = self.raise_alert(self.clerk), self.raise_alert(self.receiver)
        with self.assertLogs(LOGGER, "ERROR"):
            self.env["gov.alert"]._tell()
        self.assertEqual((bad.told, good.told), (False, True))
        self.assertIn("xx_XX", bad.failure)
        self.env.cr.execute(SQL("UPDATE res_partner SET lang = NULL WHERE id = %s", self.clerk.partner_id.id))
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env["gov.alert"]._tell()
        self.assertFalse(bad.told, "not before the hour is over")
        self.env.cr.execute("UPDATE gov_alert SET failed_at = failed_at - interval '1 hour' WHERE id = %s", bad.ids)
        self.env["gov.alert"]._tell()
        bad.invalidate_recordset()
        self.assertEqual((bad.told, bad.failure), (True, False))

    def test_who_sees_the_reason(self):
        """The administrator of the centre sees what could not be told to anybody; others see their own."""
        bad = self.raise_alert(self.clerk, res_model="gov.gone")
        good = self.raise_alert(self.clerk)
        with mute_logger(LOGGER):
            self.env["gov.alert"]._tell()
        admin = new_test_user(self.env, "t_alert_admin", "gov_base.group_admin")
        alerts = self.env["gov.alert"]
        domain = [("id", "in", (bad | good).ids)]
        self.assertEqual(alerts.with_user(admin).search(domain), bad)
        self.assertEqual(alerts.with_user(self.clerk).search(domain), bad | good)
        self.assertFalse(alerts.with_user(self.receiver).search(domain))
        with self.assertRaises(AccessError):
            bad.with_user(admin).write({"told": True})
        other = self.env["res.company"].create({"name": "左旗政务服务中心"})
        bad.sudo()._write_rows({bad.id: {"company_id": other.id}})
        self.env.invalidate_all()
        self.assertFalse(alerts.with_user(admin).search(domain), "not of another centre")


@tagged("post_install", "-at_install")
class TestTermWithoutOwner(GovCommon):
    def orphan(self, **changed):
        case = self._open_case(receive=False, complete=False).sudo()
        term = case._term_start("decision", 4, "wd")
        self.env.flush_all()
        changed |= {"next_action_at": self.env.cr.now().replace(microsecond=0)}
        for name, value in changed.items():
            self.env.cr.execute(SQL("UPDATE gov_term SET %s = %s WHERE id = %s", SQL.identifier(name), value, term.id))
        term.invalidate_recordset()
        return term

    def test_ended_once(self):
        """A-082: a period whose record, or its model, is gone ends at the tick, is reported once, and the others'
        steps are taken."""
        record, model = self.orphan(res_id=2**30), self.orphan(res_model="gov.gone")
        good = self.orphan()
        failed = set()
        with self.assertLogs(TERMS, "WARNING") as log:
            while self.env["gov.term"]._take_due(failed):
                pass
        self.assertEqual([line.levelname for line in log.records], ["WARNING"] * 2)
        self.assertEqual((record | model).mapped("state"), ["stopped", "stopped"])
        self.assertFalse(failed)
        self.assertTrue(good.warned_at)
        self.assertFalse(self.env["gov.term"]._take_due(failed))
