from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel.exchange import KINDS, LIMIT, BadMessageError, check, parse, uid_of

#: how far the clock of a department's system may go ahead
AHEAD = timedelta(minutes=10)


class GovExchangeMessage(models.Model):
    """A message that went to, or came from, a department's system (W-098). Written by the exchange
    only; one that could not be taken keeps its text and says why."""

    _name = "gov.exchange.message"
    _description = "Message of an Exchange"
    _order = "id desc"
    _rec_name = "uid"

    exchange_id = fields.Many2one("gov.exchange", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    direction = fields.Selection([("out", "Sent"), ("in", "Received")], required=True, readonly=True)
    uid = fields.Char("Message Number", required=True, readonly=True)
    case_id = fields.Many2one("gov.case", readonly=True, ondelete="restrict")
    seq = fields.Integer("Up to Event", readonly=True)
    stage_id = fields.Many2one("gov.stage", readonly=True, ondelete="restrict")
    content = fields.Json(readonly=True)
    raw = fields.Text("As It Came", readonly=True)
    state = fields.Selection([("done", "Done"), ("failed", "Not Taken")], required=True, readonly=True, default="done")
    error = fields.Char("Why Not", readonly=True)

    _unique_uid = models.UniqueIndex("(exchange_id, direction, uid)")
    _told = models.Index("(case_id, exchange_id, seq)")
    _failed = models.Index("(exchange_id, id) WHERE state = 'failed'")

    @api.model
    def _take(self, exchange, raw: bytes):
        """Take a message once. What cannot be taken is listed with its error, and leaves nothing
        else behind; sent again under the same number it is tried again.

        :return: the message
        """
        try:
            message = parse(raw)
        except BadMessageError as error:
            return self._note(exchange, uid_of({}, raw), raw, error=self._why(str(error)))
        uid = uid_of(message, raw)
        known = self.search([("exchange_id", "=", exchange.id), ("direction", "=", "in"), ("uid", "=", uid)])
        if known.state == "done":
            return known
        try:
            with self.env.cr.savepoint():
                stage = self._apply(exchange, message)
                self.env.flush_all()
        except BadMessageError as error:
            return self._note(exchange, uid, raw, known, error=self._why(str(error)))
        except UserError as error:
            return self._note(exchange, uid, raw, known, error=str(error))
        return self._note(exchange, uid, raw, known, stage=stage)

    @api.model
    def _note(self, exchange, uid, raw, known=None, stage=None, error=""):
        vals = {
            "raw": raw[:LIMIT].decode("utf-8", "replace").replace("\0", ""),
            "state": "failed" if error else "done",
            "error": error,
            "stage_id": stage and stage.id,
            "case_id": stage and stage.case_id.id,
        }
        if known:
            known.write(vals)
            return known
        return self.create(
            [{"exchange_id": exchange.id, "company_id": exchange.company_id.id, "direction": "in", "uid": uid} | vals]
        )

    @api.model
    def _apply(self, exchange, message):
        """Record the stage a message reports, as the exchange account."""
        reported = check(message, exchange.sudo().key)
        at = reported["at"].astimezone(UTC).replace(tzinfo=None, microsecond=0)
        if at > self.env.cr.now() + AHEAD:
            raise BadMessageError("at")
        if not exchange.user_id.active:
            raise BadMessageError("account")
        # as the account and under its record rules: no case of another department can be named
        company = exchange.company_id
        acting = self.env(user=exchange.user_id.id, su=False, context={"allowed_company_ids": company.ids})
        case = acting["gov.case"].search([("number", "=", reported["case"])])
        if not case or not case._handed_to(exchange.department_id):
            raise BadMessageError("case")
        if case.accepted_at and at < case.accepted_at.replace(microsecond=0) - AHEAD:
            raise BadMessageError("early")
        return acting["gov.stage"]._report(
            exchange,
            case,
            {name: reported[name] for name in ("kind", "name", "person", "reference", "result", "note")}
            | {"at": at, "state": "to_confirm" if KINDS[reported["kind"]] else "recorded"},
            message["id"],
        )

    @api.model
    def _why(self, code: str) -> str:
        """The reason a message was not taken, in words."""
        texts = {
            "long": self.env._("It is longer than 64 KB."),
            "json": self.env._("It is no JSON object in UTF-8."),
            "signature": self.env._("Its signature does not fit the key of this department."),
            "id": self.env._("Its number (“id”) is missing, or has other characters than letters, digits, . _ -"),
            "kind": self.env._("Its “kind” is none of: %(kinds)s.", kinds=", ".join(KINDS)),
            "case": self.env._("There is no such case that was handed over to this department."),
            "at": self.env._("“at” is no time with its zone, such as 2026-03-02T09:30:00+08:00, or lies ahead."),
            "early": self.env._("“at” lies before the acceptance of the case."),
            "reference": self.env._("A decision or a certificate needs its number (“reference”)."),
            "result": self.env._("“result” is agree or disagree; a decision needs one."),
            "account": self.env._("The exchange account is archived."),
        }
        return texts.get(code) or self.env._("“%(field)s” is too long, or no text.", field=code)

    def action_retry(self):
        """Take messages again that were refused, after what hindered them was mended."""
        self.check_access("read")
        if not self.env.user.has_group("gov_base.group_admin"):
            raise UserError(self.env._("The administrator of the centre takes messages again."))
        for message in self.sudo().filtered(lambda message: message.direction == "in" and message.state == "failed"):
            message._take(message.exchange_id, (message.raw or "").encode())
