from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError


class GovSeriesExplanation(models.Model):
    """Why serials of a counter are on no document that counts (空号、作废号说明): an
    administrator's written reason for a gap, or the reason a paper was made void.

    Append-only, and an event of the series.
    """

    _name = "gov.series.explanation"
    _description = "Explanation of Numbers"
    _order = "counter_id, first, id"
    _rec_name = "reason"

    counter_id = fields.Many2one(
        "gov.series.counter", "Numbering Counter", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="counter_id.company_id", store=True, index=True)
    first = fields.Integer("From Serial", required=True)
    last = fields.Integer("To Serial", required=True)
    number = fields.Char(readonly=True, help="Of a paper that was made void.")
    reason = fields.Text(required=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.user)
    at = fields.Datetime("Explained On", readonly=True, default=lambda self: self.env.cr.now())

    _order_of_serials = models.Constraint(
        "CHECK (0 < first AND first <= last)", "The first serial comes before the last."
    )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Explain gaps. Serials that a document carries, that were not drawn yet or that
        are explained already are refused."""
        for vals in vals_list:
            vals |= {"number": False, "user_id": self.env.uid, "at": self.env.cr.now().replace(microsecond=0)}
            self._check_gap(vals)
        return self._record(vals_list)

    @api.model
    def _check_gap(self, vals):
        counter = self.env["gov.series.counter"].browse(vals.get("counter_id"))
        counter.check_access("read")
        if not (vals.get("reason") or "").strip():
            raise ValidationError(self.env._("Say why these serials are on no document."))
        _drawn, _carried, gaps = counter._use()
        first, last = vals.get("first") or 0, vals.get("last") or 0
        if not any(begin <= first <= last <= end for begin, end, told in gaps if not told):
            raise ValidationError(
                self.env._(
                    "%(first)s to %(last)s is no gap of “%(counter)s” that is still to be explained. "
                    "Such gaps: %(gaps)s.",
                    first=first,
                    last=last,
                    counter=counter.display_name,
                    gaps=counter.gaps or self.env._("none"),
                )
            )

    @api.model
    def _record(self, vals_list):
        """Write explanations down, each with its event on the chain of the series."""
        explanations = super().create(vals_list)  # pylint: disable=super-method-mismatch
        subjects = explanations.sudo().counter_id.series_id
        try:
            subjects.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(self.env._("Somebody is working on this record. Please try again.")) from error
        self.env["gov.event"]._append(
            [
                (
                    told.counter_id.series_id,
                    {
                        "kind": "series.explain",
                        "reason": told.reason,
                        "data": {
                            "counter": told.counter_id.key,
                            "first": told.first,
                            "last": told.last,
                            "number": told.number or "",
                        },
                    },
                )
                for told in explanations.sudo()
            ]
        )
        return explanations

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("An explanation stays as it was written."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An explanation stays as it was written."))
