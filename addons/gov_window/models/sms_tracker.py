from odoo import fields, models


class SmsTracker(models.Model):
    """What became of a message that delivers a paper, as the provider says."""

    _inherit = "sms.tracker"

    gov_delivery_id = fields.Many2one(
        "gov.notice.delivery", "Delivery of a Paper", ondelete="cascade", index="btree_not_null"
    )
    gov_state = fields.Char("Last Report", readonly=True)
    gov_failure = fields.Char("Why Not Sent", readonly=True)

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        """Override of `sms`: the delivery of the paper learns it, too."""
        result = super()._action_update_from_sms_state(sms_state, failure_type, failure_reason)
        self._tell_deliveries(sms_state, failure_reason or failure_type)
        return result

    def _action_update_from_provider_error(self, provider_error):
        """Override of `sms`: so it does of what the provider could not send."""
        result = super()._action_update_from_provider_error(provider_error)
        self._tell_deliveries("error", result[2] or result[1])
        return result

    def _tell_deliveries(self, state, why):
        own = self.filtered("gov_delivery_id")
        if own:
            labels = dict(self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env))
            why = labels.get(why) or why or self.env._("the provider gives no reason")
            own.write({"gov_state": state, "gov_failure": why})
            own.gov_delivery_id._message_reported(state, why)
