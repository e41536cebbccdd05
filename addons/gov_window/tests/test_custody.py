"""Hand-over sheets, where every paper is, losses, and the period to hand over."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from .common import PIXEL, GovCommon


@tagged("post_install", "-at_install")
class TestCustody(GovCommon, TransactionCase):
    def handed(self, count=1, **vals):
        """Cases that were handed over, and their sheet."""
        cases = self.env["gov.case"].union(*[self._open_case(**vals) for _n in range(count)]).with_user(self.clerk)
        cases.action_accept()
        cases.action_hand_over()
        return cases, cases.sudo().handover_line_ids.handover_id.with_user(self.receiver)

    def papers(self, case):
        return case.sudo().paper_ids.with_env(self.env)

    # ------------------------------------------------------------------ receive or refuse

    def test_sheet_says_what_is_in_the_folder(self):
        """W-086, B-09: the sheet names each paper with originals and copies, and both who signed."""
        self.licence.version_id.material_ids[0].sudo()._write({"copies": 2})
        self.env.invalidate_all()
        case, sheet = self.handed()
        self.assertEqual(sheet.mode, "paper")
        line = sheet.line_ids
        self.assertEqual([paper["name"] for paper in line.papers], ["申请表", "身份证明"])
        self.assertEqual(set(self.papers(case).mapped("state")), {"on_way"})
        self.assertEqual(self.papers(case).holder_id, self.clerk)
        sheet.action_sign()
        self.assertEqual((sheet.giver_id, sheet.receiver_id), (self.clerk, self.receiver))
        self.assertEqual(line.state, "received")
        self.assertRecordValues(self.papers(case), [{"state": "department", "department_id": self.education.id}] * 2)
        self.assertEqual(self.papers(case).holder_id, self.receiver)

    def test_refused_folder_comes_back(self):
        """W-086, B-09: a folder is refused with a reason; the window takes it back and hands over again."""
        cases, sheet = self.handed(2)
        first, second = cases
        line = sheet.line_ids.filtered(lambda own: own.case_id == first)
        with self.assertRaises(ValidationError):
            line.action_refuse("  ")
        line.action_refuse("身份证明不是原件")
        self.assertEqual((line.state, sheet.state), ("refused", "handed"))
        self.assertIn("refuse", self._events(first))
        self.assertIn("身份证明不是原件", first.refused_reason)
        self.assertFalse(second.refused_reason)
        sheet.action_sign()
        self.assertEqual(line.state, "refused", "the signature is not for what was refused")
        self.assertEqual(set(self.papers(first).mapped("state")), {"on_way"})
        self.assertEqual(set(self.papers(second).mapped("state")), {"department"})
        self.assertEqual(first._open_terms("handover").state, "running", "it is to be handed over again, in time")
        with self.assertRaisesRegex(UserError, "take the refused folder back"):
            first.action_hand_over_again()
        with self.assertRaises(AccessError):
            line.action_take_back()
        line.with_user(self.clerk).action_take_back()
        self.assertEqual(set(self.papers(first).mapped("state")), {"window"})
        first.action_hand_over_again()
        self.assertEqual(len(first.handover_line_ids), 2)
        self.assertFalse(first.refused_reason)
        self.assertFalse(first._open_terms("handover"))
        again = first.sudo().handover_line_ids.sorted("id")[-1].handover_id
        again.with_user(self.receiver).action_sign()
        self.assertEqual(set(self.papers(first).mapped("state")), {"department"})
        with self.assertRaisesRegex(UserError, "nothing of it is at the window"):
            first.action_hand_over_again()
        self.assertEqual(self.env["gov.event"].verify_chain(cases.ids), [])

    def test_all_refused(self):
        """W-086: a sheet of which everything is refused goes back as a whole and cannot be signed."""
        _case, sheet = self.handed()
        sheet.line_ids.action_refuse("不是我局事项")
        self.assertEqual(sheet.state, "returned")
        with self.assertRaises(UserError):
            sheet.action_sign()

    def test_only_the_department(self):
        """W-086: nobody ticks, refuses or signs for another department, nor the window for it."""
        _case, sheet = self.handed()
        stranger = self._create_staff("t_stranger", "gov_window.group_department", department=self.labour)
        for user in (stranger, self.clerk):
            with self.assertRaises(UserError):
                sheet.line_ids.with_user(user).action_tick()
            with self.assertRaises(UserError):
                sheet.line_ids.with_user(user).action_refuse("x")
        with self.assertRaises(AccessError):
            sheet.line_ids.sudo().write({"state": "received"})
        with self.assertRaises(AccessError):
            self.env["gov.paper"].search([], limit=1).write({"state": "returned"})

    def test_signatures(self):
        """W-086, B-09: each side draws its own signature, and none after the sheet is signed."""
        _case, sheet = self.handed()
        with self.assertRaises(AccessError):
            sheet.write({"giver_signature": PIXEL})
        with self.assertRaises(AccessError):
            sheet.with_user(self.clerk).write({"receiver_signature": PIXEL})
        sheet.write({"receiver_signature": PIXEL})
        sheet.with_user(self.clerk).write({"giver_signature": PIXEL})
        sheet.action_sign()
        with self.assertRaises(UserError):
            sheet.write({"receiver_signature": False})
        html = self.env["ir.actions.report"]._render_qweb_html("gov_window.gov_handover_report", sheet.ids)[0].decode()
        self.assertIn("data:image", html)
        self.assertIn("申请表", html)
        self.assertIn("签收时间", html)

    def test_electronic(self):
        """W-086: a case that came online with files alone is handed over electronically."""
        case = self._open_case(complete=False, receive=False, channel="portal")
        case.material_ids.write({"file": PIXEL})
        case.action_receive()
        case.action_accept()
        paper = self._open_case()
        paper.action_accept()
        (case + paper).with_user(self.clerk).action_hand_over()
        self.assertEqual(case.handover_line_ids.handover_id.mode, "electronic")
        self.assertFalse(case.paper_ids)
        self.assertEqual(paper.handover_line_ids.handover_id.mode, "paper")
        case.handover_line_ids.handover_id.with_user(self.receiver).action_sign()
        self.assertEqual(case.handover_line_ids.state, "received")

    def test_many_departments(self):
        """W-087: each department of the item gets a sheet of its own and signs it off by itself."""
        item = self._create_item("联办事项", self.education, department_ids=self.labour.ids)
        case = self._open_case(item)
        case.action_accept()
        case.action_hand_over()
        sheets = case.sudo().handover_line_ids.handover_id
        self.assertEqual(sheets.department_id, self.education + self.labour)
        self.assertEqual(
            {sheet.department_id: sheet.mode for sheet in sheets}, {self.education: "paper", self.labour: "electronic"}
        )
        labour = self._create_staff("t_labour", "gov_window.group_department", department=self.labour)
        own = sheets.filtered(lambda sheet: sheet.department_id == self.labour).with_user(labour)
        own.action_sign()
        self.assertEqual(sorted(sheets.mapped("state")), ["handed", "signed"])
        with self.assertRaises(AccessError):
            (sheets - own).with_user(labour).action_sign()
        with self.assertRaises(UserError):
            item.version_id.write({"department_ids": False})

    # ------------------------------------------------------------------ scanning

    def test_scan_in(self):
        """W-086: scanning opens the sheet and ticks the folder; the wrong paper is refused in words."""
        cases, sheet = self.handed(2)
        stray, _other = self.handed()
        scan = self.env["gov.handover"].with_user(self.receiver).scan
        answer = scan(f"gh{sheet.id}")
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["sheet"]["number"], sheet.number)
        answer = scan(cases[0].number, "in", sheet.id)
        self.assertEqual({line["state"] for line in answer["sheet"]["lines"]}, {"waiting", "ticked"})
        self.assertTrue(scan(cases[0].number, "in", sheet.id)["ok"], "twice does no harm")
        answer = scan(stray.number, "in", sheet.id)
        self.assertFalse(answer["ok"])
        self.assertIn("not on this sheet", answer["message"])
        self.assertFalse(scan("nonsense", "in", sheet.id)["ok"])
        with self.assertRaisesRegex(UserError, "not all folders were scanned"):
            sheet.action_sign()
        url = cases[1].sudo().notice_ids[0]._check_url()
        self.assertTrue(scan(url, "in", sheet.id)["ok"], "the QR code of the notice names the case")
        self.assertTrue(sheet.scan_sign()["ok"])
        self.assertEqual(sheet.state, "signed")
        self.assertFalse(scan(cases[0].number, "in", sheet.id)["ok"])

    def test_scan_out_and_back(self):
        """W-086: the window scans the folders it hands out, and those it takes back."""
        ready, draft = self._open_case(), self._open_case()
        ready.action_accept()
        scan = self.env["gov.handover"].with_user(self.clerk).scan
        self.assertTrue(scan(ready.number, "out")["ok"])
        self.assertFalse(scan(draft.number, "out")["ok"])
        answer = self.env["gov.handover"].with_user(self.clerk).scan_hand_over((ready + draft).ids)
        self.assertFalse(answer["ok"])
        self.assertIn(draft.number, answer["message"])
        self.assertEqual((ready.state, draft.state), ("transferred", "received"))
        self.assertFalse(scan(ready.number, "back")["ok"])
        line = ready.handover_line_ids
        line.with_user(self.receiver).action_refuse("缺页")
        self.assertTrue(scan(ready.number, "back")["ok"])
        self.assertEqual(line.state, "taken_back")
        self.assertTrue(scan(ready.number, "out")["ok"])
        stranger = self._create_staff("t_stranger", "gov_window.group_department", department=self.labour)
        answer = self.env["gov.handover"].with_user(stranger).scan(ready.number)
        self.assertIn("no case you can see", answer["message"])

    # ------------------------------------------------------------------ give back, lost

    def test_give_back(self):
        """W-086: originals go back to the applicant against signature, from the window only."""
        case, _sheet = self.handed()
        wizard = self.env["gov.paper.return"].with_user(self.clerk)
        papers = self.papers(case).with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Elsewhere"):
            wizard.create({"paper_ids": papers.ids, "receiver_name": "张大山", "signature": PIXEL}).action_give_back()
        kept = self._open_case()
        kept.action_papers()
        paper = kept.paper_ids[0]
        form = Form(wizard.with_context(default_paper_ids=paper.ids))
        self.assertEqual(form.receiver_name, "张大山")
        form.signature = PIXEL
        form.save().action_give_back()
        self.assertEqual((paper.state, paper.receiver_name, paper.holder_id), ("returned", "张大山", self.clerk))
        self.assertTrue(paper.receiver_signature)
        self.assertIn("give_back", self._events(kept))

    def test_lost(self):
        """W-086: a loss names who signed last, tells the applicant, flags the case, and is not closed in silence."""
        case, sheet = self.handed()
        sheet.action_sign()
        paper = self.papers(case)[0].with_user(self.receiver)
        with self.assertRaises(ValidationError):
            paper.action_report_lost("")
        paper.action_report_lost("交接后找不到")
        self.assertEqual((paper.state, paper.lost_by_id, paper.lost_signed_id), ("lost", self.receiver, self.receiver))
        self.assertIn("report_lost", self._events(case))
        self.assertEqual(case.lost_papers, "申请表")
        self.assertIn(case, self.env["gov.case"].search([("paper_ids.state", "=", "lost")]))
        notice = case.sudo().notice_ids.filtered(lambda own: own.kind_id.code == "B-09-L")
        self.assertEqual(notice.content["lost"][0]["name"], "申请表")
        for user in (self.receiver, self.clerk):
            with self.assertRaises(AccessError):
                paper.with_user(user).action_replace("补办")
        head = paper.with_user(self._create_staff("t_head", "gov_window.group_window_head", window=self.window))
        with self.assertRaisesRegex(UserError, "what is done about the loss"):
            head.action_replace("补办")
        head.measures = "已请发证机关补办"
        with self.assertRaisesRegex(UserError, "not told yet"):
            head.action_replace("补办")
        self._deliver(notice)
        with self.assertRaises(ValidationError):
            head.action_replace("")
        head.action_replace("补办件已到")
        self.assertEqual(paper.state, "replaced")
        self.assertFalse(case.lost_papers)
        self.assertEqual(self.env["gov.event"].verify_chain(case.ids), [])

    # ------------------------------------------------------------------ until when

    def test_next_morning(self):
        """W-085, D-21: by default until noon of the next working day, the weekend passed over."""
        self.env.cr._now = datetime(2026, 12, 4, 7)  # Friday, 15:00 in China
        case = self._open_case()
        case.action_accept()
        term = case._open_terms("handover")
        self.assertEqual((term.unit, term.due_at), ("noon", datetime(2026, 12, 7, 4)))
        self.env.cr._now = datetime(2026, 12, 7, 3, 59)
        self.env["gov.term"]._take_due(set())
        self.assertFalse(term.breached_at)
        self.assertTrue(term.warned_at)
        self.env.cr._now = datetime(2026, 12, 7, 4, 1)
        self.env["gov.term"]._take_due(set())
        self.assertTrue(term.breached_at)

    def test_other_limits(self):
        """W-085, D-21: the same day, or so many working days, if the rules say so."""
        profile = self.env["gov.profile"].create({"name": "移交"})
        self.company.sudo().gov_profile_id = profile
        line = self.env["gov.profile.line"].create(
            {"profile_id": profile.id, "name": "handover_limit", "value": "same_day"}
        )
        self.env.cr._now = datetime(2026, 12, 3, 2)
        case = self._open_case()
        case.action_accept()
        self.assertEqual(case._open_terms("handover").due_at, datetime(2026, 12, 3, 15, 59, 59))
        line.value = "days"
        self.env["gov.profile.line"].create({"profile_id": profile.id, "name": "handover_days", "value": "2"})
        case = self._open_case()
        case.action_accept()
        self.assertEqual(case._open_terms("handover").due_at, datetime(2026, 12, 7, 15, 59, 59))
