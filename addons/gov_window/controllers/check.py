from odoo.http import request

from odoo.addons.gov_base.controllers.check import NoticeCheck


class PaperCheck(NoticeCheck):
    def _refused(self, notice):
        """Override of `gov_base`: who tries codes is stopped as at the query of progress."""
        address = request.httprequest.remote_addr or ""
        return request.env["gov.lookup.attempt"]._too_many_checks(address, failed=not notice)
