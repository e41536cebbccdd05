from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..kernel.move import Move

_lt = LazyTranslate(__name__)


class GovMandate(models.Model):
    """A mandate (委托代办): by what right one person acts for another.

    In force from its first to its last day, until it is revoked. What it says is fixed
    once it is in force; its history is a chain of its own.
    """

    _name = "gov.mandate"
    _inherit = ["gov.flow.mixin", "gov.dated.mixin"]
    _description = "Mandate"
    _order = "date_start desc, id desc"
    _flow_frozen = frozenset(
        {"principal_id", "agent_id", "kind", "purpose", "date_start", "date_end", "paper", "company_id"}
    )
    _flow_open_states = frozenset({"draft"})

    principal_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    agent_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("individual", "Individual Authorisation"),
            ("representative", "Legal Representative"),
            ("guardian", "Guardian"),
            ("agency", "Agency Service"),
        ],
        required=True,
        default="individual",
        help="个人委托 / 法定代表人 / 监护人 / 帮办代办",
    )
    purpose = fields.Text("What For", required=True)
    paper = fields.Binary("Signed Paper", attachment=True)
    paper_name = fields.Char()
    company_id = fields.Many2one(
        "res.company", "Recorded At", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Force"), ("revoked", "Revoked")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _two = models.Constraint("CHECK (principal_id != agent_id)", "Nobody is the own agent.")
    _in_force = models.Index("(agent_id, principal_id) WHERE state = 'active'")

    @api.model
    def _flow_table(self):
        staff = ("gov_base.group_user",)
        return {
            "activate": Move(("draft",), "active", _lt("Put in Force"), staff, primary=True),
            "revoke": Move(("active",), "revoked", _lt("Revoke"), staff, needs_reason=True),
        }

    @api.depends("kind", "principal_id.name", "agent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for mandate in self:
            mandate.display_name = self.env._(
                "%(agent)s for %(principal)s (%(kind)s)",
                agent=mandate.agent_id.name or "",
                principal=mandate.principal_id.name or "",
                kind=kinds.get(mandate.kind, ""),
            )

    @api.constrains("kind", "principal_id")
    def _check_kind(self):
        for mandate in self:
            if mandate.kind == "representative" and not mandate.principal_id.is_company:
                raise ValidationError(
                    self.env._(
                        "Only an organisation has a legal representative; %(name)s is a person.",
                        name=mandate.principal_id.name,
                    )
                )
            if mandate.kind == "guardian" and mandate.principal_id.is_company:
                raise ValidationError(
                    self.env._(
                        "Only a person has a guardian; %(name)s is an organisation.", name=mandate.principal_id.name
                    )
                )

    def action_activate(self):
        """Put the mandate in force, from its first to its last day."""
        return self._flow_move("activate")

    def action_revoke(self, reason=""):
        """Revoke the mandate: the agent acts no more. What was done by it stands.

        :param reason: why, e.g. that the principal asked for it
        """
        return self._flow_move("revoke", reason)

    def _get_cannot_activate_reason(self):
        reasons = self._past_reasons()
        for mandate in self:
            if mandate._needs_paper() and not mandate.with_context(bin_size=True).paper:
                reasons.setdefault(mandate.id, self.env._("add the signed paper first."))
        return reasons

    def _needs_paper(self) -> bool:
        """Hook: whether the signed paper must be on file for it to come in force."""
        self.ensure_one()
        return True

    @api.model
    def _domain_in_force(self, company) -> Domain:
        """The mandates recorded at a centre that hold today."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "active")
            & self._current_domain(company._gov_today())
        )
