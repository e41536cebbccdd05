from odoo import http

from odoo.addons.web.controllers.report import ReportController


class PaperReportController(ReportController):
    @http.route(readonly=False)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """Override of `web`: a paper that is looked at is counted, and that is written."""
        return super().report_routes(reportname, docids=docids, converter=converter, **data)
