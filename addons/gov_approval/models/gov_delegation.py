from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)

#: which power decides a case of which handling class (A-017, A-019, A-020)
POWER_BY_CLASS = {"instant": "instant", "promise": "promise", "joint": "joint", "report": "report"}


class GovDelegation(models.Model):
    """A delegation (首席代表授权书): what a department's chief representative may do.

    Holder A and substitute B have the same powers; either acts when the other is absent
    (AB岗, A-021).
    """

    _name = "gov.delegation"
    _inherit = ["gov.flow.mixin", "gov.dated.mixin"]
    _description = "Delegation"
    _order = "date_start desc, id desc"
    _rec_name = "number"
    _flow_frozen = frozenset({"department_id", "holder_id", "substitute_id", "power_ids", "date_start", "date_end"})
    _flow_open_states = frozenset({"draft"})

    number = fields.Char(readonly=True, copy=False)
    department_id = fields.Many2one("gov.department", required=True, index=True)
    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    holder_id = fields.Many2one("res.users", "Chief Representative A", required=True, index=True)
    substitute_id = fields.Many2one("res.users", "Substitute B", index=True)
    power_ids = fields.Many2many("gov.power", string="Powers", required=True)
    date_end = fields.Date(required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Force"), ("revoked", "Revoked")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _unique_number = models.UniqueIndex("(number) WHERE number IS NOT NULL")

    @api.model
    def _flow_table(self):
        office = ("gov_window.group_catalogue", "gov_approval.group_main_head")
        return {
            "activate": Move(("draft",), "active", _lt("Put in Force"), office, primary=True),
            "revoke": Move(("active",), "revoked", _lt("Revoke"), office, needs_reason=True),
        }

    @api.depends("number", "department_id", "holder_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for delegation in self:
            number = delegation.number or self.env._("draft")
            delegation.display_name = self.env._(
                "Delegation %(number)s to %(holder)s",
                number=number,
                holder=delegation.holder_id.name or "",
            )

    @api.constrains("holder_id", "substitute_id")
    def _check_holders(self):
        for delegation in self:
            if delegation.holder_id == delegation.substitute_id:
                raise ValidationError(self.env._("A and B must be two persons."))

    def action_activate(self):
        """Put the delegation in force, from its first to its last day."""
        return self._flow_move("activate")

    def action_revoke(self, reason=""):
        """Revoke the delegation."""
        return self._flow_move("revoke", reason)

    def _get_cannot_activate_reason(self):
        return self._past_reasons() | {
            delegation.id: self.env._("name the powers it gives.") for delegation in self if not delegation.power_ids
        }

    def _prepare_activate_vals(self):
        vals = {}
        for delegation in self:
            company = delegation.company_id
            series = self.env["gov.series"]._for("delegation", company)
            [number] = series._next(1, {"region": company.sudo().gov_document_word, "unit": "代"})
            vals[delegation.id] = {"number": number}
        return vals

    @api.model
    def _find(self, cases, user):
        """The delegation by which a user may decide each case.

        :return: dict case id -> delegation; cases without one are absent
        """
        found = {}
        for company, own in cases.grouped("department_company_id").items():
            today = company._gov_today()
            delegations = self.sudo().search(
                [
                    ("department_id", "in", own.department_id.ids),
                    ("state", "=", "active"),
                    ("date_start", "<=", today),
                    ("date_end", ">=", today),
                    "|",
                    ("holder_id", "=", user.id),
                    ("substitute_id", "=", user.id),
                ]
            )
            for case in own:
                power = POWER_BY_CLASS[case.handling_class]
                for delegation in delegations:
                    if delegation.department_id == case.department_id and power in delegation.power_ids.mapped("code"):
                        found.setdefault(case.id, delegation)
        return found
