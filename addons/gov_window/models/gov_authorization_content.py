from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.gov_base.listing import listed

from .gov_authorization import LINKS
from .gov_authorization import GovAuthorization as BaseAuthorization

#: what each kind has to state besides items, links and dates
CONTENT = {
    "letter": ("seal_used",),
    "document": (),
    "entrustment": ("transfer_mode", "issuing_mode", "legal_basis"),
    "agreement": ("rights", "obligations", "recourse_manner", "recourse_method", "recourse_content"),
}


class GovAuthorization(models.Model):
    """What a letter has to state, by its kind, before it comes in force (D-12, A-005 to A-014)."""

    _inherit = "gov.authorization"
    _flow_frozen = BaseAuthorization._flow_frozen | {
        "batch_id",
        "line_ids",
        "lead_department_id",
        "legal_basis",
        "rights",
        "obligations",
        "recourse_manner",
        "recourse_method",
        "recourse_content",
        "renewed_from_id",
    }

    batch_id = fields.Many2one(
        "gov.authorization.batch", "Planned Batch", index="btree_not_null", ondelete="restrict", help="分批授权"
    )
    line_ids = fields.One2many(
        "gov.authorization.line",
        "authorization_id",
        "Rights by Item",
        copy=True,
        help="Where the rights for an item differ from those above.",
    )
    lead_department_id = fields.Many2one(
        "gov.department", "To Lead Department", index="btree_not_null", help="牵头部门: to whom a 授权委托函 is given."
    )
    legal_basis = fields.Text(help="By what law the matters may be entrusted 委托依据.")
    rights = fields.Text("Rights of Both Sides", help="双方的权利")
    obligations = fields.Text("Obligations of Both Sides", help="双方的义务")
    recourse_manner = fields.Text("Recovery: Manner", help="转追究的方式")
    recourse_method = fields.Text("Recovery: Method", help="转追究的方法")
    recourse_content = fields.Text("Recovery: Content", help="转追究的内容")
    liable_party = fields.Char(compute="_compute_liable_party", help="Who answers in law for what is done by it.")
    renewed_from_id = fields.Many2one(
        "gov.authorization", "Renews", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    renewal_ids = fields.One2many("gov.authorization", "renewed_from_id", "Renewals", readonly=True)

    @api.depends("batch_id.name")
    def _compute_batch(self):
        for letter in self.filtered("batch_id"):
            letter.batch = letter.batch_id.name

    @api.depends("liability", "department_id", "company_id")
    def _compute_liable_party(self):
        for letter in self:
            own = letter.liability == "authorised"
            letter.liable_party = letter.company_id.sudo().name if own else letter.department_id.name

    def _covers(self, item) -> bool:
        self.ensure_one()
        return item in self.item_ids or bool(self.all_items and item.department_id == self.department_id)

    def _links_of(self, item):
        """Override of the letter: the item's own line comes before the letter (A-011)."""
        line = self.line_ids.filtered(lambda own: own.item_id == item)
        return [link for link in LINKS if line[f"link_{link}"]] if line else super()._links_of(item)

    def _get_cannot_submit_review_reason(self):
        reasons = {}
        for letter in self:
            if letter.kind != "entrustment":
                reasons[letter.id] = self.env._("only an entrusting letter (授权委托函) goes to the reform office.")
            elif why := letter._content_reason():
                reasons[letter.id] = why
        return reasons

    def _get_cannot_activate_reason(self):
        """Override of the letter: its content by kind, its batch, and who may give the power."""
        reasons = super()._get_cannot_activate_reason()
        planned = self.env["gov.authorization.batch"].sudo().search([("company_id", "in", self.company_id.ids)])
        for letter in self.filtered(lambda letter: letter.id not in reasons):
            plan = planned.filtered(lambda batch, own=letter: batch.company_id == own.company_id)
            why = letter._content_reason() or letter._batch_reason(plan) or letter._giver_reason()
            if not why and letter.state == "review" and not (letter.review_opinion or "").strip():
                why = self.env._("the reform office has not written its opinion.")
            if why:
                reasons[letter.id] = why
        return reasons

    def _content_reason(self) -> str:
        """What the letter does not state yet, or states against the law of its kind; else empty."""
        self.ensure_one()
        missing = [name for name in CONTENT[self.kind] if not self[name]]
        if missing:
            labels = self.fields_get(missing, ["string"])
            return self.env._(
                "a letter of this kind has to state: %(fields)s.",
                fields=listed(self.env, (labels[name]["string"] for name in missing)),
            )
        if self.kind != "letter" and self.liability == "authorised":
            return self.env._("what is entrusted (委托) leaves the department liable: choose “Entrusted”.")
        if self.kind == "document" and not self.link_accept:
            return self.env._("an entrusting document (委托文件) gives the right to accept: tick “Accept”.")
        return ""

    def _batch_reason(self, plan) -> str:
        """Why the centre's plan of batches does not allow it now; centres without a plan have none."""
        self.ensure_one()
        if not plan or self.department_id.company_id != self.company_id:
            return ""
        batch = self.batch_id
        if not batch:
            return self.env._("the centre authorises in batches: choose the planned batch.")
        if self.department_id not in batch.department_ids:
            return self.env._(
                "%(department)s is not in %(batch)s.", department=self.department_id.short_name, batch=batch.name
            )
        if batch.date_start > self.company_id._gov_today():
            return self.env._("%(batch)s begins on %(date)s.", batch=batch.name, date=batch.date_start)
        return ""

    def _giver_reason(self) -> str:
        """Between two centres (盟域通办, W-057) the one that gives the power puts it in force."""
        self.ensure_one()
        giver = self.department_id.company_id
        if giver == self.company_id:
            return ""
        if giver not in self.env.companies:
            return self.env._(
                "%(department)s belongs to another centre: only that centre gives its power away.",
                department=self.department_id.name,
            )
        if not self.sealed_file:
            return self.env._("add the sealed original: it binds two centres.")
        return ""

    def action_renew(self):
        """Draft the letter that follows this one, for as long as this one held, and open it.

        :raises UserError: the letter is not in force
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "active":
            raise UserError(self.env._("Only a letter in force is renewed; draft a new one instead."))
        renewal = self.renewal_ids.filtered(lambda letter: letter.state in ("draft", "review"))[:1]
        if not renewal:
            start = self.date_end + timedelta(days=1)
            renewal = self.copy({"date_start": start, "date_end": start + (self.date_end - self.date_start)})
            renewal._flow_write({"renewed_from_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "view_mode": "form",
        }
