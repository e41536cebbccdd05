import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.fields import Recorded
from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)

LEVELS = [
    ("5", "Very Satisfied"),
    ("4", "Satisfied"),
    ("3", "Basically Satisfied"),
    ("2", "Not Satisfied"),
    ("1", "Very Dissatisfied"),
]


class GovEvaluation(models.Model):
    """The applicant's rating of one finished case (好差评).

    Invited by a token bound to its case; given once; unrated stays unrated. The level is
    stored as goodness, 5 the best: national interfaces count in either direction and are
    mapped at their border.
    """

    _name = "gov.evaluation"
    _inherit = ["gov.flow.mixin"]
    _description = "Evaluation"
    _order = "id desc"
    _rec_name = "case_id"
    _flow_subject_field = "case_id"

    case_id = fields.Many2one("gov.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="case_id.department_id", store=True, index=True)
    item_id = fields.Many2one(related="case_id.item_id", store=True, index=True)
    window_id = fields.Many2one(related="case_id.window_id", store=True)
    acceptor_id = Recorded("res.users", "Accepted By", readonly=True)
    token = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [("invited", "Not Rated"), ("rated", "Rated")], required=True, default="invited", readonly=True, index=True
    )
    level = fields.Selection(LEVELS, "Overall", readonly=True)
    score = fields.Float(
        "Average Level", compute="_compute_score", store=True, aggregator="avg", help="Of rated cases only."
    )
    negative = fields.Boolean(readonly=True, help="差评: to be put right, with feedback to the applicant.")
    attitude = fields.Selection(LEVELS, readonly=True)
    efficiency = fields.Selection(LEVELS, readonly=True)
    comment = fields.Text(readonly=True)
    channel = fields.Selection(
        [("portal", "Online"), ("counter", "Device at the Window")], readonly=True, default="portal"
    )
    rated_at = fields.Datetime(readonly=True)

    _one_each = models.UniqueIndex("(case_id)", "This case has its evaluation already.")
    _unique_token = models.UniqueIndex("(token)")

    @api.model
    def _flow_table(self):
        return {"rate": Move(("invited",), "rated", _lt("Rated by the Applicant"))}

    @api.depends("level")
    def _compute_score(self):
        for evaluation in self:
            evaluation.score = int(evaluation.level) if evaluation.level else False

    @api.model
    def _invite(self, cases):
        """Invite the applicants of closed cases to rate; those with an address by mail."""
        evaluations = self.sudo()._flow_create(
            [
                {"case_id": case.id, "acceptor_id": case.acceptor_id.id, "token": secrets.token_urlsafe(12)}
                for case in cases
            ]
        )
        template = self.env.ref("gov_evaluation.mail_template_invite").sudo()
        for evaluation in evaluations.filtered("case_id.partner_id.email"):
            template.send_mail(evaluation.id, email_values={"recipient_ids": [(4, evaluation.case_id.partner_id.id)]})
        return evaluations

    def _rating_url(self) -> str:
        """The address where the case of this evaluation, and no other, is rated."""
        self.ensure_one()
        return f"{self.get_base_url()}/gov/rate/{self.sudo().token}"

    @api.model
    def _find_by_token(self, token: str):
        """The evaluation a token is bound to, superuser's; empty if there is none."""
        return self.sudo().search([("token", "=", token or "-")], limit=1)

    def _rate(self, level, attitude=None, efficiency=None, comment="", channel="portal"):
        """Store the rating of the applicant; a second one is refused.

        :param level: 1 (very dissatisfied) to 5 (very satisfied)
        :raises UserError: it is rated already
        :raises ValidationError: no level was chosen
        """
        self.ensure_one()
        known = dict(LEVELS)
        if level not in known:
            raise ValidationError(self.env._("Please choose one of the five levels."))
        if self.state != "invited":
            raise UserError(self.env._("This case has been rated already. Thank you."))
        return self.sudo()._flow_move(
            "rate",
            vals={
                "level": level,
                "negative": level in ("1", "2"),
                "attitude": attitude if attitude in known else False,
                "efficiency": efficiency if efficiency in known else False,
                "comment": (comment or "").strip()[:2000] or False,
                "channel": channel,
                "rated_at": self.env.cr.now().replace(microsecond=0),
            },
            data={"level": level},
        )
