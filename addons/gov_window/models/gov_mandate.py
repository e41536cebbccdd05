from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.gov_base.models.gov_mandate import GovMandate as BaseMandate


class GovMandate(models.Model):
    _inherit = "gov.mandate"
    _flow_frozen = BaseMandate._flow_frozen | {"item_ids", "case_id"}

    item_ids = fields.Many2many("gov.item", string="Items", help="Empty: whatever the agent applies for.")
    case_id = fields.Many2one(
        "gov.case",
        "For This Case Only",
        index="btree_not_null",
        ondelete="restrict",
        help="Recorded at the counter; the signed paper is among the case's materials.",
    )

    @api.constrains("case_id", "principal_id", "agent_id")
    def _check_case(self):
        for mandate in self.filtered("case_id"):
            case = mandate.case_id
            if (case.partner_id, case.agent_id) != (mandate.principal_id, mandate.agent_id):
                raise ValidationError(
                    self.env._(
                        "A mandate for one case is between its own applicant and agent; those of %(case)s differ.",
                        case=case.display_name,
                    )
                )

    def _needs_paper(self):
        """Override of `gov_base`: the paper of a single case is among its materials."""
        return super()._needs_paper() and not self.case_id

    @api.model
    def _for_cases(self, cases) -> dict:
        """The mandate by which the agent of each case acts today.

        :return: dict case id -> mandate; cases without an agent or a mandate are absent
        """
        found = {}
        for company, own in cases.filtered("agent_id").grouped("company_id").items():
            mandates = self.sudo().search(
                self._domain_in_force(company)
                & Domain("principal_id", "in", own.partner_id.ids)
                & Domain("agent_id", "in", own.agent_id.ids)
            )
            for case in own:
                for mandate in mandates:
                    if mandate._covers(case):
                        found.setdefault(case.id, mandate)
        return found

    def _covers(self, case) -> bool:
        self.ensure_one()
        return (
            (self.principal_id, self.agent_id) == (case.partner_id, case.agent_id)
            and (not self.item_ids or case.item_id in self.item_ids)
            and (not self.case_id or self.case_id == case)
        )
