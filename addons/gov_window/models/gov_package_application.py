from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class GovPackageApplication(models.Model):
    """An application for a package (一件事申请): the cases that were opened together; each goes its
    own way, and a paper they share is recorded once (W-029)."""

    _name = "gov.package.application"
    _description = "Application for a Package"
    _order = "id desc"

    package_id = fields.Many2one(
        "gov.package", required=True, index=True, ondelete="restrict", domain=[("state", "=", "published")]
    )
    partner_id = fields.Many2one("res.partner", "Applicant", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="package_id.company_id", store=True, index=True)
    window_id = fields.Many2one(
        "gov.window", index="btree_not_null", default=lambda self: self.env.user.gov_window_ids[:1]
    )
    case_ids = fields.One2many("gov.case", "package_application_id", "Cases", readonly=True)
    case_count = fields.Integer("Number of Cases", compute="_compute_case_count")

    @api.depends("package_id.name", "partner_id.name")
    def _compute_display_name(self):
        for application in self:
            application.display_name = (
                f"{application.package_id.name or ''} {application.partner_id.name or ''}".strip()
            )

    @api.depends("case_ids")
    def _compute_case_count(self):
        for application in self:
            application.case_count = len(application.case_ids)

    def write(self, vals):
        if {"package_id", "partner_id"} & vals.keys() and self.sudo().case_ids:
            raise UserError(self.env._("The cases are open already: package and applicant stay what they are."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if self.sudo().case_ids:
            raise UserError(self.env._("The cases are open already: the application stays on record."))

    def action_open_cases(self):
        """Open a case for each item of the package, all in one go; pressed again, it only shows
        them.

        :raises UserError: the package is not published any more
        """
        self.ensure_one()
        self.check_access("write")
        self.sudo().lock_for_update()
        if not self.case_ids:
            if self.sudo().package_id.state != "published":
                raise UserError(self.env._("This package is not offered any more."))
            self.env["gov.case"].create(
                [
                    {
                        "item_id": item.id,
                        "partner_id": self.partner_id.id,
                        "company_id": self.company_id.id,
                        "window_id": self.window_id.id,
                        "package_application_id": self.id,
                    }
                    for item in self.sudo().package_id._items()
                ]
            )
        return self.action_cases()

    def action_cases(self):
        """Show the cases of the application."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_case_action_all")
        return action | {"domain": [("package_application_id", "=", self.id)], "context": {}}


class GovCase(models.Model):
    """A case that was opened as part of a package."""

    _inherit = "gov.case"

    package_application_id = fields.Many2one(
        "gov.package.application", "Package", copy=False, index="btree_not_null", ondelete="restrict"
    )

    def write(self, vals):
        """Override: what several items of a package ask is answered once."""
        before = {case.id: case.answer_ids for case in self} if "answer_ids" in vals else {}
        result = super().write(vals)
        for case in self.filtered("package_application_id"):
            if case.id in before and case.answer_ids != before[case.id]:
                case._answer_siblings()
        return result

    def _answer_siblings(self):
        application = self.package_application_id
        chosen = application.sudo().package_id._widen(frozenset(self.answer_ids.ids))
        for sibling in application.case_ids - self:
            if sibling.state not in self._flow_open_states:
                continue
            situation = sibling.item_version_id.sudo()._situation(chosen | set(sibling.answer_ids.ids))
            if situation and situation.answers - set(sibling.answer_ids.ids):
                sibling.write({"answer_ids": [Command.set(sorted(situation.answers))]})
