import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

MAX_WORDS = 5
MAX_LENGTH = 60
#: characters that a pattern of the database would take for something else
PATTERN = re.compile(r"[%_\\]")


class GovItem(models.Model):
    _inherit = "gov.item"

    theme_ids = fields.Many2many("gov.theme", string="Themes")
    search_text = fields.Text(
        compute="_compute_search_text",
        store=True,
        index="trigram",
        prefetch=False,
        help="What citizens may look for: name, initials, code, department, result, materials.",
    )

    @api.depends(
        "name",
        "pinyin",
        "code",
        "group_name",
        "department_id.name",
        "department_id.short_name",
        "department_id.aliases",
        "version_id",
    )
    def _compute_search_text(self):
        for item in self:
            department, version = item.department_id, item.sudo().version_id
            parts = [item.name, item.pinyin, item.code, item.group_name]
            parts += [department.name, department.short_name, department.aliases]
            parts += [version.result_name, *version.material_ids.mapped("name")]
            item.search_text = " ".join(part for part in parts if part).lower()

    @api.model
    def _portal_domain(self):
        """The items that the public sees: offered, and not secret (W-008)."""
        return Domain("version_id", "!=", False) & Domain("secret", "=", False)

    @api.model
    def _portal_search(self, text="", theme=None, department=None, limit=20, offset=0, mode=""):
        """Items that fit all words, those first whose name does (W-017).

        Words are parts of the name, its pinyin initials, the code, or the name of the
        department, of the result or of a material.

        :return: (items as superuser, number of all that fit)
        """
        words = PATTERN.sub(" ", (text or "")[:MAX_LENGTH]).lower().split()[:MAX_WORDS]
        domain = self._portal_domain()
        domain &= Domain.AND([Domain("search_text", "like", word) for word in words])
        if theme:
            domain &= Domain("theme_ids", "in", theme.ids)
        if department:
            domain &= Domain("department_id", "in", department.ids)
        if mode:
            domain &= self._mode_domain(mode)
        items = self.sudo()
        query = items._search(domain, limit=limit, offset=offset, order="code, id")
        if words:
            by_name = [
                SQL("%s ILIKE %s", items._field_to_sql(query.table, "name", query), f"%{word}%") for word in words
            ]
            query.order = SQL("(%s) DESC, %s", SQL(" AND ").join(by_name), query.order)
        row_id = SQL.identifier(query.table, "id")
        rows = self.env.execute_query(query.select(row_id, SQL("COUNT(*) OVER ()")))
        if not rows and offset:
            return items.browse(), items.search_count(domain)
        return items.browse([found for found, _total in rows]), rows[0][1] if rows else 0

    @api.model
    def _portal_counts(self, field: str) -> dict:
        """How many items the public sees by a many-to-one or many-to-many field."""
        return dict(self.sudo()._read_group(self._portal_domain(), [field], ["__count"]))

    def _portal_slug(self) -> str:
        """The last part of the address of the guide page, e.g. mbxxslsp-12."""
        self.ensure_one()
        letters = re.sub(r"[^a-z0-9]+", "", self.pinyin or "")[:40]
        return f"{letters}-{self.id}" if letters else str(self.id)

    def _portal_find(self, slug: str):
        """The item of an address that the public sees, as superuser; empty if there is none."""
        found = re.fullmatch(r"(?:[a-z0-9]+-)?(\d{1,9})", slug)
        if not found:
            return self.sudo().browse()
        return self.sudo().search(Domain("id", "=", int(found[1])) & self._portal_domain())

    def _portal_windows(self):
        """The windows that accept the item today: where to go (W-015 窗口权限).

        By a letter in force the comprehensive ones, else those of the department, as acceptance asks;
        none that is out of operation, in another zone, or of a service point without the item, and no
        desk that only guides and helps.
        """
        self.ensure_one()
        item, today = self.sudo(), self.company_id._gov_today()
        own = Domain("board", "=", "professional") & Domain("department_ids", "in", item.department_id.ids)
        entrusted = item.department_id.department_class == "authorised"
        if item._letter("accept"):
            domain = Domain("board", "=", "authorised")
        elif entrusted:
            domain = Domain("board", "=", "authorised") | (own & Domain("separate", "=", True))
        else:
            domain = own
        windows = self.env["gov.window"].sudo().search(Domain("company_id", "=", self.company_id.id) & domain)
        return windows.filtered(
            lambda window: (
                window._in_operation(today)
                and not window._only_guides()
                and (not window.point_id or item.id in window.point_id._item_ids())
                and item._in_zone(window, item.company_id)
            )
        )
