from odoo import api, fields, models
from odoo.tools import SQL

#: which event is which operation of the platform; a case's own verdicts beside the seven
OPERATIONS = {
    ("gov.case", "pre_pass"): "2_pre",
    ("gov.case", "pre_fail"): "2_pre",
    ("gov.case", "receive"): "3_receive",
    ("gov.case", "accept"): "4_accept",
    ("gov.case", "accept_gap"): "4_accept",
    ("gov.case", "request_supplement"): "8_supplement",
    ("gov.case", "refuse_acceptance"): "9_refuse",
}


class GovOperation(models.Model):
    """What was done in the platform, operation by operation (平台操作统计, W-110): the seven 咨询、
    预审、接件、受理、审批、办结、出件, and the verdicts beside acceptance, each with person, window,
    item and time.

    Read from the events, consultations from their log; nothing is kept twice. Day and hour are
    the centre's own. A report is asked for a period: an index leads to it, so that its cost follows
    the period and not the years before.
    """

    _name = "gov.operation"
    _description = "Operations"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "operation"
    _depends = {
        "gov.event": ["at", "kind", "res_model", "subject_model", "subject_id", "user_id"],
        "gov.case": ["window_id", "item_id", "department_id", "company_id"],
        "gov.consultation": ["asked_at", "user_id", "window_id", "item_id", "company_id", "case_id"],
    }

    operation = fields.Selection(
        [
            ("1_consult", "1 Consultation"),
            ("2_pre", "2 Pre-Acceptance"),
            ("3_receive", "3 Receipt"),
            ("4_accept", "4 Acceptance"),
            ("5_review", "5 Review"),
            ("6_decide", "6 Decision"),
            ("7_issue", "7 Handing Out"),
            ("8_supplement", "Asked to Complete"),
            ("9_refuse", "Not Accepted"),
        ],
        readonly=True,
    )
    at = fields.Datetime("When", readonly=True)
    day = fields.Date(readonly=True, help="In the time zone of the centre.")
    hour = fields.Char(readonly=True, help="Hour of the day, in the time zone of the centre.")
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    window_id = fields.Many2one("gov.window", "Window of the Case", readonly=True)
    item_id = fields.Many2one("gov.item", readonly=True)
    department_id = fields.Many2one("gov.department", readonly=True)
    company_id = fields.Many2one("res.company", "Service Centre", readonly=True)
    case_id = fields.Many2one("gov.case", readonly=True)

    @api.model
    def _operations(self) -> dict[tuple, str]:
        """Hook: the operation by (model, kind) of an event; downstream addons add theirs."""
        return OPERATIONS

    @property
    def _table_query(self):
        """Override of the ORM: the events that are operations, and the consultations."""
        kinds = SQL(", ").join(SQL("(%s, %s, %s)", *key, name) for key, name in self._operations().items())
        zones = SQL(
            "SELECT rc.id AS company_id, COALESCE(own.tz, common.tz) AS tz"
            "  FROM res_company rc JOIN gov_calendar common ON common.id = %s"
            "  LEFT JOIN gov_calendar own ON own.id = rc.gov_calendar_id",
            self.env.ref("gov_base.gov_calendar_china").id,
        )
        done = SQL(
            """SELECT e.id AS id, o.operation AS operation, e.at AS at, e.user_id AS user_id, c.window_id AS window_id,
                      c.item_id AS item_id, c.department_id AS department_id, c.company_id AS company_id,
                      c.id AS case_id
                 FROM gov_event e
                 JOIN (VALUES %s) AS o (res_model, kind, operation) ON o.res_model = e.res_model AND o.kind = e.kind
                 JOIN gov_case c ON c.id = e.subject_id
                WHERE e.subject_model = 'gov.case'
               UNION ALL
               SELECT -l.id, '1_consult', l.asked_at, l.user_id, l.window_id, l.item_id, i.department_id, l.company_id,
                      l.case_id
                 FROM gov_consultation l LEFT JOIN gov_item i ON i.id = l.item_id""",
            kinds,
        )
        return SQL(
            """WITH zone AS MATERIALIZED (%s)
               SELECT d.*, (d.at AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS day,
                      to_char(d.at AT TIME ZONE 'UTC' AT TIME ZONE zone.tz, 'HH24:00') AS hour
                 FROM (%s) AS d JOIN zone ON zone.company_id = d.company_id""",
            zones,
            done,
        )
