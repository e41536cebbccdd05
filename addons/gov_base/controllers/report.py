from odoo import http

from odoo.addons.web.controllers.report import ReportController


class PaperReportController(ReportController):
    def _only_reads(self, rule, args):
        """A paper that is looked at is counted, and that is written; other reports may come from a replica."""
        return not args.get("reportname", "").startswith("gov_base.gov_notice")

    @http.route(readonly=_only_reads)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """Override of `web`: papers are counted."""
        return super().report_routes(reportname, docids=docids, converter=converter, **data)
