"""What the guard says when a field cannot be changed any more."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestClosedFields(GovCommon):
    def _refused(self, cases, user):
        with self.assertRaises(UserError) as caught:
            cases.with_user(user).write({"partner_id": self.labour.company_id.partner_id.id})
        return str(caught.exception)

    def test_who_when_what(self):
        """W-068, W-084: the message names the state, who moved the case, when, and what can be done from here."""
        case = self._open_case()
        case.action_accept()
        message = self._refused(case, self.clerk)
        self.assertIn("Applicant cannot be changed any more", message)
        self.assertIn(case.number, message)
        self.assertIn("Accepted", message)
        self.assertIn(self.clerk.name, message)
        moved = self.company._gov_calendar()._to_local(case.flow_date)
        self.assertIn(f"{moved:%Y-%m-%d %H:%M}", message)
        self.assertIn("Hand Over", message, "the action that is possible from here")

    def test_nothing_to_do(self):
        """Where the reader has no action: whom to ask."""
        case = self._open_case()
        case.action_refuse_acceptance("不属本机关职权范围")
        message = self._refused(case, self.clerk)
        self.assertIn("ask who moved it", message)

    def test_many(self):
        """A bulk change names the first ones and counts the others."""
        cases = self.env["gov.case"].union(*(self._open_case() for _number in range(7)))
        cases.with_user(self.clerk).action_accept()
        self.assertIn("And 2 more", self._refused(cases, self.clerk))
