from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestPortalDraft(GovCommon):
    """W-093: what a citizen is still writing is seen by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.citizen = new_test_user(cls.env, "p_citizen", groups="base.group_portal", name="王春花")
        cls.supervisor = cls._create_staff("t_supervisor", "gov_base.group_supervisor")
        cls.guide = cls._create_staff("t_guide", "gov_window.group_guide")

    def _draft(self):
        return self.env["gov.case"].with_user(self.citizen)._portal_open(self.licence.sudo())

    def _seen_by(self, user, case):
        cases = self.env["gov.case"].with_user(user)
        domain = [("state", "in", ("draft", "pre_submitted"))]
        self.env.flush_all()
        found = cases.search(domain)
        self.assertEqual(cases.search_count(domain), len(found), "board and list say the same")
        lines = self.env["gov.case.material"].with_user(user).search([("case_id", "=", case.id)])
        self.assertEqual(case in found, bool(lines))
        return case in found

    def test_hidden_until_submitted(self):
        """W-093: neither case nor checklist is found, counted or read by staff before."""
        case = self._draft()
        self._open_case(receive=False)
        self.assertTrue(self._seen_by(self.citizen, case))
        staff = (self.clerk, self.guide, self.supervisor)
        for user in staff:
            self.assertFalse(self._seen_by(user, case))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                case.with_user(user).read(["state"])
        for line in case.material_ids:
            line._portal_clear(by_paper=True)
        case._portal_submit()
        for user in (self.clerk, self.guide, self.supervisor):
            self.assertTrue(self._seen_by(user, case))

    def test_seen_after_take_back(self):
        """What was submitted once has a number: taken back, the window still finds it, and does
        not receive it."""
        case = self._draft()
        for line in case.material_ids:
            line._portal_clear(by_paper=True)
        case._portal_submit()
        case._portal_take_back()
        self.assertTrue(self._seen_by(self.clerk, case))
        with self.assertRaisesRegex(UserError, "not submitted"):
            case.with_user(self.clerk).action_receive()

    def test_nobody_hides_a_case(self):
        """The mark is set by the beginning alone: neither staff nor superuser write it."""
        case = self._open_case(receive=False)
        self.assertFalse(case.unsubmitted)
        for own in (case, case.sudo()):
            with self.assertRaises(AccessError):
                own.write({"unsubmitted": True})
        with self.assertRaises(AccessError):
            self._open_case(receive=False, unsubmitted=True)

    def test_boards_count_from_the_ledger(self):
        """The rule leaves the boards of the window countable without their records."""
        self._draft()
        self.env.flush_all()
        self.assertTrue(self.env["gov.case"].with_user(self.clerk)._tally_allowed(False))
        self.assertEqual(self.env["gov.case"]._tally_drift(), [])
