from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import WholeCommon


@tagged("post_install", "-at_install")
class TestVerdictsBehindTheWindow(WholeCommon):
    def _gap_case(self):
        item = self.env["gov.item"].create({"name": "容缺事项", "code": "T-hold", "department_id": self.education.id})
        lines = [Command.create({"name": "申请表"}), Command.create({"name": "场地证明", "gap_ok": True})]
        self.env["gov.item.version"].create(
            {"item_id": item.id, "promised_days": 10, "material_ids": lines}
        ).action_publish()
        case = self._open_case(item, complete=False)
        case.material_ids[0].action_toggle()
        case.action_accept_gap()
        return case

    def test_certificate_is_held(self):
        """D-10: the certificate stays at the window until the missing material is there."""
        case = self._gap_case()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude("agree", "符合条件")
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        result = result.with_user(self.issuer)
        result.action_check()
        with self.assertRaisesRegex(UserError, "场地证明"):
            self._hand_out(result)
        case.material_ids[1].action_hand_in()
        self._hand_out(result)
        self.assertEqual(case.sudo().state, "closed")

    def test_void_during_review(self):
        """D-11: the promised material does not come while the department reviews: the case and its task end."""
        case = self._gap_case()
        case.action_hand_over()
        task = case.sudo().task_ids
        task.with_user(self.handler).action_sign()
        case.sudo()._lapse_gaps()
        self.assertEqual((case.sudo().state, task.state, case.sudo().lamp), ("void", "ended", "done"))
        with self.assertRaises(UserError):
            task.with_user(self.handler).action_conclude("agree", "符合条件")

    def test_withdraw_during_review(self):
        """The applicant withdraws before the decision: the task ends; after it, no more."""
        case = self._concluded_case()
        case.action_withdraw("不再办理")
        self.assertEqual((case.sudo().state, case.sudo().task_ids.state), ("withdrawn", "ended"))
        with self.assertRaises(UserError):
            case.with_user(self.leader).action_decide()
        decided = self._concluded_case()
        decided.with_user(self.leader).action_decide()
        with self.assertRaises(UserError):
            decided.action_withdraw("不再办理")
