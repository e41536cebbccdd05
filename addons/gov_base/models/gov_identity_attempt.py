from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, hmac

from ..fields import Recorded

WINDOW = timedelta(minutes=15)


class GovIdentityAttempt(models.Model):
    """A search for an ID number that nobody on file has: what the throttle counts.

    Whoever sees a masked number could find the rest by trying; so a user who asked for many
    numbers in vain is answered nothing for a while, whole numbers that are on file included.
    Only a keyed digest of the number is kept. The row is written in a transaction of its own:
    what undoes the search, such as a test run of an import, does not undo it.
    """

    _name = "gov.identity.attempt"
    _description = "ID Number Searched in Vain"
    _order = "id desc"
    _rec_name = "at"
    _log_access = False

    user_id = Recorded("res.users", "Who", required=True, readonly=True)
    number = fields.Char("Number (digest)", required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True, index=True)

    _by_user = models.Index("(user_id, at)")

    # pylint: disable=method-required-super,no-raise-unlink
    @api.model_create_multi
    def create(self, vals_list):
        raise AccessError(self.env._("Searches in vain are recorded by the system only."))

    def write(self, vals):
        raise AccessError(self.env._("The record of a search cannot be changed."))

    @api.model
    def _count(self, number: str, missed: bool):
        """Count a search of the current user; the same number counts once.

        :param number: a digest of what was asked for
        :raises UserError: too many were asked for in vain; this one is not answered either
        """
        user_id = self.env.uid
        limit = self.env["gov.profile"].sudo()._value("identity_misses")
        minutes = int(WINDOW.total_seconds() // 60)
        with self.env.registry.cursor() as own:
            digest = hmac(api.Environment(own, SUPERUSER_ID, {}), "gov_base.identity.attempt", number)
            # one after the other, or many at once would all count too few
            own.execute(SQL("SELECT pg_advisory_xact_lock(hashtextextended('gov_identity_attempt', %s))", user_id))
            own.execute(
                SQL(
                    "SELECT count(DISTINCT number) FILTER (WHERE number <> %s), bool_or(number = %s)"
                    " FROM gov_identity_attempt WHERE user_id = %s AND at > now() AT TIME ZONE 'UTC' - %s",
                    digest,
                    digest,
                    user_id,
                    WINDOW,
                )
            )
            [(count, known)] = own.fetchall()
            if missed and not known and count < limit:
                own.execute(
                    SQL(
                        "INSERT INTO gov_identity_attempt (user_id, number, at)"
                        " VALUES (%s, %s, now() AT TIME ZONE 'UTC')",
                        user_id,
                        digest,
                    )
                )
        if count >= limit:
            raise UserError(
                self.env._(
                    "You asked for %(count)s ID numbers that nobody on file has. For %(minutes)s minutes no number is "
                    "looked up for you: look for the person by name, or ask a colleague.",
                    count=count,
                    minutes=minutes,
                )
            )

    @api.autovacuum
    def _gc_attempts(self):
        """Forget what the throttle does not count any more."""
        self.search([("at", "<", self.env.cr.now() - WINDOW)], limit=10000).unlink()
