"""Notices of many cases in one PDF."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestPrintMany(GovCommon):
    def test_names_what_cannot_be_printed(self):
        """of a list, what has notices is printed in one PDF; what is not registered is named."""
        accepted = self._open_case(), self._open_case()
        for case in accepted:
            case.action_accept()
        draft = self._open_case(receive=False)
        both = accepted[0] | accepted[1]
        answer = (both | draft).action_print_notices()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertIn(draft.display_name, answer["params"]["message"])
        report = answer["params"]["next"]
        self.assertEqual(report["type"], "ir.actions.report")
        notices = self.env["gov.notice"].browse(report["context"]["active_ids"])
        self.assertEqual(notices.case_id, both.with_user(self.clerk))
        self.assertEqual(both.action_print_notices()["type"], "ir.actions.report")
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(report["report_name"], notices.ids)
        )
        self.assertEqual((content[:4], kind), (b"%PDF", "pdf"))

    def test_nothing_to_print(self):
        """nothing but drafts is an error that names them; too many are refused before any work."""
        draft = self._open_case(receive=False)
        with self.assertRaisesRegex(UserError, draft.item_id.name):
            draft.action_print_notices()
        with self.assertRaisesRegex(UserError, "200"):
            self.env["gov.case"].browse([draft.id, *range(10**8, 10**8 + 200)]).sudo().action_print_notices()
