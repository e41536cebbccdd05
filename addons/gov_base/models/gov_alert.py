import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..fields import Recorded

_logger = logging.getLogger(__name__)

TOLD_IN_FULL = 20
#: what could not be told is tried again after so long
TRY_AGAIN = timedelta(hours=1)


class GovAlert(models.Model):
    """Something about a deadline that one person has to know (提醒).

    Raised set-wise by the tick, told in one message a person. What could not be told says
    why, and never keeps anybody else from being told.
    """

    _name = "gov.alert"
    _inherit = ["gov.rows"]
    _description = "Alert"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    user_id = fields.Many2one("res.users", "For", required=True, readonly=True, ondelete="cascade")
    company_id = Recorded("res.company", readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    label = fields.Char("What", compute="_compute_label")
    note = fields.Text("Said with It", readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    told = fields.Boolean(readonly=True)
    failure = fields.Char("Why Not Told", readonly=True)
    failed_at = fields.Datetime("Last Tried", readonly=True)

    _own = models.Index("(user_id, id)")
    _untold = models.Index("(user_id) WHERE told IS NOT TRUE")
    _failed = models.Index("(id) WHERE failure IS NOT NULL")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["gov.event"]._other_labels()
        for alert in self:
            alert.label = labels.get(alert.kind, alert.kind)

    @api.model
    def _raise(self, owners, kind: str, recipients: dict, note: str | None = None):
        """Raise an alert about each record for each of its recipients.

        :param recipients: dict id of the record -> users
        :param note: what somebody says to them
        """
        now = self.env.cr.now().replace(microsecond=0)
        self.sudo()._insert_rows(
            [
                {
                    "user_id": user.id,
                    "company_id": owner._event_company().id,
                    "res_model": owner._name,
                    "res_id": owner.id,
                    "kind": kind,
                    "note": note,
                    "at": now,
                    "told": False,
                }
                for owner in owners
                for user in recipients.get(owner.id, ())
            ]
        )

    @api.model
    def _tell(self):
        """Tell everybody what was raised since the last time, in one message a person.

        A person who cannot be told, or a record that is gone, is reported once and stays
        untold with the reason; the others are told. It is tried again every hour.
        """
        self.flush_model()
        now = self.env.cr.now().replace(microsecond=0)
        self.env.cr.execute(
            SQL(
                "SELECT id, user_id FROM gov_alert"
                " WHERE told IS NOT TRUE AND (failed_at IS NULL OR failed_at <= %s) ORDER BY id FOR UPDATE SKIP LOCKED",
                now - TRY_AGAIN,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        waiting = {}
        for alert_id, user_id in rows:
            waiting.setdefault(user_id, []).append(alert_id)
        untold = {}
        for user in self.env["res.users"].sudo().browse(waiting):
            alerts = self.sudo().with_context(lang=user.lang).browse(waiting[user.id])
            try:
                with self.env.cr.savepoint():
                    untold |= dict.fromkeys(alerts._tell_user(user)._ids, alerts.env._("What it is about is gone."))
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                _logger.info("Telling user %s failed", user.id, exc_info=True)
                untold |= dict.fromkeys(alerts._ids, str(error) or type(error).__name__)
        told = self.browse([alert_id for alert_id, _user_id in rows if alert_id not in untold])
        self.env.cr.execute(
            SQL("UPDATE gov_alert SET told = TRUE, failure = NULL, failed_at = NULL WHERE id = ANY(%s)", told.ids)
        )
        told.invalidate_recordset(["told", "failure", "failed_at"])
        self.sudo().browse(untold)._not_told(untold, now)

    def _not_told(self, reasons: dict, now):
        """Keep why these alerts could not be told; each reason is logged when it is new."""
        for reason, alerts in self.grouped(lambda alert: reasons[alert.id]).items():
            if new := alerts.filtered(lambda alert, reason=reason: alert.failure != reason):
                _logger.error("%s alerts could not be told (ids %s ...): %s", len(new), new.ids[:TOLD_IN_FULL], reason)
            alerts._write_rows({alert.id: {"failure": reason, "failed_at": now} for alert in alerts})

    def _tell_user(self, user):
        """Send one message about these alerts, the first of them in full.

        :return: the alerts that are about nothing any more, and were left out
        """
        there = set()
        for model, alerts in self.grouped("res_model").items():
            if model in self.env:
                about = self.env[model].browse(alerts.mapped("res_id")).exists()
                there.update((model, record_id) for record_id in about._ids)
        told = self.filtered(lambda alert: (alert.res_model, alert.res_id) in there)
        if not told:
            return self
        names = {}
        shown = told[:TOLD_IN_FULL]
        for model, alerts in shown.grouped("res_model").items():
            about = self.env[model].browse(alerts.mapped("res_id"))
            names |= {(model, record.id): record.display_name for record in about}
        lines = [
            self.env._("%(what)s: %(about)s", what=alert.label, about=names[alert.res_model, alert.res_id])
            + (f" ({alert.note})" if alert.note else "")
            for alert in shown
        ]
        if len(told) > len(shown):
            lines.append(self.env._("… and %(count)s more, see “My Alerts”.", count=len(told) - len(shown)))
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("%(count)s matters need you", count=len(told)),
            body="\n".join(lines),
        )
        return self - told
