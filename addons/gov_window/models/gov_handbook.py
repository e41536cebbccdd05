import base64
import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..report import handbook

_logger = logging.getLogger(__name__)
#: so many items are laid out together, and at once when somebody waits
CHAPTER = 25


class GovHandbook(models.Model):
    """The handbook of acceptance materials (《"一窗受理"事项受理材料标准化手册》) of chosen items (W-024).

    It says what is published on the day it is made. A long one is made by a scheduled action.
    """

    _name = "gov.handbook"
    _description = "Handbook of Checklists"
    _order = "id desc"

    name = fields.Char("Title", required=True, default="“一窗受理”事项受理材料标准化手册")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    department_ids = fields.Many2many("gov.department", string="Departments", help="Empty: all.")
    item_ids = fields.Many2many("gov.item", string="Items", help="Empty: all of the departments.")
    state = fields.Selection(
        [("draft", "Draft"), ("queued", "Being Made"), ("done", "Ready"), ("failed", "Failed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    made_on = fields.Datetime(readonly=True, copy=False)
    item_count = fields.Integer("Items in It", readonly=True, copy=False)
    file = fields.Binary(readonly=True, copy=False, attachment=True)
    file_name = fields.Char(readonly=True, copy=False)

    def action_make(self):
        """Make the book: a short one at once, a long one in the background.

        :raises UserError: no published item is chosen
        """
        self.ensure_one()
        self.check_access("write")
        items = self._items()
        if not items:
            raise UserError(self.env._("None of these items is published: choose others."))
        if len(items) <= CHAPTER:
            self._make()
        else:
            self.state = "queued"
            self.env.ref("gov_window.ir_cron_handbook")._trigger()

    def _cron_make(self):
        """Make the books that wait, each in a transaction of its own."""
        for book in self.search([("state", "=", "queued")]):
            try:
                book._make()
            except Exception:
                self.env.cr.rollback()
                _logger.exception("The handbook %s could not be made", book.id)
                book.state = "failed"
            self.env["ir.cron"]._commit_progress(1)

    def _items(self):
        domain = [("company_id", "=", self.company_id.id), ("version_id", "!=", False)]
        if self.department_ids:
            domain.append(("department_id", "in", self.department_ids.ids))
        if self.item_ids:
            domain.append(("id", "in", self.item_ids.ids))
        return self.env["gov.item"].search(domain)

    def _make(self):
        items = self._items()
        content = handbook.bind(self._chapters(items), self._front)
        self.write(
            {
                "state": "done",
                "made_on": self.env.cr.now().replace(microsecond=0),
                "item_count": len(items),
                "file": base64.b64encode(content),
                "file_name": f"{self.name}.pdf",
            }
        )

    def _chapters(self, items):
        """The pages of each department, in portions: what was laid out is forgotten."""
        render = self.env["ir.qweb"]._render
        for department, own in items.grouped("department_id").items():
            for place, part in enumerate(split_every(CHAPTER, own.ids)):
                values = {
                    "department": "" if place else department.name,
                    "items": items.browse(part),
                    "start": place * CHAPTER + 1,
                    "labels": self._labels(),
                }
                yield str(render("gov_window.handbook_chapter", values))
                self.env.invalidate_all()

    def _labels(self) -> dict:
        """Chinese words for the stored values: papers are in Chinese whatever the user's language."""
        return {
            "handling_class": {"instant": "即办件", "promise": "承诺件", "joint": "联办件", "report": "上报件"},
            "depth": {"1": "现场办理", "2": "原件预审", "3": "原件核验", "4": "全程网办"},
        }

    def _front(self, headings) -> str:
        values = {"book": self, "headings": headings, "today": self.company_id._gov_today()}
        return str(self.env["ir.qweb"]._render("gov_window.handbook_front", values))
