import base64
import secrets
import unicodedata

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, html_sanitize
from odoo.tools.translate import LazyTranslate

from ..fields import Recorded
from ..kernel.identity import mask_name
from ..kernel.move import Move
from ..report import engine

_lt = LazyTranslate(__name__)
CHANNELS = [("counter", "At the Counter"), ("mail", "By Post"), ("sms", "By Message"), ("portal", "Online")]
CODE_LENGTH = 12
#: characters in a row of a slip, and the rows its sizes hold
SLIP_ROW = 15
SLIP_SIZES = (("short", 11), ("long", 26))
#: the codes have neither 0 nor 1 nor 8
ALIKE = str.maketrans("018", "OIB")


class GovNotice(models.Model):
    """A paper that was issued (文书): numbered, with a snapshot of what it said.

    The snapshot is what is printed, then and later; nobody can change it. The token in
    its QR code opens the public check of this paper.
    """

    _name = "gov.notice"
    _inherit = ["gov.flow.mixin"]
    _description = "Notice"
    _order = "id desc"
    _rec_name = "number"
    _log_access = False

    number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    kind_id = fields.Many2one("gov.notice.kind", readonly=True, required=True, ondelete="restrict")
    layout_id = Recorded("gov.notice.layout", readonly=True, help="The words around what it says, as issued.")
    subject_model = fields.Char(readonly=True, required=True)
    subject_id = fields.Many2oneReference(model_field="subject_model", readonly=True, required=True)
    company_id = Recorded("res.company", readonly=True, required=True, index=True)
    partner_id = fields.Many2one("res.partner", "Addressee", readonly=True, index=True)
    content = fields.Json(readonly=True, help="What the paper says: the only source of its print.")
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    issue_date = fields.Datetime("Issued On", readonly=True)
    user_id = Recorded("res.users", "Issued By", readonly=True)
    delivery_channel = fields.Selection(CHANNELS, "Delivered By", readonly=True, copy=False)
    delivered_at = fields.Datetime("Delivered On", readonly=True, copy=False)
    delivery_ids = fields.One2many("gov.notice.delivery", "notice_id", "Deliveries", readonly=True)
    print_count = fields.Integer("Prints", readonly=True, default=0)
    download_count = fields.Integer(
        "Online Copies", readonly=True, default=0, help="Copies the applicant took on the portal; they are no prints."
    )
    state = fields.Selection(
        [("issued", "Issued"), ("delivered", "Delivered"), ("void", "Void")],
        required=True,
        default="issued",
        readonly=True,
    )

    _unique_number = models.UniqueIndex("(company_id, number) WHERE number IS NOT NULL", "This number is taken.")
    _unique_token = models.UniqueIndex("(token)")
    _subject = models.Index("(subject_model, subject_id)")

    @api.model
    def _flow_table(self):
        return {
            "deliver": Move(("issued",), "delivered", _lt("Hand to the Applicant")),
            "read_online": Move(("issued",), "delivered", _lt("Read Online by the Applicant")),
            "void": Move(("issued", "delivered"), "void", _lt("Void"), ("gov_base.group_admin",), needs_reason=True),
            "fall": Move(("issued", "delivered"), "void", _lt("Void with What It Was About"), needs_reason=True),
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise ValidationError(self.env._("Notices are issued by their actions only."))

    def _event_subject(self):
        self.ensure_one()
        return self.env[self.subject_model].browse(self.subject_id).sudo()

    def _event_subjects(self):
        by_model = {}
        for notice in self:
            by_model.setdefault(notice.subject_model, {})[notice.subject_id] = True
        return [self.env[model].browse(subject_ids).sudo() for model, subject_ids in by_model.items()]

    def _event_company(self):
        return self.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_moved(self):
        raise UserError(self.env._("A notice that was issued stays on record; it can be voided."))

    @api.model
    def _issue(self, code: str, wanted: list[tuple], public=True):
        """Issue a notice about each of some subjects, whose rows are locked.

        :param code: code of the kind
        :param wanted: (subject, content, values): what the paper says, as its layout needs
            it (may name another ``issuer``, and the ``word`` that begins its numbers), and
            values of the notice such as ``partner_id``
        :param public: shown to the applicant
        :return: the notices, in the order of ``wanted``
        :raises ValidationError: there is no such kind of notice
        """
        now = self.env.cr.now().replace(microsecond=0)
        by_word = {}
        for place, (subject, content, _vals) in enumerate(wanted):
            by_word.setdefault((subject._event_company().sudo(), content.get("word", "")), []).append(place)
        vals_list, titles = [None] * len(wanted), [None] * len(wanted)
        partners = self.env["res.partner"].sudo()
        for (company, word), places in by_word.items():
            kind = self.env["gov.notice.kind"]._get(code, company)
            layout_id = self.env["gov.notice.layout"]._for(kind.template_id.id)
            series = self.env["gov.series"]._for(kind.series_code, company)
            unit = kind.word or ""
            common = {"region": word or company.gov_document_word, "unit": unit, "counts_as": word + unit}
            parts = [common] * len(places)
            if series._wants() & {"department", "item"}:
                parts = [self._number_parts(wanted[place][0]) | common for place in places]
            numbers = series._next_each(parts)
            frame = {
                "kind": code,
                "title": kind.name,
                "seal": kind.seal or "",
                "seal_place": company.gov_seal_place,
                "red_head": company.gov_red_head or "{issuer}" if kind.red_head else "",
                "issuer": company.name,
                "issued_on": fields.Date.to_string(company._gov_today()),
                "issued_by": "" if self.env.uid == SUPERUSER_ID else self.env.user._gov_name(),
                "standing_text": str(kind.note or ""),
            }
            for place, number in zip(places, numbers, strict=True):
                subject, content, vals = wanted[place]
                holder = self._public_name(partners.browse(vals.get("partner_id") or ()))
                titles[place] = kind.name
                vals_list[place] = {
                    "kind_id": kind.id,
                    "layout_id": layout_id,
                    "subject_model": subject._name,
                    "subject_id": subject.id,
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "number": number,
                    "token": self._new_token(),
                    "issue_date": now,
                    "state": "issued",
                    "print_count": 0,
                    "download_count": 0,
                    "content": frame | {"holder": holder} | content,
                    **vals,
                }
        notices = self.sudo()._insert_rows(vals_list)
        self.env["gov.event"]._append(
            [
                (
                    notice,
                    {
                        "kind": "notice.issue",
                        "user_id": self.env.uid,
                        "public": public,
                        "data": {"notice": notice.id, "number": notice.number, "kind": code, "title": title},
                    },
                )
                for notice, title in zip(notices, titles, strict=True)
            ]
        )
        return notices.with_env(self.env)

    @api.model
    def _number_parts(self, subject) -> dict[str, str]:
        """Hook: the codes of ``department`` and ``item`` that a number may name, by what the paper is about."""
        return {}

    def action_print(self):
        """Print the notices in one PDF; from the second time on they carry 补打 (reprint)."""
        self.check_access("read")
        return self.env.ref("gov_base.gov_notice_report").report_action(self)

    def action_print_slip(self):
        """Print the notices as slips of the counter printer, 80 mm wide."""
        self.check_access("read")
        return self.env.ref("gov_base.gov_notice_slip_report").report_action(self)

    def action_deliver(self, channel="counter"):
        """Deliver the papers: at the counter, which asks who receives it and how that was
        checked, or by a message to the mobile telephone on file.

        What goes by post is recorded as a delivery with its proof.

        :param channel: counter or sms
        :raises UserError: the channel needs proof, there is no mobile number, or the paper
            is void
        """
        self.check_access("write")
        self.env["gov.notice.delivery"].check_access("create")
        if channel == "sms":
            waiting = self.sudo().delivery_ids.filtered(lambda own: own.channel == "sms" and own.state == "sent")
            todo = self.filtered(lambda notice: notice.state != "delivered") - waiting.notice_id
            deliveries = self.env["gov.notice.delivery"].create(
                [{"notice_id": notice.id, "channel": channel} for notice in todo]
            )
            deliveries.action_send()
            return None
        if channel != "counter" or len(self) != 1:
            raise UserError(self.env._("Here one paper is handed over at the counter, or papers are told by message."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand to the Applicant"),
            "res_model": "gov.notice.delivery",
            "views": [(self.env.ref("gov_base.gov_notice_delivery_view_form_counter").id, "form")],
            "target": "new",
            "context": {"default_notice_id": self.id, "default_channel": "counter"},
        }

    def _prepare_deliver_vals(self):
        return {
            notice.id: {"delivery_channel": delivery.channel, "delivered_at": delivery.received_at}
            for notice in self
            for delivery in notice.sudo().delivery_ids.filtered(lambda own: own.state == "received")[:1]
        }

    def _read_online(self):
        """The applicant opened the paper on the portal: that is its delivery."""
        todo = self.sudo().filtered(lambda notice: notice.state == "issued")
        todo._flow_move(
            "read_online", vals={"delivery_channel": "portal", "delivered_at": self._now()}, data={"channel": "portal"}
        )

    def _on_read_online(self):
        self.env["gov.notice.delivery"].sudo()._flow_create(
            [
                {
                    "notice_id": notice.id,
                    "channel": "portal",
                    "receiver_name": notice.partner_id.name,
                    "state": "received",
                    "received_at": notice.delivered_at,
                }
                for notice in self
            ]
        )

    def action_void(self, reason=""):
        """Make the paper void; its number stays taken, with the reason on record.

        :param reason: why it does not hold
        """
        return self._flow_move("void", reason)

    def _fall(self, reason):
        """Make papers void, because what they tell of does not hold any more: whoever checks one
        sees so.

        :param reason: why it does not hold
        """
        return self.sudo().filtered(lambda notice: notice.state != "void")._flow_move("fall", reason)

    def _on_fall(self):
        self._on_void()

    def _on_void(self):
        events = (
            self.env["gov.event"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids), ("kind", "in", ("void", "fall"))])
        )
        reasons = {event.res_id: event.reason for event in events}
        for notice in self.sudo():
            series = self.env["gov.series"]._for(notice.kind_id.series_code, notice.company_id)
            series._explain_number(
                notice.number, self.env._("The paper is void: %(reason)s", reason=reasons[notice.id])
            )

    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    @api.depends("delivery_ids")
    def _compute_event_timeline(self):
        """Override of the subject: of the subject's chain, what is about this paper."""
        self.check_access("read")
        deliveries = self.sudo().delivery_ids
        events = (
            self.env["gov.event"]
            .sudo()
            .search(
                [
                    "|",
                    "&",
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    "&",
                    ("res_model", "=", deliveries._name),
                    ("res_id", "in", deliveries.ids),
                ],
                order="seq desc",
            )
        )
        paper = {delivery.id: delivery.notice_id.id for delivery in deliveries}
        for notice in self:
            own = events.filtered(
                lambda event, notice=notice: (
                    (event.res_id if event.res_model == self._name else paper[event.res_id]) == notice.id
                )
            )
            notice.event_timeline = self._event_timeline_lines(own)

    def _count_print(self):
        """Count a print by staff, of which a reprint is an event, or a copy taken online."""
        if self.env.user.share:
            return self._count_download()
        self._flow_lock()
        for notice in self.sudo():
            notice._flow_write({"print_count": notice.print_count + 1})
        again = self.sudo().filtered(lambda notice: notice.print_count > 1)
        self.env["gov.event"]._append(
            [
                (
                    notice,
                    {
                        "kind": "notice.print",
                        "user_id": self.env.uid,
                        "data": {"notice": notice.id, "number": notice.number, "print": notice.print_count},
                    },
                )
                for notice in again
            ]
        )
        return None

    def _count_download(self):
        """The addressee took a copy online. The first one delivers the paper, which is the
        event; the others are only counted, and wait for nobody who handles the case."""
        self._read_online()
        self.flush_recordset(["download_count"])
        self.env.execute_query(
            SQL(
                "UPDATE gov_notice SET download_count = COALESCE(download_count, 0) + 1 WHERE id IN %s RETURNING id",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["download_count"])

    # ------------------------------------------------------------------ what is printed

    def _marks(self) -> list[str]:
        """What this copy is, beside the paper itself: void, a reprint, taken online."""
        self.ensure_one()
        marks = ["作废"] if self.state == "void" else []
        if self.env.user.share:
            marks.append("网上下载")
        elif self.print_count > 1:
            marks.append(f"补打（第{self.print_count - 1}次）")
        return marks

    def _body(self) -> Markup:
        """The words of the paper, in the layout it was issued with."""
        self.ensure_one()
        notice = self.sudo()
        values = {
            "content": notice.content,
            "number": notice.number,
            "qr": engine.qr_data_uri,
            "chinese_date": engine.chinese_date,
        }
        return self.env["gov.notice.layout"]._render(notice.layout_id, notice.kind_id.template_id.id, values)

    def _red_head(self) -> str:
        """The head of an official document; empty for papers without."""
        self.ensure_one()
        head = self.content.get("red_head", "{issuer}" if self.sudo().kind_id.red_head else "")
        return head.replace("{issuer}", self.content["issuer"]) if head else ""

    def _holder(self) -> str:
        """Whom the paper was issued to, as everybody may see it."""
        self.ensure_one()
        said = self.content.get("holder")
        return self._public_name(self.sudo().partner_id) if said is None else said

    @api.model
    def _public_name(self, partner) -> str:
        return partner.name or "" if partner.is_company else mask_name(partner.name)

    def _standing_text(self) -> Markup:
        """The standing text of the kind, as issued."""
        self.ensure_one()
        return html_sanitize(self.content.get("standing_text") or "")

    def _slip_lines(self) -> list[tuple[str, str]]:
        """What a slip says: (label, value) pairs in Chinese; later addons add theirs."""
        self.ensure_one()
        return [("经办", self.content["issued_by"])] if self.content.get("issued_by") else []

    @api.model
    def _slip_size(self, lines: list[tuple[str, str]]) -> str:
        """The length of paper a slip needs: a class of ``slip.css``."""
        rows = sum(-(-len(row) // SLIP_ROW) or 1 for _label, value in lines for row in value.split("\n"))
        return next((name for name, most in SLIP_SIZES if rows <= most), "longest")

    def _slip_code(self) -> tuple[str, str]:
        """Hook: what the code on a slip opens, and the words beneath it, in Chinese."""
        return self._check_url(), "扫码核验"

    def _check_url(self) -> str:
        """The address of the public check of this paper."""
        self.ensure_one()
        return f"{self.get_base_url()}/gov/check/{self.sudo().token}"

    def _check_page(self) -> str:
        """Where the code beside the QR code is typed, as paper shows an address."""
        return f"{self.get_base_url()}/gov/check".partition("://")[2]

    @api.model
    def _new_token(self) -> str:
        """Sixty bits of chance in twelve characters that a person can type."""
        return base64.b32encode(secrets.token_bytes(8))[:CODE_LENGTH].decode()

    def _check_code(self) -> str:
        """What is typed on the check page where no code can be scanned: ABCD-EFGH-2345."""
        self.ensure_one()
        token = self.sudo().token
        if len(token) != CODE_LENGTH:
            return ""
        return "-".join(token[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    @api.model
    def _typed_token(self, typed: str) -> str:
        """The token somebody typed: without blanks and dashes, and what looks alike taken for
        the character that the codes use."""
        typed = unicodedata.normalize("NFKC", typed or "").upper()
        return "".join(char for char in typed if char.isalnum()).translate(ALIKE)[: CODE_LENGTH + 1]

    @api.model
    def _find_by_token(self, token: str):
        """The notice a QR code names, superuser's; empty if there is none."""
        return self.sudo().search([("token", "=", token or "-")], limit=1)
