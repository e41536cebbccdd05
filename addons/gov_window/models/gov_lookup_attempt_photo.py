from odoo import api, models
from odoo.tools import SQL, hmac


class GovLookupAttempt(models.Model):
    _inherit = "gov.lookup.attempt"

    @api.model
    def _too_many_photos(self, token: str, address: str, failed: bool) -> bool:
        """Count a request of a link: one link takes ten files, one address ten wrong links an hour.

        :return: whether the throttle refuses it
        """
        attempts = self.sudo()
        key = hmac(attempts.env, "gov_window.photo.link", address if failed else token)
        attempts.env.execute_query(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key))
        row = {"address": key, "number": key}
        if attempts._is_throttled(row):
            return True
        attempts.create(row | {"at": self.env.cr.now().replace(microsecond=0)})
        return False
