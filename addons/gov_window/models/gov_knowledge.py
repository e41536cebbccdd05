from pypinyin import Style, lazy_pinyin

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GovKnowledge(models.Model):
    """An article of the knowledge base (业务咨询知识库): what the window has to know of an item,
    a department or a theme (W-025, W-026)."""

    _name = "gov.knowledge"
    _description = "Knowledge Article"
    _order = "sequence, id desc"
    _rec_names_search = ["name", "pinyin"]

    sequence = fields.Integer(default=10)
    name = fields.Char("Title", required=True, index="trigram")
    kind = fields.Selection(
        [
            ("standard", "Standard of Receipt"),
            ("model", "Model Format"),
            ("review", "Points of Review"),
            ("phrase", "Phrase"),
            ("faq", "Question and Answer"),
            ("manual", "Business Manual"),
        ],
        required=True,
        default="faq",
        index=True,
        help="收件标准、格式范本、审查要点、常用语、常见问题、业务手册",
    )
    body = fields.Text("Text", required=True)
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "gov.department",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user.gov_department_ids[:1],
        help="Whose article it is; empty: the centre's.",
    )
    item_ids = fields.Many2many("gov.item", string="Items", help="Empty: all of the department.")
    theme_ids = fields.Many2many("gov.theme", string="Themes")
    public = fields.Boolean("On the Guide Page", help="A question and answer that citizens read with the item.")
    file = fields.Binary("Attached File", attachment=True)
    file_name = fields.Char()
    pinyin = fields.Char(compute="_compute_pinyin", store=True, index="trigram")
    active = fields.Boolean(default=True)

    @api.depends("name")
    def _compute_pinyin(self):
        for article in self:
            letters = lazy_pinyin(article.name or "", style=Style.FIRST_LETTER, errors="ignore")
            article.pinyin = "".join(letters).lower()

    @api.constrains("public", "kind")
    def _check_public(self):
        for article in self.filtered(lambda article: article.public and article.kind != "faq"):
            raise ValidationError(
                self.env._(
                    "“%(title)s”: only questions and answers stand on the guide page; the rest is for the window.",
                    title=article.name,
                )
            )

    @api.model
    def _domain_of(self, item):
        """The articles about an item: its own, its department's general ones, the centre's, its themes'."""
        item = item.sudo()
        general = Domain("item_ids", "=", False) & Domain("theme_ids", "=", False)
        return Domain("company_id", "=", item.company_id.id) & (
            Domain("item_ids", "in", item.ids)
            | Domain("theme_ids", "in", item.theme_ids.ids)
            | (general & Domain("department_id", "in", (False, item.department_id.id)))
        )

    @api.model
    def _portal_questions(self, item, limit=20):
        """The published questions and answers of an item, as superuser."""
        public = Domain("public", "=", True) & Domain("item_ids", "in", item.ids)
        return self.sudo().search(public & self._domain_of(item), limit=limit)
