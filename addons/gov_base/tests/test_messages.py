from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..listing import listed


class TestMessages(TransactionCase):
    """What people read is in official words and in their own language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"].search([("name", "=", "gov_base")])._update_translations(["zh_CN"])
        cls.abroad = cls.env["res.company"].create({"name": "另一中心"})
        cls.record = cls.env["gov.calendar"].create({"name": "某某局内部日历", "company_id": cls.abroad.id})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def _refusal(self, **vals):
        user = new_test_user(self.env, f"t_refused_{len(vals)}", groups="gov_base.group_admin", **vals)
        with self.assertRaises(AccessError) as refused:
            self.record.with_user(user).name = "x"
        return str(refused.exception)

    def test_refused_record(self):
        """Says what is refused and what to do; names neither record nor person."""
        text = self._refusal()
        self.assertIn("no right to change this record", text)
        self.assertIn("ask the administrator", text)
        for secret in ("某某局", str(self.record.id), "t_refused", "cookies"):
            self.assertNotIn(secret, text)

    def test_refused_record_in_chinese(self):
        text = self._refusal(lang="zh_CN")
        self.assertIn("您无权修改该记录（工作日历）", text)
        self.assertIn("中心管理员", text)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_refused_record_of_another_own_centre(self):
        companies = self.abroad | self.env.company
        user = new_test_user(
            self.env,
            "t_refused",
            groups="gov_base.group_admin",
            company_ids=companies.ids,
            company_id=self.env.company.id,
        )
        with self.assertRaisesRegex(AccessError, "centre 另一中心: switch to it") as refused:
            self.record.with_user(user).with_context(allowed_company_ids=self.env.company.ids).name = "x"
        self.assertEqual(refused.exception.context["suggested_company"]["id"], self.abroad.id)

    def test_lists(self):
        self.assertEqual(listed(self.env, ("甲", "乙", "丙")), "甲, 乙, 丙")
        self.assertEqual(listed(self.env, ()), "")
        self.assertEqual(listed(self.env(context={"lang": "zh_CN"}), ("甲", "乙")), "甲、乙")
