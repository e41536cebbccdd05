from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

WINDOW = timedelta(hours=1)
SAME_NUMBER = 20


class GovLookupAttempt(models.Model):
    """A failed query of progress without an account: what the throttle counts.

    Address and number are kept as keyed digests only.
    """

    _name = "gov.lookup.attempt"
    _description = "Failed Query of Progress"
    _order = "id desc"

    address = fields.Char(required=True, readonly=True)
    number = fields.Char(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True, index=True)

    _by_address = models.Index("(address, at)")
    _by_number = models.Index("(number, at)")

    @api.model
    def _lookup(self, number: str, code: str, address: str) -> tuple[models.BaseModel, bool]:
        """The case that has this number, or number of an application, and this tracking code (W-099).

        A wrong number and a wrong code are one answer, and count alike. After too many
        failures from one address, or for one number, nothing is answered for a while, the
        right code included.

        :return: (the case as superuser or empty, whether the throttle refuses)
        """
        attempts = self.sudo()
        number, code = number.strip()[:40], code.strip().lower()[:40]
        row = {
            "address": hmac(attempts.env, "gov_window.lookup.address", address or ""),
            "number": hmac(attempts.env, "gov_window.lookup.number", number),
        }
        # one after the other, or many at once would all count too few
        keys = sorted(row.values())
        for key in keys:
            attempts.env.execute_query(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key))
        if attempts._is_throttled(row):
            return self.env["gov.case"].sudo(), True
        cases = self.env["gov.case"].sudo()
        if number:
            # an application has a number of its own, which another centre may have given as well
            cases = cases.search(["|", ("number", "=", number), ("application_number", "=", number)], limit=SAME_NUMBER)
        for case in cases:
            if consteq(case.tracking_code or "", code):
                return case, False
        attempts.create(row | {"at": self.env.cr.now().replace(microsecond=0)})
        return self.env["gov.case"].sudo(), False

    @api.model
    def _is_throttled(self, row):
        """Whether too many failures of late have one of these keys (address, number)."""
        rule = self.env["gov.profile"]._value
        since = self.env.cr.now() - WINDOW
        limits = {"address": rule("lookup_by_address"), "number": rule("lookup_by_number")}
        return any(
            self.search_count([(name, "=", key), ("at", ">", since)], limit=limits[name]) >= limits[name]
            for name, key in row.items()
        )

    @api.autovacuum
    def _gc_attempts(self):
        """Forget what the throttle does not count any more."""
        self.search([("at", "<", self.env.cr.now() - WINDOW)], limit=10000).unlink()
