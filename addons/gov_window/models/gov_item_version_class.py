from odoo import fields, models


class GovItemVersion(models.Model):
    """What the class of an item asks for (办件类型, W-005): a joint item names who takes part, a
    reported one the authority above, whose time is not counted (A-079)."""

    _inherit = "gov.item.version"

    higher_authority = fields.Char(
        "Authority Above", help="上报件: to which authority the case is reported for its decision."
    )
    higher_days = fields.Integer(
        "Its Working Days", help="As that authority states them; not counted in the promised limit. 0: not known."
    )

    def _get_incomplete_reason(self):
        reasons = super()._get_incomplete_reason()
        for version in self:
            if version.handling_class == "joint" and not version.department_ids - version.department_id:
                reasons.setdefault(
                    version.id, self.env._("a joint item names the departments that take part besides its own.")
                )
            elif version.handling_class == "report" and not (version.higher_authority or "").strip():
                reasons.setdefault(
                    version.id, self.env._("an item that is reported upward names the authority above that decides.")
                )
        return reasons
