from odoo import api, fields, models
from odoo.exceptions import UserError


class GovProjectLine(models.Model):
    """An item that a project needs in a stage, and the case for it (W-111)."""

    _name = "gov.project.line"
    _description = "Item of a Project"
    _order = "project_id, stage_sequence, sequence, id"

    project_id = fields.Many2one("gov.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    stage_id = fields.Many2one("gov.project.stage", required=True, index=True, ondelete="restrict")
    stage_sequence = fields.Integer("Place of the Stage", related="stage_id.sequence", store=True)
    item_id = fields.Many2one(
        "gov.item", required=True, index=True, ondelete="restrict", domain=[("version_id", "!=", False)]
    )
    department_id = fields.Many2one(related="item_id.department_id")
    needed = fields.Boolean(default=True, help="Whether this project needs it.")
    case_id = fields.Many2one("gov.case", compute="_compute_case")
    outcome = fields.Selection(
        [
            ("skip", "Not Needed"),
            ("waiting", "To Be Applied For"),
            ("running", "Under Way"),
            ("done", "Done"),
            ("failed", "Refused or Withdrawn"),
        ],
        "State of the Item",
        compute="_compute_case",
    )

    _unique_item = models.UniqueIndex("(project_id, item_id)", "The project has this item already.")

    @api.depends("project_id.case_ids.state", "item_id", "needed")
    def _compute_case(self):
        newest = {}
        for case in self.project_id.case_ids.sorted("id"):
            newest[case.project_id, case.item_id] = case
        for line in self:
            line.case_id = newest.get((line.project_id._origin, line.item_id), False)
            if line.case_id:
                line.outcome = line.case_id._project_outcome()
            else:
                line.outcome = "waiting" if line.needed else "skip"

    def action_open_case(self):
        """Open the case of the line, or the form for a new one with what is known filled in."""
        self.ensure_one()
        self.check_access("read")
        if not self.case_id:
            self.project_id._check_open()
        action = {"type": "ir.actions.act_window", "res_model": "gov.case", "view_mode": "form"}
        if self.case_id:
            return action | {"res_id": self.case_id.id}
        return action | {
            "context": {
                "default_project_id": self.project_id.id,
                "default_item_id": self.item_id.id,
                "default_partner_id": self.project_id.partner_id.id,
            }
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if applied := self.filtered("case_id"):
            raise UserError(
                self.env._(
                    "%(items)s: applied for already; the line stays.",
                    items=", ".join(applied.item_id.mapped("name")),
                )
            )
