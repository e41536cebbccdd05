import base64
from urllib.parse import urlencode

from odoo import http
from odoo.http import content_disposition, request

from ..kernel.filetype import MIMETYPES, kind_of

ITEMS_PER_PAGE = 20
MAX_PAGE = 500


def whole(text, highest=2**31 - 1) -> int:
    """The number a parameter of an address means; 0 if it means none."""
    return min(int(text), highest) if text and text.isascii() and text.isdecimal() else 0


class Catalogue(http.Controller):
    """What can be applied for, for everybody, without an account (W-015 to W-018)."""

    @http.route("/gov", type="http", auth="public", website=True, readonly=True)
    def home(self, **kwargs):
        """The citizens' first page: search, themes, events of life, departments."""
        items = request.env["gov.item"]
        themes = request.env["gov.theme"].sudo().search([])
        counts = items._portal_counts("theme_ids")
        departments = items._portal_counts("department_id")
        values = {
            "packages": request.env["gov.package"]._portal_packages(),
            "modes": items._mode_labels(),
            "zone_catalogues": request.env["gov.zone.catalogue"]._portal_published(),
            "themes": themes.filtered(counts.get).grouped("kind"),
            "departments": [(department, departments[department]) for department in sorted_by_order(departments)],
        }
        return request.render("gov_window.portal_catalogue_home", values)

    @http.route("/gov/search", type="http", auth="public", website=True, readonly=True)
    def search(self, q="", theme="", department="", mode="", page="1", **kwargs):
        """The items that fit the words, that belong to a theme or a department, that are handled in a way."""
        theme = request.env["gov.theme"].sudo().search([("id", "=", whole(theme))])
        department = request.env["gov.department"].sudo().search([("id", "=", whole(department))])
        number = max(whole(page, MAX_PAGE), 1)
        items = request.env["gov.item"]
        modes = items._mode_labels()
        mode = mode if mode in modes else ""
        found, total = items._portal_search(
            q, theme, department, limit=ITEMS_PER_PAGE, offset=(number - 1) * ITEMS_PER_PAGE, mode=mode
        )
        chosen = {"q": q[:60], "theme": theme.id or "", "department": department.id or "", "mode": mode}
        values = {
            "items": found,
            "total": total,
            "chosen": chosen,
            "theme": theme,
            "department": department,
            "number": number,
            "last": -(-total // ITEMS_PER_PAGE),
            "page_url": lambda wanted: page_url(chosen, wanted),
            "modes": modes,
            "modes_of": found._modes(),
            "mode_url": lambda wanted: page_url(chosen | {"mode": wanted}, 1),
        }
        return request.render("gov_window.portal_catalogue_search", values)

    @http.route("/gov/item/<string:slug>", type="http", auth="public", website=True, readonly=True)
    def item(self, slug, **kwargs):
        """The guide page of an item (办事指南)."""
        return self._render_item(slug, "gov_window.portal_catalogue_item")

    @http.route("/gov/item/<string:slug>/checklist", type="http", auth="public", website=True, readonly=True)
    def checklist(self, slug, a="", **kwargs):
        """The list of materials, to print and take along; with answers, that of the situation (W-101)."""
        return self._render_item(slug, "gov_window.portal_catalogue_checklist", answers_of(a))

    @http.route("/gov/item/<string:slug>/situation", type="http", auth="public", website=True, readonly=True)
    def situation(self, slug, a="", **kwargs):
        """One question a screen, then the list of materials of this applicant (W-029)."""
        return self._render_item(slug, "gov_window.portal_situation", answers_of(a))

    @http.route(
        "/gov/item/<string:slug>/material/<int:line_id>/<string:which>", type="http", auth="public", website=True
    )
    def material_file(self, slug, line_id, which, **kwargs):
        """The blank form or the filled-in sample of a line of the published checklist (W-017)."""
        item = request.env["gov.item"]._portal_find(slug)
        line = item.version_id.material_ids.filtered(lambda line: line.id == line_id)
        if not line or which not in ("form", "sample") or not line[f"{which}_file"]:
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        content = base64.b64decode(line[f"{which}_file"])
        headers = [
            ("Content-Type", MIMETYPES.get(kind_of(content), "application/octet-stream")),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(line[f"{which}_file_name"] or line.name)),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers=headers)

    @http.route("/gov/package/<string:slug>", type="http", auth="public", website=True, readonly=True)
    def package(self, slug, a="", **kwargs):
        """A package: its questions, then the papers of all its items, each once (W-029)."""
        package = request.env["gov.package"]._portal_find(slug)
        if not package:
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        found = package._evaluate(answers_of(a))
        answers = package.line_ids.item_id.version_id.question_ids.answer_ids
        shown = {}
        for answer in answers.filtered(lambda answer: answer.id in found["answers"]):
            shown.setdefault((answer.question_id.name, answer.name), answer)
        values = {
            "package": package,
            "chosen": text_of(found["answers"]),
            "with_answer": lambda answer: text_of({*found["answers"], answer.id}),
        }
        return request.render("gov_window.portal_package", values | found | {"answers": list(shown.values())})

    def _render_item(self, slug, template, answers=()):
        item = request.env["gov.item"]._portal_find(slug)
        if not item:
            return request.render("gov_window.portal_nothing_here", {}, status=404)
        values = self._prepare_item_values(item) | self._prepare_situation_values(item.version_id, answers)
        return request.render(template, values)

    def _prepare_situation_values(self, version, answers):
        """What applies with the answers given so far, and the question that comes next."""
        situation = version._situation(answers)
        if not situation:
            return {"situation": None, "lines": version.material_ids, "days": version.promised_days, "chosen": ""}
        chosen = version.question_ids.answer_ids.filtered(lambda answer: answer.id in situation.answers)
        values = {
            "situation": situation,
            "lines": version._situation_lines(answers),
            "days": situation.days or version.promised_days,
            "chosen": text_of(situation.answers),
            "question": version.question_ids.filtered(lambda question: question.id == situation.open_question),
            "answers": chosen.sorted(lambda answer: (answer.question_id.sequence, answer.question_id.id)),
            "advice": chosen.filtered("excludes").mapped("advice"),
            "with_answer": lambda answer: text_of({*situation.answers, answer.id}),
            "without": lambda answer: text_of(situation.answers - {answer.id}),
        }
        if own := chosen.window_ids:
            values["windows"] = own
        return values

    def _prepare_item_values(self, item):
        """What the guide page shows. Other addons add to it."""
        company = item.company_id
        return {
            "item": item,
            "modes": item._mode_labels(),
            "modes_of": item._modes(),
            "version": item.version_id,
            "address": item._portal_slug(),
            "windows": item._portal_windows(),
            "phone": item.version_id.phone or item.department_id.phone or company.gov_service_phone,
            "company": company,
            "questions": request.env["gov.knowledge"]._portal_questions(item),
        }


def answers_of(text) -> list[int]:
    """The answers that an address names, e.g. 12-15; what is none is passed over."""
    return [number for part in (text or "")[:200].split("-") if (number := whole(part))]


def text_of(answers) -> str:
    """Answers as an address names them."""
    return "-".join(map(str, sorted(answers)))


def sorted_by_order(departments):
    """Departments in their own order."""
    return sorted(departments, key=lambda department: (department.sequence, department.id))


def page_url(chosen, number):
    """The address of another page of the same results."""
    return "/gov/search?" + urlencode({name: value for name, value in chosen.items() if value} | {"page": number})
