"""Moving cases: accepting one, a flow move, a thousand at once; beside tasks of project."""

import cProfile
import itertools

from harness import Figure, Sample, in_turn, number, queries, query_figure, ratio_figure
from report import grouped, listed, top

from odoo.fields import Command

BULK = 1000
#: what is measured, and how many moves of the flow it makes
MOVES = {
    "conclude": ("task: conclude", 1),
    "sign": ("task: sign (moves task, sheet, case)", 3),
    "hand over": ("case: hand over (moves case, sheet)", 2),
}
PROFILED = 20


def item_and_partner(env):
    """Return the ids of an item under a letter of authorisation, and of an applicant."""
    handler = env["res.users"].sudo().search([("login", "=", "bench_handler")])
    department = env["gov.posting"].sudo().search([("user_id", "=", handler.id)]).department_id
    item = env["gov.item"].sudo().search([("department_id", "=", department.id)], limit=1)
    partner = env["res.partner"].sudo().search([("name", "=", "张大山")], limit=1)
    return item, partner


def case_values(item, partner):
    """Return what the one-screen form of acceptance sends: the checklist with every line received."""
    lines = [
        Command.create({"material_id": line.id, "sequence": line.sequence, "state": "received"})
        for line in item.version_id.material_ids
    ]
    return {"item_id": item.id, "partner_id": partner.id, "material_ids": lines}


def new_case(env, vals):
    """Create, receive and accept a case."""
    case = env["gov.case"].create(vals)
    case.action_receive()
    case.action_accept()
    return case.id


def accept(run):
    """Accept a case in one transaction, beside creating a bare task of project."""
    database = run.database()
    with database.env() as env:
        vals = case_values(*item_and_partner(env))
        project = env["project.project"].search([("name", "=", "Bench")]).id
    whole, alone, task = Sample(), Sample(), Sample()

    def accept_whole(sample):
        database.measure("bench_clerk", new_case, sample, vals)

    def accept_alone(sample):
        case_id = database.measure("bench_clerk", received_case, Sample(), vals)
        database.measure("bench_clerk", lambda env: env["gov.case"].browse(case_id).action_accept().id, sample)

    def create_task(sample):
        new = {"name": "Bench", "project_id": project}
        database.measure("bench_project", lambda env: env["project.task"].create(new).id, sample)

    in_turn(run.rounds, (accept_whole, whole), (create_task, task), (accept_alone, alone))
    explain(run, "accept", database, "bench_clerk", lambda env: new_case(env, vals))
    return [
        ratio_figure("accept a case (create+receive+accept)", whole, task, 0.4),
        query_figure("accept a case: queries", whole, task, 12),
        ratio_figure("action_accept alone", alone, task, None),
        query_figure("action_accept alone: queries", alone, task, None),
    ]


def received_case(env, vals):
    """Create and receive a case."""
    case = env["gov.case"].create(vals)
    case.action_receive()
    return case.id


def move(run):
    """Moves of the flow, each in a transaction of its own, beside a task's change of stage."""
    database = run.database()
    rounds = run.rounds + 10
    with database.env() as env:
        vals = case_values(*item_and_partner(env))
        tasks = env["project.task"].search([("project_id.name", "=", "Bench")], limit=rounds).ids
        stages = itertools.cycle(env["project.project"].search([("name", "=", "Bench")]).type_ids.ids)
    with database.env("bench_clerk") as env:
        cases = env["gov.case"].create([vals] * rounds)
        cases.action_receive()
        cases.action_accept()
        case_ids = cases.ids
    samples = {name: Sample() for name in ("conclude", "sign", "hand over", "stage")}
    handed, signed = iter(case_ids), []
    todo = iter(tasks)
    waiting = []

    def hand_over(sample):
        case_id = next(handed)
        database.measure("bench_clerk", lambda env: env["gov.case"].browse(case_id).action_hand_over().id, sample)
        waiting.append(case_id)

    def sign(sample):
        case_id = waiting.pop()
        with database.env() as env:
            task_id = env["gov.task"].search([("case_id", "=", case_id)]).id
        database.measure("bench_handler", lambda env: env["gov.task"].browse(task_id).action_sign().id, sample)
        signed.append(task_id)

    def conclude(sample):
        task_id = signed.pop()
        database.measure(
            "bench_handler", lambda env: env["gov.task"].browse(task_id).action_conclude("agree", "符合条件").id, sample
        )

    def stage(sample):
        task_id, stage_id = next(todo), next(stages)
        database.measure(
            "bench_project", lambda env: env["project.task"].browse(task_id).write({"stage_id": stage_id}), sample
        )

    # a round is: hand over, sign, conclude the same case, and change a task's stage
    for _time in range(3):
        for function in (hand_over, sign, conclude, stage):
            function(Sample())
    in_turn(
        run.rounds,
        (hand_over, samples["hand over"]),
        (sign, samples["sign"]),
        (conclude, samples["conclude"]),
        (stage, samples["stage"]),
        warm_up=0,
    )
    explain_moves(run, database, next(handed))
    peer = samples["stage"]
    figures = []
    for name, (title, moves) in MOVES.items():
        figures.append(ratio_figure(title, samples[name], peer, 0.3 * moves))
        figures.append(query_figure(f"{title}: queries", samples[name], peer, 8 * moves))
    return figures


def explain_moves(run, database, case_id):
    """Leave the list of queries of each move."""
    steps = {
        "hand-over": ("bench_clerk", lambda env: env["gov.case"].browse(case_id).action_hand_over()),
        "sign": (
            "bench_handler",
            lambda env: env["gov.case"].browse(case_id).sudo().task_ids.sudo(False).action_sign(),
        ),
        "conclude": (
            "bench_handler",
            lambda env: env["gov.case"].browse(case_id).sudo().task_ids.sudo(False).action_conclude("agree", "符合"),
        ),
    }
    for name, (login, work) in steps.items():
        found = []
        with queries(found):
            database.measure(login, work, Sample())
        run.note(f"queries-{name}.txt", listed(found))


def bulk(run):
    """A thousand cases in one call each of create and receive (收件), and of accept (受理) as well."""
    database = run.database()
    with database.env() as env:
        vals = case_values(*item_and_partner(env))
        project = env["project.project"].search([("name", "=", "Bench")]).id
    received, accepted, tasks = Sample(), Sample(), Sample()

    def intake(env):
        cases = env["gov.case"].create([vals] * BULK)
        cases.action_receive()
        return cases

    def intake_and_accept(env):
        intake(env).action_accept()

    def create_tasks(env):
        env["project.task"].create([{"name": "Bench", "project_id": project}] * BULK)

    for _round in range(3):
        database.measure("bench_clerk", lambda env: len(intake(env)), received)
        database.measure("bench_clerk", intake_and_accept, accepted)
        database.measure("bench_project", create_tasks, tasks)
    found = []
    profile = cProfile.Profile()
    with queries(found):
        profile.enable()
        database.measure("bench_clerk", intake_and_accept, Sample())
        profile.disable()
    run.note("profile-bulk.txt", top(profile, BULK))
    run.note("queries-bulk.txt", grouped(found))
    return [
        bulk_figure(f"intake of {BULK:,} cases: create, receive", received, tasks),
        bulk_figure(f"intake of {BULK:,} cases and acceptance", accepted, tasks),
    ]


def bulk_figure(title, sample, tasks):
    """The time of one case among many."""
    each = sample.median / BULK
    return Figure(
        title,
        f"{sample.text()}, {sample.query_count} queries",
        f"{tasks.text()}, {tasks.query_count} queries",
        f"{number(each)} ms each, {number(sample.median / tasks.median)} x",
        "<= 1 ms each",
        each <= 1,
        {"ms_each": each, "ours": sample.data(), "peer": tasks.data(), "all": sample.times},
    )


def explain(run, name, database, login, work):
    """Leave the profile and the list of queries of some work."""
    found = []
    with queries(found):
        database.measure(login, work, Sample())
    run.note(f"queries-{name}.txt", listed(found))
    profile = cProfile.Profile()
    for _time in range(PROFILED):
        profile.enable()
        database.measure(login, work, Sample())
        profile.disable()
    run.note(f"profile-{name}.txt", top(profile, PROFILED))
