"""What a paper says is what it said when it was issued, for every kind there is."""

import re

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .test_recall import RuledCommon

LATER = "后来改的"
MARKS = re.compile(r'<div class="marks">.*?</div>', re.DOTALL)


@tagged("post_install", "-at_install")
class TestPapersKept(RuledCommon):
    """B-01 to B-33: the snapshot is the only source of a print."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"gov_service_phone": "12345", "gov_red_head": "{issuer}文件", "street": "额鲁特东路"})
        cls.education.document_word = "阿教"
        cls.kinds = cls.env["gov.notice.kind"].search([])
        cls.kinds.note = "<p>一份交申请人，一份存档。</p>"
        cls.applicant.write({"gov_id_kind": "passport", "gov_id_input": "E12345678"})

    def _whole_case(self):
        """A case that had everything a paper can tell of: a gap, a decision, a certificate handed out."""
        self._rules(gap_clock="run", gap_hold_certificate="0", gap_lapse_action="recall")
        lines = [
            Command.create({"name": "申请表"}),
            Command.create({"name": "场地证明", "gap_ok": True}),
            Command.create({"name": "声明", "promise_ok": True, "required": False}),
        ]
        item = self._create_item(
            "容缺事项", self.education, material_ids=lines, basis="《甲法》第一条\n《乙条例》第二条"
        )
        case = self._open_case(item, complete=False)
        case.material_ids[0].action_toggle()
        case.action_accept_gap()
        case.action_hand_over()
        task = case.sudo().task_ids.with_user(self.handler)
        task.action_sign()
        task.action_conclude("agree", "符合条件")
        case.with_user(self.leader).action_decide()
        result = case.sudo().result_ids
        result.with_user(self.handler).action_submit()
        result.with_user(self.issuer).action_check()
        self._hand_out(result.with_user(self.issuer))
        return case.sudo()

    def _papers(self):
        """A paper of every kind, by code."""
        case = self._whole_case()
        case._lapse_gaps()
        entered = self._open_case(receive=False, channel="assisted")
        entered.action_submit_for()
        entered.action_entry_slip()
        question = self.env["gov.consultation"].create(
            {
                "question": "护照怎么办",
                "kind": "out_of_scope",
                "refer_note": "出入境大厅",
                "channel": "counter",
                "partner_id": self.applicant.id,
            }
        )
        question.action_tell()
        case._term_start("undecided", 5, "cd")
        have = self.env["gov.notice"].sudo().search([]).kind_id.mapped("code")
        for code in set(self.kinds.mapped("code")) - set(have):
            case._flow_write({"decision": "disagree" if code in ("B-31-LN", "B-31-FN", "B-31-GN") else "agree"})
            case._issue_notice(code)
        papers = {paper.kind_id.code: paper for paper in self.env["gov.notice"].sudo().search([], order="id")}
        self.assertEqual(papers.keys(), set(self.kinds.mapped("code")))
        return papers

    def _printed(self, paper):
        """The whole text of the paper and of its slip, without what this copy is."""
        reports = self.env["ir.actions.report"]
        names = ("gov_base.gov_notice_report", "gov_base.gov_notice_slip_report")
        texts = [reports._render_qweb_html(name, paper.ids)[0].decode() for name in names]
        return [" ".join(etree.HTML(MARKS.sub("", text)).itertext()).split() for text in texts]

    def _change_everything(self, papers):
        self.applicant.write({"name": LATER, "is_company": True})
        self.education.write({"name": LATER, "short_name": LATER, "phone": LATER, "document_word": "改"})
        self.company.write({"name": LATER, "gov_service_phone": LATER, "street": LATER, "gov_document_word": "改了"})
        self.company.write({"gov_red_head": "{issuer}" + LATER, "gov_seal_place": "left"})
        self.company.write({"gov_review_organ": LATER, "gov_court": LATER})
        (self.clerk | self.handler | self.leader | self.issuer).write({"name": LATER})
        self.kinds.write({"name": LATER, "seal": LATER, "word": "改", "note": f"<p>{LATER}</p>"})
        for kind in self.kinds:
            kind.red_head = not kind.red_head
        views = self.kinds.template_id | self.env.ref("gov_window.notice_materials")
        for view in views | self.env.ref("gov_window.notice_b01_gap"):
            arch = etree.fromstring(view.arch)
            etree.SubElement(arch, "p").text = LATER
            view.arch = etree.tostring(arch, encoding="unicode")
        self.env.flush_all()
        for table, column in (
            ("gov_item", "name"),
            ("gov_item_version", "basis"),
            ("gov_item_version", "fee"),
            ("gov_item_version", "result_name"),
            ("gov_item_material", "name"),
            ("gov_window", "name"),
            ("gov_task", "opinion"),
            ("gov_result", "name"),
            ("gov_consultation", "question"),
        ):
            update = SQL("UPDATE %s SET %s = %s", SQL.identifier(table), SQL.identifier(column), LATER)
            self.env.cr.execute(update)  # whatever refuses it otherwise
        self.env.cr.execute("UPDATE gov_case_material SET state = 'received'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_every_kind(self):
        """B-01 to B-33: applicant, department, item, kind, layout and centre change; the papers do not."""
        papers = self._papers()
        before = {code: (self._printed(paper), paper._holder()) for code, paper in papers.items()}
        self._change_everything(papers)
        for code, paper in papers.items():
            with self.subTest(code):
                self.assertEqual((self._printed(paper), paper._holder()), before[code])
        new = self.env["gov.notice"]._issue("B-01", [(papers["B-01"].case_id, papers["B-01"].content, {})])
        self.assertEqual(str(new._body()).count(LATER), 3, "the layout itself, the list and the gap did change")

    def test_words_by_kind(self):
        """B-31, A-053, A-081, B-06-R, I-009: filings are filed, departments issue their own, remedies are named."""
        papers = self._papers()
        texts = {code: "".join(self._printed(paper)[0]) for code, paper in papers.items()}
        for code, words in (
            ("B-31-L", "申请符合法定条件、标准，决定准予行政许可"),
            ("B-31-F", "备案材料齐全、符合法定形式，决定予以备案"),
            ("B-31-G", "申请符合法定条件、标准，决定准予办理"),
            ("B-31-LN", "决定不予行政许可"),
            ("B-31-FN", "决定不予备案"),
            ("B-31-GN", "决定不予办理"),
        ):
            self.assertIn(words, texts[code])
            self.assertNotIn("批准", texts[code])
            for part in (
                "理由：",
                "依据：《甲法》",
                "六十日内向本级人民政府申请行政复议",
                "六个月内向有管辖权的人民法院",
            ):
                self.assertEqual(part in texts[code], words.startswith("决定不予"), (code, part))
        own = {code for code, paper in papers.items() if paper.content["issuer"] == self.education.name}
        self.assertEqual(own, {code for code in papers if code.startswith("B-31")} | {"B-06-R"})
        recall = texts["B-06-R"]
        for part in ("《甲法》第一条、《乙条例》第二条", papers["B-01"].number, self.leader.name, self.handler.name):
            self.assertIn("".join(part.split()), recall)
        for part in ("六十日内向本级人民政府申请行政复议", "六个月内向有管辖权的人民法院提起行政诉讼", "场地证明"):
            self.assertIn(part, recall)

    def test_own_word(self):
        """B-31: a department with a word of its own counts its papers itself; the gaps of both series stay right."""
        papers = self._papers()
        self.assertTrue(papers["B-31-L"].number.startswith("阿教准〔"), papers["B-31-L"].number)
        self.assertTrue(papers["B-06-R"].number.startswith("阿教收回〔"))
        self.assertTrue(papers["B-01"].number.startswith("阿政务受〔"))
        case = papers["B-01"].case_id
        self.education.document_word = False
        centre = case._issue_notice("B-31-L")
        self.assertTrue(centre.number.startswith("阿政务准〔"), centre.number)
        series = self.env.ref("gov_base.gov_series_notice").counter_ids
        for unit in ("阿教准", "准"):
            counter = series.filtered(lambda counter, unit=unit: counter.unit == unit)
            self.assertEqual([(c.drawn, c.carried, c.missing) for c in counter], [(1, 1, 0)], unit)

    def test_words_do_not_meet(self):
        """B-31: two words of which one begins with the other could make the same number."""
        for word in ("阿教不", "阿", "阿政务", "阿政务教"):
            with self.assertRaisesRegex(ValidationError, "same number"), self.cr.savepoint():
                self.labour.document_word = word
        self.labour.document_word = "阿人社"
