from odoo import api, models
from odoo.tools import SQL, hmac


class GovLookupAttempt(models.Model):
    _inherit = "gov.lookup.attempt"

    @api.model
    def _too_many_checks(self, address: str, failed: bool) -> bool:
        """Count the codes from one address that no paper has.

        :return: whether the throttle refuses, right codes included, or it would tell which are right
        """
        attempts = self.sudo()
        key = hmac(attempts.env, "gov_window.check.address", address)
        if failed:  # one after the other, or many at once would all count too few
            attempts.env.execute_query(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key))
        if attempts._is_throttled({"address": key}):
            return True
        if failed:
            attempts.create({"address": key, "number": key, "at": self.env.cr.now().replace(microsecond=0)})
        return False
