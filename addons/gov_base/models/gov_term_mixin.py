from odoo import api, fields, models


class GovTermMixin(models.AbstractModel):
    """A record that has legal periods. Deadline and lamp show its main one.

    Comes with the flow: deadline and lamp are protected fields.
    """

    _name = "gov.term.mixin"
    _inherit = ["gov.flow.mixin"]
    _description = "Owner of Periods"

    #: codes of the kinds whose deadline and lamp the record shows
    _term_main_kinds = ()

    term_ids = fields.One2many(
        "gov.term", "res_id", "Periods", domain=lambda self: [("res_model", "=", self._name)], readonly=True
    )
    due_at = fields.Datetime("Deadline", readonly=True, copy=False)
    due_date = fields.Date(readonly=True, copy=False, index="btree_not_null")
    due_provisional = fields.Boolean(
        "Date Is Provisional",
        readonly=True,
        copy=False,
        help="The official holiday arrangement of that year is not known yet.",
    )
    lamp = fields.Selection(
        "_selection_lamp",
        readonly=True,
        copy=False,
        group_expand="_group_expand_lamp",
    )
    overdue = fields.Boolean(
        "Was Overdue", readonly=True, copy=False, help="The deadline passed before the work was done."
    )
    used_days = fields.Integer(
        "Net Days Used",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="In the unit of the period, without the time the clock stood; set when the period ends.",
    )
    gross_days = fields.Integer(
        "Gross Days Used",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="In the unit of the period, the time the clock stood included; set when the period ends.",
    )
    elapsed_days = fields.Integer(
        "Calendar Days Taken",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From the start of the period to its end, day by day; set when the period ends.",
    )
    days_left = fields.Char("Remaining", compute="_compute_days_left")

    @api.model
    def _selection_lamp(self):
        """Named here and not with the field: the names of a mixin's choices are loaded before the
        models that inherit it are there."""
        return [
            ("green", self.env._("In Time")),
            ("amber", self.env._("Due Soon")),
            ("red", self.env._("Overdue")),
            ("grey", self.env._("Clock Stopped")),
            ("done", self.env._("Ended")),
        ]

    @api.model
    def _group_expand_lamp(self, lamps, domain):
        """Red first; columns of lamps that are not lit stay visible."""
        return ["red", "amber", "green", "grey"]

    @api.depends("due_at", "lamp")
    @api.depends_context("lang")
    def _compute_days_left(self):
        today = self.env.company._gov_today()
        for record in self:
            if record.lamp == "grey":
                record.days_left = self.env._("clock stopped")
            elif not record.due_date or record.lamp in (False, "done"):
                record.days_left = False
            else:
                left = (
                    (record._event_company() or self.env.company)
                    ._gov_calendar()
                    .working_days_between(today, record.due_date)
                )
                if record.due_date < today and not left:
                    record.days_left = self.env._("deadline passed")
                elif record.due_date < today:
                    record.days_left = self.env._("%(days)s working days late", days=-left)
                elif left == 0:
                    record.days_left = self.env._("due today")
                else:
                    record.days_left = self.env._("%(days)s working days left", days=left)

    def _open_terms(self, code: str):
        """The running or paused periods of a kind on these records."""
        kinds = self.env["gov.term.kind"]._ids_by_code(code)
        return (
            self.env["gov.term"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("kind_id", "in", list(kinds.values())),
                    ("state", "in", ("running", "paused")),
                ]
            )
        )

    def _last_term(self, code: str):
        """The newest period of a kind on this record."""
        self.ensure_one()
        kinds = self.env["gov.term.kind"]._ids_by_code(code)
        return (
            self.env["gov.term"]
            .sudo()
            .search(
                [("res_model", "=", self._name), ("res_id", "=", self.id), ("kind_id", "in", list(kinds.values()))],
                order="id desc",
                limit=1,
            )
        )

    def _term_start(self, code: str, value: int, unit: str, **kwargs):
        """Start a period on each record; see :meth:`gov.term._start`."""
        values = {"code": code, "value": value, "unit": unit, **kwargs}
        return self.env["gov.term"]._start([(record, values) for record in self])

    def _term_stop(self, code: str, met: bool = True, public=True):
        """End the open periods of a kind."""
        self._open_terms(code)._stop(met, public)

    def _term_rule(self, name: str):
        """Hook: the value of a rule parameter for the periods of this record; here, that of its centre."""
        return self.env["gov.profile"]._value(name, company=self.sudo()._event_company() or self.env.company)

    def _term_recipients(self, step) -> dict:
        """The users to tell of a step, by its role.

        Each addon knows its own roles and calls ``super()`` for the others.

        :return: dict id of the record -> users; set-wise, for all records at once
        """
        if step.role != "supervisor":
            return {}
        users = self.env.ref("gov_base.group_supervisor").sudo().all_user_ids
        return {
            record.id: users.filtered(lambda user, company=company: company in user.company_ids)
            for company, records in self.grouped(lambda record: record._event_company()).items()
            for record in records
        }

    def _on_term_step(self, code: str, kind: str):
        """Hook: a step of these records' periods was taken.

        :param code: code of the kind of period
        :param kind: term.warn, term.breach or term.escalate
        """

    def _term_mirrored(self):
        """Hook: deadline or lamp of these records, the superuser's, were written."""

    def explain_due_date(self) -> list[dict]:
        """How the due date came about: a list of steps with ``date``, ``what``, ``rule``, ``source``, ``event`` and
        ``due``, see :meth:`gov.term._explain`; empty while no period has started. Who does not work here is not told
        the reasons that are not for the applicant.

        :raises AccessError: the user may not read the record
        """
        self.ensure_one()
        self.check_access("read")
        return self._explained(inside=self.env.user._is_internal())

    def _explained(self, inside: bool) -> list[dict]:
        main = self.sudo().term_ids.filtered(lambda term: term.kind_id.code in self._term_main_kinds)
        return main.sorted("id")[-1:]._explain(inside) if main else []
