from odoo import api, fields, models
from odoo.tools import SQL

from ..fields import Recorded

TOLD_IN_FULL = 20


class GovAlert(models.Model):
    """Something about a deadline that one person has to know (提醒).

    Raised set-wise by the tick, told in one message a person.
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

    _own = models.Index("(user_id, id)")
    _untold = models.Index("(user_id) WHERE told IS NOT TRUE")

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
        """Tell everybody what was raised since the last time, in one message a person."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL("SELECT id, user_id FROM gov_alert WHERE told IS NOT TRUE ORDER BY id FOR UPDATE SKIP LOCKED")
        )
        waiting = {}
        for alert_id, user_id in rows:
            waiting.setdefault(user_id, []).append(alert_id)
        for user in self.env["res.users"].sudo().browse(waiting):
            own = waiting[user.id]
            shown = self.sudo().with_context(lang=user.lang).browse(own[:TOLD_IN_FULL])
            shown._tell_user(user, len(own))
        told = self.browse([alert_id for alert_id, _user_id in rows])
        self.env.cr.execute(SQL("UPDATE gov_alert SET told = TRUE WHERE id = ANY(%s)", told.ids))
        told.invalidate_recordset(["told"])

    def _tell_user(self, user, total: int):
        """Send one message about these alerts.

        :param total: how many there are; these are the first of them
        """
        names = {}
        for model, alerts in self.grouped("res_model").items():
            about = self.env[model].browse(alerts.mapped("res_id")).exists()
            names |= {(model, record.id): record.display_name for record in about}
        lines = [
            self.env._("%(what)s: %(about)s", what=alert.label, about=names[alert.res_model, alert.res_id])
            + (f" ({alert.note})" if alert.note else "")
            for alert in self
            if (alert.res_model, alert.res_id) in names
        ]
        if total > len(self):
            lines.append(self.env._("… and %(count)s more, see “My Alerts”.", count=total - len(self)))
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("%(count)s matters need you", count=total),
            body="\n".join(lines),
        )
