from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError

from .common import PIXEL, GovCommon


class TestMandate(GovCommon):
    """W-060, 委托代办: who acts for an applicant does it by a mandate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.env["res.partner"].create({"name": "赵代办"})
        cls.firm = cls.env["res.partner"].create({"name": "某某公司", "is_company": True})

    def _mandate(self, activate=True, **vals):
        mandate = (
            self.env["gov.mandate"]
            .with_user(self.clerk)
            .create(
                {
                    "principal_id": self.applicant.id,
                    "agent_id": self.agent.id,
                    "purpose": "代为办理",
                    "paper": PIXEL,
                    **vals,
                }
            )
        )
        if activate:
            mandate.action_activate()
        return mandate

    def test_case_with_agent_needs_one(self):
        """Refused with the reason; with a mandate in force it is accepted and remembers it."""
        case = self._open_case(agent_id=self.agent.id)
        self.assertTrue(case.mandate_missing)
        with self.assertRaisesRegex(UserError, "赵代办 has no valid mandate to act for 张大山"):
            case.action_accept()
        mandate = self._mandate()
        case.action_accept()
        self.assertEqual((case.state, case.mandate_id), ("accepted", mandate))
        self.assertFalse(case.mandate_missing)

    def test_without_agent_none_is_needed(self):
        case = self._open_case()
        self.assertFalse(case.mandate_missing)
        case.action_accept()
        self.assertFalse(case.mandate_id)

    def test_recorded_at_the_counter(self):
        """One click: for this case alone, without a second paper; pressed twice it is one."""
        case = self._open_case(agent_id=self.agent.id)
        case.action_record_mandate()
        case.action_record_mandate()
        mandate = self.env["gov.mandate"].search([("case_id", "=", case.id)])
        self.assertEqual((len(mandate), mandate.validity), (1, "valid"))
        self.assertFalse(case.mandate_missing)
        case.action_accept()
        self.assertEqual(case.mandate_id, mandate)
        other = self._open_case(agent_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "no valid mandate"):
            other.action_accept()
        with self.assertRaisesRegex(UserError, "before acceptance"):
            case.action_record_mandate()
        with self.assertRaisesRegex(UserError, "with an agent"):
            self._open_case().action_record_mandate()

    def test_scope(self):
        """Of that applicant, for that agent, for those items, on that day."""
        today = self._today()
        for vals in (
            {"principal_id": self.firm.id},
            {"agent_id": self.firm.id},
            {"item_ids": self.labour_item.ids},
            {"date_start": today + timedelta(days=1)},
        ):
            self._mandate(**vals)
        case = self._open_case(agent_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "no valid mandate"):
            case.action_accept()
        self._mandate(item_ids=self.licence.ids, date_end=today)
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_ends(self):
        """After its last day and after revocation it gives no power; the chain tells both."""
        mandate = self._mandate(date_end=self._today())
        case = self._open_case(agent_id=self.agent.id)
        self.env.cr._now = self.env.cr.now() + timedelta(days=1)
        mandate.invalidate_recordset()
        self.assertEqual(mandate.validity, "expired")
        with self.assertRaisesRegex(UserError, "no valid mandate"):
            case.action_accept()
        mandate = self._mandate()
        with self.assertRaisesRegex(ValidationError, "reason"):
            mandate.action_revoke()
        mandate.action_revoke("委托人书面撤销")
        with self.assertRaisesRegex(UserError, "no valid mandate"):
            case.action_accept()
        self.assertEqual(self._events(mandate), ["activate", "revoke"])
        self.assertFalse(self.env["gov.event"].verify_chain(mandate.ids, "gov.mandate"))

    def test_paper_and_persons(self):
        with self.assertRaisesRegex(UserError, "signed paper"):
            self._mandate(paper=False)
        with self.assertRaisesRegex(UserError, "last day is past"):
            self._mandate(date_start="2020-01-01", date_end="2020-02-01")
        with self.assertRaisesRegex(ValidationError, "legal representative"):
            self._mandate(kind="representative")
        with self.assertRaisesRegex(ValidationError, "guardian"):
            self._mandate(kind="guardian", principal_id=self.firm.id)
        self.assertEqual(self._mandate(kind="representative", principal_id=self.firm.id).state, "active")

    def test_what_it_says_is_fixed(self):
        mandate = self._mandate()
        for vals in ({"agent_id": self.firm.id}, {"date_end": "2079-01-01"}, {"item_ids": [(5, 0, 0)]}):
            with self.assertRaisesRegex(UserError, "cannot be changed any more"):
                mandate.write(vals)
        with self.assertRaises(UserError):
            mandate.unlink()
        with self.assertRaises(AccessError):
            mandate.write({"state": "revoked"})

    def test_own_agent(self):
        case = self._open_case(agent_id=self.applicant.id)
        with self.assertRaisesRegex(UserError, "one person"):
            case.action_accept()

    def test_rights(self):
        """Departments see a mandate and change none; citizens do not see any."""
        mandate = self._mandate(activate=False)
        with self.assertRaises(AccessError):
            mandate.with_user(self.receiver).action_activate()
        self.assertEqual(mandate.with_user(self.receiver).purpose, "代为办理")
        self.assertEqual(self.applicant.with_user(self.clerk).gov_mandate_count, 1)
        self.assertEqual(self.agent.with_user(self.clerk).gov_mandate_count, 1)
