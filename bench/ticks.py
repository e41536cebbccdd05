"""The clock: taking the steps that are due, beside one SQL statement and beside base_automation."""

import cProfile
import os
import time

from harness import Figure, Sample, number, queries, ratio_figure
from report import grouped, top

PROBE = 200
SECONDS = 100

# What the tick must do at least: the step of each term, and a hashed event on each owner's chain,
MOVE_AND_TELL = """
WITH due AS (
    SELECT id, res_id FROM gov_term WHERE state = 'running' AND next_action_at <= now() AT TIME ZONE 'UTC'
), moved AS (
    UPDATE gov_term AS t
       SET breached_at = date_trunc('second', now() AT TIME ZONE 'UTC'), step_id = %(step)s,
           next_action_at = now() AT TIME ZONE 'UTC' + interval '1 day'
      FROM due WHERE t.id = due.id
 RETURNING t.id, t.res_model, t.res_id, t.due_at, t.company_id
), told AS (
    INSERT INTO gov_event (subject_model, subject_id, seq, res_model, res_id, kind, user_id, at, public, data,
                           company_id, prev_hash, hash, algorithm)
    SELECT 'gov.case', c.id, c.event_seq + 1, 'gov.case', c.id, 'term.breach', 1, now() AT TIME ZONE 'UTC', FALSE,
           jsonb_build_object('term', m.id, 'due_at', m.due_at), m.company_id, c.event_head,
           encode(sha256(convert_to(format('["gov.case",%%s,%%s,"gov.case",%%s,"term.breach",%%s,%%s]',
                  c.id, c.event_seq + 1, c.id, m.due_at, c.event_head), 'UTF8')), 'hex'), 'sha256'
      FROM moved AS m JOIN gov_case AS c ON c.id = m.res_id
 RETURNING subject_id, seq, hash
)
"""
# ... whose head moves with it: without that the next event of the case would not fit its chain.
RAW = (
    MOVE_AND_TELL
    + "UPDATE gov_case AS c SET event_seq = told.seq, event_head = told.hash FROM told WHERE c.id = told.subject_id"
)
RAW_WITHOUT_HEADS = MOVE_AND_TELL + "SELECT count(*) FROM told"

MAKE_DUE = """
WITH chosen AS (
    SELECT t.id, t.res_id FROM gov_term AS t
     WHERE t.state = 'running' AND t.res_model = 'gov.case' AND t.kind_id = %(kind)s
     LIMIT %(count)s
), moved AS (
    UPDATE gov_term AS t
       SET due_at = now() AT TIME ZONE 'UTC' - interval '90 seconds', step_id = %(step)s, breached_at = NULL,
           next_action_at = now() AT TIME ZONE 'UTC' - interval '89 seconds'
      FROM chosen WHERE t.id = chosen.id
)
UPDATE gov_case AS c
   SET due_at = now() AT TIME ZONE 'UTC' - interval '90 seconds', lamp = 'amber', overdue = FALSE
  FROM chosen WHERE c.id = chosen.res_id
"""

# Every case has an open term; those of the closed ones never fall due here.
OPEN_ALL = """
INSERT INTO gov_term (kind_id, res_model, res_id, company_id, calendar_id, value, unit, source, start_at, due_at,
                      state, step_id, next_action_at,
                      count_first, provisional, extended, paused)
SELECT %(handover)s, 'gov.case', c.id, c.company_id, s.calendar_id, 1, 'wd', s.source, s.start_at,
       now() AT TIME ZONE 'UTC' + make_interval(days => 1 + (c.id %% 40)::int), 'running', %(late)s,
       now() AT TIME ZONE 'UTC' + make_interval(days => 1 + (c.id %% 40)::int),
       FALSE, FALSE, 0, 0
  FROM gov_case AS c, (SELECT * FROM gov_term ORDER BY id LIMIT 1) AS s
 WHERE NOT EXISTS (SELECT FROM gov_term AS t WHERE t.res_model = 'gov.case' AND t.res_id = c.id
                    AND t.state IN ('running', 'paused'))
"""


class Clock:
    """A database of its own, in which terms can be made due."""

    def __init__(self, run):
        self.database = run.database(fresh=True)
        with self.database.env() as env:
            kind = env["gov.term.kind"]._get("decision")
            handover = env["gov.term.kind"]._get("handover")
            after = kind.step_ids.filtered("after").sorted("days")
            late = handover.step_ids.filtered("after").sorted("days")
            self.values = {
                "kind": kind.id,
                "step": after[0].id,
                "next": after[1].id,
                "handover": handover.id,
                "late": late[0].id,
            }
            # the sample's own periods are not counted
            env.cr.execute(OPEN_ALL, self.values)
        self.maintain()
        with self.database.env() as env:
            env.cr.execute("SELECT count(*) FROM gov_term WHERE state = 'running' AND next_action_at IS NOT NULL")
            [(self.open,)] = env.cr.fetchall()

    def maintain(self):
        """Do what autovacuum does in time."""
        with self.database.registry.cursor() as cr:
            cr.commit()
            cr._cnx.autocommit = True
            for table in ("gov_term", "gov_case", "gov_event"):
                cr._cnx.cursor().execute(f"VACUUM ANALYZE {table}")
            cr._cnx.autocommit = False

    def make_due(self, count):
        """Let the deadline of so many running terms pass a minute ago; return how many."""
        with self.database.env() as env:
            env.cr.execute(MAKE_DUE, self.values | {"count": count})
            found = env.cr.rowcount
        self.maintain()
        return found

    def raw(self, statement):
        """Return the milliseconds of an SQL statement, undone at the end."""
        with self.database.registry.cursor() as cr:
            started = time.perf_counter()
            cr.execute(statement, self.values | {"step": self.values["next"]})
            spent = (time.perf_counter() - started) * 1000
            cr.rollback()
        self.maintain()
        return spent

    def tick(self, sample=None):
        """Run the tick as the scheduled action does; return milliseconds and queries."""
        sample = sample or Sample()
        self.database.measure(None, lambda env: env["gov.term"]._cron_tick(), sample)
        return sample


def tick(run):
    """The tick with a tenth of the open terms due, and with nothing due."""
    clock = Clock(run)
    idle = Sample()
    clock.tick()
    for _round in range(max(20, run.rounds)):
        clock.tick(idle)
    wanted = int(os.environ.get("DUE") or run.count // 10)
    probed = clock.make_due(min(PROBE, wanted))
    each = clock.tick().median / max(probed, 1)
    count = max(PROBE, min(wanted, int(SECONDS * 1000 / 2 / each)))
    ours, raw, headless, due = Sample(), Sample(), Sample(), []
    for _round in range(2):
        found = clock.make_due(count)
        if not found:
            break
        due.append(found)
        headless.times.append(clock.raw(RAW_WITHOUT_HEADS))
        raw.times.append(clock.raw(RAW))
        clock.tick(ours)
    clock.make_due(min(PROBE, count))
    explain(run, "tick", clock)
    ratios = [mine / theirs for mine, theirs in zip(ours.times, raw.times, strict=True)]
    ratio = sorted(ratios)[len(ratios) // 2]
    per_term = min(spent / found for spent, found in zip(ours.times, due, strict=True))
    details = {"open": clock.open, "due": due, "ours": ours.data(), "raw": raw.data(), "ratios": ratios}
    shown = f"{due[0]:,} due of {clock.open:,}" + ("" if count >= wanted else f" (of {wanted:,} wanted)")
    return [
        Figure(
            f"tick: {shown}",
            f"{ours.text()}, {number(per_term)} ms each, {ours.query_count} queries",
            raw.text(),
            f"{number(ratio)} x",
            "<= 5 x",
            ratio <= 5,
            details,
        ),
        ratio_figure("tick: beside the statement that leaves the chains' heads behind", ours, headless, None),
        Figure(
            f"tick: nothing due of {clock.open:,}",
            f"{idle.text()}, {idle.query_count} queries",
            "",
            f"{number(idle.median)} ms",
            "<= 2 ms",
            idle.median <= 2,
            {"idle": idle.data()},
        ),
    ]


def explain(run, name, clock):
    """Leave the queries and the profile of a tick with something due."""
    found, profile = [], cProfile.Profile()
    with queries(found):
        profile.enable()
        clock.tick()
        profile.disable()
    run.note(f"queries-{name}.txt", grouped(found))
    run.note(f"profile-{name}.txt", top(profile, 1))


def time_rule(run):
    """A time rule of base_automation on as many tasks of project, beside our tick: so many due, then none."""
    due = min(500, run.count // 20)
    clock = Clock(run)
    database = clock.database
    with database.env() as env:
        model = env["ir.model"]._get("project.task")
        rule = env["base.automation"].create(
            {
                "name": "Bench",
                "model_id": model.id,
                "trigger": "on_time",
                "trg_date_id": env["ir.model.fields"]._get("project.task", "date_deadline").id,
                "trg_date_range": 0,
                "filter_domain": "[('state', '=', '01_in_progress')]",
                "action_server_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Bench",
                            "model_id": model.id,
                            "state": "code",
                            "code": "record.write({'priority': '1'})",
                        },
                    )
                ],
            }
        )
        rule_id = rule.id

    def process(env):
        env["base.automation"]._cron_process_time_based_actions()

    mine, theirs, mine_idle, theirs_idle = Sample(), Sample(), Sample(), Sample()
    with database.env() as env:
        # what became due before the rule was made does not count
        env.cr.execute("UPDATE base_automation SET last_run = now() AT TIME ZONE 'UTC' WHERE id = %s", [rule_id])
    for _round in range(2):
        clock.make_due(due)
        with database.env() as env:
            env.cr.execute(
                "UPDATE base_automation SET last_run = now() AT TIME ZONE 'UTC' - interval '1 hour' WHERE id = %s",
                [rule_id],
            )
            env.cr.execute(
                "UPDATE project_task SET date_deadline = now() AT TIME ZONE 'UTC' - interval '1 minute' WHERE id IN"
                " (SELECT id FROM project_task WHERE state = '01_in_progress'"
                " AND date_deadline > now() AT TIME ZONE 'UTC' LIMIT %s)",
                [due],
            )
        database.measure(None, process, theirs)
        clock.tick(mine)
    for _round in range(7):
        database.measure(None, process, theirs_idle)
        clock.tick(mine_idle)
    figures = []
    for name, ours, peer in ((f"{due:,} due", mine, theirs), ("nothing due", mine_idle, theirs_idle)):
        figures.append(
            Figure(
                f"tick / base_automation: {name} of {clock.open:,}",
                f"{ours.text()}, {ours.query_count} queries",
                f"{peer.text()}, {peer.query_count} queries",
                f"{number(ours.median / peer.median)} x",
                "",
                None,
                {"ours": ours.data(), "peer": peer.data()},
            )
        )
    return figures
