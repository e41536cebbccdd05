from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..listing import listed
from ..report import engine


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
    gov_font_body = fields.Char("Font of the Text", help="Of papers and registers, e.g. FangSong_GB2312 仿宋.")
    gov_font_title = fields.Char("Font of Titles", help="Of titles and red heads, e.g. FZXiaoBiaoSong-B05S 小标宋.")
    gov_font_table = fields.Char("Font of Table Heads and Slips", help="E.g. SimHei 黑体.")
    gov_red_head = fields.Char(
        "Words of the Red Head", help="The words of the red head; {issuer} stands for the office that issues."
    )
    gov_seal_place = fields.Selection(
        [("right", "Right"), ("centre", "Centre"), ("left", "Left")],
        "Place of the Seal",
        required=True,
        default="right",
        help="Where issuer, seal and date stand at the end of a paper.",
    )

    def action_gov_rules(self):
        """Open the rules that apply at the centre, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        return self.env["gov.profile"]._open_effective(company=self)

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

    @api.constrains("gov_font_body", "gov_font_title", "gov_font_table")
    def _check_fonts(self):
        wanted = set(filter(None, self.mapped("gov_font_body") + self.mapped("gov_font_title")))
        wanted |= set(filter(None, self.mapped("gov_font_table")))
        known = engine.font_families() if wanted else set()
        if missing := wanted - known:
            raise ValidationError(
                self.env._(
                    "The server has no font called %(fonts)s. Install it there, or take one of: %(known)s.",
                    fonts=listed(self.env, sorted(missing)),
                    known=listed(self.env, sorted(known)),
                )
            )

    def _gov_fonts(self) -> tuple:
        """(place, family) of the fonts chosen for papers."""
        chosen = (("body", self.gov_font_body), ("title", self.gov_font_title), ("table", self.gov_font_table))
        return tuple((place, family) for place, family in chosen if family)

    @api.constrains("gov_red_head")
    def _check_red_head(self):
        for company in self:
            if company.gov_red_head and "{issuer}" not in company.gov_red_head:
                raise ValidationError(self.env._("The red head has to name the issuer: write {issuer} in its place."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        """What happened at a centre stays on record, and with it the centre."""
        if found := self.env["gov.event"].sudo().search([("company_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("%(name)s is on record and stays; archive it instead.", name=found.company_id.name)
            )
