from pypinyin import lazy_pinyin

from odoo import api, fields, models
from odoo.fields import Domain


class GovItem(models.Model):
    """What the clerk types for an item: initials, whole pinyin, code or words (W-073). What the own
    window accepts comes first; the others say why not."""

    _inherit = "gov.item"
    _rec_names_search = ["name", "code", "pinyin", "pinyin_full"]

    pinyin_full = fields.Char(
        compute="_compute_pinyin_full", store=True, index="trigram", help="The whole name in pinyin, without blanks."
    )

    @api.depends("name")
    def _compute_pinyin_full(self):
        for item in self:
            item.pinyin_full = "".join(lazy_pinyin(item.name or "", errors="ignore")).lower()

    @api.depends("name", "department_id", "version_id")
    @api.depends_context("formatted_display_name", "gov_accept", "lang", "uid")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        why = self._not_accepted_here() if self.env.context.get("gov_accept") else {}
        for item in self:
            said = [item.department_id.short_name or item.department_id.name, item._days_text(), why.get(item.id)]
            item.display_name = f"{item.name} --{' · '.join(part for part in said if part)}--"

    def _days_text(self) -> str:
        """The limit as the clerk says it: instant, or so many working days."""
        version = self.sudo().version_id
        if not version:
            return ""
        days, _source = version._limit()
        return self.env._("%(days)s working days", days=days) if days else self.env._("at once")

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Override of the ORM: at the counter, what the own window accepts comes first."""
        if not self.env.context.get("gov_accept"):
            return super().name_search(name, domain, operator, limit)
        domain, own = Domain(domain or Domain.TRUE), self._acceptable_domain()
        first = super().name_search(name, domain & own, operator, limit)
        if limit and len(first) >= limit:
            return first
        rest = domain & Domain("id", "not in", [item_id for item_id, _name in first])
        return first + super().name_search(name, rest, operator, limit and limit - len(first))

    @api.model
    def _acceptable_domain(self) -> Domain:
        """The items that a post of the current user gives the power to accept today."""
        postings = self.env["gov.posting"]._of_user(self.env.user)
        companies = postings.company_id
        letters = Domain.OR(
            Domain("company_id", "=", letter.company_id.id)
            & (
                Domain("department_id", "=", letter.department_id.id)
                if letter.all_items
                else Domain("id", "in", letter.item_ids.ids)
            )
            for letter in self.env["gov.authorization"]._in_force("accept", companies)
        )
        found = Domain.FALSE
        for posting in postings:
            window, here = posting.window_id, Domain("company_id", "=", posting.company_id.id)
            if window.board == "authorised":
                found |= here & letters
            elif window.board == "professional":
                theirs = Domain("department_id", "in", window.department_ids.ids)
                found |= here & theirs & Domain("department_class", "!=", "authorised") & ~letters
        return found

    def _not_accepted_here(self) -> dict[int, str]:
        """Why each item is not accepted at the windows of the current user; the others are absent."""
        strange = self - self.filtered_domain(self._acceptable_domain())
        letters = strange.sudo()._letter("accept")
        reasons = {}
        for item in strange:
            if item.id in letters:
                reasons[item.id] = self.env._("accepted at the comprehensive window")
            elif item.department_class == "authorised":
                reasons[item.id] = self.env._("no authorisation letter in force")
            else:
                reasons[item.id] = self.env._("accepted at the department's own window")
        return reasons
