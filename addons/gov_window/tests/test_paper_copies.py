"""Every copy of a paper says what it is, and is counted; the check knows a void one."""

from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.gov_base.report import engine

from .common import GovCommon

A4, SLIP = "gov_base.gov_notice_report", "gov_base.gov_notice_slip_report"


class PaperCommon(GovCommon):
    def setUp(self):
        super().setUp()
        case = self._open_case()
        case.action_accept()
        self.notice = case.sudo().notice_ids

    def _pdf(self, report, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        content, _type = reports.with_context(force_report_rendering=True)._render_qweb_pdf(report, self.notice.ids)
        return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]

    def _prints(self):
        return self._events(self.notice).count("notice.print")


@tagged("post_install", "-at_install")
class TestCopies(PaperCommon):
    def test_reprint(self):
        """B-01: from the second copy on it says 补打, on A4, slip, screen and as text, each counted once."""
        [first] = self._pdf(A4)
        self.assertNotIn("补打", first)
        self.assertEqual((self.notice.print_count, self._prints()), (1, 0))
        [slip] = self._pdf(SLIP)
        self.assertIn("补打（第1次）", slip)
        [again] = self._pdf(A4)
        self.assertIn("补打（第2次）", again)
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        page, _type = reports._render_qweb_html(A4, self.notice.ids)
        self.assertIn("补打（第3次）", page.decode())
        text, _type = reports._render_qweb_text(SLIP, self.notice.ids)
        self.assertIn("补打（第4次）", text.decode())
        self.assertEqual((self.notice.print_count, self._prints()), (5, 4))

    def test_twice_in_one_request(self):
        """B-01: chosen twice in one request it is one copy."""
        self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(A4, self.notice.ids * 2)
        self.assertEqual(self.notice.print_count, 1)

    def test_void(self):
        """B-01: a void paper is no paper any more, on whatever it is printed."""
        self.assertNotIn("作废", self._pdf(A4)[0] + self._pdf(SLIP)[0])
        self.notice.sudo(False).with_user(self.env.ref("base.user_admin")).action_void("打印错误")
        self.assertIn("作废补打（第2次）", self._pdf(A4)[0])
        slip = self._pdf(SLIP)[0]
        self.assertIn("作废补打（第3次）", slip)

    def test_number_on_every_page(self):
        """B-01: no page without the number of the paper, and seal and code never stand alone on one."""
        content = dict(self.notice.content)
        lengths = set()
        for count in range(6, 22, 2):
            content["materials"] = [
                {"name": f"材料{line}", "originals": 1, "copies": 1, "missing": False, "taken": "已收"}
                for line in range(count)
            ]
            case = self.notice.case_id
            paper = self.env["gov.notice"]._issue("B-01", [(case, content, {"case_id": case.id})])
            html, _type = self.env["ir.actions.report"]._render_qweb_html(A4, paper.ids)
            pages = PdfReader(BytesIO(engine.to_pdf(html.decode()))).pages
            texts = ["".join(page.extract_text().split()) for page in pages]
            lengths.add(len(texts))
            for text in texts:
                self.assertIn(paper.number, text)
            self.assertIn("受理人：", texts[-1], count)
        self.assertEqual(lengths, {1, 2}, "the end of the page lies in between")

    def test_robot(self):
        """B-01: accepted by silence, nobody of the window accepted it."""
        robot = self.env.ref("base.user_root")
        self.assertIn("受理人：", self._pdf(A4)[0])
        self.notice = self.notice.case_id.with_user(robot)._issue_notice("B-01")
        [text] = self._pdf(A4)
        self.assertNotIn("受理人", text)
        self.assertNotIn(robot.name, text)
        self.assertNotIn("经办", dict(self.notice._slip_lines()))

    def test_slip_names_its_days(self):
        """B-04, B-05: each day by its name and in Chinese, with what has to be handed in."""
        said = dict(self.notice._slip_lines())
        self.assertEqual(said["办结期限"], engine.chinese_date(self.notice.case_id.due_date))
        case = self._open_case(complete=False)
        case.material_ids[0].state = "received"
        case.action_request_supplement("请补交身份证明原件")
        said = dict(case.sudo().notice_ids._slip_lines())
        self.assertEqual(said["补正期限"], engine.chinese_date(case.due_date))
        self.assertEqual((said["补正内容"], said["未交材料"]), ("请补交身份证明原件", "身份证明"))
        self.assertNotIn("办结期限", said)
        case = self._open_case()
        case.action_refuse_acceptance("不属于本机关职权范围")
        said = dict(case.sudo().notice_ids._slip_lines())
        self.assertEqual(said["理由"], "不属于本机关职权范围")
        self.assertFalse({"办结期限", "补正期限"} & said.keys())

    def test_slip_is_one_piece(self):
        """B-04: however much has to be completed, the slip is one piece of paper."""
        for length in (5, 60, 150, 300, 550):
            case = self._open_case(complete=False)
            case.action_request_supplement("补" * length)
            self.notice = case.sudo().notice_ids
            self.assertEqual(len(self._pdf(SLIP)), 1, length)

    def test_optional_and_basis(self):
        """B-01, B-05: what need not be handed in takes nothing from “all there”; each basis stands for itself."""
        lines = [Command.create({"name": "申请表"}), Command.create({"name": "推荐信", "required": False})]
        item = self._create_item("甲", self.education, material_ids=lines, basis="《甲法》第一条；\n\n《乙条例》第二条")
        case = self._open_case(item, complete=False)
        case.material_ids[0].state = "received"
        case.action_accept()
        content = case.sudo().notice_ids.content
        self.assertEqual([line["taken"] for line in content["materials"]], ["已收", "非必交"])
        self.assertEqual(content["basis"], "《甲法》第一条、《乙条例》第二条")

    def test_standing_text(self):
        """B-01: the standing text of a kind is printed as it was formatted."""
        self.notice.kind_id.sudo().note = "<p>一式<b>两</b>份。</p>"
        case = self._open_case()
        case.action_accept()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(A4, case.sudo().notice_ids.ids)
        self.assertIn("<p>一式<b>两</b>份。</p>", html.decode())

    def test_sheet_keeps_its_words(self):
        """B-09: a sheet that was handed over and signed for says what it said then."""
        case = self.notice.case_id.with_user(self.clerk)
        case.action_hand_over()
        sheet = self.env["gov.handover"].search([("line_ids.case_id", "=", case.id)])
        sheet.with_user(self.receiver).action_sign()
        report, ids = "gov_window.gov_handover_report", sheet.ids
        before, _type = self.env["ir.actions.report"]._render_qweb_html(report, ids)
        self.applicant.write({"name": "改名", "is_company": True})
        self.education.name = self.company.name = "改名"
        (self.clerk | self.receiver).name = "改名"
        self.env.cr.execute("UPDATE gov_item SET name = '改名'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        after, _type = self.env["ir.actions.report"]._render_qweb_html(report, ids)
        self.assertNotIn("改名", after.decode())
        self.assertEqual(after, before)

    def test_layout_stays(self):
        """B-01: the layout of issued papers cannot be changed or removed."""
        layout = self.notice.layout_id
        with self.assertRaisesRegex(UserError, "stays on record"):
            layout.write({"arch": "<t/>"})
        with self.assertRaisesRegex(UserError, "stays on record"):
            layout.unlink()
        with self.assertRaises(AccessError):
            layout.with_user(self.clerk).read(["arch"])

    def _fonts(self, report):
        reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _type = reports._render_qweb_pdf(report, self.notice.ids)
        fonts = PdfReader(BytesIO(content)).pages[0]["/Resources"]["/Font"].values()
        return [str(font.get_object()["/BaseFont"]).partition("+")[2].replace("-", "") for font in fonts]

    def test_fonts(self):
        """B-01: a centre chooses among the fonts of the server, for A4 and slip; head and place of the seal as well."""
        with self.assertRaisesRegex(ValidationError, "no font called 没有的字体"):
            self.company.gov_font_body = "没有的字体"
        with self.assertRaisesRegex(ValidationError, "issuer"):
            self.company.gov_red_head = "某某局"
        chosen = {A4: "NotoSansMonoCJKSC", SLIP: "NotoSerifCJKSC"}
        for report, family in chosen.items():
            self.assertNotIn(family, self._fonts(report))
        self.company.write({"gov_font_body": "Noto Sans Mono CJK SC", "gov_font_table": "Noto Serif CJK SC"})
        for report, family in chosen.items():
            self.assertIn(family, self._fonts(report))
        self.company.write({"gov_red_head": "{issuer}文件", "gov_seal_place": "centre"})
        self.notice.kind_id.sudo().red_head = True
        case = self._open_case().sudo()
        case.action_accept()
        page, _type = self.env["ir.actions.report"]._render_qweb_html(A4, case.notice_ids.ids)
        self.assertIn(f"{self.company.name}文件", page.decode())
        self.assertIn('class="foot centre"', page.decode())


@tagged("post_install", "-at_install")
class TestCheckCode(PaperCommon, HttpCase):
    """ux.md: the code beside the QR code; B-01: the check knows a void paper."""

    def setUp(self):
        super().setUp()
        self.citizen = new_test_user(
            self.env, "t_paper_citizen", groups="base.group_portal", password="t_paper_citizen", name="张大山"
        )
        self.notice.sudo()._flow_write({"partner_id": self.citizen.partner_id.id})
        self.env.flush_all()

    def _check(self, code):
        return self.url_open(f"/gov/check?code={code}")

    def test_typed(self):
        """What stands beside the QR code opens the same page, however it is typed; no other code does."""
        code = self.notice._check_code()
        self.assertRegex(code, "^([A-Z2-7]{4}-){2}[A-Z2-7]{4}$")
        self.assertIn(code, self._pdf(A4)[0])
        self.assertIn(code, self._pdf(SLIP)[0])
        alike = code.translate(str.maketrans("OIB", "018"))
        for typed in (code, code.lower(), code.replace("-", ""), f" {alike} ".replace("-", " ")):
            page = self._check(typed)
            self.assertEqual(page.status_code, 200)
            self.assertIn(self.notice.number, page.text)
            self.assertIn("张**", page.text)
            self.assertNotIn("张大山", page.text)
        self.assertEqual(self.url_open(self.notice._check_url().partition("8069")[2] or "/").status_code, 200)
        wrong = self._check("ABCD-EFGH-JKLM")
        self.assertEqual(wrong.status_code, 404)
        self.assertEqual(self._check("%00").status_code, 200, "nothing that a code could be: the form again")
        asking = self.url_open("/gov/check")
        self.assertEqual(asking.status_code, 200)
        self.assertIn('name="code"', asking.text)

    def test_void(self):
        """I-019: a void paper is shown as void."""
        self.notice.sudo(False).with_user(self.env.ref("base.user_admin")).action_void("打印错误")
        self.env.flush_all()
        page = self._check(self.notice._check_code()).text
        self.assertIn("fa-times-circle", page)
        self.assertNotIn("fa-check-circle", page)
        self.authenticate("t_paper_citizen", "t_paper_citizen")
        self.notice.case_id.sudo()._flow_write({"partner_id": self.citizen.partner_id.id})
        self.env.flush_all()
        page = self.url_open(f"/my/cases/{self.notice.case_id.id}").text
        self.assertIn("text-bg-danger ms-1", page)
        answer = self.url_open(f"/my/notices/{self.notice.id}/pdf")
        self.assertEqual(answer.status_code, 200)

    def test_no_trying(self):
        """Who tries codes gets no answer for a while, not even to a right one."""
        limit = self.env["gov.profile"]._value("lookup_by_address")
        for turn in range(limit):
            self.assertEqual(self._check(f"WRNGWRNGW{turn:03d}").status_code, 404)
        self.assertEqual(self._check("WRNG-WRNG-WRNG").status_code, 429)
        page = self._check(self.notice._check_code())
        self.assertEqual(page.status_code, 429)
        self.assertNotIn(self.notice.number, page.text)

    def test_download(self):
        """D-25: the applicant's own copy says 网上下载, counts for itself, and delivers the paper once."""
        self._pdf(A4)
        self.authenticate("t_paper_citizen", "t_paper_citizen")
        for turn in (1, 2):
            answer = self.url_open(f"/my/notices/{self.notice.id}/pdf")
            self.assertEqual(answer.status_code, 200)
            self.notice.invalidate_recordset()
            self.assertEqual((self.notice.download_count, self.notice.print_count), (turn, 1))
        self.assertEqual((self.notice.state, self.notice.delivery_channel), ("delivered", "portal"))
        self.assertEqual(self._events(self.notice).count("read_online"), 1)
        self.assertEqual(self._prints(), 0)
        self.assertFalse(self.env["gov.event"].verify_chain(self.notice.case_id.ids))
        page = self.url_open(f"/report/html/gov_base.gov_notice_report/{self.notice.id}").text
        self.assertIn("网上下载", page)
        self.assertNotIn("补打", page)
        self.notice.invalidate_recordset()
        self.assertEqual(self.notice.download_count, 3)
        self.assertIn("补打（第1次）", self._pdf(A4)[0])

    def test_agent_reads(self):
        """The agent of a case opens its papers; another citizen finds nothing there."""
        agent = new_test_user(self.env, "t_paper_agent", groups="base.group_portal", password="t_paper_agent")
        self.env.flush_all()
        self.authenticate("t_paper_agent", "t_paper_agent")
        self.assertEqual(self.url_open(f"/my/notices/{self.notice.id}/pdf").status_code, 404)
        self.notice.case_id.sudo()._flow_write({"agent_id": agent.partner_id.id})
        self.env.flush_all()
        answer = self.url_open(f"/my/notices/{self.notice.id}/pdf")
        self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "application/pdf"))
        self.notice.invalidate_recordset()
        self.assertEqual((self.notice.download_count, self.notice.state), (1, "delivered"))

    def test_preview_by_staff(self):
        """B-01: the address of the page counts and marks as the button does, once a request."""
        self.clerk.password = "t_clerk"
        self.env.flush_all()
        self.authenticate("t_clerk", "t_clerk")
        for form in ("html", "text", "html"):
            page = self.url_open(f"/report/{form}/gov_base.gov_notice_report/{self.notice.id}")
            self.assertEqual(page.status_code, 200)
        self.assertIn("补打（第2次）", page.text)
        self.notice.invalidate_recordset()
        self.assertEqual(self.notice.print_count, 3)
