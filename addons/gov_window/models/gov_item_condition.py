from odoo import api, fields, models
from odoo.exceptions import ValidationError

SHOWN = ("kind", "basis", "applicant_kind", "age_min", "age_max", "whom")


class GovItemCondition(models.Model):
    """A condition of an item (受理条件) as data: who may apply at all (W-102).

    It is asked when the application is received; who does not fulfil it is refused with its basis.
    """

    _name = "gov.item.condition"
    _inherit = ["gov.version.part"]
    _description = "Condition of an Item"
    _order = "version_id, sequence, id"

    name = fields.Char("Condition", required=True, help="As people read it, e.g. 夫妻一方或双方户籍在本州.")
    basis = fields.Char("Legal Basis", required=True, help="Article that demands it; printed on a refusal.")
    kind = fields.Selection(
        [
            ("applicant", "Kind of Applicant"),
            ("age", "Age"),
            ("area", "In the Area"),
            ("statement", "Yes or No"),
        ],
        required=True,
        default="statement",
        help="申请人类型 / 年龄 / 户籍、住所或工作单位所在地 / 其他",
    )
    applicant_kind = fields.Selection([("person", "Natural Person"), ("company", "Legal Person or Organisation")])
    age_min = fields.Integer("From Age", help="周岁, included; 0: no lower bound.")
    age_max = fields.Integer("To Age", help="周岁, included; 0: no upper bound.")
    region_id = fields.Many2one("gov.region", "Area", index="btree_not_null", ondelete="restrict")
    whom = fields.Selection(
        [
            ("household", "Household"),
            ("residence", "Residence"),
            ("work", "Workplace"),
            ("household_work", "Household or Workplace"),
            ("couple", "Household of One or Both Spouses"),
            ("site", "Place of Business or Project"),
        ],
        "What Lies There",
        help="户籍 / 住所 / 工作单位 / 户籍或工作单位 / 夫妻一方或双方户籍 / 经营场所或项目所在地",
    )

    _ages = models.Constraint(
        "CHECK (age_min >= 0 AND age_max >= 0 AND (age_max = 0 OR age_min <= age_max))",
        "The lower age is not above the upper one.",
    )

    @api.constrains("kind", "applicant_kind", "age_min", "age_max", "region_id", "whom")
    def _check_complete(self):
        for condition in self:
            complete = {
                "applicant": condition.applicant_kind,
                "age": condition.age_min or condition.age_max,
                "area": condition.region_id and condition.whom,
                "statement": True,
            }[condition.kind]
            if not complete:
                raise ValidationError(
                    self.env._(
                        "“%(condition)s” is not complete: enter the kind of applicant, the ages, or the area and "
                        "what lies there.",
                        condition=condition.name,
                    )
                )

    def _snapshot(self) -> dict:
        """What the condition says, in the stored values; the area by its name."""
        self.ensure_one()
        return {name: self[name] or False for name in SHOWN} | {"region_id": self.region_id.name or False}
