from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.gov_base.kernel import identity

from ..kernel import eligibility


class GovCaseCondition(models.Model):
    """What the applicant said to a condition of the item, and whether it is fulfilled (W-102).

    Kind of applicant and age follow from what is on file; the rest the applicant says in the online form, or
    the clerk asks. What the clerk checked counts before what the applicant said.
    """

    _name = "gov.case.condition"
    _description = "Condition of a Case"
    _order = "case_id, sequence, id"

    case_id = fields.Many2one("gov.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    condition_id = fields.Many2one("gov.item.condition", "Asked For", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(related="condition_id.sequence", store=True)
    name = fields.Char(related="condition_id.name")
    basis = fields.Char(related="condition_id.basis")
    kind = fields.Selection(related="condition_id.kind")
    whom = fields.Selection(related="condition_id.whom")
    region_id = fields.Many2one(
        "gov.region",
        "It Lies In",
        index="btree_not_null",
        ondelete="restrict",
        help="Where it lies, as the applicant proves.",
    )
    age = fields.Integer(
        compute="_compute_age",
        store=True,
        readonly=False,
        help="周岁 today; follows from the number of the identity card.",
    )
    answer = fields.Selection([("yes", "Yes"), ("no", "No")], "Window's Check")
    said = fields.Selection(
        [("yes", "Fulfils It"), ("no", "Does Not Fulfil It")],
        "Applicant Says",
        readonly=True,
        copy=False,
        help="What the applicant answered online. What you enter after your own check counts before it.",
    )
    result = fields.Selection(
        [("open", "To Be Asked"), ("met", "Fulfilled"), ("failed", "Not Fulfilled")],
        compute="_compute_result",
        store=True,
    )

    _unique_condition = models.UniqueIndex("(case_id, condition_id)", "The condition is on the case already.")

    @api.depends("case_id.partner_id.gov_id_masked", "condition_id")
    def _compute_age(self):
        for line in self:
            born = line.condition_id.kind == "age" and identity.birth_date(
                line.case_id.partner_id.sudo().gov_id_number or ""
            )
            today = (line.case_id.company_id or self.env.company)._gov_today()
            line.age = eligibility.age_on(born, today) if born else 0

    @api.depends("condition_id", "case_id.partner_id.is_company", "age", "region_id", "answer", "said")
    def _compute_result(self):
        for line in self:
            fits = line._fits()
            if fits is None and line.said:
                fits = line.said == "yes"
            line.result = "open" if fits is None else "met" if fits else "failed"

    def _fits(self) -> bool | None:
        """Whether the condition is fulfilled by what is on file or was checked; None as long as it is not known."""
        self.ensure_one()
        condition = self.condition_id
        if condition.kind == "applicant":
            partner = self.case_id.partner_id
            return partner.is_company == (condition.applicant_kind == "company") if partner else None
        if condition.kind == "age":
            return eligibility.age_fits(self.age, condition.age_min, condition.age_max) if self.age else None
        if condition.kind == "area":
            area = condition.region_id.code
            return eligibility.within(self.region_id.code, area) if self.region_id else None
        return self.answer == "yes" if self.answer else None

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_said(vals_list)
        lines = super().create(vals_list)
        for line in lines.sudo():
            if line.condition_id.version_id != line.case_id.item_version_id:
                raise UserError(
                    self.env._(
                        "“%(condition)s” is no condition of “%(item)s”: nothing else may be asked.",
                        condition=line.name,
                        item=line.case_id.item_id.name,
                    )
                )
        lines._check_open()
        return lines

    def write(self, vals):
        if {"case_id", "condition_id"} & vals.keys():
            raise UserError(self.env._("A condition stays what it is: answer it."))
        self._check_not_said([vals])
        self._check_open()
        registered = self.case_id.filtered("number")
        registered._flow_lock()
        result = super().write(vals)
        registered._record_conditions()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if registered := self.case_id.filtered(lambda case: case.state not in ("draft", "pre_submitted")):
            raise UserError(
                self.env._(
                    "The conditions of %(cases)s are registered; they stay.",
                    cases=", ".join(registered.mapped("display_name")),
                )
            )

    @api.model
    def _check_not_said(self, vals_list):
        if any(vals.get("said") for vals in vals_list):
            raise AccessError(
                self.env._("What the applicant says is entered by the applicant. Enter what you checked.")
            )

    def _say(self, said: str):  # pylint: disable=missing-return
        """Keep what the applicant says; only :meth:`gov.case._portal_say` does it, after its checks."""
        super().write({"said": said})  # pylint: disable=super-method-mismatch

    def _check_open(self):
        if closed := self.case_id.filtered(lambda case: case.state not in case._flow_open_states):
            raise UserError(
                self.env._(
                    "The conditions of %(cases)s cannot be answered any more.",
                    cases=", ".join(closed.mapped("display_name")),
                )
            )

    def _told(self) -> str:
        """The conditions with their basis, as a refusal says it: Chinese as papers are."""
        return "\n".join(f"{number}. 不符合“{line.name}”（依据：{line.basis}）" for number, line in enumerate(self, 1))
