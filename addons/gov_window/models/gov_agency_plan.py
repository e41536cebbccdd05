from odoo import fields, models

from odoo.addons.gov_base.listing import listed

from .gov_ticket import SPECIAL


class GovAgency(models.Model):
    """Individual service for key areas and projects (个性化定制服务, W-107): a named officer, a plan in words, and
    steps that are followed through. Help for people of a special group says whom it helps (W-006)."""

    _inherit = "gov.agency"

    kind = fields.Selection(
        selection_add=[("individual", "Individual Service: Key Area or Project"), ("other",)],
        ondelete={"individual": "set default"},
        help="重点项目全程代办 / 特殊群体帮办代办 / 重点领域、重点项目个性化定制服务 / 其他",
    )
    special_group = fields.Selection(SPECIAL, "Whom It Helps")
    plan = fields.Text(
        "What Was Agreed", help="定制服务方案: what the applicant needs, and what the centre does for it."
    )
    step_ids = fields.One2many("gov.agency.step", "agency_id", "Plan")
    appointment_id = fields.Many2one(
        "gov.appointment", "Agreed at", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    def _get_cannot_begin_reason(self):
        """Override: an individual service needs its plan rather than items; help says for whom."""
        reasons = {}
        ordinary = self.filtered(lambda agency: agency.kind != "individual")
        for agency in self - ordinary:
            if not agency.agent_user_id:
                reasons[agency.id] = self.env._("assign the officer who carries it.")
            elif not (agency.plan or "").strip() or not agency.step_ids:
                reasons[agency.id] = self.env._("write down what was agreed, and at least one step.")
        for agency in ordinary.filtered(lambda agency: agency.kind == "special" and not agency.special_group):
            reasons[agency.id] = self.env._("say whom it helps.")
        return super(GovAgency, ordinary)._get_cannot_begin_reason() | reasons

    def _get_cannot_finish_reason(self):
        """Override: not while a step of the plan is open."""
        reasons = {
            agency.id: self.env._("there are still steps to take: %(steps)s.", steps=listed(self.env, names))
            for agency in self
            if (names := agency.step_ids.filtered(lambda step: not step.done_on).mapped("name"))
        }
        return reasons | super()._get_cannot_finish_reason()
