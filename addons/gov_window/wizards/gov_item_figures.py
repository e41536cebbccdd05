from odoo import api, fields, models
from odoo.tools import SQL


class GovItemFigures(models.TransientModel):
    """What the reform of items has come to, by department (W-032 to W-036).

    Counts published versions. The compression is measured against the statutory limit where there is one,
    and against the baseline where the item has one.
    """

    _name = "gov.item.figures"
    _inherit = ["gov.item.count"]
    _description = "Figures of the Catalogue"
    _order = "id"

    item_count = fields.Integer("Number of Items", readonly=True)
    limited_count = fields.Integer("With a Statutory Limit", readonly=True)
    statutory_days = fields.Integer(readonly=True)
    promised_days = fields.Integer(readonly=True)
    compression = fields.Float("Shorter Than the Law", readonly=True, help="1 - promised / statutory days, of all.")
    target_count = fields.Integer("Within the Target", readonly=True, help="promised / statutory at most target_ratio")
    half_count = fields.Integer("Within Half", readonly=True, help="promised at most 50 % of statutory")
    soon_instant_count = fields.Integer(
        "Should Be Instant", readonly=True, help="Not instant, but promised within the threshold (1-2 days)."
    )
    baseline_days = fields.Integer("Days Before", readonly=True)
    baseline_promised = fields.Integer("Days Now", readonly=True, help="Of the items with a limit before.")
    baseline_compression = fields.Float("Shorter Than Before", readonly=True)
    baseline_target = fields.Float("Target", readonly=True, help="The compression that the rules ask for (W-033).")
    baseline_reached = fields.Selection(
        [("yes", "Reached"), ("no", "Not Reached")],
        "Target Reached",
        readonly=True,
        help="Empty: no limit before is known.",
    )
    materials_before = fields.Integer(readonly=True)
    materials_now = fields.Integer(readonly=True, help="Of the items with a number before.")
    steps_before = fields.Integer(readonly=True)
    steps_now = fields.Integer(readonly=True, help="Of the items with a number before.")
    visits_before = fields.Integer(readonly=True)
    visits_now = fields.Integer(readonly=True, help="Of the items with a number before.")
    payments_before = fields.Integer(readonly=True, help="缴费次数")
    payments_now = fields.Integer(readonly=True, help="Of the items with a number before.")

    @api.model
    def action_open(self):
        """Work the figures out and open them."""
        return self._open_lines(self.env._("Before and After"), "gov_window.gov_item_figures_view_list")

    @api.model
    def _figures(self, company) -> list[dict]:
        rule = self.env["gov.profile"]._value
        target = rule("baseline_target", company=company)
        ratio, threshold = rule("target_ratio", company=company), rule("instant_threshold_days", company=company)
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT i.department_id,
                       count(*) AS item_count,
                       count(*) FILTER (WHERE law) AS limited_count,
                       COALESCE(sum(v.statutory_days) FILTER (WHERE law), 0) AS statutory_days,
                       COALESCE(sum(days) FILTER (WHERE law), 0) AS promised_days,
                       count(*) FILTER (WHERE law AND days <= v.statutory_days * %(ratio)s) AS target_count,
                       count(*) FILTER (WHERE law AND days * 2 <= v.statutory_days) AS half_count,
                       count(*) FILTER (WHERE v.handling_class <> 'instant' AND days BETWEEN 1 AND %(threshold)s)
                           AS soon_instant_count,
                       COALESCE(sum(i.baseline_days), 0) AS baseline_days,
                       COALESCE(sum(days) FILTER (WHERE i.baseline_days > 0), 0) AS baseline_promised,
                       COALESCE(sum(i.baseline_materials), 0) AS materials_before,
                       COALESCE(sum(m.materials) FILTER (WHERE i.baseline_materials > 0), 0) AS materials_now,
                       COALESCE(sum(i.baseline_steps), 0) AS steps_before,
                       COALESCE(sum(s.steps) FILTER (WHERE i.baseline_steps > 0), 0) AS steps_now,
                       COALESCE(sum(i.baseline_visits), 0) AS visits_before,
                       COALESCE(sum(v.visits) FILTER (WHERE i.baseline_visits > 0), 0) AS visits_now,
                       COALESCE(sum(i.baseline_payments), 0) AS payments_before,
                       COALESCE(sum(v.payments) FILTER (WHERE i.baseline_payments > 0), 0) AS payments_now
                  FROM gov_item i
                  JOIN gov_item_version v ON v.id = i.version_id
                 CROSS JOIN LATERAL (
                       SELECT CASE WHEN v.handling_class = 'instant' THEN 0 ELSE v.promised_days END AS days,
                              v.statutory_days > 0 AS law) limits
                  LEFT JOIN LATERAL (
                       SELECT count(*) AS materials FROM gov_item_material WHERE version_id = v.id) m ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT count(*) AS steps FROM gov_item_step WHERE version_id = v.id) s ON TRUE
                 WHERE i.company_id = %(company)s AND i.active
                 GROUP BY i.department_id
                """,
                ratio=ratio,
                threshold=threshold,
                company=company.id,
            )
        )
        departments = (
            self.env["gov.department"].with_context(active_test=False).search([("company_id", "=", company.id)])
        )
        names = {department.id: department.display_name for department in departments}
        order = list(names)
        rows.sort(key=lambda row: order.index(row["department_id"]))
        total = {name: sum(row[name] for row in rows) for name in (rows[0] if rows else ())} | {"department_id": False}
        return [
            row
            | {
                "company_id": company.id,
                "name": names.get(row["department_id"], self.env._("All departments")),
                "compression": _saved(row["statutory_days"], row["promised_days"]),
                "baseline_compression": _saved(row["baseline_days"], row["baseline_promised"]),
                "baseline_target": target,
                "baseline_reached": _reached(row, target),
            }
            for row in ([total] if rows else []) + rows
        ]

    def action_open_items(self):
        """Open the published items the line counts."""
        self.ensure_one()
        return self._open([])

    def action_open_soon_instant(self):
        """Open the items of the line that should become instant."""
        self.ensure_one()
        threshold = self.env["gov.profile"]._value("instant_threshold_days", company=self.company_id)
        return self._open(
            [
                ("version_id.handling_class", "!=", "instant"),
                ("version_id.promised_days", ">", 0),
                ("version_id.promised_days", "<=", threshold),
            ]
        )

    def _open(self, domain):
        own = [("company_id", "=", self.company_id.id), ("version_id", "!=", False)]
        if self.department_id:
            own.append(("department_id", "=", self.department_id.id))
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_item_action")
        return action | {"domain": own + domain, "context": {}}


def _saved(before: int, after: int) -> float:
    return 1 - after / before if before else 0.0


def _reached(row, target: float) -> str | bool:
    """Whether the limits are shorter than before by the target."""
    if not row["baseline_days"]:
        return False
    return "yes" if _saved(row["baseline_days"], row["baseline_promised"]) >= target else "no"
