from odoo import fields, models

#: what makes up the scope of a permission
SCOPE = ("statutory_scope", "scope", "scope_relation")


class GovItemVersion(models.Model):
    """The scope of a permission (实施范围): fixed by law or the State Council. What widens it is void,
    what narrows it is followed; a changed scope is reviewed (W-027)."""

    _inherit = "gov.item.version"

    statutory_scope = fields.Text(
        "Scope by Law", help="法定实施范围, in the words of the law or State Council regulation."
    )
    statutory_scope_basis = fields.Char("Where It Is Fixed", help="Law or State Council regulation, with the article.")
    scope = fields.Text("Scope of Implementation", help="Empty: as the law fixes it.")
    scope_relation = fields.Selection(
        [("same", "As the Law"), ("narrowed", "Narrower than the Law"), ("widened", "Wider than the Law")],
        "Against the Law",
        required=True,
        default="same",
        help="一致 / 缩小 / 扩大. Wider ones are void and are not published.",
    )
    scope_document = fields.Char("Document That Narrows It")

    def _get_incomplete_reason(self):
        reasons = super()._get_incomplete_reason()
        for version in self:
            if why := version._scope_reason():
                reasons.setdefault(version.id, why)
        return reasons

    def _scope_reason(self) -> str:
        """Why the scope cannot be published; empty if it can."""
        self.ensure_one()
        own, law = (" ".join((text or "").split()) for text in (self.scope, self.statutory_scope))
        required = self.item_id.nature == "licence" and self.item_id._rule("scope_required", self.company_id.id)
        if self.scope_relation == "widened":
            return self.env._(
                "its scope is wider than the law: documents that widen the scope of a permission are void. Enter the "
                "scope by law."
            )
        if (required or own) and not (law and (self.statutory_scope_basis or "").strip()):
            return self.env._("enter the scope by law, and the law or State Council regulation that fixes it.")
        if self.scope_relation == "narrowed" and not (own and (self.scope_document or "").strip()):
            return self.env._("enter the narrower scope, and the document that narrows it.")
        if self.scope_relation == "same" and own and own != law:
            return self.env._("its scope differs from the scope by law: say whether it is narrower or wider.")
        return ""

    def _scope_changed(self) -> bool:
        """Whether the scope differs from that of the published version."""
        self.ensure_one()
        published = self.item_id.version_id
        return bool(published - self) and any((self[name] or "") != (published[name] or "") for name in SCOPE)

    def _needs_review(self):
        """Override: a changed scope is reviewed, whatever the rules say of other changes."""
        return super()._needs_review() or self._scope_changed()
