"""Fill a database with cases, set-wise: a centre made by the ORM, then INSERT ... SELECT.

Each table is filled with copies of one record that the suite itself made, with the columns
replaced that differ from row to row: what a new column needs, the sample brings.
"""

import contextlib
import time
from datetime import timedelta

from odoo.fields import Command

DEPARTMENTS, ITEMS, MATERIALS = 20, 100, 5
# share of the newest two fifths of the cases, in percent; older ones are closed
STATES = {
    "draft": 2,
    "pre_submitted": 3,
    "received": 8,
    "supplement": 5,
    "accepted": 10,
    "transferred": 12,
    "reviewing": 28,
    "decided": 12,
    "not_accepted": 5,
    "closed": 15,
}
ACCEPTED = ("accepted", "transferred", "reviewing", "decided", "closed")
OPEN = ("supplement", "accepted", "transferred", "reviewing", "decided")
GENESIS = "0" * 64
TABLES = {
    "cases": "gov_case",
    "terms": "gov_term",
    "materials": "gov_case_material",
    "tasks": "gov_task",
    "events": "gov_event",
    "project_tasks": "project_task",
}
STAGES = ("New", "Assigned", "In Progress", "Review", "Done")


def fill(env, count):
    """Fill the database with ``count`` cases and as many tasks of project; commit."""
    place = centre(env)
    sample = one_case(env, place)
    env.flush_all()
    env.cr.execute("SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '512MB'")
    started = time.monotonic()
    for step in (partners, spread, chains, cases, terms, materials, tasks, events, project_tasks):
        table = TABLES.get(step.__name__)
        with bare(env, table) if table else contextlib.nullcontext():
            step(env, place, sample, count)
        print(f"  {step.__name__}: {time.monotonic() - started:.1f} s", flush=True)
    env.invalidate_all()
    env.cr.commit()
    check_chains(env)
    env.cr.commit()


def analyze(connection):
    """VACUUM ANALYZE by a connection outside transactions."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


# ---------------------------------------------------------------------- a small centre, by the ORM


def centre(env):
    """Make departments, windows, items, people and a project; return what the rest needs."""
    company = env.ref("base.main_company")
    company.write({"gov_region_id": env.ref("gov_base.region_152900").id, "gov_document_word": "阿政务"})
    departments = env["gov.department"].create(
        [
            {
                "name": f"第{number}局",
                "short_name": f"{number}局",
                "department_class": "authorised" if number <= DEPARTMENTS // 2 else "professional",
            }
            for number in range(1, DEPARTMENTS + 1)
        ]
    )
    window = env["gov.window"].create({"number": "A01", "name": "综合受理", "board": "authorised"})
    items = env["gov.item"].create(
        [
            {"name": f"事项{number}", "code": f"B-{number}", "department_id": departments[number % DEPARTMENTS].id}
            for number in range(ITEMS)
        ]
    )
    env["gov.item.version"].create(
        [
            {
                "item_id": item.id,
                "promised_days": 10,
                "statutory_days": 20,
                "result_name": "许可证",
                "material_ids": [Command.create({"name": f"材料{line}"}) for line in range(MATERIALS)],
            }
            for item in items
        ]
    ).action_publish()
    today = company._gov_today()
    letters = env["gov.authorization"].create(
        [
            {
                "department_id": department.id,
                "all_items": True,
                "date_start": today - timedelta(days=30),
                "date_end": today + timedelta(days=300),
            }
            for department in departments[: DEPARTMENTS // 2]
        ]
    )
    letters.action_activate()
    people = {
        "bench_clerk": ("gov_window.group_clerk", {"window_id": window.id}),
        "bench_handler": ("gov_approval.group_handler", {"department_id": departments[0].id}),
        "bench_supervisor": ("gov_base.group_supervisor", {}),
        "bench_project": ("project.group_project_user", {}),
        "bench_portal": ("base.group_portal", {}),
    }
    users = {}
    for login, (group, posting) in people.items():
        user = env["res.users"].create(
            {
                "name": login,
                "login": login,
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.set(env.ref(group).ids)],
            }
        )
        users[login] = user
        if posting:
            capacity = "clerk" if "window_id" in posting else "staff"
            ready = {"trained_on": today, "practised_on": today, "date_start": today - timedelta(days=60)}
            env["gov.posting"].create({"user_id": user.id, "capacity": capacity, **ready, **posting})
    project = env["project.project"].create({"name": "Bench", "privacy_visibility": "employees"})
    env["project.task.type"].create(
        [{"name": name, "sequence": place, "project_ids": project.ids} for place, name in enumerate(STAGES)]
    )
    applicant = env["res.partner"].create({"name": "张大山"})
    return {
        "company": company,
        "departments": departments,
        "items": items,
        "users": users,
        "project": project,
        "applicant": applicant,
    }


def one_case(env, place):
    """Let the suite make one case of each table's sample; return the records."""
    clerk = place["users"]["bench_clerk"]
    item = place["items"].filtered(lambda item: item.department_id == place["departments"][0])[0]
    case = env["gov.case"].with_user(clerk).create({"item_id": item.id, "partner_id": place["applicant"].id})
    case.action_all_received()
    case.action_receive()
    case.action_accept()
    case.action_hand_over()
    case = case.sudo()
    task = env["project.task"].create(
        {"name": "Bench", "project_id": place["project"].id, "stage_id": place["project"].type_ids[0].id}
    )
    terms = case.term_ids.filtered(lambda term: term.kind_id.code == "decision")
    env.flush_all()
    return {
        "gov.case": case,
        "gov.term": terms,
        "gov.case.material": case.material_ids[0],
        "gov.task": case.task_ids,
        "res.partner": place["applicant"],
        "project.task": task,
    }


# ---------------------------------------------------------------------- the many, by SQL


def insert_like(env, record, source, **values):
    """Insert a row for each row of ``source``, like ``record`` save for the given columns.

    source: SQL of a FROM clause; values: SQL of columns over it
    """
    table = record._table
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in values]
    chosen = ", ".join(values.get(name, f'sample."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f'INSERT INTO "{table}" ({names})'
        f' SELECT {chosen} FROM (SELECT * FROM "{table}" WHERE id = {record.id}) AS sample, {source}'
    )


@contextlib.contextmanager
def bare(env, table):
    """Take the indexes and foreign keys off a table, and put them on again: many rows go in faster."""
    env.cr.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype = 'f'""",
        [table],
    )
    keys = env.cr.fetchall()
    env.cr.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i
            WHERE i.indrelid = %s::regclass
              AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)""",
        [table],
    )
    indexes = env.cr.fetchall()
    for name, _definition in keys:
        env.cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        env.cr.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        env.cr.execute(definition.replace("%", "%%"), ())
    for name, definition in keys:
        env.cr.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


def partners(env, place, sample, count):
    """One applicant for five cases."""
    insert_like(
        env,
        sample["res.partner"],
        f"generate_series(1, {count // 5}) AS i",
        name="'申请人' || i",
        complete_name="'申请人' || i",
    )


def spread(env, place, sample, count):
    """Cases old and new: three fifths are closed, the newest are in every state."""
    limits, total = [], 0
    for state, share in STATES.items():
        total += share
        limits.append(f"WHEN h < {total} THEN '{state}'")
    env.cr.execute(
        f"""
        CREATE TEMP TABLE bench_item AS
            SELECT row_number() OVER (ORDER BY i.id) - 1 AS no, i.id, i.version_id, i.department_id,
                   d.company_id AS department_company_id
              FROM gov_item i JOIN gov_department d ON d.id = i.department_id;
        CREATE TEMP TABLE bench_partner AS
            SELECT row_number() OVER (ORDER BY id) - 1 AS no, id FROM res_partner WHERE name LIKE '申请人%';
        CREATE TEMP TABLE bench_case AS
            SELECT row_.*, (SELECT max(id) FROM gov_case) + i AS id,
                   date_trunc('second', a) + interval '1 hour' AS received,
                   now() AT TIME ZONE 'UTC' + make_interval(days => h2 % 40 - 10, secs => 60 + i % 7200) AS due
              FROM (
                SELECT i, h2,
                       CASE WHEN i <= {count} * 3 / 5 THEN CASE WHEN h < 5 THEN 'not_accepted' ELSE 'closed' END
                            {" ".join(limits)} END AS state,
                       now() AT TIME ZONE 'UTC' - interval '1 minute' * (({count} - i) * 1500000 / {count}) AS a
                  FROM (SELECT i::bigint, (hashint4(i) & 1073741823) % 100 AS h,
                               (hashint4(i + 7) & 1073741823) % 1000 AS h2
                          FROM generate_series(1, {count}) AS i) AS spread
              ) AS row_;
        CREATE INDEX ON bench_item (no); CREATE INDEX ON bench_partner (no); ANALYZE bench_item, bench_partner;
        """
    )


def cases(env, place, sample, count):
    """The cases themselves."""
    portal = place["users"]["bench_portal"].partner_id.id
    due = f"CASE WHEN b.state IN {OPEN} THEN due WHEN b.state = 'closed' THEN a + interval '14 days' END"
    begun = f"b.state IN {ACCEPTED}"
    insert_like(
        env,
        sample["gov.case"],
        "bench_case AS b JOIN bench_item AS t ON t.no = b.h2 % 100"
        f" JOIN bench_partner AS p ON p.no = (b.i * 7) % {count // 5} LEFT JOIN bench_chain AS k ON k.id = b.id",
        id="b.id",
        state="b.state",
        number="CASE WHEN b.state NOT IN ('draft', 'pre_submitted') THEN 'B' || lpad(b.i::text, 9, '0') END",
        item_id="t.id",
        item_version_id="t.version_id",
        department_id="t.department_id",
        department_company_id="t.department_company_id",
        partner_id=f"CASE WHEN b.i % greatest({count} / 30, 1) = 0 THEN {portal} ELSE p.id END",
        channel="CASE WHEN h2 % 10 < 7 THEN 'counter' ELSE 'portal' END",
        received_at="CASE WHEN b.state NOT IN ('draft', 'pre_submitted') THEN b.received END",
        accept_date=f"CASE WHEN {begun} THEN b.received::date END",
        accepted_at=f"CASE WHEN {begun} THEN b.received END",
        acceptor_id=f"CASE WHEN {begun} THEN {place['users']['bench_clerk'].id} END",
        due_at=due,
        due_date=f"({due})::date",
        lamp=f"CASE WHEN b.state = 'closed' THEN 'done' WHEN b.state NOT IN {OPEN} THEN NULL"
        " WHEN b.state = 'reviewing' AND h2 % 10 = 0 THEN 'grey'"
        " WHEN due < now() AT TIME ZONE 'UTC' THEN 'red'"
        " WHEN due < now() AT TIME ZONE 'UTC' + interval '4 days' THEN 'amber' ELSE 'green' END",
        overdue=f"b.state IN {OPEN} AND due < now() AT TIME ZONE 'UTC'",
        closed_at="CASE WHEN b.state = 'closed' THEN a + interval '10 days' END",
        flow_action="CASE WHEN b.state = 'draft' THEN NULL ELSE 'accept' END",
        flow_date="b.received",
        create_date="a",
        write_date="b.received",
        event_seq="CASE WHEN second_hash IS NOT NULL THEN 2 WHEN first_hash IS NOT NULL THEN 1 ELSE 0 END",
        event_head="COALESCE(second_hash, first_hash)",
        tracking_code="substr(md5(b.i::text), 1, 16)",
        access_token="NULL",  # noqa: S106 (not a password, a column of SQL)
        note="b.i::text",
    )
    env.cr.execute("SELECT setval('gov_case_id_seq', (SELECT max(id) FROM gov_case)); ANALYZE gov_case")


def terms(env, place, sample, count):
    """The main period of each accepted case."""
    term = sample["gov.term"]
    steps = term.kind_id.step_ids
    breach = steps.filtered(lambda step: step.after and not step.days).id
    supplement = env["gov.term.kind"]._get("supplement")
    late = supplement.step_ids.filtered(lambda step: step.after and not step.days).id
    running = "(c.state <> 'closed' AND c.lamp <> 'grey')"
    ahead = f"({running} AND c.lamp <> 'red')"
    insert_like(
        env,
        term,
        "gov_case AS c WHERE c.note IS NOT NULL AND c.due_at IS NOT NULL",
        res_id="c.id",
        kind_id=f"CASE WHEN c.state = 'supplement' THEN {supplement.id} ELSE {term.kind_id.id} END",
        start_at="c.received_at",
        due_at="c.due_at",
        state=f"CASE WHEN c.state = 'closed' THEN 'met' WHEN {running} THEN 'running' ELSE 'paused' END",
        paused_at="CASE WHEN c.lamp = 'grey' THEN c.received_at END",
        closed_at="c.closed_at",
        warned_at="CASE WHEN c.lamp IN ('amber', 'red') THEN c.due_at - interval '3 days' END",
        breached_at="CASE WHEN c.lamp = 'red' THEN c.due_at END",
        step_id=f"CASE WHEN {ahead} THEN CASE WHEN c.state = 'supplement' THEN {late} ELSE {breach} END END",
        next_action_at=f"CASE WHEN {ahead} THEN c.due_at + interval '1 second' END",
    )


def materials(env, place, sample, count):
    """The checklist of the cases that are not closed long ago."""
    insert_like(
        env,
        sample["gov.case.material"],
        "gov_case AS c JOIN gov_item_material AS m ON m.version_id = c.item_version_id"
        f" WHERE c.note::bigint > {count} * 3 / 5",
        case_id="c.id",
        material_id="m.id",
        company_id="c.company_id",
        sequence="m.sequence",
    )


def tasks(env, place, sample, count):
    """The department's task of each case that was handed over."""
    insert_like(
        env,
        sample["gov.task"],
        "gov_case AS c WHERE c.note IS NOT NULL AND c.state IN ('transferred', 'reviewing', 'decided', 'closed')",
        case_id="c.id",
        department_id="c.department_id",
        company_id="c.department_company_id",
        item_id="c.item_id",
        due_date="c.due_date",
        lamp="c.lamp",
        user_id=f"CASE WHEN c.state <> 'transferred' THEN {place['users']['bench_handler'].id} END",
        state="CASE c.state WHEN 'transferred' THEN 'waiting' WHEN 'reviewing' THEN 'reviewing' ELSE 'concluded' END",
        conclusion="CASE WHEN c.state IN ('decided', 'closed') THEN 'agree' END",
        create_date="c.received_at",
    )


def chains(env, place, sample, count):
    """The hashes of a valid chain: one event for each received case, two for each accepted one."""
    env.cr.execute(
        f"""
        CREATE TEMP TABLE bench_first AS
            SELECT *, {chained(place, 1, "receive", "draft", "received", f"'{GENESIS}'")} AS first_hash
              FROM bench_case WHERE state NOT IN ('draft', 'pre_submitted');
        CREATE TEMP TABLE bench_chain AS
            SELECT id, received, first_hash,
                   CASE WHEN state IN {ACCEPTED}
                        THEN {chained(place, 2, "accept", "received", "accepted", "first_hash")} END AS second_hash
              FROM bench_first;
        DROP TABLE bench_first;
        CREATE INDEX ON bench_chain (id); ANALYZE bench_chain
        """
    )


def chained(place, seq, kind, state_from, state_to, previous):
    """SQL of the hash of an event without reason, authority and data, as kernel/chain.py takes it."""
    head = '["gov.case",'
    middle = f',{seq},"gov.case",'
    move = f',"{kind}","{state_from}","{state_to}",{place["users"]["bench_clerk"].id},"'
    rest = f'",null,null,null,null,null,true,{place["company"].id},"'
    return (
        f"encode(sha256(convert_to('{head}' || id || '{middle}' || id || '{move}'"
        f" || to_char(received, 'YYYY-MM-DD HH24:MI:SS') || '{rest}' || {previous} || '\"]', 'UTF8')), 'hex')"
    )


def events(env, place, sample, count):
    """The events of the chains."""
    clerk, company = place["users"]["bench_clerk"].id, place["company"].id
    for seq, kind, state_from, state_to, previous, own in (
        (1, "receive", "draft", "received", f"'{GENESIS}'", "first_hash"),
        (2, "accept", "received", "accepted", "first_hash", "second_hash"),
    ):
        env.cr.execute(
            f"""
            INSERT INTO gov_event (subject_model, subject_id, seq, res_model, res_id, kind, state_from, state_to,
                                   user_id, at, public, company_id, prev_hash, hash, algorithm)
                SELECT 'gov.case', id, {seq}, 'gov.case', id, '{kind}', '{state_from}', '{state_to}',
                       {clerk}, received, TRUE, {company}, {previous}, {own}, 'sha256'
                  FROM bench_chain WHERE {own} IS NOT NULL
            """
        )


def project_tasks(env, place, sample, count):
    """As many tasks of project, spread over its stages as the cases over their states."""
    stages = place["project"].type_ids.ids
    insert_like(
        env,
        sample["project.task"],
        "bench_case AS b",
        name="'Task ' || b.i",
        stage_id="CASE WHEN b.state IN ('draft', 'pre_submitted', 'received') THEN {} "
        "WHEN b.state IN ('supplement', 'accepted') THEN {} WHEN b.state = 'transferred' THEN {} "
        "WHEN b.state IN ('reviewing', 'decided') THEN {} ELSE {} END".format(*stages),
        state="CASE WHEN b.state IN ('closed', 'not_accepted') THEN '1_done' ELSE '01_in_progress' END",
        date_deadline="b.due",
        create_date="b.a",
        access_token="NULL",  # noqa: S106 (not a password, a column of SQL)
    )


def check_chains(env):
    """Tell if the chains made here are not what the suite's own check expects."""
    env.cr.execute("SELECT id FROM gov_case WHERE event_seq > 0 ORDER BY id DESC LIMIT 200")
    found = env["gov.event"].verify_chain([row[0] for row in env.cr.fetchall()])
    if found:
        print(f"  The chains are not valid; fill.py has to follow kernel/chain.py: {found[:2]}")
