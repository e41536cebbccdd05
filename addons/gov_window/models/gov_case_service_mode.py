from odoo import api, fields, models

from .gov_ticket import SPECIAL


class GovCase(models.Model):
    """How a case is served by its class (分类服务, W-006): on the spot, by one window and each department,
    under supervision to the end, or with help for people who need it."""

    _inherit = "gov.case"

    special_group = fields.Selection(
        SPECIAL,
        help="特殊群体: comes first, is helped along 帮办代办, and is served by appointment. "
        "Marked, it goes through the green channel.",
    )
    service_mode = fields.Selection(
        [
            ("special", "Helped Along, by Appointment"),
            ("project", "Approved in Parallel, Supervised to the End"),
            ("instant", "Checked on the Spot, Done at Once"),
            ("promise", "One Window Takes It, Departments Handle It"),
        ],
        "Way of Service",
        compute="_compute_service_mode",
        help="特殊群体帮办代办、预约服务 / 重大项目并联审批、全程督办 / "
        "即办件现场审核、即来即办 / 承诺件一窗受理、分类办理",
    )

    @api.depends("special_group", "project_id.key_project", "item_version_id.handling_class")
    def _compute_service_mode(self):
        for case in self:
            version = case.item_version_id or case.item_id.version_id
            if case.special_group:
                case.service_mode = "special"
            elif case.project_id.key_project:
                case.service_mode = "project"
            else:
                case.service_mode = "instant" if version.handling_class == "instant" else "promise"

    @api.onchange("special_group", "project_id")
    def _onchange_served_first(self):
        """Who comes first by rule goes through the green channel."""
        if self.special_group or self.project_id.key_project:
            self.green_channel = True

    @api.model
    def _flow_begin(self, vals_list):
        """Override: people of a special group and key projects begin in the green channel."""
        begun = super()._flow_begin(vals_list)
        wanted = [vals["project_id"] for vals in begun if vals.get("project_id")]
        key = set(self.env["gov.project"].sudo().browse(wanted).filtered("key_project").ids) if wanted else ()
        return [
            vals | {"green_channel": True}
            if vals.get("special_group") or (vals.get("project_id") and vals["project_id"] in key)
            else vals
            for vals in begun
        ]

    def action_help_along(self):
        """Open the agency service (帮办代办) that carries this case, or begin one for its applicant.

        :raises UserError: the case is over
        """
        self.ensure_one()
        self.check_access("write")
        self._flow_lock()
        agencies = self.env["gov.agency"]
        agency = agencies.search([("case_ids", "in", self.ids), ("state", "in", ("draft", "running"))], limit=1)
        agency = agency or agencies.create(
            {
                "name": self.item_id.name,
                "kind": "special" if self.special_group else "other",
                "special_group": self.special_group,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "phone": self.sudo().partner_id.phone,
                "item_ids": [fields.Command.set(self.item_id.ids)],
                "case_ids": [fields.Command.set(self.ids)],
            }
        )
        return {"type": "ir.actions.act_window", "res_model": "gov.agency", "view_mode": "form", "res_id": agency.id}
