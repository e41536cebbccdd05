from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class GovAttempt(models.Model):
    """An attempt to handle an item outside the window (体外循环) that was refused (W-095).

    Only who, which item and when: nothing of the applicant. The refusal undoes the
    transaction that it happens in, so the row is written after that, in a transaction of its
    own; the same once more within a minute is not written again.
    """

    _name = "gov.attempt"
    _description = "Refused Attempt outside the Window"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False

    kind = fields.Selection(
        [("open", "Opened outside the Window"), ("accept", "Accepted Elsewhere")], required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", "Who", required=True, readonly=True, ondelete="restrict")
    item_id = fields.Many2one("gov.item", required=True, readonly=True, ondelete="restrict")
    department_id = fields.Many2one("gov.department", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", "Service Centre", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)

    _who = models.Index("(user_id, item_id, at)")
    _when = models.Index("(company_id, at)")

    # pylint: disable=method-required-super,no-raise-unlink
    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Refused attempts are recorded by the system only."))

    def write(self, vals):
        raise AccessError(self.env._("The record of an attempt cannot be changed."))

    def unlink(self):
        raise AccessError(self.env._("The record of an attempt cannot be deleted."))

    @api.model
    def _record(self, kind: str, item_ids):
        """Note the attempt of the current user once this transaction is over, however it ends."""
        cursor, registry, user_id = self.env.cr, self.env.registry, self.env.uid
        rows = [(kind, user_id, item_id) for item_id in item_ids]

        def note():
            with registry.cursor() as own:
                api.Environment(own, SUPERUSER_ID, {})["gov.attempt"]._insert(rows)

        if rows:
            cursor.postrollback.add(note)
            cursor.postcommit.add(note)

    @api.model
    def _insert(self, rows):
        for kind, user_id, item_id in rows:
            self.env.execute_query(
                SQL(
                    "INSERT INTO gov_attempt (kind, user_id, item_id, department_id, company_id, at)"
                    " SELECT %s, u.id, i.id, i.department_id, i.company_id, now() AT TIME ZONE 'UTC'"
                    " FROM res_users u, gov_item i WHERE u.id = %s AND i.id = %s AND NOT EXISTS ("
                    "SELECT FROM gov_attempt a WHERE a.kind = %s AND a.user_id = u.id AND a.item_id = i.id"
                    " AND a.at > now() AT TIME ZONE 'UTC' - interval '1 minute') RETURNING id",
                    kind,
                    user_id,
                    item_id,
                    kind,
                )
            )
