from odoo import api, fields, models


class GovCase(models.Model):
    """What the clerk sees beside the case: the date that acceptance would promise, the window's day."""

    _inherit = "gov.case"

    promise_preview = fields.Char("Promise", compute="_compute_promise_preview")
    window_today = fields.Char("This Window Today", compute="_compute_window_today")

    _window_received = models.Index("(window_id, received_at) WHERE received_at IS NOT NULL")

    @api.depends("item_id", "state", "company_id", "answer_ids")
    @api.depends_context("lang")
    def _compute_promise_preview(self):
        """承诺: the limit, and the due date if the case were accepted now."""
        texts, now = {}, self.env.cr.now().replace(microsecond=0)
        for case in self:
            version = case.item_version_id if case.item_version_id.item_id == case.item_id else case.item_id.version_id
            if case.state not in case._flow_open_states or not version:
                case.promise_preview = False
                continue
            registered = version == case.item_version_id
            limit = case.sudo()._limit() if registered else case.sudo()._hastened(*version.sudo()._limit())
            first = case.sudo()._rule("count_first_day")
            key = (*limit, (registered and case._clock_start()) or now, case.company_id or self.env.company, first)
            if key not in texts:
                texts[key] = self._promise_text(*key)
            case.promise_preview = texts[key]

    @api.model
    def _promise_text(self, days, source, start, company, first):
        calendar = company._gov_calendar()
        due = calendar._to_local(calendar._deadline(start, days, "wd", first))
        promise = self.env._(
            "%(days)s working days → %(date)s (%(origin)s)",
            days=days,
            date=fields.Date.to_string(due.date()),
            origin=source,
        )
        if calendar._kernel().is_official(due.date()):
            return promise
        return self.env._("%(promise)s, provisional date", promise=promise)

    @api.depends("window_id", "state")
    @api.depends_context("lang")
    def _compute_window_today(self):
        for window, cases in self.grouped("window_id").items():
            if not window:
                cases.window_today = False
                continue
            company = window.company_id
            today = company._gov_today()
            midnight = company._gov_calendar()._to_utc(fields.Datetime.to_datetime(today))
            count = self.env["gov.case"].search_count
            cases.window_today = self.env._(
                "received %(received)s · accepted %(accepted)s",
                received=count([("window_id", "=", window.id), ("received_at", ">=", midnight)]),
                accepted=count([("window_id", "=", window.id), ("accept_date", "=", today)]),
            )
