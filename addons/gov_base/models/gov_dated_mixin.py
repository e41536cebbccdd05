from odoo import api, fields, models
from odoo.fields import Domain


class GovDatedMixin(models.AbstractModel):
    """What holds from a first to a last day, both included (有效期): mandates, letters, delegations, postings.

    A day is one of the record's centre (``company_id``).
    """

    _name = "gov.dated.mixin"
    _description = "Valid From and Until"

    #: the state in which it gives power; empty: it has no states
    _validity_state = "active"

    date_start = fields.Date("Valid From", required=True, default=lambda self: self.env.company._gov_today())
    date_end = fields.Date("Valid Until", help="The last day; empty: until further notice.")
    validity = fields.Selection(
        [("none", "Not in Force"), ("future", "Not Yet"), ("valid", "Valid"), ("expired", "Expired")],
        compute="_compute_validity",
        help="Whether it gives power today.",
    )

    _dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_start <= date_end)", "The last day is not before the first one."
    )

    @api.depends(lambda self: ("date_start", "date_end") + (("state",) if self._validity_state else ()))
    def _compute_validity(self):
        for record in self:
            today = (record.company_id or self.env.company)._gov_today()
            if not record.date_start or (self._validity_state and record.state != self._validity_state):
                record.validity = "none"
            elif today < record.date_start:
                record.validity = "future"
            else:
                record.validity = "expired" if record._is_past(today) else "valid"

    def _is_past(self, today) -> bool:
        """Whether the last day is before ``today``."""
        self.ensure_one()
        return bool(self.date_end) and self.date_end < today

    def _is_current(self, today) -> bool:
        """Whether ``today`` is one of its days, whatever its state."""
        self.ensure_one()
        return self.date_start <= today and not self._is_past(today)

    @api.model
    def _current_domain(self, today) -> Domain:
        """The domain of :meth:`_is_current`."""
        return Domain("date_start", "<=", today) & (Domain("date_end", "=", False) | Domain("date_end", ">=", today))

    def _past_reasons(self) -> dict[int, str]:
        """Why those that are over cannot be put in force any more."""
        return {
            record.id: self.env._("its last day is past.")
            for record in self
            if record._is_past(record.company_id._gov_today())
        }
