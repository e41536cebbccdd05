from odoo import fields, models

SHOWN = ("post", "authority", "procedure", "days", "handler", "phone")


class GovItemStep(models.Model):
    """A step of an item's handling (办理环节): at which post, by what authority, how long (W-030)."""

    _name = "gov.item.step"
    _inherit = ["gov.version.part"]
    _description = "Step of an Item"
    _order = "version_id, sequence, id"

    name = fields.Char("Step", required=True, help="收件、受理、审查、决定、制证、送达")
    post = fields.Char("Handling Post", help="办理岗位")
    authority = fields.Char("Approval Authority", help="审批权限")
    procedure = fields.Text("What Is Done", help="办理程序和审查标准")
    days = fields.Integer("Promised Working Days")
    handler = fields.Char(help="Name of the person who handles it 经办人")
    phone = fields.Char()

    _no_negative = models.Constraint("CHECK (days >= 0)", "Limits are not negative.")

    def _snapshot(self) -> dict:
        """What the step says, in the stored values."""
        self.ensure_one()
        return {name: self[name] or False for name in SHOWN}
