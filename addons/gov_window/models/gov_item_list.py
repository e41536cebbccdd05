from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

from .gov_item import NOT_ON_APPLICATION
from .gov_item_review import FREE

_lt = LazyTranslate(__name__)

#: who leads each of the three lists, and confirms it
LEADERS = {
    "catalogue": "gov_window.group_reform",
    "implementation": "gov_window.group_catalogue",
    "fees": "gov_window.group_fees",
}
#: the columns of each list, as the paper heads them
HEADS = {
    "catalogue": ("实施编码", "事项名称", "事项类型", "权责清单", "设定依据"),
    "implementation": (
        "实施编码",
        "事项名称",
        "办件类型",
        "办理深度",
        "法定时限",
        "承诺时限",
        "材料数",
        "到场次数",
        "办理结果",
    ),
    "fees": ("实施编码", "事项名称", "收费标准", "收费依据"),
}
#: the columns that may not be empty
NEEDED = {"catalogue": (0, 1, 2, 4), "implementation": (0, 1, 2, 3, 6, 8), "fees": (0, 1, 2, 3)}
NATURES = {
    "licence": "行政许可",
    "confirmation": "行政确认",
    "payment": "行政给付",
    "collection": "行政征收",
    "reward": "行政奖励",
    "ruling": "行政裁决",
    "filing": "备案",
    "other": "其他行政权力",
    "service": "公共服务",
}


class GovItemList(models.Model):
    """One of the three lists of a department's items (W-011): 目录清单, led by the reform office,
    实施清单, by the service office, 收费清单, by the fees office. Confirmed, it says what it said that day;
    when the items change since, it shows as out of date (动态管理)."""

    _name = "gov.item.list"
    _inherit = ["gov.flow.mixin"]
    _description = "List of a Department's Items"
    _order = "department_id, kind, id desc"
    _flow_frozen = frozenset({"kind", "department_id"})
    _flow_open_states = frozenset({"draft"})

    kind = fields.Selection(
        [
            ("catalogue", "Catalogue List"),
            ("implementation", "Implementation List"),
            ("fees", "Fee List"),
        ],
        required=True,
        default="catalogue",
        help="目录清单（审改部门牵头）/ 实施清单（政务服务部门牵头）/ 收费清单（发展改革部门牵头）",
    )
    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    leader = fields.Char("Led By", compute="_compute_leader")
    rows = fields.Json(readonly=True, copy=False)
    row_count = fields.Integer("Number of Items", compute="_compute_rows")
    gaps = fields.Text("Still to Be Filled In", compute="_compute_rows")
    outdated = fields.Boolean(
        "Out of Date", compute="_compute_rows", help="The items have changed since it was confirmed."
    )
    table = fields.Html(compute="_compute_rows", sanitize=False)

    _one_draft = models.UniqueIndex(
        "(department_id, kind) WHERE state = 'draft'", "The department has a draft of this list already."
    )

    @api.model
    def _flow_table(self):
        return {
            "confirm": Move(("draft",), "confirmed", _lt("Confirm"), tuple(LEADERS.values()), primary=True),
            "replace": Move(("confirmed",), "replaced", _lt("Replaced by a New One")),
        }

    @api.depends("kind", "department_id", "flow_date", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.display_name = f"{record.department_id.short_name or ''} · {kinds.get(record.kind, '')}"

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_leader(self):
        leaders = {
            "catalogue": self.env._("Reform office"),
            "implementation": self.env._("Service office"),
            "fees": self.env._("Development and reform department"),
        }
        for record in self:
            record.leader = leaders.get(record.kind)

    @api.depends("kind", "department_id", "state", "rows")
    def _compute_rows(self):
        render = self.env["ir.qweb"]._render
        for record in self:
            current, rows = record._current_rows(), record._printed_rows()
            record.row_count = len(rows)
            record.gaps = "\n".join(record._gap_lines(current)) if record.state == "draft" else False
            record.outdated = record.state == "confirmed" and rows != current
            record.table = render("gov_window.item_list_table", {"head": HEADS[record.kind], "rows": rows})

    def _current_rows(self) -> list[list]:
        """The lines of the list as the catalogue is now, in Chinese as papers are."""
        if not self.department_id:
            return []
        items = self.env["gov.item"].search(
            [
                ("department_id", "=", self.department_id.id),
                ("nature", "not in", NOT_ON_APPLICATION),
                ("secret", "=", False),
            ],
            order="code, id",
        )
        row = {"catalogue": self._catalogue_row, "implementation": self._implementation_row, "fees": self._fee_row}
        return [line for line in map(row[self.kind], items) if line]

    @api.model
    def _catalogue_row(self, item):
        version = item.sudo().version_id
        return [item.code, item.name, NATURES[item.nature], item.power_list_ref or "", version.basis or ""]

    @api.model
    def _implementation_row(self, item):
        version, labels = item.sudo().version_id, self.env["gov.handbook"]._labels()
        if not version:
            return [item.code, item.name, "", "", "", "", "", "", ""]
        return [
            item.code,
            item.name,
            labels["handling_class"][version.handling_class],
            labels["depth"][version.depth],
            f"{version.statutory_days}个工作日" if version.statutory_days else "",
            "当日办结" if version.handling_class == "instant" else f"{version.promised_days}个工作日",
            str(len(version.material_ids) or ""),
            str(version.visits),
            version.result_name or "",
        ]

    @api.model
    def _fee_row(self, item):
        version = item.sudo().version_id
        if (version.fee or "").strip() in FREE:
            return None
        return [item.code, item.name, version.fee, version.fee_basis or ""]

    def _gap_lines(self, rows) -> list[str]:
        """What is missing in which line."""
        head = HEADS[self.kind]
        return [
            f"{row[1]}：{'、'.join(missing)}"
            for row in rows
            if (missing := [head[column] for column in NEEDED[self.kind] if not row[column]])
        ]

    def action_confirm(self):
        """The leading office confirms the list: complete, accurate, as of today.

        :raises UserError: something is missing, or another office leads it
        """
        return self._flow_move("confirm")

    def _get_cannot_confirm_reason(self):
        reasons = {}
        for record in self:
            rows = record._current_rows()
            if not self.env.user.has_group(LEADERS[record.kind]):
                reasons[record.id] = self.env._("%(office)s leads this list and confirms it.", office=record.leader)
            elif not rows:
                reasons[record.id] = self.env._("no item of the department belongs on it.")
            elif gaps := record._gap_lines(rows):
                reasons[record.id] = self.env._("fill in first: %(gaps)s.", gaps=listed(self.env, gaps[:5]))
        return reasons

    def _prepare_confirm_vals(self):
        return {record.id: {"rows": record._current_rows()} for record in self}

    def _on_confirm(self):
        """The list that was confirmed before is replaced."""
        older = self.sudo().search(
            [("department_id", "in", self.department_id.ids), ("state", "=", "confirmed"), ("id", "not in", self.ids)]
        )
        fresh = {(record.department_id, record.kind) for record in self}
        older.filtered(lambda record: (record.department_id, record.kind) in fresh)._flow_move("replace")

    def action_print(self):
        """Print the list."""
        self.check_access("read")
        return self.env.ref("gov_window.gov_item_list_report").report_action(self)

    def _heads(self):
        """The headings of the list's columns."""
        return HEADS[self.kind]

    def _printed_rows(self):
        """The lines as they were confirmed; of a draft as they are now."""
        return self._current_rows() if self.state == "draft" else self.rows or []
