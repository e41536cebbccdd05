import io
from collections import OrderedDict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import engine

MOST_TOGETHER = 2000


class IrActionsReport(models.Model):
    """Reports that WeasyPrint lays out instead of wkhtmltopdf."""

    _inherit = "ir.actions.report"

    gov_document = fields.Boolean(
        "Official Document", help="Laid out by WeasyPrint from a complete HTML page of its own."
    )

    gov_style = fields.Selection(
        [("document", "Document, A4"), ("slip", "Slip, 80 mm")],
        "Paper",
        default="document",
        help="The size and look of an official document.",
    )
    gov_together = fields.Boolean(
        "Register", help="All chosen records stand in one document, e.g. as rows of a table over pages."
    )

    def _get_rendering_context(self, report, docids, data):
        context = super()._get_rendering_context(report, docids, data)
        if report.gov_document:
            context |= {"qr": engine.qr_data_uri, "chinese_date": engine.chinese_date}
        return context

    def _gov_count(self, report_ref, res_ids):
        """Every way to a paper counts it, once a request: the copy then says what it is."""
        report = self._get_report(report_ref)
        if report.gov_document and report.model == "gov.notice":
            records = self.env[report.model].browse(dict.fromkeys(res_ids or ()))
            records.check_access("read")
            records._count_print()

    def _render_qweb_html(self, report_ref, docids, data=None):
        """Override of `base`: a paper on the screen is a print like any other."""
        self._gov_count(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        """Override of `base`: so is its text."""
        self._gov_count(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Override of `base`: one page flow per record for official documents, one in all for registers.

        :raises UserError: no record is chosen, or more than a register holds
        """
        report = self._get_report(report_ref)
        if not report.gov_document:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if not res_ids:
            raise UserError(self.env._("Choose at least one record to print."))
        records = self.env[report.model].browse(dict.fromkeys(res_ids))
        records.check_access("read")
        self._gov_count(report_ref, res_ids)
        if report.gov_together and len(records) > MOST_TOGETHER:
            raise UserError(
                self.env._(
                    "A register prints %(most)s entries at most, and %(count)s are chosen: filter by month or window "
                    "and print one after the other.",
                    most=MOST_TOGETHER,
                    count=len(records),
                )
            )
        style = report.gov_style or "document"
        streams = OrderedDict()
        for docs in [records] if report.gov_together else records:
            html = super()._render_qweb_html(report_ref, docs.ids, data=dict(data or {}))[0]  # pylint: disable=super-method-mismatch
            company = docs[:1].company_id if "company_id" in docs._fields else self.env.company
            fonts = (company or self.env.company).sudo()._gov_fonts()
            streams[docs[:1].id] = {
                "stream": io.BytesIO(engine.to_pdf(html.decode(), style, fonts)),
                "attachment": None,
            }
        return streams

    @api.model
    def get_wkhtmltopdf_state(self):
        """Override of `base`: a machine without wkhtmltopdf still prints our documents."""
        state = super().get_wkhtmltopdf_state()
        return "ok" if state == "install" else state
