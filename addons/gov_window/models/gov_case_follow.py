from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

from .gov_case import CLERK

_lt = LazyTranslate(__name__)

#: events that are no word of who handles the case
NO_NEWS = ("urge", "notice.issue", "notice.print", "identity.reveal", "sms.queue", "sms.invalid", "contact.record")
#: the last event of each case that is a word of who handles it; the chain's index leads to them
LAST_NEWS = """
    SELECT DISTINCT ON (subject_id) subject_id, id, at
      FROM gov_event
     WHERE subject_model = 'gov.case' AND subject_id IN %s AND kind NOT LIKE 'term.%%' AND kind NOT IN %s
     ORDER BY subject_id, seq DESC"""
NEWS_SINCE = """
    NOT EXISTS (SELECT FROM gov_event news
                 WHERE news.subject_model = 'gov.case' AND news.subject_id = %s AND news.at >= %s
                   AND news.kind NOT LIKE 'term.%%' AND news.kind NOT IN %s)"""


class GovCase(models.Model):
    """Follow-up (跟踪督办, W-096): where the cases are that the window sent on, who has them, when
    something was last heard; and urging the department (催办)."""

    _inherit = "gov.case"

    followed = fields.Boolean("Is Being Followed", compute="_compute_followed", search="_search_followed")
    holder = fields.Char("Who Has It", compute="_compute_holder")
    last_news = fields.Char("Last Event", compute="_compute_last_news")
    quiet_days = fields.Integer(
        "Working Days without News",
        compute="_compute_last_news",
        search="_search_quiet_days",
        help="Since anybody who handles the case did something; urging and reminders do not count.",
    )
    due_in = fields.Integer(
        "Working Days Left",
        compute="_compute_due_in",
        search="_search_due_in",
        help="While the clock runs; negative when the deadline has passed.",
    )
    urged_at = fields.Datetime("Last Urged On", readonly=True, copy=False)
    urge_count = fields.Integer("Times Urged", readonly=True, copy=False)

    @api.model
    def _flow_table(self):
        """Override: what was sent on can be urged; downstream addons add their states."""
        return super()._flow_table() | {
            "urge": Move(("transferred",), "", _lt("Urge"), CLERK, needs_reason=True, public=False, access="read"),
        }

    # ------------------------------------------------------------------ what is followed

    @api.model
    def _followed_states(self) -> tuple:
        return self._flow_moves()["urge"].sources

    @api.depends("state")
    def _compute_followed(self):
        states = self._followed_states()
        for case in self:
            case.followed = case.state in states

    def _search_followed(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "in", self._followed_states())
        return domain if True in value else ~domain

    # ------------------------------------------------------------------ who, and when

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_holder(self):
        holders = self._holders()
        for case in self:
            case.holder = holders.get(case.id, "")

    def _holders(self) -> dict[int, str]:
        """Who has each case at present, in words; set-wise. Downstream addons know more."""
        names = {}
        cases = self.sudo().filtered("followed")
        last = {(line.case_id, line.department_id): line for line in cases.handover_line_ids.sorted("id")}
        for case in cases:
            department = case.department_id
            line = last.get((case, department))
            if line and line.state in ("refused", "taken_back"):
                names[case.id] = self.env._("refused by %(department)s", department=department.short_name)
            elif line and (receiver := line.handover_id.receiver_id):
                names[case.id] = f"{department.short_name} · {receiver.name}"
            else:
                names[case.id] = self.env._("on the way to %(department)s", department=department.short_name)
        return names

    @api.depends("event_seq")
    @api.depends_context("lang")
    def _compute_last_news(self):
        events = self.env["gov.event"].sudo()
        events.flush_model()
        found = self.env.execute_query(SQL(LAST_NEWS, tuple(self.ids) or (0,), NO_NEWS))
        moments = {case_id: at for case_id, _event, at in found}
        labels = {event.subject_id: event.label for event in events.browse([row[1] for row in found])}
        for case in self:
            at = moments.get(case.id)
            calendar = (case.company_id or self.env.company)._gov_calendar()
            if not at:
                case.last_news, case.quiet_days = "", 0
                continue
            local = calendar._to_local(at)
            case.last_news = f"{local:%m-%d %H:%M} {labels[case.id]}"
            case.quiet_days = calendar.working_days_between(local.date(), case.company_id._gov_today())

    def _search_quiet_days(self, operator, value):
        """``>= n``: nothing was heard for n working days. It is asked of what is followed."""
        days = value + (operator == ">") if isinstance(value, int) else 0
        if operator not in (">=", ">") or days < 1:
            return NotImplemented
        parts = []
        for company in self.env.companies:
            calendar, today = company._gov_calendar(), company._gov_today()
            last = today if calendar.is_working(today) else calendar.add_days(today, -1)
            since = calendar._to_utc(fields.Datetime.to_datetime(calendar.add_days(last, 1 - days)))
            parts.append(Domain("company_id", "=", company.id) & self._quiet_domain(since))
        return Domain("followed", "=", True) & Domain.OR(parts)

    @api.model
    def _quiet_domain(self, since):
        def to_sql(model, alias, query):
            return SQL(NEWS_SINCE, SQL.identifier(alias, "id"), since, NO_NEWS)

        return Domain("flow_date", "<", since) & Domain.custom(to_sql=to_sql)

    @api.depends("due_date", "lamp")
    def _compute_due_in(self):
        for case in self:
            runs = case.due_date and case.lamp in ("green", "amber", "red")
            company = case.company_id or self.env.company
            today = company._gov_today()
            case.due_in = runs and company._gov_calendar().working_days_between(today, case.due_date)

    def _search_due_in(self, operator, value):
        """``<= n``: the deadline comes within n working days, today included."""
        if operator not in ("<=", "<") or not isinstance(value, int):
            return NotImplemented
        days = value - (operator == "<")
        parts = [
            Domain("company_id", "=", company.id)
            & Domain("due_date", "<=", company._gov_calendar().add_days(company._gov_today(), days))
            for company in self.env.companies
        ]
        return Domain("lamp", "in", ("green", "amber", "red")) & Domain.OR(parts)

    # ------------------------------------------------------------------ urge

    def action_ask_urge(self):
        """Open the question why the departments are urged."""
        return self.flow_act("urge")

    def action_urge(self, reason=""):
        """Urge the departments to go on with cases (催办): an event with its reason, told to those
        who have the cases, in one message a person. A case is urged once a day; of many, those
        that can be are, and the others are named.

        :param reason: what is wanted, and why
        :raises UserError: none of the cases can be urged
        """
        reasons = self._get_cannot_urge_reason()
        todo = self.filtered(lambda case: case.id not in reasons) or self
        todo._flow_move("urge", reason)
        people = todo.sudo()._urge_recipients()
        self.env["gov.alert"]._raise(todo.sudo(), "urge", people, note=reason.strip())
        self.env["gov.alert"]._tell()
        told = self.env["res.users"].union(*(people[case.id] for case in todo))
        message = self.env._(
            "%(count)s cases urged; told: %(people)s.", count=len(todo), people=listed(self.env, told.mapped("name"))
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if reasons else "success",
                "sticky": bool(reasons),
                "message": "\n".join([message, *self._flow_reason_lines(reasons)]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _get_cannot_urge_reason(self):
        reasons = {}
        people = self.sudo()._urge_recipients()
        for case in self.sudo():
            if not case.followed:
                reasons[case.id] = self.env._("it is not at a department: there is nobody to urge.")
            elif case.urged_at and case._local_date(case.urged_at) == case.company_id._gov_today():
                reasons[case.id] = self.env._("it was urged today already; tomorrow is the next time.")
            elif not people.get(case.id):
                contact = " ".join(filter(None, (case.department_id.contact, case.department_id.contact_phone)))
                reasons[case.id] = self.env._(
                    "nobody is posted at %(department)s who could be told. Ring them: %(contact)s",
                    department=case.department_id.short_name,
                    contact=contact or case.department_id.phone or self.env._("no telephone on file"),
                )
        return reasons

    def _prepare_urge_vals(self):
        now = self.env.cr.now().replace(microsecond=0)
        return {case.id: {"urged_at": now, "urge_count": case.urge_count + 1} for case in self}

    def _get_urge_data(self):
        return {case_id: {"told": users.ids} for case_id, users in self.sudo()._urge_recipients().items()}

    def _urge_recipients(self) -> dict:
        """Whom urging tells: the people posted at the department that decides. Downstream addons
        know who of them has the case.

        :return: dict id of the case -> users
        """
        staff = self.env["gov.posting"]._staff_of(self.department_id)
        return {case.id: staff[case.department_id] for case in self}
