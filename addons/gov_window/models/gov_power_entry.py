from odoo import api, fields, models
from odoo.fields import Domain

from .gov_item import NOT_ON_APPLICATION


class GovPowerEntry(models.Model):
    """An entry of a department's published power and duty list (权责清单, W-012): the basis for which
    items enter the window."""

    _name = "gov.power.entry"
    _inherit = ["gov.reference"]
    _description = "Entry of the Power and Duty List"
    _order = "department_id, code, id"
    _rec_names_search = ["name", "code"]

    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    code = fields.Char(required=True, help="职权编码")
    name = fields.Char(required=True, index="trigram")
    nature = fields.Selection("_selection_nature", required=True, default="licence")
    basis = fields.Text("Legal Basis", help="设定依据")
    duty = fields.Text("Duties", help="责任事项")
    liability = fields.Text(help="追责情形和依据")
    document = fields.Char("Published By", help="Number of the document by which the government published the list.")
    published_on = fields.Date()
    item_ids = fields.One2many("gov.item", "power_entry_id", "Items")
    on_application = fields.Boolean(compute="_compute_entered", search="_search_on_application")
    entered = fields.Boolean("Entered the Window", compute="_compute_entered", search="_search_entered")
    active = fields.Boolean(default=True)

    _unique_code = models.UniqueIndex("(department_id, code)", "The list of the department has this code already.")

    @api.model
    def _selection_nature(self):
        """The natures of powers: those of items, without public services, which are no powers."""
        selection = self.env["gov.item"]._fields["nature"]._description_selection(self.env)
        return [(value, label) for value, label in selection if value != "service"]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.code or ''} {entry.name or ''}".strip()

    @api.depends("nature", "item_ids.version_id")
    def _compute_entered(self):
        for entry in self:
            entry.on_application = entry.nature not in NOT_ON_APPLICATION
            entry.entered = any(item.version_id for item in entry.item_ids)

    @api.model
    def _search_on_application(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [nature for nature, _label in self._selection_nature() if (nature not in NOT_ON_APPLICATION) in value]
        return [("nature", "in", wanted)]

    @api.model
    def _search_entered(self, operator, value):
        if operator != "in":
            return NotImplemented
        published = [("version_id", "!=", False)]
        wanted = [("item_ids", "any", published)] if True in value else []
        absent = [("item_ids", "not any", published)] if False in value else []
        return Domain.OR(map(Domain, filter(None, (wanted, absent))))
