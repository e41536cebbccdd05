import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)
STAFF = ("gov_window.group_guide", "gov_window.group_department_clerk")
#: the national code of an investment project 项目代码: year and month, region, kind, industry, serial
CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")


class GovProject(models.Model):
    """An investment project (投资项目): the cases of its whole cycle, from set-up 立项 to completion
    acceptance 竣工验收, in stages, with agency help as the enterprise needs (W-111)."""

    _name = "gov.project"
    _inherit = ["gov.flow.mixin"]
    _description = "Investment Project"
    _order = "id desc"
    _rec_names_search = ["name", "code"]
    _flow_frozen = frozenset({"code", "partner_id", "company_id"})
    _flow_open_states = frozenset({"draft"})

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(
        "Project Code", index="btree_not_null", help="项目代码 of the national platform, e.g. 2403-152900-04-01-123456."
    )
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Project Owner", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("approve", "Government Investment"),
            ("check", "Checked Enterprise Project"),
            ("file", "Filed Enterprise Project"),
        ],
        required=True,
        default="file",
        help="政府投资审批类 / 企业投资核准类 / 企业投资备案类",
    )
    amount = fields.Float("Investment", help="总投资, in 10,000 yuan.")
    place = fields.Char("Site")
    key_project = fields.Boolean(help="重点项目: full agency 全程代办 by right.")
    agency_ids = fields.Many2many("gov.agency", string="Agency Help", domain="[('partner_id', '=', partner_id)]")
    stage_id = fields.Many2one(
        "gov.project.stage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        group_expand="_group_expand_stage",
    )
    line_ids = fields.One2many("gov.project.line", "project_id", "Items")
    case_ids = fields.One2many("gov.case", "project_id", "Cases", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Under Way"), ("done", "Completed"), ("ended", "Given Up")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    progress = fields.Float(
        "Progress of the Project",
        compute="_compute_progress",
        help="Items done, of those the project needs; in percent.",
    )
    progress_text = fields.Char("Items Done", compute="_compute_progress")
    stage_text = fields.Char("Items of the Stage Done", compute="_compute_progress")
    note = fields.Text()

    _unique_code = models.UniqueIndex("(code) WHERE code IS NOT NULL", "A project with this code is on file already.")

    @api.model
    def _flow_table(self):
        return {
            "begin": Move(("draft",), "running", _lt("Begin"), STAFF, primary=True),
            "next_stage": Move(("running",), "running", _lt("Next Stage"), STAFF, primary=True),
            "finish": Move(("running",), "done", _lt("Completed"), STAFF, primary=True),
            "give_up": Move(("draft", "running"), "ended", _lt("Give Up"), STAFF, needs_reason=True),
        }

    def _flow_repeated(self, action, move, reason):
        """Override of `gov_base`: the stage after the next is another move."""
        return self.browse() if action == "next_stage" else super()._flow_repeated(action, move, reason)

    @api.model
    def _group_expand_stage(self, stages, domain):
        return stages.search(["|", ("company_id", "=", False), ("company_id", "in", self.env.companies.ids)])

    @api.depends("name", "code")
    def _compute_display_name(self):
        for project in self:
            project.display_name = f"{project.name or ''} {project.code or ''}".strip()

    @api.depends("line_ids.outcome", "stage_id")
    def _compute_progress(self):
        for project in self:
            needed = project.line_ids.filtered("needed")
            done = needed.filtered(lambda line: line.outcome == "done")
            here, there = (
                lines.filtered(lambda line, stage=project.stage_id: line.stage_id == stage) for lines in (done, needed)
            )
            project.progress = 100 * len(done) / len(needed) if needed else 0
            project.progress_text = f"{len(done)}/{len(needed)}"
            project.stage_text = f"{len(here)}/{len(there)}"

    @api.constrains("code")
    def _check_code(self):
        for project in self.filtered("code"):
            if not CODE.fullmatch(project.code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no project code: it has the form 2403-152900-04-01-123456.", code=project.code
                    )
                )

    def _stages(self):
        """The stages of the project, in order."""
        self.ensure_one()
        return self.env["gov.project.stage"].search(
            ["|", ("company_id", "=", False), ("company_id", "=", self.company_id.id)]
        )

    def action_fill(self):
        """Take over the items of all stages; those not needed are unticked by hand.

        :raises UserError: no stage has items yet, or the project is over
        """
        self.check_access("write")
        self._check_open()
        for project in self:
            stages = project._stages()
            if not stages.item_ids:
                raise UserError(self.env._("Enter the items of the stages first (Organisation, Stages of Projects)."))
            there = project.line_ids.item_id
            seen = set(there.ids)
            vals_list = []
            for stage in stages:
                for item in stage.item_ids.filtered("version_id"):
                    if item.id not in seen:
                        seen.add(item.id)
                        vals_list.append({"project_id": project.id, "stage_id": stage.id, "item_id": item.id})
            self.env["gov.project.line"].create(vals_list)

    def _check_open(self):
        if closed := self.filtered(lambda project: project.state in ("done", "ended")):
            raise UserError(
                self.env._("%(projects)s: the project is over.", projects=listed(self.env, closed.mapped("name")))
            )

    def action_begin(self):
        """Begin with the first stage that has items.

        :raises UserError: it has no items
        """
        return self._flow_move("begin")

    def _get_cannot_begin_reason(self):
        return {
            project.id: self.env._("enter the items that it needs: press “Take Over the Items of the Stages”.")
            for project in self
            if not project.line_ids.filtered("needed")
        }

    def _prepare_begin_vals(self):
        return {
            project.id: {"stage_id": project.line_ids.filtered("needed").stage_id.sorted()[:1].id} for project in self
        }

    def action_next_stage(self):
        """Go on to the next stage that has items.

        :raises UserError: the stage is not done, or it is the last
        """
        return self._flow_move("next_stage")

    def _following(self):
        """The stages with needed items after the present one."""
        self.ensure_one()
        present = self.stage_id
        return (
            self.line_ids.filtered("needed")
            .stage_id.sorted()
            .filtered(lambda stage: (stage.sequence, stage.id) > (present.sequence, present.id))
        )

    def _unfinished(self, stages=None):
        """The needed items that are not done: of some stages, or of all."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.needed and line.outcome != "done")
        return lines.filtered(lambda line: line.stage_id in stages) if stages is not None else lines

    def _get_cannot_next_stage_reason(self):
        reasons = {}
        for project in self:
            if unfinished := project._unfinished(project.stage_id):
                reasons[project.id] = self.env._(
                    "of this stage there are still: %(items)s.",
                    items=listed(self.env, unfinished.item_id.mapped("name")),
                )
            elif not project._following():
                reasons[project.id] = self.env._("it is in its last stage: complete it.")
        return reasons

    def _prepare_next_stage_vals(self):
        return {project.id: {"stage_id": project._following()[:1].id} for project in self}

    def action_finish(self):
        """Completed: everything is done, up to the completion acceptance.

        :raises UserError: an item is not done
        """
        return self._flow_move("finish")

    def _get_cannot_finish_reason(self):
        return {
            project.id: self.env._(
                "there are still: %(items)s.", items=listed(self.env, unfinished.item_id.mapped("name"))
            )
            for project in self
            if (unfinished := project._unfinished())
        }

    def action_give_up(self, reason=""):
        """The owner gives the project up."""
        return self._flow_move("give_up", reason)

    def action_open_cases(self):
        """Open the cases of the project."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "gov.case",
            "view_mode": "list,form",
            "domain": [("project_id", "=", self.id)],
        }

    def action_new_agency(self):
        """Open the agency service that is open for the project, or a new one with the items still to be applied for."""
        self.ensure_one()
        self.check_access("write")
        self._flow_lock()
        agency = self.agency_ids.filtered(lambda agency: agency.state in ("draft", "running"))[:1]
        agency = agency or self.env["gov.agency"].create(
            {
                "name": self.name,
                "kind": "project" if self.key_project else "other",
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "item_ids": [fields.Command.set(self._unfinished().item_id.ids)],
            }
        )
        self.agency_ids = [fields.Command.link(agency.id)]
        return {"type": "ir.actions.act_window", "res_model": "gov.agency", "view_mode": "form", "res_id": agency.id}
