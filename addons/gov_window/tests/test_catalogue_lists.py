from datetime import date, timedelta
from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import GovCommon


class ListCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff("l_manager", "gov_window.group_catalogue")
        cls.reform = cls._create_staff("l_reform", "gov_window.group_reform")
        cls.fees = cls._create_staff("l_fees", "gov_window.group_fees")
        cls.editor = cls._create_staff("l_editor", "gov_window.group_item_editor", department=cls.education)

    def _rules(self, **values):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {
                "name": "规则",
                "line_ids": [Command.create({"name": name, "value": str(value)}) for name, value in values.items()],
            }
        )


@tagged("post_install", "-at_install")
class TestThreeLists(ListCommon):
    """W-011: 目录清单、实施清单、收费清单, each with its leading office."""

    def _list(self, kind, user=None):
        values = {"kind": kind, "department_id": self.education.id}
        return self.env["gov.item.list"].with_user(user or self.editor).create(values)

    def test_complete_before_confirmed(self):
        """W-011: what is not filled in is named, and the list is not confirmed with it."""
        draft = self._list("catalogue")
        self.assertIn("民办学校设立审批：设定依据", draft.gaps)
        with self.assertRaisesRegex(UserError, "设定依据"):
            draft.with_user(self.reform).action_confirm()
        self.licence.version_id.copy({"basis": "《民办教育促进法》第十二条"}).action_publish()
        draft.invalidate_recordset()
        self.assertFalse(draft.gaps)
        draft.with_user(self.reform).action_confirm()
        self.assertEqual(draft.state, "confirmed")
        self.assertEqual(draft.rows[0][1:3], ["民办学校设立审批", "行政许可"])

    def test_leading_offices(self):
        """W-011: reform office, service office and fees office lead one list each."""
        self.licence.version_id.copy(
            {"basis": "依据", "fee": "每证10元", "fee_basis": "发改价格〔2020〕1号"}
        ).action_publish()
        implementation = self._list("implementation")
        with self.assertRaises(UserError):
            implementation.with_user(self.reform).action_confirm()
        implementation.with_user(self.manager).action_confirm()
        self.assertEqual(implementation.rows[0][2:4], ["承诺件", "原件预审"])
        fees = self._list("fees")
        with self.assertRaises(UserError):
            fees.with_user(self.manager).action_confirm()
        fees.with_user(self.fees).action_confirm()
        self.assertEqual([row[2:] for row in fees.rows], [["每证10元", "发改价格〔2020〕1号"]])
        with self.assertRaises(AccessError):
            self._list("catalogue").with_user(self.editor).action_confirm()

    def test_dynamic(self):
        """W-011: a confirmed list stays what it was, shows as out of date, and is replaced by the next."""
        first = self._list("implementation")
        first.with_user(self.manager).action_confirm()
        self.assertFalse(first.outdated)
        self.licence.version_id.copy({"promised_days": 4}).action_publish()
        first.invalidate_recordset()
        self.assertTrue(first.outdated)
        self.assertIn("10个工作日", first.table)
        second = self._list("implementation")
        second.with_user(self.manager).action_confirm()
        self.assertEqual((first.state, second.state), ("replaced", "confirmed"))
        with self.assertRaises(AccessError):
            second.rows = []
        with self.assertRaises(UserError):
            second.kind = "fees"

    def test_own_department(self):
        """A department's editor makes the lists of the own department only; secret items are on none."""
        with self.assertRaises(AccessError):
            self.env["gov.item.list"].with_user(self.editor).create({"kind": "fees", "department_id": self.labour.id})
        secret = self._create_item("涉密事项", self.education, publish=False)
        secret.write({"secret": True, "exclusion_reason": "涉密"})
        self.assertNotIn("涉密事项", self._list("implementation").table)

    def test_print(self):
        """W-011: the list is printed, in Chinese."""
        draft = self._list("implementation")
        pdf, _type = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("gov_window.gov_item_list_report", draft.ids)
        )
        text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
        self.assertIn("实施清单", text)
        self.assertIn("民办学校设立审批", text)


@tagged("post_install", "-at_install")
class TestPowerList(ListCommon):
    """W-012: the power and duty list."""

    def _entry(self, **vals):
        values = {"department_id": self.education.id, "code": "1501", "name": "民办学校设立", **vals}
        return self.env["gov.power.entry"].create(values)

    def test_items_refer_to_it(self):
        """W-012: an item names its entry; the entry of another department is refused."""
        entry = self._entry()
        self.assertFalse(entry.entered)
        self.licence.power_entry_id = entry
        self.assertEqual(self.licence.power_list_ref, "1501 民办学校设立")
        self.assertTrue(entry.entered)
        with self.assertRaises(ValidationError):
            self.labour_item.power_entry_id = entry

    def test_what_has_not_entered(self):
        """W-012: powers on application without a published item are found; penalties need not enter."""
        entries = self.env["gov.power.entry"]
        waiting, penalty, done = (
            self._entry(code="1"),
            self._entry(code="2", nature="punishment"),
            self._entry(code="3"),
        )
        self.licence.power_entry_id = done
        found = entries.search([("on_application", "=", True), ("entered", "=", False)])
        self.assertEqual(found & (waiting | penalty | done), waiting)
        self.assertNotIn("service", dict(entries._selection_nature()))

    def test_required_by_rule(self):
        """W-012: where the rules say so, a power is published by its entry only; a public service without."""
        self._rules(power_list_required=True)
        item = self._create_item("无条目", self.education, publish=False)
        with self.assertRaisesRegex(UserError, "power and duty list"):
            item.version_ids.action_publish()
        item.power_entry_id = self._entry()
        item.version_ids.action_publish()
        service = self._create_item("服务", self.education, publish=False)
        service.nature = "service"
        service.version_ids.action_publish()
        self.assertTrue(service.version_id)

    def test_who_writes(self):
        """W-012: the editor writes the own department's list, a clerk reads."""
        entry = self._entry()
        entry.with_user(self.editor).duty = "审查责任"
        with self.assertRaises(AccessError):
            entry.with_user(self.clerk).duty = "x"
        with self.assertRaises(AccessError):
            self._entry(department_id=self.labour.id, code="9").with_user(self.editor).duty = "x"


@tagged("post_install", "-at_install")
class TestCoverage(ListCommon):
    """W-008, W-033, W-038: what is outside the window, and the targets."""

    def test_outside_with_the_reason(self):
        """W-008, W-009: every item on application that is outside is listed, with the reason on record."""
        secret, exempt, draft, fine = (
            self._create_item(name, self.education, publish=False) for name in ("涉密", "场地", "草稿", "处罚")
        )
        secret.write({"secret": True, "exclusion_reason": "国家秘密"})
        exempt.write({"exempt": True, "exclusion_reason": "场地限制", "exclusion_approval": "阿署发〔2026〕3号"})
        fine.nature = "punishment"
        action = self.env["gov.item"].with_user(self.reform).action_open_outside()
        found = self.env["gov.item"].search(action["domain"])
        self.assertEqual(found & (secret | exempt | draft | fine | self.licence), secret | exempt | draft)
        self.assertIn("国家秘密", secret.outside_reason)
        self.assertIn("阿署发〔2026〕3号", exempt.outside_reason)
        self.assertTrue(draft.outside_reason)
        self.assertFalse(self.licence.outside_reason)
        self.assertFalse(fine.outside_reason)

    def _coverage(self):
        rows = self.env["gov.item.coverage"]._figures(self.company)
        return {row["department_id"]: row for row in rows}

    def test_coverage(self):
        """W-038: entered against what must enter, by department; the target follows the year."""
        for number in range(2):
            self._create_item(f"草稿{number}", self.education, publish=False)
        secret = self._create_item("涉密", self.education, publish=False)
        secret.write({"secret": True, "exclusion_reason": "涉密"})
        row = self._coverage()[self.education.id]
        self.assertEqual((row["item_count"], row["entered_count"], row["secret_count"]), (3, 1, 1))
        self.assertAlmostEqual(row["coverage"], 1 / 3)
        self.assertEqual((row["target"], row["reached"]), (0.7, "no"))
        self._rules(coverage_first_year=self._today().year, coverage_first_target=0.3)
        row = self._coverage()[self.education.id]
        self.assertEqual((row["target"], row["reached"]), (0.3, "yes"))
        self.labour.sub_hall = "人社专业分厅"
        row = self._coverage()[self.labour.id]
        self.assertEqual((row["sub_hall_count"], row["entered_count"]), (1, 0))

    def test_defaults(self):
        """W-038: 50 % by the end of 2018, 70 % afterwards."""
        values = self.env["gov.profile"]._value
        self.assertEqual(values("coverage_first_target", company=self.company), 0.5)
        self.assertEqual(values("coverage_first_year", company=self.company), 2018)
        self.assertEqual(values("coverage_target", company=self.company), 0.7)

    def test_opens(self):
        """W-038: a line opens what is outside; the lines are one's own."""
        action = self.env["gov.item.coverage"].with_user(self.reform).action_open()
        lines = self.env["gov.item.coverage"].with_user(self.reform).search(action["domain"])
        line = lines.filtered(lambda line: line.department_id == self.education)
        self._create_item("草稿", self.education, publish=False)
        found = self.env["gov.item"].search(line.action_open_outside()["domain"])
        self.assertEqual(found.mapped("name"), ["草稿"])

    def test_fifteen_percent(self):
        """W-033: the 15 % target is a parameter of the figures."""
        self.licence.baseline_days = 11
        figures = self.env["gov.item.figures"]
        row = {row["department_id"]: row for row in figures._figures(self.company)}[self.education.id]
        self.assertEqual((row["baseline_target"], row["baseline_reached"]), (0.15, "no"))
        self.licence.baseline_days = 12
        row = {row["department_id"]: row for row in figures._figures(self.company)}[self.education.id]
        self.assertEqual(row["baseline_reached"], "yes")
        self._rules(baseline_target=0.3)
        row = {row["department_id"]: row for row in figures._figures(self.company)}[self.education.id]
        self.assertEqual(row["baseline_reached"], "no")
        row = {row["department_id"]: row for row in figures._figures(self.company)}[self.labour.id]
        self.assertFalse(row["baseline_reached"])


@tagged("post_install", "-at_install")
class TestOperation(ListCommon, HttpCase):
    """W-039: dates of operation."""

    def test_window(self):
        """W-039: a window accepts from its first day until its last; it is closed outside."""
        today = self._today()
        case = self._open_case()
        self.window.opened_on = today + timedelta(days=1)
        self.assertFalse(self.window._opening(today))
        with self.assertRaisesRegex(UserError, "in operation"):
            case.action_accept()
        self.window.write({"opened_on": today - timedelta(days=9), "closed_on": today})
        with self.assertRaisesRegex(UserError, "in operation"):
            case.action_accept()
        self.window.closed_on = today + timedelta(days=1)
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_hours(self):
        """W-039: in operation, the window keeps the hours of the centre."""
        day = date(2026, 3, 18)
        usual = self.window._opening(day)
        self.assertTrue(usual)
        self.window.opened_on = day
        self.assertEqual(self.window._opening(day), usual)
        self.window.closed_on = day
        self.assertFalse(self.window._opening(day))

    def test_centre(self):
        """W-039: the plan's dates and the real ones are kept with the centre."""
        self.company.write({"gov_run_by": date(2021, 3, 21), "gov_standard_by": date(2021, 4, 30)})
        self.assertEqual(self.company.gov_run_by, date(2021, 3, 21))
