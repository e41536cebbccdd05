"""Registers on paper: many entries in one table over pages."""

from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.gov_base.models.ir_actions_report import MOST_TOGETHER

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestRegisters(GovCommon, TransactionCase):
    def pages(self, name, records, user=None):
        """The text of each page of a register."""
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, _type = reports.with_user(user or self.env.user)._render_qweb_pdf(f"gov_window.{name}", records.ids)
        return [page.extract_text().replace("\n", "") for page in PdfReader(BytesIO(pdf)).pages]

    def entries(self, count):
        guide = self._create_staff("r_guide", "gov_window.group_guide", window=self.window)
        start = self.company._gov_calendar()._to_utc(self.env.cr.now().replace(year=2026, month=3, day=2, hour=9))
        return (
            self.env["gov.consultation"]
            .with_user(guide)
            .create(
                [
                    {
                        "question": f"问题{number:03d}号",
                        "answer": "见受理清单",
                        "window_id": self.window.id,
                        "asked_at": start + timedelta(days=number),
                        "kind": "out_of_scope",
                        "refer_note": "车辆管理所",
                    }
                    for number in range(count)
                ]
            )
        )

    def test_consultations(self):
        """B-11: the log in one table over pages, in order, with heading, window, period, page numbers, answers."""
        entries = self.entries(40)
        pages = self.pages("gov_consultation_register_report", entries, entries.user_id)
        self.assertIn(len(pages), range(2, 9))
        for part in ("窗口咨询登记簿", self.company.name, self.window.display_name, "共40条", "2026年3月2日至"):
            self.assertIn(part, pages[0])
        for number, page in enumerate(pages, 1):
            self.assertIn("答复内容", page, "the head of the table stands on each page")
            self.assertIn(f"{number} / {len(pages)}", page)
        text = "".join(pages)
        places = [text.index(f"问题{number:03d}号") for number in range(40)]
        self.assertEqual(places, sorted(places), "in order of the questions, though the list shows the newest first")
        self.assertEqual(text.count("车辆管理所"), 40)

    def test_others_entries(self):
        """B-11: who may not read the log does not print it."""
        with self.assertRaises(AccessError):
            self.pages("gov_consultation_register_report", self.entries(1), self.receiver)

    def test_too_many(self):
        """B-11: a register that would take minutes is refused with what to do."""
        with self.assertRaisesRegex(UserError, "by month or window"):
            self.pages("gov_consultation_register_report", self.entries(MOST_TOGETHER + 1))

    def test_applications(self):
        """B-10: what was received, in order of application, the names masked."""
        first, second = self._open_case(), self._open_case()
        second.action_accept()
        [page] = self.pages("gov_case_register_report", first + second, self.clerk)
        self.assertLess(page.index(first.number), page.index(second.number))
        self.assertIn("10个工作日", page)
        self.assertIn(first.partner_masked, page)
        self.assertNotIn("张大山", page)

    def test_hand_overs(self):
        """B-09: the ledger of sheets says to whom, how many, who signed."""
        case = self._open_case()
        case.action_accept()
        case.action_hand_over()
        sheet = case.sudo().handover_line_ids.handover_id
        [page] = self.pages("gov_handover_register_report", sheet, self.clerk)
        for part in ("材料交接登记台账", sheet.number, case.number, self.education.name, "待签收"):
            self.assertIn(part, page)

    def test_parcels(self):
        """B-12: what came in and what went out stand in tables of their own."""
        vals = {"carrier_id": self.env.ref("gov_window.carrier_sf").id, "content": "申请材料"}
        parcels = self.env["gov.courier"].with_user(self.clerk)
        came = parcels.create({**vals, "direction": "in", "waybill": "SF111", "from_name": "左旗居民"})
        [page] = self.pages("gov_courier_register_report", came, self.clerk)
        self.assertIn("快递收件登记", page)
        self.assertNotIn("快递寄件登记", page)
        went = parcels.create({**vals, "direction": "out", "waybill": "SF222", "to_name": "右旗居民"})
        [page] = self.pages("gov_courier_register_report", came + went, self.clerk)
        self.assertLess(page.index("SF111"), page.index("快递寄件登记"))
        self.assertLess(page.index("快递寄件登记"), page.index("SF222"))

    def test_staff(self):
        """B-19, W-069: the list of posted staff, with badge, training and first day."""
        posting = self.clerk.gov_posting_ids
        posting.write({"badge_number": "0016", "post": "综合受理员"})
        [page] = self.pages("gov_posting_register_report", posting + self.receiver.gov_posting_ids)
        for part in ("工作人员名册", "0016", "综合受理员", self.education.name, str(posting.trained_on)):
            self.assertIn(part, page)

    def test_plate_without_photograph(self):
        """W-069: the picture of initials that Odoo draws is no photograph: the plate leaves the place free."""
        self.assertTrue(self.clerk.image_512)
        self.assertEqual(self.clerk.gov_posting_ids._plate()["photo"], "")

    def test_contacts(self):
        """W-065: who received whom outside the window, and who allowed it."""
        leader = self._create_staff("r_leader", "gov_window.group_department", department=self.education)
        contact = (
            self.env["gov.contact"]
            .with_user(self.receiver)
            .create({"visitor": "某园举办者", "subject": "消防整改", "leader_id": leader.id})
        )
        [page] = self.pages("gov_contact_register_report", contact, self.receiver)
        for part in ("直接接触申请人登记簿", "某园举办者", leader.login, self.education.name):
            self.assertIn(part, page)
