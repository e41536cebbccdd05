"""What the web client and the portal ask for: at N cases, at a few, and of project's tasks at N."""

import json

from harness import Figure, Sample, in_turn, number, queries
from lxml import etree
from report import grouped, listed

CLIENT = {"bin_size": True}
PAGE, COLUMN, PORTAL = 80, 40, 20


def specification(env, model, kind, view=None):
    """Return what the client reads for a view: its fields, the order, the progress bar."""
    view_id = env.ref(view).id if view else None
    arch = etree.fromstring(env[model].get_view(view_id, kind)["arch"])
    wanted = {}
    for node in arch.iter("field"):
        if any(parent.tag == "field" for parent in node.iterancestors()):
            continue
        field = env[model]._fields[node.get("name")]
        wanted[field.name] = {"fields": {"display_name": {}}} if field.type == "many2one" else {}
        if field.type in ("one2many", "many2many"):
            wanted[field.name] = {"fields": {"display_name": {}}} if node.get("widget") else {}
    bar = arch.find(".//progressbar")
    progress = bar is not None and {"field": bar.get("field"), "colors": json.loads(bar.get("colors"))}
    return {"fields": wanted, "order": arch.get("default_order") or "", "bar": progress}


def board(model, domain, group, view=None, context=None):
    """Return a function that asks what a board asks: its columns with cards, and the bars."""
    cache = {}

    def ask(env):
        env = env(context={**env.context, **CLIENT, **(context or {}), "read_group_expand": True})
        spec = cache.get("spec") or cache.setdefault("spec", specification(env, model, "kanban", view))
        records = env[model]
        records.web_read_group(
            domain,
            [group],
            [],
            order=spec["order"],
            auto_unfold=True,
            opening_info=[],
            unfold_read_specification=spec["fields"],
            unfold_read_default_limit=COLUMN,
            groupby_read_specification={},
        )
        records.read_progress_bar(domain, group, spec["bar"])

    return ask


def listing(model, domain, view=None):
    """Return a function that asks what a list asks: a page, and a count up to ten thousand."""
    cache = {}

    def ask(env):
        env = env(context={**env.context, **CLIENT})
        spec = cache.get("spec") or cache.setdefault("spec", specification(env, model, "list", view))
        env[model].web_search_read(domain, spec["fields"], 0, PAGE, spec["order"], 10001)

    return ask


def pivot(model, domain, rows, columns):
    """Return a function that asks what a pivot asks when it opens."""

    def ask(env):
        sets = [[], [rows], [columns], [rows, columns]]
        env[model].formatted_read_grouping_sets(domain, sets, ["__count"])

    return ask


def portal(env):
    """Ask what the citizen's page of cases asks."""
    cases = env["gov.case"]
    domain = cases._portal_domain()
    cases.search_count(domain)
    for case in cases.search(domain, limit=PORTAL):
        case.display_name, case.state, case.due_date, case.lamp  # noqa: B018


WINDOW = [("state", "in", ("draft", "pre_submitted", "received", "checking", "supplement", "accepted", "transferred"))]
OVERDUE = [("lamp", "=", "red")]

SCREENS = {
    "window board": ("bench_clerk", board("gov.case", WINDOW, "state", context={"gov_board": "window"})),
    "department board": ("bench_handler", board("gov.task", [], "state")),
    "board of all by lamp": ("bench_supervisor", board("gov.case", [], "lamp")),
    "list of all": ("bench_clerk", listing("gov.case", [])),
    "list of overdue": ("bench_supervisor", listing("gov.case", OVERDUE)),
    "department's list": ("bench_handler", listing("gov.task", [])),
    "pivot": ("bench_supervisor", pivot("gov.case", [], "department_id", "state")),
    "portal list": ("bench_portal", portal),
}


def peers(database):
    """Return the screens of project for the tasks of the benchmark's project."""
    with database.env() as env:
        domain = [("project_id", "=", env["project.project"].search([("name", "=", "Bench")]).id)]
    return {
        "project's board": ("bench_project", board("project.task", domain, "stage_id")),
        "project's list": ("bench_project", listing("project.task", domain)),
        "project's pivot": ("bench_project", pivot("project.task", domain, "stage_id", "state")),
    }


def peer_of(name):
    """Return the name of the peer of a screen."""
    return f"project's {next((kind for kind in ('board', 'pivot') if kind in name), 'list')}"


def screens(run):
    """Each screen at N beside the same at a few cases, and project's beside them."""
    few = 10_000 if run.count > 10_000 else run.count // 10
    many_db, few_db = run.database(), run.database(few)
    rounds = max(5, run.rounds // 3) if run.count > 100_000 else max(7, run.rounds // 2)
    compared = peers(many_db)
    many, less = ({name: Sample() for name in (*SCREENS, *compared)} for _kind in range(2))

    def asking(database, login, ask):
        return lambda sample: database.measure(login, ask, sample)

    measured = []
    for name, (login, ask) in (SCREENS | compared).items():
        measured += [(asking(many_db, login, ask), many[name]), (asking(few_db, login, ask), less[name])]
    in_turn(rounds, *measured, warm_up=2)
    for name, (login, ask) in SCREENS.items():
        found = []
        with queries(found):
            many_db.measure(login, ask, Sample())
        run.note(f"queries-{name.replace(' ', '-')}.txt", grouped(found) + "\n" + listed(found))
    # below that, the columns of a board are not full, so that more cases are more cards
    judged = run.count > 10_000
    figures = []
    for name in SCREENS:
        peer = peer_of(name)
        ratio = many[name].median / less[name].median
        same = many[name].query_count == less[name].query_count
        details = {
            "few": few,
            "ours": many[name].data(),
            "ours_few": less[name].data(),
            "peer": many[peer].data(),
            "peer_few": less[peer].data(),
        }
        figures.append(
            Figure(
                f"{name}: {run.count:,} / {few:,} cases",
                f"{many[name].text()} / {number(less[name].median)} ms, "
                f"{many[name].query_count}/{less[name].query_count} queries",
                f"{many[peer].text()} / {number(less[peer].median)} ms, {many[peer].query_count} queries",
                f"{number(ratio)} x",
                "<= 1.3 x, same queries" if judged else "",
                (ratio <= 1.3 and same) if judged else None,
                details,
            )
        )
    return figures
