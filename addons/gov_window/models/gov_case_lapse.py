from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)


#: the units of a limit, as a paper says them
ON_PAPER = {"wd": "个工作日", "day": "日", "hour": "个工作小时"}


class GovCase(models.Model):
    """A supplement that did not come, or came otherwise than asked (逾期未补正、不按要求补正): the
    responsible leader approves the refusal, then the window makes and delivers it (W-082)."""

    _inherit = "gov.case"

    lapse_approver_id = fields.Many2one("res.users", "Refusal Approved By", readonly=True, copy=False)
    lapse_approved_at = fields.Datetime("Refusal Approved On", readonly=True, copy=False)

    @api.model
    def _flow_table(self):
        return super()._flow_table() | {
            "approve_lapse": Move(
                ("supplement",),
                "supplement",
                _lt("Approve Refusal after Lapse"),
                ("gov_window.group_window_head",),
                public=False,
            ),
            "approve_unfit": Move(
                ("received",),
                "received",
                _lt("Approve Refusal: Not as Asked"),
                ("gov_window.group_window_head",),
                public=False,
            ),
        }

    def _flow_offered(self, action):
        """Override of `gov_base`: only where a supplement was handed in."""
        offered = super()._flow_offered(action)
        return offered.filtered("supplement_count") if action == "approve_unfit" else offered

    def action_approve_lapse(self):
        """The responsible leader approves that a case is refused whose supplement lapsed.

        :raises UserError: the applicant's period has not ended
        """
        return self._flow_move("approve_lapse")

    def _get_cannot_approve_lapse_reason(self):
        now = self.env.cr.now()
        return {
            case.id: self.env._("the applicant may complete it until %(date)s.", date=case.due_date)
            for case in self
            if case.due_at and case.due_at >= now
        }

    def _prepare_approve_lapse_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"lapse_approver_id": self.env.uid, "lapse_approved_at": now} for case in self}

    def action_approve_unfit(self):
        """The responsible leader approves that a case is refused whose supplement is not as asked.

        :raises UserError: nobody was asked to complete the case
        """
        return self._flow_move("approve_unfit")

    def _get_cannot_approve_unfit_reason(self):
        return {
            case.id: self.env._("nobody was asked to complete it: the window decides without approval.")
            for case in self
            if not case.supplement_count
        }

    _prepare_approve_unfit_vals = _prepare_approve_lapse_vals

    def _get_cannot_refuse_acceptance_reason(self):
        reasons = super()._get_cannot_refuse_acceptance_reason()
        early = self._get_cannot_approve_lapse_reason()
        for case in self.filtered(lambda case: case.state == "supplement" and not case.lapse_approver_id):
            reasons[case.id] = early.get(case.id) or self.env._(
                "the supplement lapsed; the head of the window approves the refusal first."
            )
        for case in self.filtered(lambda case: case.state == "received" and case.supplement_count):
            if not case.lapse_approver_id:
                reasons[case.id] = self.env._(
                    "a supplement was handed in; if it is not as asked, the head of the window approves the refusal "
                    "first."
                )
        return reasons

    def _on_term_step(self, code, kind):
        result = super()._on_term_step(code, kind)
        lapsed = self if (code, kind) == ("supplement", "term.breach") else self.browse()
        self.env["gov.term"]._start(
            [
                (case, case._rule_period("lapse_refusal", "lapse_refusal_days", start=case.due_at, public=False))
                for case in lapsed
                if case.state == "supplement"
            ]
        )
        return result

    def _stop_waiting(self, met=True):
        result = super()._stop_waiting(met)
        if asked := self.filtered("supplement_count"):
            asked._term_stop("lapse_refusal", public=False)
        return result

    def _prepare_notice_content(self, code):
        content = super()._prepare_notice_content(code)
        if code == "B-04":
            content["supplement_days"], unit = self._rule_limit("supplement_days")
            content["supplement_unit"] = ON_PAPER[unit]
        if code == "B-05":
            content |= self._remedies() | {"approver": self.lapse_approver_id.name or ""}
        return content

    def _remedies(self) -> dict:
        """Where the applicant may turn against a decision, as papers say it (I-009)."""
        company = self.company_id
        return {
            "review_organ": company.gov_review_organ or "本级人民政府",
            "court": company.gov_court or "有管辖权的人民法院",
        }
