from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GovCommon


@tagged("post_install", "-at_install")
class TestProject(GovCommon):
    """W-111: an investment project groups its cases in stages, from set-up to completion acceptance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filing, cls.permit, cls.final = (
            cls._create_item(name, cls.education) for name in ("项目备案", "施工许可", "竣工验收备案")
        )
        stages = cls.env["gov.project.stage"].search([])
        stages[0].item_ids = cls.filing
        stages[2].item_ids = cls.permit | cls.filing
        stages[3].item_ids = cls.final
        cls.stages = stages
        cls.guide = cls._create_staff("p_guide", "gov_window.group_guide")

    def _project(self, **vals):
        values = {"name": "光伏项目", "code": "2403-152900-04-01-123456", "partner_id": self.applicant.id, **vals}
        return self.env["gov.project"].with_user(self.clerk).create(values)

    def _begun(self):
        project = self._project()
        project.action_fill()
        project.action_begin()
        return project

    def _done(self, project, item):
        """A case of the item that is closed, whatever rooms are installed behind the window."""
        case = self._open_case(item, project_id=project.id)
        case.sudo()._flow_write({"state": "closed"})
        return case

    def test_filled_from_the_stages(self):
        """W-111: the items of the stages are taken over once, each in its first stage."""
        self.assertEqual(len(self.stages), 4)
        project = self._project()
        with self.assertRaisesRegex(UserError, "items that it needs"):
            project.action_begin()
        project.action_fill()
        project.action_fill()
        self.assertEqual(project.line_ids.mapped("item_id.name"), ["项目备案", "施工许可", "竣工验收备案"])
        self.assertEqual(project.line_ids.stage_id, self.stages[0] | self.stages[2] | self.stages[3])
        project.action_begin()
        self.assertEqual((project.stage_id, project.progress_text), (self.stages[0], "0/3"))

    def test_stage_by_stage(self):
        """W-111: a stage is left when its items are done; the project is completed when all are."""
        project = self._begun()
        with self.assertRaisesRegex(UserError, "项目备案"):
            project.action_next_stage()
        self._done(project, self.filing)
        project.invalidate_recordset()
        self.assertEqual((project.stage_text, project.progress_text), ("1/1", "1/3"))
        project.action_next_stage()
        self.assertEqual(project.stage_id, self.stages[2])
        with self.assertRaisesRegex(UserError, "施工许可.*竣工验收"):
            project.action_finish()
        self._done(project, self.permit)
        project.invalidate_recordset()
        project.action_next_stage()
        self._done(project, self.final)
        project.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "last stage"):
            project.action_next_stage()
        project.action_finish()
        self.assertEqual((project.state, project.progress), ("done", 100))
        self.assertEqual(self._events(project), ["begin", "next_stage", "next_stage", "finish"])
        with self.assertRaisesRegex(UserError, "over"):
            self._open_case(self.licence, project_id=project.id)

    def test_cases(self):
        """W-111: a line shows its newest case; a refused one may be applied for again; the rest is left out."""
        project = self._begun()
        line = project.line_ids[0]
        self.assertEqual(line.outcome, "waiting")
        action = line.action_open_case()
        self.assertEqual(action["context"]["default_item_id"], self.filing.id)
        case = self._open_case(self.filing, project_id=project.id)
        line.invalidate_recordset()
        self.assertEqual((line.outcome, line.case_id), ("running", case))
        self.assertEqual(line.action_open_case()["res_id"], case.id)
        case.action_refuse_acceptance("不符合条件")
        line.invalidate_recordset()
        self.assertEqual(line.outcome, "failed")
        again = self._done(project, self.filing)
        line.invalidate_recordset()
        self.assertEqual((line.outcome, line.case_id), ("done", again))
        with self.assertRaisesRegex(UserError, "stays"):
            line.unlink()
        project.line_ids[1].needed = False
        project.invalidate_recordset()
        self.assertEqual((project.line_ids[1].outcome, project.progress_text), ("skip", "1/2"))

    def test_owner(self):
        """A case belongs to the project of its applicant only."""
        project = self._begun()
        other = self.env["res.partner"].create({"name": "别的公司", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "another owner"):
            self._open_case(self.filing, project_id=project.id, partner_id=other.id)

    def test_code(self):
        """The national project code has its form, and is given once."""
        with self.assertRaisesRegex(ValidationError, "project code"):
            self._project(code="2403-1")
        self._project()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._project(name="重复")
            self.env.flush_all()

    def test_agency(self):
        """W-111: agency help carries what is still to be applied for."""
        project = self._begun()
        project.key_project = True
        self._done(project, self.filing)
        project.invalidate_recordset()
        agency = self.env["gov.agency"].browse(project.with_user(self.guide).action_new_agency()["res_id"])
        self.assertEqual((agency.kind, agency.item_ids), ("project", self.permit | self.final))
        self.assertEqual(project.agency_ids, agency)
        self.assertEqual(project.with_user(self.guide).action_new_agency()["res_id"], agency.id)

    def test_who(self):
        """The window works on projects; a department sees those with its items, and changes none."""
        project = self._begun()
        self.assertEqual(project.with_user(self.receiver).name, "光伏项目")
        with self.assertRaises(AccessError):
            project.with_user(self.receiver).name = "x"
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            project.with_user(self.department_clerk).read(["name"])
        with self.assertRaises(AccessError):
            project.stage_id = self.stages[3]

    def test_board(self):
        """W-111: the board has a column for each stage, also for the empty ones."""
        self._begun()
        groups = (
            self.env["gov.project"]
            .with_user(self.clerk)
            .with_context(read_group_expand=True)
            .web_read_group([], ["stage_id"], ["__count"])["groups"]
        )
        self.assertEqual([group["stage_id"][0] for group in groups if group["stage_id"]], self.stages.ids)


@tagged("post_install", "-at_install")
class TestZoneCatalogue(GovCommon, HttpCase):
    """W-112: the versioned catalogue of a zone, and its page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.env["gov.zone"].create({"name": "开办企业服务专区"})
        cls.manager = cls._create_staff("z_manager", "gov_window.group_catalogue")
        cls.change = cls._create_item("变更登记", cls.labour)

    def _catalogue(self, items, edition="2.0版"):
        return (
            self.env["gov.zone.catalogue"]
            .with_user(self.manager)
            .create(
                {
                    "name": "市场准入行政审批目录",
                    "edition": edition,
                    "zone_id": self.zone.id,
                    "item_ids": [Command.set(items.ids)],
                }
            )
        )

    def test_versions(self):
        """W-112: published, all its items belong to the zone; the next version replaces it."""
        first = self._catalogue(self.licence | self.labour_item)
        first.action_publish()
        self.assertIn(self.zone, self.licence.zone_ids)
        self.assertIn(self.zone, self.labour_item.zone_ids)
        second = self.env["gov.zone.catalogue"].browse(first.action_new_version()["res_id"]).with_user(self.manager)
        self.assertEqual(first.action_new_version()["res_id"], second.id)
        second.write({"edition": "3.0版", "item_ids": [Command.set((self.licence | self.change).ids)]})
        self.assertEqual((second.added_ids, second.removed_ids), (self.change, self.labour_item))
        second.action_publish()
        self.assertEqual((first.state, second.state, second.number), ("replaced", "published", 2))
        self.assertNotIn(self.zone, self.labour_item.zone_ids)
        self.assertIn(self.zone, self.change.zone_ids)
        with self.assertRaises(UserError):
            second.item_ids = [Command.clear()]

    def test_refused(self):
        """W-112: an empty catalogue and one with secret items are not published; what has not entered is shown."""
        empty = self._catalogue(self.licence.browse())
        with self.assertRaisesRegex(UserError, "enter the items"):
            empty.action_publish()
        secret = self._create_item("涉密", self.education, publish=False)
        secret.write({"secret": True, "exclusion_reason": "涉密"})
        draft = self._catalogue(secret | self.licence)
        self.assertEqual(draft.not_entered_ids, secret)
        with self.assertRaisesRegex(UserError, "涉密"):
            draft.action_publish()
        with self.assertRaises(AccessError):
            draft.with_user(self.clerk).edition = "x"

    def test_accepted_in_the_zone(self):
        """W-112: where the hall is divided by zones, the zone's window accepts the items of its catalogue."""
        self.company.gov_profile_id = self.env["gov.profile"].create(
            {"name": "分区", "line_ids": [Command.create({"name": "zone_model", "value": "zones"})]}
        )
        self.window.zone_id = self.zone
        case = self._open_case()
        with self.assertRaises(UserError):
            case.action_accept()
        self._catalogue(self.licence).action_publish()
        case.action_accept()
        self.assertEqual(case.state, "accepted")

    def test_page(self):
        """W-112: citizens find the service area on the first page, with its version and items."""
        catalogue = self._catalogue(self.licence)
        self.assertEqual(self.url_open(f"/gov/zone/{self.zone.id}").status_code, 404)
        catalogue.action_publish()
        self.env.flush_all()
        self.assertIn("开办企业服务专区", self.url_open("/gov").text)
        page = self.url_open(f"/gov/zone/{self.zone.id}").text
        self.assertIn("2.0版", page)
        self.assertIn(f"/gov/item/{self.licence._portal_slug()}", page)
        self.assertEqual(self.url_open("/gov/zone/x1").status_code, 404)
