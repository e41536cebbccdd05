from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
#: what a fee says when there is none
FREE = {"", "不收费", "免费", "无", "否"}
REVIEWERS = (
    "gov_window.group_reform",
    "gov_window.group_fees",
    "gov_window.group_department",
    "gov_window.group_legal",
)


class GovItemReview(models.Model):
    """The signature of one office under a version before it is published (事项审核).

    The reform office reviews every version, the fees office those with a fee, the lead
    department of a full-chain zone what belongs to its chain (W-013, W-014). By the rules of the
    centre the legal office reviews them, too, and the government approves what all have agreed to:
    the catalogue's manager records its document.
    """

    _name = "gov.item.review"
    _inherit = ["gov.flow.mixin"]
    _description = "Review of an Item"
    _order = "version_id desc, id"
    _flow_subject_field = "version_id"

    version_id = fields.Many2one("gov.item.version", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="version_id.company_id", store=True, index=True)
    item_id = fields.Many2one(related="version_id.item_id", store=True, index=True)
    department_id = fields.Many2one(related="version_id.department_id", store=True, index=True)
    office = fields.Selection(
        [
            ("reform", "Reform Office"),
            ("fees", "Fees Office"),
            ("zone", "Lead Department of a Zone"),
            ("legal", "Legal Office"),
            ("government", "The Government"),
        ],
        required=True,
        readonly=True,
        help="审改部门 / 发展改革部门（收费）/ 专区牵头单位 / 法制部门 / 本级人民政府审定",
    )
    round = fields.Integer(readonly=True, help="With which submission of the version it was asked for.")
    document = fields.Char("Approving Document", help="Number of the document by which the government approves.")
    zone_id = fields.Many2one("gov.zone", readonly=True, index="btree_not_null", ondelete="restrict")
    opinion = fields.Text(help="Printed and kept with the signature.")
    state = fields.Selection(
        [("pending", "To Be Signed"), ("agreed", "Agreed"), ("returned", "Sent Back"), ("cancelled", "Taken Back")],
        required=True,
        default="pending",
        readonly=True,
        copy=False,
    )

    _one_pending = models.UniqueIndex(
        "(version_id, office, COALESCE(zone_id, 0)) WHERE state = 'pending'", "The office has it already."
    )

    @api.model
    def _flow_table(self):
        return {
            "agree": Move(("pending",), "agreed", _lt("Agree"), REVIEWERS, primary=True),
            "send_back": Move(("pending",), "returned", _lt("Send Back"), REVIEWERS, needs_reason=True),
            "cancel": Move(("pending",), "cancelled", _lt("Take Back")),
        }

    @api.depends("office", "zone_id", "version_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        offices = dict(self._fields["office"]._description_selection(self.env))
        for review in self:
            office = offices.get(review.office, "")
            review.display_name = f"{review.version_id.item_id.name} · {review.zone_id.name or office}"

    @api.model
    def _open(self, versions):
        """Ask every office that has to sign the versions."""
        self.flush_model(["state"])  # what was taken back a moment ago no longer waits
        self.sudo()._flow_create(
            [
                {"version_id": version.id, "office": office, "zone_id": zone.id, "round": version._review_round() + 1}
                for version in versions.sudo()
                for office, zone in self._offices(version)
            ]
        )

    @api.model
    def _rule(self, name, version):
        return version.item_id._rule(name, version.company_id.id)

    @api.model
    def _offices(self, version):
        zones = version.item_id.zone_ids
        yield "reform", zones.browse()
        if self._rule("item_review_legal", version):
            yield "legal", zones.browse()
        if (version.fee or "").strip() not in FREE:
            yield "fees", zones.browse()
        for zone in zones.filtered("full_chain"):
            if zone.lead_department_id and zone.lead_department_id != version.department_id:
                yield "zone", zone

    def action_agree(self):
        """Sign for the office; the last signature approves the version.

        :raises UserError: the person does not belong to the office
        """
        return self._flow_move("agree")

    def action_send_back(self, reason=""):
        """Send the version back to the department with what is to be mended."""
        return self._flow_move("send_back", reason)

    def _get_cannot_send_back_reason(self):
        user = self.env.user
        reasons = {}
        for review in self.sudo():
            if review.office == "reform" and not user.has_group("gov_window.group_reform"):
                reasons[review.id] = self.env._("the reform office signs here.")
            elif review.office == "fees" and not user.has_group("gov_window.group_fees"):
                reasons[review.id] = self.env._("the fees office signs here.")
            elif review.office == "legal" and not user.has_group("gov_window.group_legal"):
                reasons[review.id] = self.env._("the legal office signs here.")
            elif review.office == "government" and not user.has_group("gov_window.group_catalogue"):
                reasons[review.id] = self.env._("the catalogue's manager records here what the government decides.")
            elif review.office == "zone" and review.zone_id.lead_department_id not in user.gov_department_ids:
                reasons[review.id] = self.env._(
                    "%(department)s signs here, as the lead of the zone.",
                    department=review.zone_id.lead_department_id.name,
                )
        return reasons

    def _get_cannot_agree_reason(self):
        reasons = self._get_cannot_send_back_reason()
        for review in self.sudo():
            if review.office == "government" and not (review.document or "").strip():
                reasons.setdefault(
                    review.id, self.env._("enter the number of the document by which the government approves.")
                )
        return reasons

    def _on_agree(self):
        versions = self.sudo().version_id
        open_ones = versions.review_ids.filtered(lambda review: review.state == "pending").version_id
        done = versions - open_ones
        to_approve = done.filtered(self._waits_for_government)
        self.sudo()._flow_create(
            [
                {"version_id": version.id, "office": "government", "round": version._review_round()}
                for version in to_approve
            ]
        )
        (done - to_approve)._flow_move("approve")

    @api.model
    def _waits_for_government(self, version) -> bool:
        """Whether the government has still to approve what the offices agreed to."""
        asked = version.review_ids.filtered(lambda review: review.round == version._review_round())
        return self._rule("item_review_government", version) and "government" not in asked.mapped("office")

    def _on_send_back(self):
        for review in self.sudo():
            review.version_id._flow_move("send_back", review.flow_reason)
