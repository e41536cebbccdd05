"""Working days: our look-up beside the loop of resource.calendar."""

from datetime import date, datetime, time, timedelta

import pytz
from harness import Sample, in_turn, ratio_figure, time_of

START, DAYS = date(2026, 9, 21), 20  # across the National Day holiday


def add_days(run):
    """Twenty working days from a date, as peers with and without the holidays as leaves."""
    database = run.database()
    with database.env() as env:
        ours = env.ref("gov_base.gov_calendar_china")
        plain = env["resource.calendar"].create({"name": "Bench", "tz": "Asia/Shanghai"})
        full = plain.copy({"name": "Bench with holidays"})
        zone = pytz.timezone("Asia/Shanghai")
        env["resource.calendar.leaves"].create(
            [
                {
                    "name": day.name,
                    "calendar_id": full.id,
                    "date_from": utc(zone, day.date, time.min),
                    "date_to": utc(zone, day.date, time.max),
                }
                for day in ours.day_ids
                if not day.is_working and day.date.year == START.year
            ]
        )
        env.flush_all()
        start = zone.localize(datetime.combine(START, time(9)))
        calls = {
            "ours": lambda: ours.add_days(START, DAYS),
            "plain": lambda: plain.plan_days(DAYS, start),
            "full": lambda: full.plan_days(DAYS, start, compute_leaves=True),
        }
        samples = {name: Sample() for name in calls}
        repeats = {"ours": 2000, "plain": 5, "full": 5}
        in_turn(
            max(7, run.rounds // 3),
            *((lambda sample, name=name: time_of(sample, calls[name], repeats[name]), samples[name]) for name in calls),
        )
        env.cr.rollback()
    return [
        ratio_figure(
            "add_days(20) / plan_days(20) without leaves", samples["ours"], samples["plain"], 1000, floor=True
        ),
        ratio_figure("add_days(20) / plan_days(20) with holidays", samples["ours"], samples["full"], 1000, floor=True),
    ]


def utc(zone, day, moment):
    """Return the naive UTC moment of a local day and time."""
    local = datetime.combine(day, moment).replace(microsecond=0)
    return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None) + timedelta(0)
