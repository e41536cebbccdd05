from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move

_lt = LazyTranslate(__name__)
DEPARTMENT = ("gov_window.group_department", "gov_window.group_department_clerk")


class GovStage(models.Model):
    """A stage of a case in a department's own system (环节办理信息, W-097): keyed in by its people, or
    reported by its system (W-098).

    It is a fact on record and moves nothing. A decision or a certificate that a message reports is
    not taken by the message: the law wants a competent person to decide. It waits until a person of
    the department confirms, with name and power, that it is so; the decision itself is then taken in
    the platform by who has the power.
    """

    _name = "gov.stage"
    _inherit = ["gov.flow.mixin"]
    _description = "Stage in a Department's System"
    _order = "at desc, id desc"
    _rec_name = "name"
    _flow_subject_field = "case_id"
    _flow_frozen = frozenset(
        {"case_id", "department_id", "kind", "name", "at", "person", "reference", "result", "note"}
    )

    case_id = fields.Many2one("gov.case", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    department_id = fields.Many2one(
        "gov.department",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._my_departments()[:1],
    )
    kind = fields.Selection(
        [
            ("filing", "Registration"),
            ("accepted", "Taken over by the Department"),
            ("step", "Step of the Review"),
            ("decision", "Decision"),
            ("certificate", "Certificate"),
        ],
        required=True,
        default="step",
    )
    name = fields.Char("Stage", help="As the department's system calls it.")
    at = fields.Datetime("Happened On", required=True, default=lambda self: self.env.cr.now().replace(microsecond=0))
    person = fields.Char("Handled By", help="Who handled it there.")
    reference = fields.Char("Document or Certificate Number")
    result = fields.Selection([("agree", "Agreed"), ("disagree", "Not Agreed")])
    note = fields.Text("Remarks")
    exchange_id = fields.Many2one("gov.exchange", "Came by Exchange", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Recorded By", readonly=True, required=True, default=lambda self: self.env.uid
    )
    state = fields.Selection(
        [
            ("recorded", "Recorded"),
            ("to_confirm", "To Be Confirmed"),
            ("confirmed", "Confirmed"),
            ("rejected", "Wrong"),
        ],
        required=True,
        default="recorded",
        readonly=True,
        index=True,
    )

    @api.model
    def _flow_table(self):
        return {
            "confirm": Move(
                ("to_confirm",), "confirmed", _lt("Confirm"), DEPARTMENT, primary=True, public=False, access="read"
            ),
            "reject": Move(
                ("to_confirm", "recorded"), "rejected", _lt("It Is Wrong"), DEPARTMENT, True, False, access="read"
            ),
        }

    @api.model
    def _my_departments(self):
        """The departments the user speaks for: the own ones, and those of the own windows."""
        user = self.env.user
        return user.gov_department_ids | user.gov_window_ids.department_ids

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for stage in self:
            stage.display_name = stage.name or kinds.get(stage.kind, "")

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        stages._check_place()
        stages._record()
        return stages

    def _check_place(self):
        """A stage belongs to a case that the department got, and lies after its acceptance."""
        for stage in self:
            stage.case_id.check_access("read")
            case = stage.sudo().case_id
            if not case._handed_to(stage.department_id):
                raise UserError(
                    self.env._(
                        "%(case)s was not handed over to %(department)s: it has no stage there.",
                        case=case.display_name,
                        department=stage.department_id.short_name or "",
                    )
                )
            if stage.at > self.env.cr.now():
                raise UserError(self.env._("A stage is recorded after it happened, not before."))
            if stage.kind in ("decision", "certificate") and not stage.reference:
                raise UserError(self.env._("Enter the number of the decision or certificate."))

    def _record(self, vals=None):
        self.case_id.sudo()._flow_lock()
        self.env["gov.event"]._append(
            [
                (
                    stage,
                    {
                        "kind": "stage.record",
                        "user_id": self.env.uid,
                        "reason": stage.note or None,
                        "public": False,
                        "data": {
                            "kind": stage.kind,
                            "name": stage.name or "",
                            "at": fields.Datetime.to_string(stage.at),
                            "person": stage.person or "",
                            "reference": stage.reference or "",
                            "result": stage.result or "",
                        },
                        **(vals or {}),
                    },
                )
                for stage in self.sudo()
            ]
        )

    @api.model
    def _report(self, exchange, case, vals, uid):
        """Record what a department's system reports; the user is the exchange account.

        :return: the stage, by the authority of the exchange
        """
        case.check_access("read")
        self.check_access("create")
        stage = self.sudo()._flow_create(
            [
                vals
                | {
                    "result": vals["result"] or False,
                    "case_id": case.id,
                    "department_id": exchange.department_id.id,
                    "exchange_id": exchange.id,
                    "user_id": self.env.uid,
                }
            ]
        )
        stage.with_env(self.env)._record(
            {
                "authority_model": exchange._name,
                "authority_id": exchange.id,
                "authority_label": f"{exchange.department_id.short_name} · {exchange.system} · {uid}",
            }
        )
        return stage

    def action_confirm(self):
        """Confirm, as a person of the department, what its system reported."""
        return self._flow_move("confirm")

    def action_reject(self, reason=""):
        """Say that what was recorded is wrong; it stays on record with the reason.

        :param reason: what is wrong
        """
        return self._flow_move("reject", reason)

    def _get_cannot_confirm_reason(self):
        mine = self._my_departments()
        reasons = {}
        for stage in self.sudo():
            if stage.department_id not in mine:
                reasons[stage.id] = self.env._(
                    "only people of %(department)s say so.", department=stage.department_id.short_name
                )
            elif stage.exchange_id and stage.user_id == self.env.user:
                reasons[stage.id] = self.env._("the exchange account cannot confirm its own report; a person does.")
        return reasons

    _get_cannot_reject_reason = _get_cannot_confirm_reason

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        """Override of `gov_base`: a stage is on record from the beginning."""
        raise UserError(self.env._("A stage that was recorded stays on record. Say that it is wrong instead."))
