"""Every page of the suite that anybody outside the offices opens, at the width of a phone: no barrier, nothing
wider than the screen, and light enough for a poor network."""

import csv
import gzip
import time
from pathlib import Path

import requests

ROUTES = Path(__file__).resolve().parents[2] / "addons" / "gov_evaluation" / "tests" / "data" / "routes.csv"
PHONE = {"viewport": {"width": 375, "height": 812}}
#: files and fragments: no pages
NO_PAGES = {
    "/gov/cases/export",
    "/gov/hall/<string:code>/board",
    "/gov/item/<string:slug>/material/<int:line_id>/<string:which>",
    "/my/cases/<int:case_id>/materials/<int:line_id>",
    "/my/cases/<int:case_id>/message/<int:attachment_id>",
    "/my/notices/<int:notice_id>/pdf",
    "/report/<converter>/<reportname>",
    "/report/<converter>/<reportname>/<docids>",
}
#: read from five metres in the hall, not on a phone
WIDE = {"/gov/hall/<string:code>"}
#: kilobytes before pictures, packed as nginx sends them: who only reads; who signed in and uploads
LIGHT, SIGNED_IN = 200, 620
TEXT = ("text/", "javascript", "json")


def page_routes():
    """The addresses that a browser opens, from the reviewed list."""
    with ROUTES.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {row["url"] for row in rows if row["http"] in ("", "GET")} - NO_PAGES


def addresses(env):
    """Each page with something on it: route -> (login or nobody, address)."""
    item = env.ref("gov_window.demo_item_jt_20")
    guide = f"/gov/item/{item._portal_slug()}"
    answers = item.version_id.question_ids[0].answer_ids
    citizen = env.ref("gov_window.demo_user_citizen")
    cases = env["gov.case"].search([("partner_id", "=", citizen.partner_id.id)])
    waiting = cases.filtered(lambda case: case.state == "supplement")[:1]
    waiting.with_user(citizen)._portal_write("请问还缺什么材料？")
    waiting.with_user(env.ref("gov_window.demo_user_clerk")).action_write_applicant("请看通知书第一项。")
    application = env["gov.package.application"].search([("unsubmitted", "=", True)], limit=1)
    writer = application.partner_id.user_ids.login
    appointment = env["gov.appointment"].search([("state", "=", "booked")], limit=1)
    booker = appointment.partner_id.user_ids.login
    desk = env["gov.case"].search([("state", "=", "received")], limit=1)
    until = int(time.time()) + 600
    line = desk.material_ids[:1]
    photo = f"{line.id}-{until}-{line._photo_digest(line.id, until)}"
    hall = env.company.sudo().gov_hall_code
    catalogue = env["gov.zone.catalogue"].search([("state", "=", "published")], limit=1)
    rate = env["gov.evaluation"].search([("rated_at", "=", False)], limit=1).token
    return {
        "/gov": (None, "/gov"),
        "/gov/check": (None, "/gov/check"),
        "/gov/check/<string:token>": (None, f"/gov/check/{env['gov.notice'].search([], limit=1).token}"),
        "/gov/hall/<string:code>": (None, f"/gov/hall/{hall}"),
        "/gov/hall/<string:code>/take": (None, f"/gov/hall/{hall}/take"),
        "/gov/item/<string:slug>": (None, guide),
        "/gov/item/<string:slug>/book": (writer, f"{guide}/book"),
        "/gov/item/<string:slug>/checklist": (None, f"{guide}/checklist?a={answers[0].id}"),
        "/gov/item/<string:slug>/situation": (None, f"{guide}/situation?a={answers[0].id}"),
        "/gov/ledger": (None, "/gov/ledger"),
        "/gov/package/<string:slug>": (None, f"/gov/package/{application.package_id.id}"),
        "/gov/photo/<string:token>": (None, f"/gov/photo/{photo}"),
        "/gov/progress": (None, "/gov/progress"),
        "/gov/rate/<string:token>": (None, f"/gov/rate/{rate}"),
        "/gov/search": (None, "/gov/search?q=许可"),
        "/gov/ticket/<string:token>": (
            None,
            f"/gov/ticket/{env['gov.ticket'].search([('state', '=', 'taken')], limit=1).token}",
        ),
        "/gov/windows": (None, "/gov/windows"),
        "/gov/zone/<string:slug>": (None, f"/gov/zone/{catalogue.zone_id.id}"),
        "/my/appointments": (booker, "/my/appointments"),
        "/my/appointments/<int:appointment_id>": (booker, f"/my/appointments/{appointment.id}"),
        "/my/cases": ("citizen", "/my/cases"),
        "/my/cases/<int:case_id>": ("citizen", f"/my/cases/{waiting.id}"),
        "/my/cases/<int:case_id>/application": ("citizen", f"/my/cases/{waiting.id}/application"),
        "/my/cases/page/<int:page>": ("citizen", "/my/cases/page/1"),
        "/my/packages/<int:application_id>": (writer, f"/my/packages/{application.id}"),
    }


class Weights:
    """Kilobytes of what pages fetch, packed; pictures do not count."""

    def __init__(self):
        self.known = {}

    def of(self, urls):
        return sum(self.weight(url) for url in urls) / 1024

    def weight(self, url):
        if url not in self.known:
            answer = requests.get(url, timeout=30)
            kind = answer.headers.get("Content-Type", "")
            content = answer.content
            packed = gzip.compress(content, 6) if any(word in kind for word in TEXT) else content
            self.known[url] = 0 if kind.startswith("image/") else len(packed)
        return self.known[url]


def test_every_page(browser, login, live, axe):
    """W-015, W-054, W-093, W-100: each route that is a page is walked; axe-core finds nothing, nothing is wider than
    a phone, and what is fetched before pictures stays within its budget."""
    with live.env() as env:
        pages = addresses(env)
    assert set(pages) == page_routes()
    weights, found, signed_in = Weights(), [], {}
    for route, (who, address) in pages.items():
        if who not in signed_in:
            signed_in[who] = browser(**PHONE)
            if who:
                login(signed_in[who], who)
        page = signed_in[who]
        fetched = []
        page.on("response", lambda response, fetched=fetched: fetched.append(response))
        answer = page.goto(address, wait_until="networkidle")
        if answer.status != 200:
            found.append((address, answer.status))
            continue
        document = len(gzip.compress(answer.body(), 6)) / 1024
        assets = {
            response.url for response in fetched if response.request.resource_type in ("stylesheet", "script", "font")
        }
        weight = document + weights.of(assets)
        if weight > (SIGNED_IN if who else LIGHT):
            found.append((address, f"{weight:.0f} KB"))
        found += axe(page)
        if route not in WIDE and page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ):
            found.append((address, "wider than the screen"))
    assert not found, "\n".join(map(str, found))
