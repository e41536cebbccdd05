from odoo import api, models


class GovEvent(models.Model):
    _inherit = "gov.event"

    #: events are appended in the order of time, so that a few pages tell where a period begins
    _when = models.Index("USING brin (at)")

    @api.model
    def _other_labels(self):
        return super()._other_labels() | {
            "sms.queue": self.env._("Message to the applicant"),
            "sms.invalid": self.env._("No message: the telephone number is not valid"),
            "upload.infected": self.env._("Infected file refused"),
            "handover.sign": self.env._("Papers signed for"),
            "handover.again": self.env._("Papers handed over again"),
            "gap.receive": self.env._("Missing material handed in"),
            "contact.record": self.env._("Contact recorded"),
            "stage.record": self.env._("Stage in the department's system"),
            "urge": self.env._("Urged"),
            "condition.check": self.env._("Conditions of application asked"),
            "gap.lapse": self.env._("Missing material not handed in"),
            "message.applicant": self.env._("The applicant wrote"),
            "message.window": self.env._("Written to the applicant"),
            "withdraw.ask": self.env._("Asks to withdraw the application"),
            "withdraw.keep": self.env._("Does not withdraw after all"),
        }
