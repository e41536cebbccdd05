from odoo import fields, models


class GovZone(models.Model):
    """A functional zone of the hall (功能区), e.g. investment projects, real estate."""

    _name = "gov.zone"
    _inherit = ["gov.reference"]
    _description = "Zone"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    lead_department_id = fields.Many2one("gov.department", index=True)
    department_ids = fields.Many2many("gov.department", string="Departments")
    window_ids = fields.One2many("gov.window", "zone_id", "Windows", readonly=True)
    profile_id = fields.Many2one("gov.profile", "Rule Profile")
    note = fields.Text()
    active = fields.Boolean(default=True)

    _unique_name = models.UniqueIndex("(company_id, name)", "The centre has a zone of this name already.")

    def action_rules(self):
        """Open the rules of the zone's windows, for items without their own, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        level = (self.env._("Zone: %(name)s", name=self.name), self.sudo().profile_id)
        return self.env["gov.profile"]._open_effective([level], company=self.company_id)
