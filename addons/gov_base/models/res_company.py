from odoo import api, fields, models, tools
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """A company is a service centre (政务服务中心)."""

    _name = "res.company"
    _inherit = ["res.company", "gov.reference"]

    gov_region_id = fields.Many2one("gov.region", "Region")
    gov_calendar_id = fields.Many2one("gov.calendar", "Working-Day Calendar")
    gov_profile_id = fields.Many2one("gov.profile", "Rule Profile")
    gov_document_word = fields.Char(
        "Document Word", help="The characters its document numbers begin with, e.g. 阿政务."
    )
    gov_service_phone = fields.Char("Service Phone")

    def action_gov_rules(self):
        """Open the rules that apply at the centre, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        return self.env["gov.profile"]._open_effective([], company=self)

    def _gov_calendar(self):
        """The working-day calendar of the centre, else the common one."""
        return self.env["gov.calendar"].sudo().browse(self._gov_calendar_id())

    @tools.ormcache("self.id")
    def _gov_calendar_id(self) -> int:
        common = self.env["ir.model.data"]._xmlid_to_res_id("gov_base.gov_calendar_china", raise_if_not_found=True)
        return self.sudo().gov_calendar_id.id or common

    def _gov_today(self):
        """Today by the database's clock, in the centre's time zone."""
        now = self.env.cr.now()
        known = self.env.cr.cache.setdefault("gov_base.today", {})
        if (self.id, now) not in known:
            known[self.id, now] = self._gov_calendar()._to_local(now).date()
        return known[self.id, now]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        """What happened at a centre stays on record, and with it the centre."""
        if found := self.env["gov.event"].sudo().search([("company_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("%(name)s is on record and stays; archive it instead.", name=found.company_id.name)
            )
