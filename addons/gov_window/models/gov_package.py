import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.gov_base.kernel.move import Move
from odoo.addons.gov_base.listing import listed

_lt = LazyTranslate(__name__)


class GovPackage(models.Model):
    """A theme package (一件事、主题套餐): items that belong to one event, with one questionnaire and
    one checklist in which no paper is asked for twice (W-029)."""

    _name = "gov.package"
    _inherit = ["gov.flow.mixin"]
    _description = "Package of Items"
    _order = "sequence, id"
    _flow_frozen = frozenset({"name", "line_ids", "company_id"})
    _flow_open_states = frozenset({"draft"})

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="As the citizen calls it, e.g. 我要开培训机构")
    note = fields.Text("In Plain Words")
    company_id = fields.Many2one(
        "res.company", "Service Centre", required=True, index=True, default=lambda self: self.env.company
    )
    theme_ids = fields.Many2many("gov.theme", string="Themes", help="Events of life of a person or a company.")
    line_ids = fields.One2many("gov.package.line", "package_id", "Items", copy=True)
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    @api.model
    def _flow_table(self):
        catalogue = ("gov_window.group_catalogue",)
        return {
            "publish": Move(("draft",), "published", _lt("Publish"), catalogue, primary=True),
            "retire": Move(("published",), "retired", _lt("Retire"), catalogue, needs_reason=True),
        }

    def action_publish(self):
        """Publish the package: citizens find it, windows open it; its items stay what they are.

        :raises UserError: fewer than two items, or one that is not offered
        """
        return self._flow_move("publish")

    def action_retire(self, reason=""):
        """Offer the package no longer; the items stay offered one by one."""
        return self._flow_move("retire", reason)

    def _get_cannot_publish_reason(self):
        reasons = {}
        for package in self:
            items = package.line_ids.item_id
            if len(items) < 2:
                reasons[package.id] = self.env._("a package has two items at least.")
            elif closed := items.filtered(lambda item: not item.version_id or item.secret):
                reasons[package.id] = self.env._(
                    "these items are not offered: %(items)s.", items=listed(self.env, closed.mapped("name"))
                )
        return reasons

    # ------------------------------------------------------------------ what it asks for

    def _items(self):
        """The items that are offered now, in the order of the package."""
        return self.line_ids.sorted().item_id.filtered("version_id")

    def _widen(self, chosen) -> set:
        """The chosen answers, with the same answers to the same question of the other items:
        what several items ask is asked once."""
        answers = self._items().version_id.question_ids.answer_ids
        known = {(answer.question_id.name, answer.name) for answer in answers if answer.id in chosen}
        return {answer.id for answer in answers if (answer.question_id.name, answer.name) in known}

    def _evaluate(self, chosen=()) -> dict:
        """What applies with the chosen answers.

        :return: ``answers`` that count, the next open ``question``, ``advice`` by item that is
            excluded, ``items`` that remain with their line of the package, ``papers``: (line,
            items), each paper once
        """
        self.ensure_one()
        chosen = self._widen(frozenset(chosen))
        found = {"answers": set(), "question": self.env["gov.item.question"], "advice": {}, "items": [], "papers": []}
        papers = {}
        for line in self.line_ids.sorted():
            item, version = line.item_id, line.item_id.version_id
            if not version:
                continue
            situation = version._situation(chosen)
            if situation:
                found["answers"] |= situation.answers
                if situation.excluded:
                    found["advice"][item] = "\n".join(
                        self.env["gov.item.answer"].browse(sorted(situation.excluded)).mapped("advice")
                    )
                    continue
                found["question"] = found["question"] or found["question"].browse(situation.open_question or ())
            found["items"].append(line)
            for material in version._situation_lines(chosen):
                papers.setdefault(material._paper_key(), (material, []))[1].append(item)
        found["papers"] = list(papers.values())
        return found

    # ------------------------------------------------------------------ portal

    @api.model
    def _portal_packages(self):
        """What citizens see, as superuser."""
        return self.sudo().search([("state", "=", "published")])

    @api.model
    def _portal_find(self, slug: str):
        """The published package of an address, as superuser; empty if there is none."""
        if not re.fullmatch(r"\d{1,9}", slug):
            return self.sudo().browse()
        return self.sudo().search([("id", "=", int(slug)), ("state", "=", "published")])

    def _check_draft(self):
        if closed := self.filtered(lambda package: package.state != "draft"):
            raise UserError(
                self.env._(
                    "The items of %(packages)s are published: make a copy and change that.",
                    packages=listed(self.env, closed.mapped("name")),
                )
            )
