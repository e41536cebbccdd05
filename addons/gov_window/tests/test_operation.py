"""The report over the operations of the platform (W-110)."""

from datetime import datetime, time, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestOperation(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_staff("t_op_head", "gov_window.group_window_head", window=cls.window)

    def _counts(self, user, *groups):
        self.env.flush_all()
        rows = self.env["gov.operation"].with_user(user)._read_group([], groups, ["__count"])
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _consult(self):
        return self.env["gov.consultation"].with_user(self.clerk).create({"question": "几点下班", "answer": "17:30"})

    def test_counts(self):
        """W-110: each operation once, with its person, window and item; the verdicts beside them."""
        self._consult()
        accepted = self._open_case(window_id=self.window.id)
        accepted.action_accept()
        self._open_case(window_id=self.window.id).action_request_supplement("缺申请表")
        self._open_case(window_id=self.window.id).action_refuse_acceptance("不属于本机关职权范围")
        self._open_case(receive=False)
        found = self._counts(self.head, "operation", "user_id", "window_id")
        key = (self.clerk, self.window)
        expected = {"1_consult": 1, "3_receive": 3, "4_accept": 1, "8_supplement": 1, "9_refuse": 1}
        found = {row[0]: count for row, count in found.items() if row[1:] == key}
        self.assertEqual(found, expected)
        rows = self.env["gov.operation"].with_user(self.head).search([("case_id", "=", accepted.id)])
        self.assertEqual(rows.item_id, self.licence)
        self.assertEqual(rows.department_id, self.education)

    def test_hour_of_the_centre(self):
        """W-110: the hour and the day are the centre's, whatever the user's time zone is."""
        day = self._today()
        before, after = day + timedelta(days=9), day + timedelta(days=10)
        self.env.cr._now = datetime.combine(before, time(16, 30))  # 00:30 of the next day in China
        case = self._open_case()
        self.env.cr._now = datetime.combine(after, time(1, 15))  # 09:15
        case.action_accept()
        self.env.flush_all()
        self.head.tz = "America/New_York"
        own = [("case_id", "=", case.id)]
        rows = self.env["gov.operation"].with_user(self.head).with_context(tz="America/New_York").search(own)
        self.assertEqual(
            [(row.operation, row.hour, row.day) for row in rows],
            [("4_accept", "09:00", after), ("3_receive", "00:00", after)],
        )
        self.company.gov_calendar_id = self.env["gov.calendar"].create({"name": "西部", "tz": "Asia/Urumqi"})
        self.env.flush_all()
        rows.invalidate_recordset()
        self.assertEqual(rows.mapped("hour"), ["07:00", "22:00"])
        self.assertEqual(rows.mapped("day"), [after, before])

    def test_who_sees_what(self):
        """W-110: a clerk sees the own work, the head all of the centre, another centre nothing, others
        not at all; nobody writes."""
        self._open_case()
        other = self._create_staff("t_op_clerk", "gov_window.group_clerk", window=self.window)
        self._open_case(user=other)
        self.assertEqual(set(self._counts(self.clerk, "user_id")), {(self.clerk,)})
        self.assertLessEqual({(self.clerk,), (other,)}, set(self._counts(self.head, "user_id")))
        abroad = self.env["res.company"].create({"name": "另一中心"})
        stranger = new_test_user(
            self.env,
            login="t_op_abroad",
            groups="gov_window.group_window_head",
            company_id=abroad.id,
            company_ids=[(6, 0, abroad.ids)],
        )
        operations = self.env["gov.operation"].with_user(stranger).with_context(allowed_company_ids=abroad.ids)
        self.assertFalse(operations.search([]))
        with self.assertRaises(AccessError):
            self.env["gov.operation"].with_user(self.receiver).search([])
        row = self.env["gov.operation"].with_user(self.head).search([], limit=1)
        for refused in (lambda: row.write({"hour": "03:00"}), row.unlink, lambda: row.create({"hour": "03:00"})):
            with self.assertRaises(AccessError):
                refused()

    def test_by_hour_window_item_clerk(self):
        """W-110: the pivot of hours takes one query for each of its groupings."""
        self._open_case()
        operations = self.env["gov.operation"].with_user(self.head)
        domain = [
            ("operation", "in", ("3_receive", "4_accept", "9_refuse", "8_supplement")),
            ("at", ">=", "2020-01-01"),
        ]
        spec = [["hour", "operation"], ["window_id"], ["item_id"], ["user_id"]]
        groups = operations.formatted_read_grouping_sets(domain, spec, ["__count"])
        self.assertEqual(len(groups), len(spec))
        self.assertEqual(len({sum(row["__count"] for row in rows) for rows in groups}), 1)
