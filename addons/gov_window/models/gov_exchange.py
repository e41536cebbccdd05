import logging
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..exchange_folder import Folder
from ..kernel.exchange import LIMIT, sign

_logger = logging.getLogger(__name__)

BATCH = 200
#: so long after its end a case is still reported
AFTER_END = timedelta(days=30)
CHANGED = """
    SELECT c.id, c.event_seq, COALESCE(told.seq, 0)
      FROM gov_case c
 LEFT JOIN LATERAL (SELECT MAX(m.seq) AS seq FROM gov_exchange_message m
                     WHERE m.exchange_id = %(exchange)s AND m.case_id = c.id AND m.direction = 'out') told ON TRUE
     WHERE c.id IN (SELECT case_id FROM gov_handover_line WHERE department_id = %(department)s)
       AND (c.closed_at IS NULL OR c.closed_at > %(since)s)
       AND c.event_seq > COALESCE(told.seq, 0)
  ORDER BY c.id LIMIT %(limit)s"""


class GovExchange(models.Model):
    """How a department with a system of its own has its stages in the platform (部门系统对接): it keys
    them in, or its system exchanges messages (W-097, W-098).

    Outward, each change of a case that was handed over to the department is a signed message in its
    folder. Inward, its system reports stages. All is done by the exchange account, a user posted to
    the department: what that user may not see or do, a message cannot do either.
    """

    _name = "gov.exchange"
    _description = "Exchange with a Department"
    _order = "department_id"
    _rec_name = "department_id"

    department_id = fields.Many2one("gov.department", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="department_id.company_id", store=True, index=True)
    mode = fields.Selection(
        [("keyed", "Keyed In"), ("integrated", "Exchanges Messages")],
        "Stages Come by",
        required=True,
        default="keyed",
        help="整合是原则、孤网是例外: a department whose network stands alone keys its stages in.",
    )
    system = fields.Char("Its System", required=True, help="Name of the department's own system.")
    why_keyed = fields.Char("Why Not Integrated", help="By which rule its network stands alone, until when.")
    user_id = fields.Many2one(
        "res.users", "Exchange Account", ondelete="restrict", help="A user of its own, posted to the department."
    )
    folder = fields.Char(compute="_compute_folder")
    key = fields.Char(copy=False, groups="gov_base.group_admin", help="With it both sides sign their messages.")
    active = fields.Boolean(default=True)
    failed_count = fields.Integer("Bad Messages", compute="_compute_failed_count")
    message_ids = fields.One2many("gov.exchange.message", "exchange_id", "Messages", readonly=True)

    _unique_department = models.UniqueIndex("(department_id)", "The department has its entry already.")

    @api.depends("department_id")
    def _compute_folder(self):
        for exchange in self:
            exchange.folder = f"department-{exchange.department_id.id}" if exchange.department_id else False

    def _compute_failed_count(self):
        counts = dict(
            self.env["gov.exchange.message"]._read_group(
                [("exchange_id", "in", self.ids), ("state", "=", "failed")], ["exchange_id"], ["__count"]
            )
        )
        for exchange in self:
            exchange.failed_count = counts.get(exchange, 0)

    @api.constrains("mode", "user_id", "department_id", "why_keyed")
    def _check_account(self):
        for exchange in self:
            if exchange.mode == "keyed":
                if not exchange.why_keyed:
                    raise ValidationError(
                        self.env._(
                            "%(department)s: write why its system is not integrated; that is the exception.",
                            department=exchange.department_id.short_name,
                        )
                    )
            elif exchange.department_id not in exchange.user_id.gov_department_ids:
                raise ValidationError(
                    self.env._(
                        "The exchange account has to be posted to %(department)s: its messages can do what the "
                        "account may do, and nothing else.",
                        department=exchange.department_id.short_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{"key": secrets.token_hex(32)} | vals for vals in vals_list])

    def action_new_key(self):
        """Make a new key; messages signed with the old one are refused from now on."""
        self.ensure_one()
        self.check_access("write")
        self.key = secrets.token_hex(32)

    def action_open_failed(self):
        """Open the messages that could not be taken."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("gov_window.gov_exchange_message_action")
        return action | {"domain": [("exchange_id", "=", self.id), ("state", "=", "failed")], "context": {}}

    # ------------------------------------------------------------------ outward

    def _send(self) -> int:
        """Put a message into the department's folder for each of its cases that changed since the
        last one. A file that cannot be written stops it; the next run goes on from there.

        :return: how many messages were written
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                CHANGED,
                exchange=self.id,
                department=self.department_id.id,
                since=self.env.cr.now() - AFTER_END,
                limit=BATCH,
            )
        )
        cases = self.env["gov.case"].sudo().browse([row[0] for row in rows])
        contents = cases._exchange_contents({row[0]: row[2] for row in rows})
        folder, written = Folder(self.env, self.folder), []
        for case_id, seq, _told in rows:
            message = contents[case_id] | {"department": self.department_id.name}
            message["signature"] = sign(message, self.sudo().key)
            if not folder.put(message["id"], message):
                break
            written.append(
                {
                    "exchange_id": self.id,
                    "company_id": self.company_id.id,
                    "direction": "out",
                    "uid": message["id"],
                    "case_id": case_id,
                    "seq": seq,
                    "state": "done",
                    "content": message,
                }
            )
        self.env["gov.exchange.message"].sudo().create(written)
        return len(written)

    # ------------------------------------------------------------------ inward

    def _read_folder(self, limit=BATCH):
        """Take the files that came, each in a savepoint of its own.

        :return: (path, whether it was taken) pairs; the files are still where they were
        """
        self.ensure_one()
        folder = Folder(self.env, self.folder)
        messages = self.env["gov.exchange.message"].sudo()
        for path in folder.waiting(limit):
            yield path, messages._take(self, folder.content(path, LIMIT)).state == "done"

    def _take_files(self) -> int:
        """Take the files that came, and put them away."""
        taken = [*self._read_folder()]
        self.env.flush_all()
        for path, ok in taken:
            Folder(self.env, self.folder).put_away(path, ok)
        return len(taken)

    @api.model
    def _cron_exchange(self):
        """Take what came and send what changed, department by department. A file is put away when
        what it says is committed; one that is read twice is taken once. What fails at one
        department does not keep the others from theirs."""
        exchanges = self.sudo().search([("mode", "=", "integrated")])
        progress, failure = self.env["ir.cron"]._commit_progress, None
        for left, exchange in zip(range(len(exchanges) - 1, -1, -1), exchanges, strict=True):
            try:
                folder = Folder(self.env, exchange.folder)
                for path, ok in exchange._read_folder():
                    progress(0, remaining=left + 1)
                    folder.put_away(path, ok)
                exchange._send()
                progress(1, remaining=left)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("The exchange with department %s failed", exchange.department_id.id)
                failure = error
        if failure:
            raise failure

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().message_ids:
            raise UserError(self.env._("Messages were exchanged: archive the entry instead."))
