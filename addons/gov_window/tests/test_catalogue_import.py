import base64
import csv
import io
import json

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import file_open

from ..kernel.catalogue import COLUMNS
from .common import GovCommon

TITLES = "部门,实施编码,事项名称,事项类型,办件类型,法定时限,承诺时限,材料名称,原件份数,复印件份数,容缺受理,来源渠道"
ROWS = (
    "教体局,JT-1,举办者变更审批,行政许可,承诺件,20,10,变更申请表,1,0,否,申请人自备",
    "教体局,JT-1,举办者变更审批,,,,,法人登记证书,1,2,是,政府部门核发",
    "人社局,RS-1,档案接收,公共服务,即办件,,,身份证,0,1,否,政府部门核发",
)


class CatalogueCommon(GovCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._create_staff("t_manager", "gov_window.group_catalogue")

    def _wizard(self, content, user=None, **vals):
        if isinstance(content, str):
            content = content.encode()
        return (
            self.env["gov.catalogue.import"]
            .with_user(user or self.manager)
            .create({"file": base64.b64encode(content), "file_name": "x", **vals})
        )

    def _table(self, *rows):
        return "\n".join((TITLES, *rows))

    def _item(self, code):
        return self.env["gov.item"].search([("code", "=", code)])

    def _counts(self):
        return [self.env[model].search_count([]) for model in ("gov.item", "gov.item.version", "gov.item.material")]


class TestCatalogueImport(CatalogueCommon):
    """Issue 3, part 2: a catalogue comes in whole, or not at all; every error is told by line."""

    def test_import(self):
        """W-011, W-019, W-020: items, drafts and checklists; the same file again changes nothing."""
        wizard = self._wizard(self._table(*ROWS))
        wizard.action_check()
        self.assertFalse(wizard.error_count, wizard.line_ids.mapped("what"))
        self.assertFalse(self._item("JT-1"), "a dry run writes nothing")
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        item = self._item("JT-1")
        self.assertEqual((item.department_id, item.nature), (self.education, "licence"))
        version = item.version_ids
        self.assertRecordValues(
            version, [{"state": "draft", "handling_class": "promise", "statutory_days": 20, "promised_days": 10}]
        )
        self.assertRecordValues(
            version.material_ids,
            [
                {"name": "变更申请表", "originals": 1, "copies": 0, "gap_ok": False, "source": "own"},
                {"name": "法人登记证书", "originals": 1, "copies": 2, "gap_ok": True, "source": "government"},
            ],
        )
        before = self._counts()
        again = self._wizard(self._table(*ROWS))
        again.action_import()
        self.assertEqual(self._counts(), before)
        self.assertIn("2 as they were", again.summary)

    def test_change_becomes_a_draft(self):
        """W-106: what the file changes is a draft beside the published version, which stays."""
        self._wizard(self._table(*ROWS)).action_import()
        published = self._item("JT-1").version_ids
        published.action_publish()
        changed = self._table(ROWS[0].replace(",10,", ",8,"), *ROWS[1:])
        self._wizard(changed).action_import()
        item = self._item("JT-1")
        self.assertEqual(item.version_id, published)
        draft = item.version_ids - published
        self.assertEqual((draft.state, draft.promised_days, len(draft.material_ids)), ("draft", 8, 2))
        self._wizard(self._table(ROWS[0].replace(",10,", ",7,"), *ROWS[1:])).action_import()
        self.assertEqual((item.version_ids - published, draft.promised_days), (draft, 7))

    def test_every_error_by_line(self):
        """Bad input: each line's error with what to do, and nothing is written."""
        rows = (
            ROWS[0],
            "外星局,X-1,出证,行政许可,承诺件,20,10,表,1,0,否,申请人自备",
            "教体局,JT-2,甲,行政许可,承诺件,5,10,其他材料,1,0,否,申请人自备",
            "教体局,JT-3,乙,许可,承诺件,20,二十,表,-1,0,否,申请人自备",
            "教体局,,丙,行政许可,承诺件,20,10,表,1,0,否,申请人自备",
            "教体局,JT-1,举办者变更审批,,,,9,,,,,",
            ROWS[2],
        )
        before = self._counts()
        wizard = self._wizard(self._table(*rows))
        wizard.action_import()
        self.assertEqual((wizard.state, self._counts()), ("checked", before))
        found = wizard.line_ids.filtered("blocking")
        self.assertEqual(set(found.mapped("line")), {3, 4, 5, 6, 7})
        self.assertTrue(all(found.mapped("remedy")))
        by_line = {line: " ".join(own.mapped("what")) for line, own in found.grouped("line").items()}
        self.assertIn("外星局", by_line[3])
        self.assertIn("其他材料", by_line[4])
        self.assertIn("longer than the statutory", by_line[4])
        self.assertIn("“二十” is not a whole number", by_line[5])
        self.assertIn("“许可” is not known", by_line[5])
        self.assertIn("Empty: 实施编码", by_line[6])
        self.assertIn("differs from line 2", by_line[7])
        wizard.skip_faulty = True
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        self.assertTrue(self._item("RS-1"))
        self.assertFalse(self._item("JT-2") | self._item("JT-3") | self._item("JT-1"), "the last line spoils JT-1")

    def test_records_of_a_platform(self):
        """A provincial platform's records with their dirt (standards.md)."""
        item = {
            "ITEM_ID": "A" * 32,
            "TASK_CODE": "000105001000",
            "CATANAME": "民办学校&amp;amp;培训机构设立",
            "TASK_TYPE": "01",
            "DEPT_NAME": "教育体育局",
            "PROMISE_DAY": "",
            "ANTICIPATE_DAY": "20",
            "ANTICIPATE_TYPE": "工作日",
            "PROJECT_TYPE": "承诺",
            "WBSD_LEVEL": "III",
            "CKBLLC": "&lt;p&gt;申请&lt;/p&gt;\u0007<p>受理</p>",
        }
        materials = [
            {"ORDERNUM": "2", "MATERIAL_NAME": "身份证", "IS_NEED": "1", "SOURCE_TYPE": "20", "PAGE_COPYNUM": "1"},
            {"ORDERNUM": "1", "MATERIAL_NAME": "申请表", "IS_NEED": "3", "SOURCE_TYPE": "10", "ZZHDZB": "3"},
        ]
        flow = [{"STEP": "acceptance", "TRANSACTOR": "窗口", "TRANSACT_TIME_LIMIT": "1"}]
        record = {"AUDIT_ITEM": item, "AUDIT_MATERIAL": materials, "AUDIT_ITEM_FLOWSHEET": flow}
        lines = ["<html>502 Bad Gateway</html>", json.dumps(record), "{}", json.dumps(record), '{"cut off']
        wizard = self._wizard("\n".join(lines))
        wizard.action_check()
        self.assertEqual(wizard.line_ids.filtered("blocking").mapped("line"), [5])
        self.assertEqual(sorted(wizard.line_ids.mapped("line")), [1, 2, 3, 4, 5])
        self._wizard("\n".join(lines[:4])).action_import()
        version = self._item("000105001000").version_ids
        self.assertRecordValues(
            version,
            [{"statutory_days": 20, "promised_days": 0, "depth": "3", "procedure": "申请\n受理", "state": "draft"}],
        )
        self.assertEqual(version.item_id.name, "民办学校&培训机构设立")
        self.assertEqual(version.material_ids.mapped("name"), ["申请表", "身份证"])
        self.assertEqual(version.material_ids.mapped("gap_ok"), [True, False])
        self.assertEqual((version.step_ids.name, version.step_ids.days), ("受理", 1))
        with self.assertRaisesRegex(UserError, "promised limit"):
            version.action_publish()
        before = self._counts()
        self._wizard("\n".join(lines[:4])).action_import()
        self.assertEqual(self._counts(), before)

    def test_real_district(self):
        """The published list of a real district: 1,135 items; its departments are made when that is wanted."""
        with file_open("gov_window/demo/district-catalogue.csv") as handle:
            content = handle.read()
        wizard = self._wizard(content)
        wizard.action_check()
        self.assertEqual(wizard.error_count, 34, "one for each unknown department")
        admin = self._create_staff("t_admin", "gov_base.group_admin")
        wizard = self._wizard(content, user=admin, create_departments=True)
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        imported = self.env["gov.item"].search([("department_id.name", "=", "区教科体局")])
        self.assertTrue(imported)
        self.assertFalse(imported.version_ids, "it states neither limits nor materials")
        before = self._counts()
        self._wizard(content, user=admin).action_import()
        self.assertEqual(self._counts(), before)

    def test_payments(self):
        """W-036: the number of payments, now and before, comes in and goes out; words instead of a number do not."""
        head = TITLES + ",改革前缴费次数,缴费次数"
        self._wizard("\n".join((head, ROWS[0] + ",3,1"))).action_import()
        item = self._item("JT-1")
        self.assertEqual((item.baseline_payments, item.version_ids.payments), (3, 1))
        wizard = self.env["gov.catalogue.export"].with_user(self.manager).create({"which": "newest", "format": "csv"})
        wizard.action_export()
        rows = csv.DictReader(io.StringIO(base64.b64decode(wizard.file).decode("utf-8-sig")))
        [row] = [row for row in rows if row["实施编码"] == "JT-1"]
        self.assertEqual((row["改革前缴费次数"], row["缴费次数"]), ("3", "1"))
        wrong = self._wizard("\n".join((head, ROWS[0] + ",3,多次")))
        wrong.action_check()
        self.assertEqual(wrong.error_count, 1, wrong.line_ids.mapped("what"))
        self.assertIn("缴费次数", wrong.line_ids.filtered("blocking").what)

    def test_export_is_read_again(self):
        """W-012, W-106: the export, as spreadsheet and as text, is what the import reads; formulas stay text."""
        self._wizard(self._table(*ROWS)).action_import()
        item = self._item("JT-1")
        item.version_ids.material_ids[0].name = "=1+1 表"
        item.power_list_ref = "权责清单 12"
        item.version_ids.write({"basis": "《甲法》第一条\n《乙法》第二条", "visits": 0, "payments": 2})
        before = self._counts()
        for form in ("xlsx", "csv"):
            wizard = (
                self.env["gov.catalogue.export"].with_user(self.manager).create({"which": "newest", "format": form})
            )
            wizard.action_export()
            content = base64.b64decode(wizard.file)
            if form == "xlsx":
                rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())
                self.assertEqual([cell.value for cell in rows[0]], [column.title for column in COLUMNS])
                self.assertNotIn("f", {cell.data_type for row in rows for cell in row})
            else:
                self.assertEqual(next(csv.reader(io.StringIO(content.decode("utf-8-sig")))), [c.title for c in COLUMNS])
            again = self._wizard(content)
            again.action_import()
            self.assertEqual((again.state, self._counts()), ("done", before), again.line_ids.mapped("what"))
            self.assertIn("0 new items, 0 changed, 0 drafts", again.summary)

    def test_bad_files(self):
        """A file that is none: a clear message."""
        for content in (b"", b"PK\x03\x04 no zip", b"\xff\xfe\x00\x01\x80\x81\xff"):
            with self.assertRaises(UserError):
                self._wizard(content or b" ").action_check()
        wizard = self._wizard("甲,乙\n1,2")
        wizard.action_check()
        self.assertIn("Columns are missing", wizard.line_ids.what)
        empty = self._wizard("\n\n,,\n")
        empty.action_check()
        self.assertEqual(empty.error_count, 1)

    def test_only_the_manager(self):
        """Nobody but the catalogue's manager imports, and only into a centre of theirs."""
        with self.assertRaises(AccessError):
            self._wizard(self._table(*ROWS), user=self.clerk)
        other = self.env["res.company"].create({"name": "另一中心"})
        wizard = self._wizard(self._table(*ROWS))
        wizard.sudo().company_id = other
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_many(self):
        """Set-wise: the number of queries does not follow the number of items."""
        counts = []
        for size in (10, 40):
            rows = [
                f"教体局,{size}-{i},事项{size}-{i},行政许可,承诺件,20,10,材料{k},1,0,否,申请人自备"
                for i in range(size)
                for k in range(5)
            ]
            wizard = self._wizard(self._table(*rows))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(wizard.state, "done", wizard.line_ids.mapped("what"))
        self.assertLess(counts[1], counts[0] + 20, counts)
