import logging

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user

from ..kernel.logmask import MaskIdentity
from .test_identity import resident

NUMBER = resident("15290119900307123")


class TestReveal(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "张大山", "gov_id_input": NUMBER})
        cls.clerk = new_test_user(cls.env, "t_reveal", groups="gov_base.group_reveal")

    def _wizard(self, user=None, **vals):
        values = {"partner_id": self.partner.id, "reason": "核对持证人信息", **vals}
        return self.env["gov.identity.reveal"].with_user(user or self.clerk).create(values)

    def test_with_a_reason_on_record(self):
        """The whole number is shown to who gives a reason, and the event says so."""
        wizard = self._wizard()
        self.assertFalse(wizard.number)
        wizard.action_reveal()
        self.assertEqual(wizard.number, NUMBER)
        event = self.env["gov.event"].search([("subject_model", "=", "res.partner"), ("kind", "=", "identity.reveal")])
        self.assertEqual((event.user_id, event.reason), (self.clerk, "核对持证人信息"))
        self.assertNotIn(NUMBER, str(event.read()))
        self.assertEqual(self.env["gov.event"].verify_chain([self.partner.id], "res.partner"), [])

    def test_not_without(self):
        for vals in ({"reason": "  "}, {"reason": "x", "revealed": True}):
            wizard = self._wizard(**vals)
            self.assertFalse(wizard.number)
        with self.assertRaises(UserError):
            self._wizard(reason=" ").action_reveal()
        with self.assertRaises(UserError):
            self._wizard().write({"revealed": True})
        wizard = self._wizard()
        wizard.action_reveal()
        with self.assertRaises(UserError):
            wizard.write({"partner_id": self.env.user.partner_id.id})

    def test_not_by_others(self):
        stranger = new_test_user(self.env, "t_reveal_stranger", groups="gov_base.group_user")
        with self.assertRaises(AccessError):
            self._wizard(stranger)
        wizard = self._wizard()
        wizard.action_reveal()
        other = new_test_user(self.env, "t_reveal_other", groups="gov_base.group_reveal")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["number"])

    def test_numbers_stay_out_of_the_log(self):
        """I10: a resident number in a log line is masked; other long numbers are not."""
        record = logging.LogRecord(
            "x", logging.INFO, "x", 1, "person %s, case %s", (NUMBER, "15290020261118000087"), None
        )
        MaskIdentity().filter(record)
        self.assertEqual(record.getMessage(), "person 1529************36, case 15290020261118000087")
        handlers = [
            handler
            for handler in logging.getLogger().handlers
            if any(isinstance(found, MaskIdentity) for found in handler.filters)
        ]
        self.assertTrue(handlers or not logging.getLogger().handlers)
