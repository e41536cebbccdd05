from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
GUIDE = ("gov_window.group_guide",)


class GovAgency(models.Model):
    """An agency service (帮办代办): one person of the centre carries a project, or somebody who
    needs help, through all that is to be applied for; every step is on record (W-060)."""

    _name = "gov.agency"
    _inherit = ["gov.flow.mixin"]
    _description = "Agency Service"
    _order = "id desc"
    _flow_frozen = frozenset({"partner_id", "company_id", "kind"})
    _flow_open_states = frozenset({"draft"})

    name = fields.Char("Project or Matter", required=True)
    kind = fields.Selection(
        [
            ("project", "Key Project: Full Agency"),
            ("special", "People Who Need Help"),
            ("other", "On Request"),
        ],
        required=True,
        default="project",
        help="重点项目全程代办 / 特殊群体帮办代办 / 其他",
    )
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "For", required=True, index=True, ondelete="restrict")
    phone = fields.Char("Telephone of the Applicant")
    agent_user_id = fields.Many2one("res.users", "Assigned Agent", index=True, ondelete="restrict", help="代办员")
    mandate_id = fields.Many2one(
        "gov.mandate",
        ondelete="restrict",
        help="By which the agent may sign for the applicant, if the agent does.",
    )
    item_ids = fields.Many2many("gov.item", string="Items to Apply For")
    case_ids = fields.Many2many("gov.case", string="Cases")
    promised_on = fields.Date("To Be Done By")
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("done", "Done"), ("ended", "Ended")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        group_expand=True,
    )

    @api.model
    def _flow_table(self):
        return {
            "begin": Move(("draft",), "running", _lt("Begin"), GUIDE, primary=True),
            "log_step": Move(("running",), "running", _lt("Log a Step"), GUIDE, needs_reason=True, primary=True),
            "finish": Move(("running",), "done", _lt("Done"), GUIDE, needs_reason=True),
            "end": Move(("draft", "running"), "ended", _lt("End"), GUIDE, needs_reason=True),
        }

    def action_begin(self):
        """Begin: from now on the assigned agent carries it."""
        return self._flow_move("begin")

    def _get_cannot_begin_reason(self):
        reasons = {}
        for agency in self:
            if not agency.agent_user_id:
                reasons[agency.id] = self.env._("assign the agent who carries it.")
            elif not agency.item_ids:
                reasons[agency.id] = self.env._("enter the items to apply for.")
        return reasons

    def action_log_step(self, reason=""):
        """Write down a step that was taken.

        :param reason: what was done
        """
        return self._flow_move("log_step", reason)

    def _get_cannot_log_step_reason(self):
        return self._not_agent_reasons()

    def action_finish(self, reason=""):
        """Everything was obtained.

        :param reason: the outcome, as the applicant was told
        """
        return self._flow_move("finish", reason)

    def _get_cannot_finish_reason(self):
        return self._not_agent_reasons()

    def _not_agent_reasons(self):
        """The assigned agent acts; the head of the window may stand in."""
        if self.env.user.has_group("gov_window.group_window_head"):
            return {}
        return {
            agency.id: self.env._("%(agent)s was assigned to it.", agent=agency.agent_user_id.sudo().name)
            for agency in self
            if agency.agent_user_id != self.env.user
        }

    def action_end(self, reason=""):
        """End it before everything was obtained.

        :param reason: why
        """
        return self._flow_move("end", reason)
