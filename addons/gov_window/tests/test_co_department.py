"""Departments with a part in a case read it once its sheet was handed to them (W-087)."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestCoDepartment(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.joint = cls._create_item("联办事项", cls.education, department_ids=cls.labour.ids)
        cls.co_reader = cls._create_staff("t_co", "gov_window.group_department", department=cls.labour)

    def _as(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user)

    def _accepted(self):
        case = self._open_case(item=self.joint)
        case.material_ids[0].write({"file": PIXEL, "file_name": "申请表.png"})
        case.action_accept()
        return case

    def test_reads_what_was_sent(self):
        """W-087: after the sheet was handed over the co-department reads case, checklist and files."""
        case = self._accepted()
        self.assertFalse(self._as(self.co_reader, case).has_access("read"), "before the hand-over: nothing")
        case.action_hand_over()
        self.assertEqual(case.sudo().co_department_ids, self.labour)
        seen = self._as(self.co_reader, case)
        self.assertEqual(self.env["gov.case"].with_user(self.co_reader).search([("id", "=", case.id)]), seen)
        self.assertEqual(seen.number, case.sudo().number)
        line = seen.material_ids[0]
        self.assertEqual(line.file, PIXEL)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", "gov.case.material"), ("res_field", "=", "file"), ("res_id", "=", line.id)])
        )
        self.assertTrue(attachment.with_user(self.co_reader).has_access("read"))

    def test_changes_nothing(self):
        """W-087: it reads only: no write, no move, no change of a line, no urging."""
        case = self._accepted()
        case.action_hand_over()
        seen = self._as(self.co_reader, case)
        line = seen.material_ids[0]
        for forbidden in (
            lambda: seen.write({"note": "x"}),
            lambda: line.write({"note": "x"}),
            line.unlink,
            lambda: seen.action_urge("x"),
            seen.action_hand_over,
            lambda: seen.write({"co_department_ids": [Command.link(self.education.id)]}),
        ):
            with self.assertRaises(UserError):
                forbidden()
        for record in (seen, line):
            self.assertFalse(any(record.has_access(right) for right in ("write", "create", "unlink")))

    def test_others_do_not(self):
        """W-087: a third department, and the co-department for a case that is not its own, read nothing."""
        third = self.env["gov.department"].create({"name": "水务局", "short_name": "水务局"})
        stranger = self._create_staff("t_third", "gov_window.group_department", department=third)
        case = self._accepted()
        case.action_hand_over()
        self.assertFalse(self._as(stranger, case).has_access("read"))
        self.assertFalse(case.material_ids[0].with_user(stranger).has_access("read"))
        alone = self._open_case()
        alone.action_accept()
        alone.action_hand_over()
        self.assertFalse(alone.sudo().co_department_ids)
        self.assertFalse(self._as(self.co_reader, alone).has_access("read"))
        nobody = new_test_user(self.env, login="t_unposted", groups="gov_window.group_department")
        self.assertFalse(self._as(nobody, case).has_access("read"))

    def test_nobody_gives_it(self):
        """W-087: only the hand-over opens a case to a department; the clerk does not write it either."""
        case = self._accepted()
        with self.assertRaises(AccessError):
            case.write({"co_department_ids": [Command.link(self.labour.id)]})
        with self.assertRaises(AccessError):
            self._open_case(receive=False, co_department_ids=[Command.link(self.labour.id)])

    def test_counts_stay_cheap(self):
        """W-087: the department's board still counts by the ledger, and counts the shared cases too."""
        case = self._accepted()
        case.action_hand_over()
        self.env.flush_all()
        cases = self.env["gov.case"].with_user(self.co_reader)
        queries = self._listen()
        count = cases.search_count([])
        self.assertTrue(any("gov_case_tally" in query for query in queries), queries)
        self.assertEqual(count, len(cases.search([])))
        self.assertIn(case, cases.search([]).with_user(self.clerk))
