import base64
from datetime import datetime, timedelta
from io import BytesIO

from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..kernel.comparison import compare
from .common import GovCommon

SEALED = base64.b64encode(b"%PDF-1.4 sealed")


class LifeCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff("t_manager", "gov_window.group_catalogue")
        cls.editor = cls._create_staff("t_editor", "gov_window.group_item_editor", department=cls.education)
        cls.reform = cls._create_staff("t_reform", "gov_window.group_reform")
        cls.fees = cls._create_staff("t_fees", "gov_window.group_fees")
        cls.lead = cls._create_staff("t_lead", "gov_window.group_department", department=cls.labour)

    def _review(self, on=True):
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {"name": "审核", "line_ids": [Command.create({"name": "item_review", "value": str(on)})]}
        )

    def _draft(self, item=None, **vals):
        return (item or self.licence).version_id.copy(vals)


class TestReview(LifeCommon):
    """W-013, W-014: the offices sign before a version is published."""

    def test_department_drafts(self):
        """W-106: a department's editor drafts its own items, and nobody else's."""
        item = (
            self.env["gov.item"]
            .with_user(self.editor)
            .create({"name": "新事项", "code": "N-1", "department_id": self.education.id})
        )
        draft = self.env["gov.item.version"].with_user(self.editor).create({"item_id": item.id, "promised_days": 5})
        draft.material_ids = [Command.create({"name": "申请表"})]
        draft.step_ids = [Command.create({"name": "受理", "post": "窗口", "handler": "张三", "phone": "1"})]
        with self.assertRaises(AccessError):
            self.env["gov.item"].with_user(self.editor).create(
                {"name": "别家", "code": "N-2", "department_id": self.labour.id}
            )
        with self.assertRaises(AccessError):
            self.labour_item.version_id.copy().with_user(self.editor).write({"promised_days": 1})
        with self.assertRaises(AccessError):
            draft.action_publish()

    def test_three_offices_sign(self):
        """Reform, fees and the zone's lead sign, each for its office; then it is published."""
        self._review()
        self.licence.zone_ids = self.env["gov.zone"].create(
            {"name": "投资项目", "full_chain": True, "lead_department_id": self.labour.id}
        )
        draft = self._draft(fee="每证10元")
        with self.assertRaisesRegex(UserError, "submit it"):
            draft.with_user(self.manager).action_publish()
        draft.with_user(self.editor).action_submit()
        reviews = {review.office: review for review in draft.review_ids}
        self.assertEqual(set(reviews), {"reform", "fees", "zone"})
        with self.assertRaises(UserError):
            draft.promised_days = 1
        with self.assertRaises(UserError):
            reviews["fees"].with_user(self.reform).action_agree()
        with self.assertRaises(UserError):
            reviews["zone"].with_user(self.receiver).action_agree()
        reviews["reform"].with_user(self.reform).write({"opinion": "同意"})
        reviews["reform"].with_user(self.reform).action_agree()
        reviews["fees"].with_user(self.fees).action_agree()
        self.assertEqual(draft.state, "review")
        reviews["zone"].with_user(self.lead).action_agree()
        self.assertEqual(draft.state, "approved")
        draft.with_user(self.manager).action_publish()
        self.assertEqual(self.licence.version_id, draft)
        self.assertEqual(self._events(draft), ["submit", "agree", "agree", "agree", "approve", "publish"])

    def test_sent_back(self):
        """An office sends back with a reason; the others need not sign; it can be submitted again."""
        self._review()
        draft = self._draft(fee="每证10元")
        draft.action_submit()
        fees = draft.review_ids.filtered(lambda review: review.office == "fees")
        with self.assertRaisesRegex(ValidationError, "reason"):
            fees.with_user(self.fees).action_send_back()
        fees.with_user(self.fees).action_send_back("没有收费依据")
        self.assertEqual((draft.state, draft.flow_reason), ("draft", "没有收费依据"))
        self.assertEqual(set(draft.review_ids.mapped("state")), {"returned", "cancelled"})
        draft.fee_basis = "发改价格〔2020〕1号"
        draft.action_submit()
        self.assertEqual(len(draft.review_ids.filtered(lambda review: review.state == "pending")), 2)
        draft.action_withdraw("再改")
        self.assertEqual(draft.state, "draft")
        self.assertFalse(draft.review_ids.filtered(lambda review: review.state == "pending"))

    def test_published_on_its_date(self):
        """W-023: a version with an effective date waits for it; the scheduled action publishes it."""
        today = self._today()
        draft = self._draft(promised_days=3)
        draft.effective_date = today + timedelta(days=2)
        with self.assertRaisesRegex(UserError, "still to come"):
            draft.with_user(self.manager).action_publish()
        draft.with_user(self.manager).action_schedule()
        old = self.licence.version_id
        versions = self.env["gov.item.version"]
        versions._cron_publish()
        self.assertEqual((draft.state, self.licence.version_id), ("scheduled", old))
        self.env.cr._now = datetime.combine(today + timedelta(days=2), datetime.min.time()) + timedelta(hours=4)
        versions._cron_publish()
        self.assertEqual((draft.state, old.state, self.licence.version_id), ("published", "retired", draft))


class TestChange(LifeCommon):
    """W-023, W-008, W-009, W-022, W-030: what may change, and on what paper."""

    def test_change_needs_the_sealed_report(self):
        """W-023, B-14: a changed checklist needs the sealed report; a changed limit does not."""
        self._draft(promised_days=4).action_publish()
        draft = self._draft()
        draft.material_ids[0].copies = 3
        with self.assertRaisesRegex(UserError, "seal"):
            draft.action_publish()
        self.assertEqual(draft._change_lines(), [{"name": "申请表", "kind": "修改"}])
        pdf, _type = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("gov_window.gov_item_change_report", draft.ids)
        )
        self.assertIn("清单变更报送表", PdfReader(BytesIO(pdf)).pages[0].extract_text())
        draft.write({"change_kind": "material", "change_file": SEALED})
        draft.action_publish()
        with self.assertRaises(UserError):
            draft.change_file = False

    def test_retired_with_the_sealed_report(self):
        """W-023: an item is abolished on the department's sealed report."""
        version = self.licence.version_id
        with self.assertRaisesRegex(UserError, "seal"):
            version.action_retire("国务院决定取消")
        version.abolition_file = SEALED
        version.action_retire("国务院决定取消")
        self.assertEqual((version.state, self.licence.version_id.id), ("retired", False))

    def test_excluded_items_say_why(self):
        """W-008, W-009: secret and exempted items with reason; an exemption with its approval."""
        item = self._create_item("涉密", self.education, publish=False)
        with self.assertRaises(ValidationError):
            item.secret = True
        item.write({"secret": True, "exclusion_reason": "涉及国家秘密"})
        with self.assertRaises(ValidationError):
            item.version_ids.action_publish()
        other = self._create_item("场地", self.education, publish=False)
        with self.assertRaisesRegex(ValidationError, "number of its document"):
            other.write({"exempt": True, "exclusion_reason": "场地限制"})
        other.write({"exempt": True, "exclusion_reason": "场地限制", "exclusion_approval": "政函〔2026〕1号"})

    def test_catch_all_words(self):
        """W-022, D-16: the words that make a line a catch-all clause are a parameter."""
        for name in ("营业执照等相关材料", "其它证明文件", "法律法规规定的其他"):
            with self.assertRaises(ValidationError):
                self._create_item(name, self.education, materials=(name,))
        self.licence.profile_id = self.env["gov.profile"].create(
            {"name": "p", "line_ids": [Command.create({"name": "catch_all_words", "value": "有关证件"})]}
        )
        draft = self._draft()
        draft.material_ids = [Command.create({"name": "营业执照等相关材料"})]
        with self.assertRaises(ValidationError):
            draft.material_ids = [Command.create({"name": "有关证件"})]

    def test_steps_are_frozen(self):
        """W-030: steps name post, authority, procedure, limit, person and telephone; published, they stay."""
        item = self._create_item("环节", self.education, publish=False)
        item.version_ids.step_ids = [
            Command.create({"name": "审查", "post": "审批科", "authority": "科长", "days": 3, "handler": "李四"})
        ]
        item.version_ids.action_publish()
        with self.assertRaises(UserError):
            item.version_id.step_ids[-1].days = 9
        self.assertEqual(self._draft(item).step_ids.mapped("name"), ["受理", "审查"])

    def test_samples(self):
        """W-025: review points, blank form and sample belong to the line; a new version keeps them."""
        item = self._create_item("示范", self.education, publish=False)
        item.version_ids.material_ids[0].write(
            {"review_points": "签字", "form_file": SEALED, "sample_file": SEALED, "sample_file_name": "示范.pdf"}
        )
        item.version_ids.action_publish()
        with self.assertRaises(UserError):
            item.version_id.material_ids[0].sample_file = False
        line = self._draft(item).material_ids[0]
        self.assertEqual((line.form_file, line.sample_file, line.sample_file_name), (SEALED, SEALED, "示范.pdf"))

    def test_compare(self):
        """W-036: added, removed and changed lines side by side, with the figures."""
        draft = self._draft(promised_days=4)
        draft.material_ids[0].originals = 2
        draft.material_ids[1].unlink()
        draft.material_ids = [Command.create({"name": "<b>章程</b>"})]
        wizard = self.env["gov.item.compare"].browse(draft.with_user(self.clerk).action_compare()["res_id"])
        kinds = {(row["label"], row["code"]) for row in wizard._rows()}
        self.assertEqual(
            kinds,
            {
                ("Promised Limit", "changed"),
                ("申请表", "changed"),
                ("身份证明", "removed"),
                ("<b>章程</b>", "added"),
            },
        )
        self.assertIn("&lt;b&gt;章程", wizard.table)
        snapshot = draft._snapshot()
        self.assertEqual(compare(snapshot, snapshot), [])
        with self.assertRaises(UserError):
            self.labour_item.version_id.action_compare()


class TestFigures(LifeCommon):
    """W-032, W-033, W-034, W-035, W-036: what the reform has come to."""

    def test_figures(self):
        self.licence.write({"baseline_days": 20, "baseline_materials": 4})
        self._create_item("两日", self.education, promised_days=2, statutory_days=8)
        self._create_item("即办", self.education, handling_class="instant", promised_days=0, statutory_days=4)
        action = self.env["gov.item.figures"].with_user(self.manager).action_open()
        lines = self.env["gov.item.figures"].search(action["domain"])
        own = lines.filtered(lambda line: line.department_id == self.education)
        self.assertRecordValues(
            own,
            [
                {
                    "item_count": 3,
                    "limited_count": 3,
                    "statutory_days": 32,
                    "promised_days": 12,
                    "compression": 0.625,
                    "target_count": 3,
                    "half_count": 3,
                    "soon_instant_count": 1,
                    "baseline_days": 20,
                    "baseline_promised": 10,
                    "baseline_compression": 0.5,
                    "materials_before": 4,
                    "materials_now": 2,
                }
            ],
        )
        self.assertRecordValues(own, [{"payments_before": 0, "payments_now": 0}])
        domain = own.action_open_soon_instant()["domain"]
        self.assertEqual(self.env["gov.item"].search(domain).mapped("name"), ["两日"])
        total = lines.filtered(lambda line: not line.department_id and line.company_id == self.company)
        self.assertGreaterEqual(total.item_count, 4)


class TestPayments(LifeCommon):
    """W-036: how often applicants pay (缴费次数), before and after."""

    def test_compared(self):
        """W-036: a change of the number of payments is an element and a figure of the comparison."""
        self.licence.write({"baseline_payments": 3})
        draft = self._draft(payments=1)
        wizard = self.env["gov.item.compare"].browse(draft.with_user(self.clerk).action_compare()["res_id"])
        [row] = wizard._rows()
        self.assertEqual((row["label"], row["before"], row["after"]), ("Payments", "0", "1"))
        self.assertIn(("Payments", 0, 1), wizard._figures())

    def test_counted(self):
        """W-036: the figures count the payments of the items whose number before is known, and no others."""
        self.licence.write({"baseline_payments": 3})
        self._draft(payments=1).action_publish()
        self._create_item("未知改革前", self.education, payments=5)
        action = self.env["gov.item.figures"].with_user(self.manager).action_open()
        lines = self.env["gov.item.figures"].search(action["domain"])
        own = lines.filtered(lambda line: line.department_id == self.education)
        self.assertRecordValues(own, [{"payments_before": 3, "payments_now": 1}])

    @mute_logger("odoo.sql_db")
    def test_fixed_and_not_negative(self):
        """W-036: the number is not negative, and fixed once the version is published."""
        for record, name in ((self._draft(), "payments"), (self.licence, "baseline_payments")):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                record[name] = -1
                record.flush_recordset()
        with self.assertRaises(UserError):
            self.licence.version_id.payments = 2


class TestHandbook(LifeCommon):
    """W-024: the handbook as one PDF with contents."""

    def test_handbook(self):
        self.licence.version_id.copy({"promised_days": 6}).action_publish()
        items = self.licence | self.labour_item
        book = self.env["gov.handbook"].with_user(self.manager).create({"item_ids": items.ids})
        book.action_make()
        self.assertEqual((book.state, book.item_count), ("done", 2))
        reader = PdfReader(BytesIO(base64.b64decode(book.file)))
        pages = [page.extract_text() for page in reader.pages]
        self.assertIn("标准化手册", pages[0].replace("\n", ""))
        self.assertIn("目录", pages[1])
        self.assertRegex(pages[1], r"民办学校设立审批\s+1")
        self.assertRegex(pages[1], r"劳务派遣经营许可\s+2")
        self.assertIn("— 2 —", pages[3])
        self.assertEqual(len(reader.outline), 4, "two departments, each followed by its items")
        with self.assertRaises(AccessError):
            self.env["gov.handbook"].with_user(self.clerk).create({})

    def test_long_book_waits(self):
        """More than a chapter is made by the scheduled action; nothing published: a clear message."""
        for number in range(26):
            self._create_item(f"事项{number}", self.labour)
        book = self.env["gov.handbook"].create({"department_ids": self.labour.ids})
        book.action_make()
        self.assertEqual(book.state, "queued")
        empty = self.env["gov.department"].create({"name": "空", "short_name": "空"})
        with self.assertRaisesRegex(UserError, "published"):
            self.env["gov.handbook"].create({"department_ids": empty.ids}).action_make()


class TestLetters(LifeCommon):
    """D-12, B-16, B-17: letters in the uniform form, watched to their last day."""

    def test_print(self):
        letter = self._create_letter(
            self.education, kind="entrustment", activate=False, recovery="提前三十日书面通知", review_opinion="同意"
        )
        pdf, _type = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("gov_window.gov_authorization_report", (letter | self.letter).ids)
        )
        pages = [page.extract_text().replace("\n", "") for page in PdfReader(BytesIO(pdf)).pages]
        self.assertIn("授权委托函", pages[0])
        self.assertIn("提前三十日书面通知", pages[0])
        self.assertIn("审改部门审核意见", pages[0])
        self.assertIn("授权委托书", pages[-1])
        self.assertIn("咨询、接件、受理、出件", pages[-1])

    def test_reform_office_sends_back(self):
        letter = self._create_letter(self.labour, kind="entrustment", activate=False)
        letter.action_submit_review()
        with self.assertRaises(AccessError):
            letter.with_user(self.clerk).action_return_review("x")
        letter.with_user(self.reform).action_return_review("写明委托环节")
        self.assertEqual((letter.state, letter.flow_reason), ("draft", "写明委托环节"))

    def test_warned_before_the_last_day(self):
        """Validity: the managers are warned before the last day and told of it; revoked, it is over."""
        today = self._today()
        letter = self._create_letter(self.labour, date_end=today + timedelta(days=60))
        term = letter._last_term("authorization")
        self.assertEqual(letter.due_date, letter.date_end)
        self.assertEqual(letter.lamp, "green")
        self.env.cr._now = datetime.combine(letter.date_end - timedelta(days=8), datetime.min.time())
        self.env.cr._now += timedelta(hours=20)
        self.env["gov.term"]._take_due(set())
        self.assertEqual((letter.lamp, letter.sudo().lamp), ("amber", "amber"))
        alerts = self.env["gov.alert"].search([("res_model", "=", letter._name), ("res_id", "=", letter.id)])
        self.assertIn(self.manager, alerts.user_id)
        letter.action_revoke("停止委托")
        self.assertEqual((letter.lamp, term.state), ("done", "stopped"))


class TestDatasets(LifeCommon):
    """W-046, W-047, W-048, W-049, W-050, W-051: the organisation of other cities as data."""

    def test_load(self):
        admin = self._create_staff("t_admin", "gov_base.group_admin")
        expected = {"puyang": (57, 6, 7), "baoshan": (4, 5, 5), "xiangtan": (51, 9, 3)}
        for city, counts in expected.items():
            centre = self.env["res.company"].create({"name": city})
            admin.company_ids |= centre
            loader = (
                self.env["gov.dataset.load"]
                .with_user(admin)
                .with_context(allowed_company_ids=centre.ids)
                .create({"city": city, "company_id": centre.id})
            )
            for _again in range(2):
                loader.action_load()
                found = tuple(
                    self.env[model].search_count([("company_id", "=", centre.id)])
                    for model in ("gov.department", "gov.zone", "gov.window")
                )
                self.assertEqual(found, counts, city)
            if city == "puyang":
                tax = self.env["gov.department"].search([("company_id", "=", centre.id), ("name", "=", "税务局")])
                zones = self.env["gov.zone"].search([("department_ids", "in", tax.ids)])
                self.assertEqual(len(zones), 3, "many-to-many")
            if city == "baoshan":
                window = self.env["gov.window"].search([("company_id", "=", centre.id), ("number", "=", "B3")])
                self.assertEqual(window.lead_department_id.short_name, "建设管理委")
            if city == "xiangtan":
                units = self.env["gov.department"].search([("company_id", "=", centre.id)])
                self.assertEqual(len(units.filtered(lambda unit: unit.unit_kind == "government")), 32)
                self.assertEqual(
                    set(units.filtered("sub_hall").mapped("sub_hall")), {"人社", "公安交警车驾管", "住房公积金", "税务"}
                )
        with self.assertRaises(AccessError):
            self.env["gov.dataset.load"].with_user(self.manager).create({"city": "puyang"})

    def _loaded(self, city):
        centre = self.env["res.company"].create({"name": city})
        self.env.user.company_ids |= centre
        loader = self.env["gov.dataset.load"].with_context(allowed_company_ids=centre.ids)
        loader.create({"city": city, "company_id": centre.id}).action_load()
        return centre

    def test_puyang(self):
        """W-046: six zones with as many units as the plan lists; the three chains are full ones."""
        centre = self._loaded("puyang")
        zones = self.env["gov.zone"].search([("company_id", "=", centre.id)])
        self.assertEqual(
            {zone.name: len(zone.department_ids) for zone in zones},
            {"投资项目": 26, "企业开办": 9, "不动产登记": 16, "科教文卫": 12, "公安司法": 2, "社保民生": 9},
        )
        self.assertEqual(set(zones.filtered("full_chain").mapped("name")), {"投资项目", "企业开办", "不动产登记"})

    def test_baoshan(self):
        """W-047, W-048: five single windows with their leads; the tax office keeps its own, one hands out."""
        centre = self._loaded("baoshan")
        windows = self.env["gov.window"].search([("company_id", "=", centre.id)])
        self.assertEqual(
            {window.name.removesuffix("单一窗口"): (window.board, window._lead().name) for window in windows},
            {
                "税务": ("professional", "税务局"),
                "市场准入": ("authorised", "市场监督管理局"),
                "工程建设项目": ("authorised", "建设和管理委员会"),
                "综合业务": ("authorised", "行政服务中心"),
                "统一出件（发证）": ("issuing", "行政服务中心"),
            },
        )

    def test_xiangtan(self):
        """W-049: 32 departments, 4 other units of the city and the weather office, whole in the first batch; the
        six sub-halls."""
        centre = self._loaded("xiangtan")
        units = self.env["gov.department"].search([("company_id", "=", centre.id)])
        listed = units.filtered(lambda unit: unit.entry_mode == "whole")
        kinds = {kind: len(own) for kind, own in listed.grouped("unit_kind").items()}
        self.assertEqual(kinds, {"government": 32, "city": 4, "vertical": 1})
        self.assertEqual(listed.filtered(lambda unit: unit.unit_kind == "vertical").name, "市气象局")
        zones = self.env["gov.zone"].search([("company_id", "=", centre.id), ("name", "like", "专业分厅")])
        self.assertEqual(len(zones), 6)
