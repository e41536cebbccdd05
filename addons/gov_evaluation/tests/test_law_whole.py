from odoo.fields import Command
from odoo.tests import tagged

from .common import WholeCommon


@tagged("post_install", "-at_install")
class TestLawBehindTheWindow(WholeCommon):
    """What the catalogue's law says of a decision."""

    def _decided(self, conclusion, opinion, **vals):
        """A filing that was accepted with a gap, and what the department decided."""
        item = self.env["gov.item"].create(
            {"name": "培训备案", "code": f"T-{conclusion}", "department_id": self.education.id, "nature": "filing"}
        )
        lines = [Command.create({"name": "备案表"}), Command.create({"name": "场地证明", "gap_ok": True})]
        self.env["gov.item.version"].create(
            {"item_id": item.id, "promised_days": 1, "material_ids": lines}
        ).action_publish()
        case = self._open_case(item, complete=False, **vals)
        case.material_ids[0].action_toggle()
        case.action_accept_gap()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude(conclusion, opinion)
        case.with_user(self.leader).action_decide()
        return case.sudo()

    def test_refused_filing_lists_what_is_missing(self):
        """W-113, A-053: 不予备案 by the department lists all missing material, too."""
        case = self._decided("disagree", "场地不符合要求")
        notice = case.notice_ids.filtered(lambda notice: notice.kind_id.code == "B-31-FN")
        self.assertEqual([line["name"] for line in notice.content["to_complete"]], ["场地证明"])
        html = self.env["ir.qweb"]._render(
            "gov_approval.notice_b31", {"content": notice.content, "chinese_date": lambda day: day}
        )
        self.assertIn("需要补正的全部材料", html)

    def test_project_follows_the_decision(self):
        """W-111: a favourable decision ends the item of a project, a refusal does not."""
        project = self.env["gov.project"].create({"name": "光伏", "partner_id": self.applicant.id})
        agreed = self._decided("agree", "符合条件", project_id=project.id)
        self.assertEqual(agreed._project_outcome(), "done")
        refused = self._decided("disagree", "不符合")
        self.assertEqual(refused._project_outcome(), "failed")
