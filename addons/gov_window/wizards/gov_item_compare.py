from odoo import api, fields, models

from ..kernel.comparison import compare


class GovItemCompare(models.TransientModel):
    """Two versions of an item side by side (清单比对)."""

    _name = "gov.item.compare"
    _description = "Compare Two Versions"

    item_id = fields.Many2one("gov.item", required=True)
    before_id = fields.Many2one("gov.item.version", required=True, domain="[('item_id', '=', item_id)]")
    after_id = fields.Many2one("gov.item.version", required=True, domain="[('item_id', '=', item_id)]")
    figures = fields.Html(compute="_compute_table", sanitize=False)
    table = fields.Html(compute="_compute_table", sanitize=False)

    @api.depends("before_id", "after_id")
    @api.depends_context("lang")
    def _compute_table(self):
        for wizard in self:
            rows = wizard._rows()
            wizard.figures = self.env["ir.qweb"]._render("gov_window.item_compare_figures", {"rows": wizard._figures()})
            wizard.table = self.env["ir.qweb"]._render("gov_window.item_compare_table", {"rows": rows})

    def _figures(self) -> list[tuple]:
        """(label, before, after) of what W-036 counts and the four reductions of W-109 compare."""
        before, after = self.before_id, self.after_id
        if not (before and after):
            return []
        was, now = before._reductions(), after._reductions()
        replaced = len(before.merged_item_ids | after.merged_item_ids)
        return [
            (self.env._("Handling Steps"), was["steps"], now["steps"]),
            (self.env._("Items to apply for"), 1 + replaced - was["replaced"], 1 + replaced - now["replaced"]),
            (self.env._("Promised working days"), was["days"], now["days"]),
            (self.env._("Fee in yuan"), _plain(was["fee"]), _plain(now["fee"])),
            (self.env._("Materials"), len(before.material_ids), len(after.material_ids)),
            (self.env._("Visits"), before.visits, after.visits),
            (self.env._("Payments"), before.payments, after.payments),
        ]

    def _rows(self) -> list[dict]:
        if not (self.before_id and self.after_id):
            return []
        rows = []
        models_of = {
            "fields": "gov.item.version",
            "materials": "gov.item.material",
            "steps": "gov.item.step",
            "questions": "gov.item.question",
            "conditions": "gov.item.condition",
            "discretion": "gov.item.discretion",
        }
        parts = {
            "materials": self.env._("Materials"),
            "steps": self.env._("Step"),
            "questions": self.env._("Question"),
            "conditions": self.env._("Condition"),
            "discretion": self.env._("Discretion"),
            "fields": self.env._("Element"),
        }
        kinds = {"added": self.env._("Added"), "removed": self.env._("Removed"), "changed": self.env._("Changed")}
        for part, name, kind, old, new in compare(self.before_id._snapshot(), self.after_id._snapshot()):
            model = self.env[models_of[part]]
            labels = model.fields_get()
            if part == "fields":
                label, values = labels[name]["string"], [self._shown(labels[name], value) for value in (old, new)]
            else:
                label = name
                values = [
                    "\n".join(
                        f"{labels[key]['string']}: {self._shown(labels[key], value)}"
                        for key, value in side.items()
                        if value or kind == "changed"
                    )
                    for side in (old, new)
                ]
            rows.append(
                {
                    "part": parts[part],
                    "label": label,
                    "code": kind,
                    "kind": kinds[kind],
                    "before": values[0],
                    "after": values[1],
                }
            )
        return rows

    def _shown(self, field, value) -> str:
        if field["type"] == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field["type"] == "selection":
            return dict(field["selection"]).get(value, "")
        if field["type"] == "integer":
            return str(value or 0)
        return value or ""


def _plain(number: float) -> float | int:
    """A number without needless decimals."""
    return int(number) if number == int(number) else round(number, 2)
