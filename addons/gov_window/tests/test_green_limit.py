from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestGreenLimit(GovCommon):
    """W-059: the green channel has a shorter limit (限时快办)."""

    def _rules(self, company=None, **values):
        (company or self.company).gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "绿色通道",
                "line_ids": [Command.create({"name": name, "value": str(value)}) for name, value in values.items()],
            }
        )

    def _accepted(self, item=None, **vals):
        """A case that was accepted; what was shown before is what it got."""
        case = self._open_case(item, **vals)
        shown = case.promise_preview
        case.action_accept()
        self.assertIn(str(case.due_date), shown)
        self.assertIn(f"{case.promise_value} working days", shown)
        self.assertIn(case.promise_source, shown)
        return case

    def test_shorter_in_the_green_channel(self):
        """W-059: 3 working days instead of 10, on the case, its clock and its paper; other cases keep theirs."""
        self._rules(green_days=3)
        case = self._accepted(green_channel=True)
        self.assertEqual((case.promise_value, case.promise_source), (3, "green channel"))
        self.assertEqual(case._last_term("decision").value, 3)
        self.assertEqual(case.sudo().notice_ids.content["promise_days"], 3)
        self.assertEqual(self._accepted().promise_value, 10)

    def test_as_promised_by_default(self):
        """W-059: without a rule of the centre the green channel promises what the item promises."""
        case = self._accepted(green_channel=True)
        self.assertEqual((case.promise_value, case.promise_source), (10, "promised limit of the item"))

    def test_never_longer(self):
        """W-059, D-09: a shorter limit of the law or of the item holds, and what is done at once is done at once."""
        self._rules(green_days=8, statutory_rule="law_prevails")
        law = self._create_item("法定更短", self.education, promised_days=5, statutory_days=6)
        case = self._accepted(law, green_channel=True)
        self.assertEqual((case.promise_value, case.promise_source), (6, "statutory limit of the item"))
        instant = self._create_item("即办事项", self.education, handling_class="instant", promised_days=0)
        case = self._accepted(instant, green_channel=True)
        self.assertEqual((case.promise_value, case.promise_source), (0, "instant item"))
        self.assertEqual(case.due_date, self._today())

    def test_of_a_situation(self):
        """W-059, W-022: the limit that an answer promises is shortened as well."""
        self._rules(green_days=3)
        item = self._create_item("分情形事项", self.education, publish=False)
        question = self.env["gov.item.question"].create(
            {
                "version_id": item.version_ids.id,
                "name": "是否现场勘验",
                "answer_ids": [
                    Command.create({"name": "是", "promised_days": 7}),
                    Command.create({"name": "否", "promised_days": 2}),
                ],
            }
        )
        item.version_ids.action_publish()
        for answer, days in zip(question.answer_ids, (3, 2), strict=True):
            case = self._accepted(item, green_channel=True, answer_ids=answer.ids)
            self.assertEqual(case.promise_value, days)

    def test_received_on_behalf(self):
        """W-059, W-104: a district's longer limit is shortened, and none lengthens what is done at once."""
        district = self.env["res.company"].create(
            {"name": "左旗政务服务中心", "gov_region_id": self.company.gov_region_id.id, "gov_document_word": "左政务"}
        )
        self._rules(district, green_days=4, behalf_days=20)
        self._create_letter(self.education, company_id=district.id, kind="document", sealed_file=PIXEL)
        window = self.env["gov.window"].create(
            {"number": "Z01", "name": "综合", "board": "authorised", "company_id": district.id}
        )
        clerk = self._create_staff("t_district", "gov_window.group_clerk")
        clerk.write({"company_id": district.id, "company_ids": [Command.set(district.ids)]})
        self.env["gov.posting"].create(
            {
                "user_id": clerk.id,
                "company_id": district.id,
                "window_id": window.id,
                "capacity": "clerk",
                "trained_on": self._today(),
                "practised_on": self._today(),
                "date_start": self._today(),
            }
        )
        instant = self._create_item("即办事项", self.education, handling_class="instant", promised_days=0)
        there = {"user": clerk, "window_id": window.id, "company_id": district.id}
        self.env = self.env(context={**self.env.context, "allowed_company_ids": district.ids})
        self.assertEqual(self._accepted(**there).promise_value, 20)
        self.assertEqual(self._accepted(green_channel=True, **there).promise_value, 4)
        self.assertEqual(self._accepted(instant, **there).promise_value, 0)

    def test_shown_while_it_is_typed(self):
        """W-059, W-073: ticking the green channel changes the date that is shown, before anything is saved."""
        self._rules(green_days=3)
        with Form(self.env["gov.case"].with_user(self.clerk)) as form:
            form.item_id = self.licence
            form.partner_id = self.applicant
            self.assertIn("10 working days", form.promise_preview)
            form.green_channel = True
            self.assertIn("3 working days", form.promise_preview)
        with Form(form.record) as form:
            form.green_channel = False
            self.assertIn("10 working days", form.promise_preview)

    def test_not_after_acceptance(self):
        """W-059: an accepted case does not come into the green channel, and out of it, by a tick."""
        self._rules(green_days=3)
        for green in (False, True):
            case = self._accepted(green_channel=green)
            with self.assertRaises(UserError):
                case.green_channel = not green
            self.assertEqual(case._last_term("decision").value, 3 if green else 10)
