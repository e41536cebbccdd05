from odoo import fields, models
from odoo.exceptions import UserError


class GovFlowReason(models.TransientModel):
    """Asks for the written reason of a move, then makes it."""

    _name = "gov.flow.reason"
    _description = "Reason of an Action"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    action = fields.Char(required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Make the move with the reason; the move's own checks apply."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or not isinstance(model, self.env.registry["gov.flow.mixin"]):
            raise UserError(self.env._("There is no action “%(action)s”.", action=self.action))
        if not isinstance(self.res_ids, list) or not all(isinstance(res_id, int) for res_id in self.res_ids):
            raise UserError(self.env._("Choose the records first, then the action."))
        result = model.browse(self.res_ids).flow_act(self.action, reason=self.reason)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
