import json

from odoo import api, fields, models, tools

#: what is asked of the rules after acceptance, and was promised or ordered with it
KEPT = frozenset(
    {
        "acceptance_mode",
        "count_first_day",
        "gap_clock",
        "gap_lapse_action",
        "handover_days",
        "handover_limit",
        "handover_mode",
        "hour_rounding",
    }
)


class GovCase(models.Model):
    """The rules of a case (ledger part D): those of its item, its window's zone and its centre, until it is accepted.

    What is asked of them later is copied to the case at acceptance, so that a change of the rules never moves an
    accepted case. Copied is what profiles set; what they leave open is the ledger's default, which nobody changes.
    """

    _inherit = "gov.case"

    rules_kept = fields.Char("Rules at Acceptance", readonly=True, copy=False)

    def _rule(self, name: str):
        """The value of a rule parameter for this case: as accepted; else item, zone, centre, default."""
        self.ensure_one()
        case = self.sudo()
        if (text := case.rules_kept) and name in (kept := self._rules_of(text)):
            return kept[name]
        return case.item_id._rule(name, case.company_id.id, case.window_id.zone_id.id)

    def _rule_limit(self, name: str) -> tuple[int, str]:
        """A limit of the rules for this case: value and unit (D-05)."""
        case = self.sudo()
        unit = case.item_id._rule_unit(name, case.company_id.id, case.window_id.zone_id.id)
        return self._rule(name), unit

    def _rule_period(self, code: str, rule: str, **values) -> dict:
        """A period whose limit the rules for this case name, as `gov.term` starts it."""
        value, unit = self._rule_limit(rule)
        return {"code": code, "value": value, "unit": unit, "source": self.env._("rule profile"), **values}

    def _term_rule(self, name):
        """Override of `gov_base`: periods follow the rules of the case."""
        return self._rule(name)

    @api.model
    def _kept_rules(self) -> frozenset:
        """The names of the rules that are copied at acceptance. Each addon adds what it asks later."""
        return KEPT

    def _rules_to_keep(self) -> str:
        """What the profiles set for this case, as it is stored."""
        self.ensure_one()
        return self.item_id._rules_text(self.company_id.id, self.window_id.sudo().zone_id.id)

    @api.model
    @tools.ormcache("text")
    def _rules_of(self, text: str) -> dict:
        """The rules that a stored text means."""
        defaults = self.env["gov.profile"]._defaults()
        return {name: defaults[name] for name in self._kept_rules()} | json.loads(text)

    def action_rules(self):
        """Open the rules that apply to the case, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        case = self.sudo()
        kept = (self.env._("Case: as accepted"), self._rules_of(case.rules_kept)) if case.rules_kept else None
        levels = case.item_id._rule_levels(case.company_id.id, case.window_id.zone_id.id)
        return self.env["gov.profile"]._open_effective(levels, company=case.company_id, kept=kept)
