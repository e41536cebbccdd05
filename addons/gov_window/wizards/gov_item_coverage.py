from odoo import api, fields, models

from ..models.gov_item import NOT_ON_APPLICATION


class GovItemCoverage(models.TransientModel):
    """How many items on application are under the one window, by department, against the target
    (应进必进、一窗分类受理, W-008, W-038).

    Counted is what must enter: items on application without the secret ones. Entered is what has a
    published version, is not exempted, and whose department has no sub-hall.
    """

    _name = "gov.item.coverage"
    _inherit = ["gov.item.count"]
    _description = "Coverage of the One Window"
    _order = "id"

    item_count = fields.Integer("Must Enter", readonly=True)
    entered_count = fields.Integer("Entered", readonly=True)
    waiting_count = fields.Integer("Not Published Yet", readonly=True)
    exempt_count = fields.Integer("Exempted", readonly=True)
    sub_hall_count = fields.Integer("In a Sub-Hall", readonly=True)
    secret_count = fields.Integer("Secret", readonly=True, help="Not counted among those that must enter.")
    coverage = fields.Float(readonly=True)
    target = fields.Float(readonly=True, help="The share that the rules ask for today.")
    reached = fields.Selection([("yes", "Reached"), ("no", "Not Reached")], "Target Reached", readonly=True)

    @api.model
    def action_open(self):
        """Count, and open the lines."""
        return self._open_lines(self.env._("Coverage of the One Window"), "gov_window.gov_item_coverage_view_list")

    @api.model
    def _target(self, company) -> float:
        """The share to be reached today: the first target until the end of its year, then the full one."""
        rule = self.env["gov.profile"]._value
        first = company._gov_today().year <= rule("coverage_first_year", company=company)
        return rule("coverage_first_target" if first else "coverage_target", company=company)

    @api.model
    def _figures(self, company) -> list[dict]:
        rows = {}
        groups = self.env["gov.item"]._read_group(
            [("company_id", "=", company.id), ("nature", "not in", NOT_ON_APPLICATION)],
            ["department_id", "secret", "exempt"],
            ["__count", "version_id:count"],
        )
        for department, secret, exempt, count, published in groups:
            row = rows.setdefault(department, dict.fromkeys(COUNTS, 0))
            if secret:
                row["secret_count"] += count
                continue
            row["item_count"] += count
            if exempt:
                row["exempt_count"] += count
            elif department.sub_hall:
                row["sub_hall_count"] += count
            else:
                row["entered_count"] += published
                row["waiting_count"] += count - published
        total = {name: sum(row[name] for row in rows.values()) for name in COUNTS}
        named = [(department.display_name, department.id, rows[department]) for department in sorted_by_order(rows)]
        target = self._target(company)
        return [
            {"name": name, "company_id": company.id, "department_id": department_id, **row, **_share(row, target)}
            for name, department_id, row in [(self.env._("All departments"), False, total), *named]
            if row["item_count"] or row["secret_count"]
        ]

    def action_open_outside(self):
        """Open the items of the line that are outside the window, each with its reason."""
        self.ensure_one()
        action = self.env["gov.item"].action_open_outside()
        action["domain"] = [*action["domain"], ("company_id", "=", self.company_id.id)]
        if self.department_id:
            action |= {"domain": [*action["domain"], ("department_id", "=", self.department_id.id)], "context": {}}
        return action


COUNTS = ("item_count", "entered_count", "waiting_count", "exempt_count", "sub_hall_count", "secret_count")


def sorted_by_order(departments):
    """Departments in their own order."""
    return sorted(departments, key=lambda department: (department.sequence, department.id))


def _share(row, target) -> dict:
    coverage = row["entered_count"] / row["item_count"] if row["item_count"] else 0.0
    return {"coverage": coverage, "target": target, "reached": "yes" if coverage >= target else "no"}
