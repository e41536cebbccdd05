from odoo import api, fields, models
from odoo.exceptions import UserError


class GovIdentityReveal(models.TransientModel):
    """Shows one whole identity number to one user, with the reason on record."""

    _name = "gov.identity.reveal"
    _description = "Reveal an ID Number"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    reason = fields.Char(required=True)
    revealed = fields.Boolean(readonly=True)
    number = fields.Char("ID Number", compute="_compute_number")

    @api.depends("revealed")
    def _compute_number(self):
        for wizard in self:
            stored = wizard._origin  # what a form holds is only what its client claims
            allowed = stored.revealed and stored.create_uid == self.env.user
            wizard.number = stored.partner_id.sudo().gov_id_number if allowed else False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | {"revealed": False} for vals in vals_list])

    def write(self, vals):
        if "revealed" in vals or self.filtered("revealed"):
            raise UserError(self.env._("Give your reason and press “Reveal”."))
        return super().write(vals)

    def action_reveal(self):
        """Show the number; who saw it, when and why is an event of the person's record.

        :raises UserError: no reason was given, or the person has no number on file
        """
        self.ensure_one()
        self.partner_id.check_access("read")
        partner = self.partner_id.sudo()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why you need the whole number."))
        if not partner.gov_id_number:
            raise UserError(self.env._("There is no ID number on file for %(name)s.", name=partner.name))
        partner._gov_lock()
        self.env["gov.event"]._append(
            [(partner, {"kind": "identity.reveal", "user_id": self.env.uid, "reason": self.reason.strip()})]
        )
        super().write({"revealed": True})  # pylint: disable=super-method-mismatch
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("ID Number"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
