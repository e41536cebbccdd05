from odoo import api, fields, models
from odoo.exceptions import AccessError


class GovCentreSettings(models.TransientModel):
    """What an administrator sets for a centre of his own (本中心设置): region, calendar, rules, and what
    its papers show. The company itself is the system administration's."""

    _name = "gov.centre.settings"
    _description = "Settings of the Centre"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "Centre",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
    )
    gov_region_id = fields.Many2one("gov.region", "Region", compute="_compute_values", store=True, readonly=False)
    gov_calendar_id = fields.Many2one(
        "gov.calendar",
        "Working-Day Calendar",
        compute="_compute_values",
        store=True,
        readonly=False,
        check_company=True,
        help="Empty: the national one.",
    )
    gov_profile_id = fields.Many2one(
        "gov.profile",
        "Rule Profile",
        compute="_compute_values",
        store=True,
        readonly=False,
        check_company=True,
        help="Empty: the defaults of the ledger.",
    )
    gov_document_word = fields.Char(
        "Document Word",
        compute="_compute_values",
        store=True,
        readonly=False,
        help="The characters its document numbers begin with, e.g. 阿政务.",
    )
    gov_service_phone = fields.Char("Service Phone", compute="_compute_values", store=True, readonly=False)

    @api.model
    def _setting_names(self) -> list[str]:
        return [name for name in self._fields if name.startswith("gov_")]

    @api.depends("company_id")
    def _compute_values(self):
        for settings in self:
            for name in self._setting_names():
                settings[name] = settings.company_id.sudo()[name] if settings._is_own() else False

    def _is_own(self) -> bool:
        return self.company_id in self.env.user.company_ids

    def action_apply(self):
        """Set the centre; running periods keep the calendar and the values they began with.

        :raises AccessError: the centre is not one of the user's
        """
        self.ensure_one()
        self.check_access("write")
        if not self._is_own():
            raise AccessError(
                self.env._("“%(name)s” is not one of your centres.", name=self.company_id.sudo().display_name)
            )
        settings = self.sudo()
        settings.company_id.write({name: settings[name] for name in self._setting_names()})
        return {"type": "ir.actions.act_window_close"}

    def action_rules(self):
        """Open the rules that apply at the centre, and where each comes from."""
        self.ensure_one()
        self.check_access("read")
        return self.company_id.action_gov_rules()
