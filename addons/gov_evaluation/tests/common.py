from odoo.addons.gov_window.tests.common import PIXEL, GovCommon


class WholeCommon(GovCommon):
    """The people behind and after the window."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handler = cls._create_staff("t_handler", "gov_approval.group_handler", department=cls.education)
        cls.chief = cls._create_staff("t_chief", "gov_approval.group_chief", department=cls.education)
        cls.leader = cls._create_staff("t_leader", "gov_approval.group_leader", department=cls.education)
        cls.issuer = cls._create_staff("t_issuer", "gov_issuance.group_issuer")
        cls.supervisor = cls._create_staff("t_supervisor", "gov_base.group_supervisor")

    def _accepted_case(self, **kwargs):
        case = self._open_case(**kwargs)
        case.action_accept()
        return case

    def _concluded_case(self, conclusion="agree", **kwargs):
        case = self._accepted_case(**kwargs)
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude(conclusion, "符合条件" if conclusion == "agree" else "场地不符合要求")
        return case

    def _checked_result(self):
        case = self._concluded_case()
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        return result.with_user(self.issuer)

    def _hand_out(self, result):
        result.write({"receiver_name": self.applicant.name, "identity_checked": True, "signature": PIXEL})
        result.action_deliver()
