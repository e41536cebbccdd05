from odoo import api, fields, models


class GovDepartment(models.Model):
    """A department (部门) that decides behind the one window."""

    _name = "gov.department"
    _inherit = ["gov.reference"]
    _description = "Department"
    _order = "sequence, id"
    _rec_names_search = ["name", "short_name", "aliases", "code"]

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    short_name = fields.Char(required=True, help="As staff say it, e.g. 住建局.")
    aliases = fields.Char(help="Other spellings found in documents and data, separated by blanks.")
    code = fields.Char("Credit Code", help="Unified social credit code, 18 characters.")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    department_class = fields.Selection(
        [
            ("professional", "Professional: own staff accept at the hall"),
            ("shared", "Shared System: staff sent by agreement"),
            ("authorised", "Authorised: the centre's window accepts"),
        ],
        "Class",
        required=True,
        default="professional",
        help="Who accepts its items: its own staff at professional windows 专业综合受理, or the centre's "
        "comprehensive window by authorisation 授权综合受理.",
    )
    entry_mode = fields.Selection(
        [
            ("whole", "Whole Office"),
            ("staff", "Key Staff"),
            ("online", "Online Approval"),
            ("items", "Items Enter, Staff Do Not"),
        ],
        "Way of Entry",
        default="whole",
        required=True,
        help="成建制进驻 / 业务骨干进驻 / 在线审批 / 事进人不进",
    )
    unit_kind = fields.Selection(
        [
            ("government", "Department of the Government"),
            ("city", "Other Unit of the City"),
            ("vertical", "Vertically Managed Unit"),
            ("utility", "Enterprise or Utility"),
        ],
        default="government",
        required=True,
        help="政府工作部门 / 直属其他单位 / 垂直管理单位 / 公用企事业单位",
    )
    entry_batch = fields.Char("Batch of Entry", help="With which batch it enters the hall.")
    entered_on = fields.Date()
    leader = fields.Char(help="The leader in charge 分管领导")
    leader_phone = fields.Char()
    contact = fields.Char(help="The person to ask 联系人")
    contact_phone = fields.Char()
    sub_hall = fields.Char(help="专业分厅: where its items are handled outside the hall, until they move in.")
    sub_hall_approval = fields.Char(help="Number of the document by which the government keeps the sub-hall.")
    phone = fields.Char()
    active = fields.Boolean(default=True)
    window_ids = fields.Many2many("gov.window", string="Windows")
    zone_ids = fields.Many2many("gov.zone", string="Zones")
    item_count = fields.Integer(compute="_compute_item_count")

    _unique_name = models.UniqueIndex("(company_id, name)", "The centre has a department of this name already.")

    @api.depends("short_name", "name")
    def _compute_display_name(self):
        for department in self:
            department.display_name = department.short_name or department.name

    def _compute_item_count(self):
        counts = dict(
            self.env["gov.item"]._read_group([("department_id", "in", self.ids)], ["department_id"], ["__count"])
        )
        for department in self:
            department.item_count = counts.get(department, 0)

    def action_open_items(self):
        """Open the department's items."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_item_action")
        return action | {"domain": [("department_id", "=", self.id)], "context": {"default_department_id": self.id}}
