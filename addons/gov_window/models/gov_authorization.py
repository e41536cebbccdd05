from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)
LINKS = ("consult", "receive", "accept", "issue")


class GovAuthorization(models.Model):
    """An authorisation letter (授权委托书): by what power the centre accepts for a department.

    Without a valid letter for the item and the link, the centre's window cannot accept;
    with one, nobody else can.
    """

    _name = "gov.authorization"
    _inherit = ["gov.term.mixin", "gov.dated.mixin", "gov.reference"]
    _description = "Authorisation Letter"
    _order = "date_start desc, id desc"
    _rec_name = "number"
    _term_main_kinds = ("authorization",)
    _flow_frozen = frozenset(
        {
            "kind",
            "department_id",
            "company_id",
            "item_ids",
            "all_items",
            "link_consult",
            "link_receive",
            "link_accept",
            "link_issue",
            "date_start",
            "date_end",
            "transfer_mode",
            "issuing_mode",
            "liability",
            "recovery",
            "seal_used",
            "batch",
        }
    )
    _flow_open_states = frozenset({"draft"})

    number = fields.Char(readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("letter", "Letter of Authorisation"),
            ("document", "Entrusting Document"),
            ("entrustment", "Entrusting Letter (reform office reviews)"),
            ("agreement", "Entrusting Agreement"),
        ],
        required=True,
        default="letter",
        help="授权委托书 / 委托文件 / 授权委托函 / 委托协议",
    )
    department_id = fields.Many2one("gov.department", "From Department", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", "To Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    batch = fields.Char(
        compute="_compute_batch",
        store=True,
        readonly=False,
        help="分批授权: the batch set by the centre, as the letter prints it.",
    )
    all_items = fields.Boolean("All Items of the Department")
    item_ids = fields.Many2many("gov.item", string="Items", domain="[('department_id', '=', department_id)]")
    link_consult = fields.Boolean("Consult", default=True, help="咨询")
    link_receive = fields.Boolean("Receive", default=True, help="接件")
    link_accept = fields.Boolean("Accept", default=True, help="受理")
    link_issue = fields.Boolean("Issue", default=True, help="出件")
    date_end = fields.Date(required=True)
    transfer_mode = fields.Selection(
        [("paper", "Paper, signed for"), ("electronic", "Electronic"), ("both", "Both")],
        help="材料流转模式",
    )
    issuing_mode = fields.Selection(
        [("window", "Issued by the window"), ("department", "Made by the department, handed out by the window")],
        help="发证发照方式",
    )
    liability = fields.Selection(
        [("authorised", "Authorised: the centre is liable"), ("entrusted", "Entrusted: the department is liable")],
        required=True,
        default="entrusted",
        help="授权: the authorised body is legally liable. 委托: the entrusting body supervises and is liable.",
    )
    seal_used = fields.Char(
        "Seal to Use",
        default="业务受理专用章",
        help="业务专用章: the seal the centre puts on papers for the department.",
    )
    recovery = fields.Text(
        "Taking Back", help="委托收回的方式和内容: how, when and to what extent the department takes the power back."
    )
    review_opinion = fields.Text(copy=False, help="What the reform office says of it; printed on the letter.")
    sealed_file = fields.Binary("Sealed Original", attachment=True, copy=False)
    sealed_file_name = fields.Char(copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("review", "At the Reform Office"),
            ("active", "In Force"),
            ("suspended", "Suspended"),
            ("revoked", "Revoked"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    _unique_number = models.UniqueIndex("(number) WHERE number IS NOT NULL")

    @api.model
    def _flow_table(self):
        office = ("gov_window.group_catalogue", "gov_base.group_admin")
        return {
            "submit_review": Move(("draft",), "review", _lt("Submit to the Reform Office"), office),
            "activate": Move(
                ("draft", "review"),
                "active",
                _lt("Put in Force"),
                (*office, "gov_window.group_reform"),
                primary=True,
            ),
            "return_review": Move(
                ("review",), "draft", _lt("Send Back"), ("gov_window.group_reform",), needs_reason=True
            ),
            "suspend": Move(("active",), "suspended", _lt("Suspend"), office, needs_reason=True),
            "reinstate": Move(("suspended",), "active", _lt("Reinstate"), office, needs_reason=True),
            "revoke": Move(("active", "suspended"), "revoked", _lt("Revoke"), office, needs_reason=True),
        }

    @api.depends("number", "department_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for letter in self:
            number = letter.number or self.env._("draft")
            letter.display_name = f"{kinds[letter.kind]} {letter.department_id.short_name} {number}"

    @api.constrains("item_ids", "department_id", "all_items")
    def _check_items(self):
        for letter in self:
            if strange := letter.item_ids.filtered(lambda item, own=letter: item.department_id != own.department_id):
                raise ValidationError(
                    self.env._(
                        "%(department)s cannot give away items of other departments: %(items)s.",
                        department=letter.department_id.name,
                        items=listed(self.env, strange.mapped("name")),
                    )
                )

    def action_submit_review(self):
        """Send the letter to the reform office (审改办)."""
        return self._flow_move("submit_review")

    def action_return_review(self, reason=""):
        """Send the letter back to the department with what is to be mended."""
        return self._flow_move("return_review", reason)

    def action_print(self):
        """Print the letters in the uniform form (B-16, B-17), to be signed and sealed."""
        self.check_access("read")
        return self.env.ref("gov_window.gov_authorization_report").report_action(self)

    def action_activate(self):
        """Put the letter in force; it gives power from its first to its last day."""
        return self._flow_move("activate")

    def action_suspend(self, reason=""):
        """Suspend the letter: it gives no power until it is reinstated."""
        return self._flow_move("suspend", reason)

    def action_reinstate(self, reason=""):
        """Put a suspended letter in force again."""
        return self._flow_move("reinstate", reason)

    def action_revoke(self, reason=""):
        """Revoke the letter for good."""
        return self._flow_move("revoke", reason)

    def _get_cannot_activate_reason(self):
        reasons = {}
        for letter in self:
            if not letter.all_items and not letter.item_ids:
                reasons[letter.id] = self.env._("name the items it covers.")
            elif not any(letter[f"link_{link}"] for link in LINKS):
                reasons[letter.id] = self.env._("name the links it entrusts.")
            elif letter._needs_review() and letter.state != "review":
                reasons[letter.id] = self.env._("the reform office must review it first.")
        return self._past_reasons() | reasons

    def _needs_review(self):
        """Entrusting letters go through the reform office, unless the rules say otherwise."""
        self.ensure_one()
        return self.kind == "entrustment" and self.env["gov.profile"]._value("reform_review", company=self.company_id)

    def _prepare_activate_vals(self):
        vals = {}
        for letter in self.sudo().filtered(lambda letter: not letter.number):
            series = self.env["gov.series"]._for("authorization", letter.company_id)
            [number] = series._next(1, {"region": letter.company_id.gov_document_word, "unit": "授"})
            vals[letter.id] = {"number": number}
        return vals

    def _on_activate(self):
        """Watch the last day: warnings come before it (see the kind of period)."""
        self.env["gov.term"]._start([(letter, letter._prepare_watch_vals()) for letter in self.sudo()])

    def _prepare_watch_vals(self) -> dict:
        self.ensure_one()
        first_counts = self._term_rule("count_first_day")
        return {
            "code": "authorization",
            "value": (self.date_end - self.company_id._gov_today()).days + bool(first_counts),
            "unit": "day",
            "source": self.number,
            "public": False,
        }

    def _on_revoke(self):
        self.sudo()._term_stop("authorization", met=False)

    def _term_recipients(self, step):
        """Override of `gov_base`: who keeps the letters."""
        if step.role != "catalogue":
            return super()._term_recipients(step)
        users = self.env.ref("gov_window.group_catalogue").sudo().all_user_ids
        return {
            letter.id: users.filtered(lambda user, own=letter: own.company_id in user.company_ids) for letter in self
        }

    @api.model
    def _find(self, items, link: str, on=None, company=None):
        """The letter in force for each item and link.

        :param link: consult, receive, accept or issue
        :param on: the day; default today
        :param company: the centre it empowers; default the item's own
        :return: dict item id -> letter; items without one are absent
        """
        found = {}
        for item in items:
            centre = company or item.company_id
            links = self._links_for(item.id, centre.id, on or centre._gov_today())
            if link in links:
                found[item.id] = self.sudo().browse(links[link])
        return found

    @api.model
    @tools.ormcache("item_id", "company_id", "day")
    def _links_for(self, item_id: int, company_id: int, day) -> dict[str, int]:
        """What is entrusted to a centre for an item: link -> id of the letter."""
        item = self.env["gov.item"].sudo().browse(item_id)
        letters = self.sudo().search(
            [
                ("company_id", "=", company_id),
                ("department_id", "=", item.department_id.id),
                ("state", "=", "active"),
                ("date_start", "<=", day),
                ("date_end", ">=", day),
                "|",
                ("item_ids", "in", item.ids),
                ("all_items", "=", True),
            ]
        )
        found = {}
        for letter in letters:
            for link in letter._links_of(item):
                found.setdefault(link, letter.id)
        return found

    def _links_of(self, item) -> list[str]:
        """The links that the letter entrusts for an item it covers."""
        self.ensure_one()
        return [link for link in LINKS if self[f"link_{link}"]]
