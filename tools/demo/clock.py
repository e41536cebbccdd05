"""The clock of the demo: the business code asks the cursor for the time, and is told that of the story."""

from contextlib import contextmanager
from datetime import datetime, timedelta


@contextmanager
def clock(env):
    """Yield a clock that moves the cursor's time; the real time is back afterwards."""
    moving = Clock(env)
    env.cr.now = moving.now
    try:
        yield moving
    finally:
        del env.cr.now


class Clock:
    """A moment that stands until it is moved."""

    def __init__(self, env):
        self.calendar = env.company._gov_calendar()
        self.moment = env.cr.now()
        self.today = self.calendar._to_local(self.moment).date()

    def now(self):
        """Return the moment of the story, naive and in UTC, as the cursor would."""
        return self.moment

    def set(self, local: datetime):
        """Move to a local moment."""
        self.moment = self.calendar._to_utc(local)

    def working_day(self, index: int):
        """Return a working day: 0 is the last one before today, -1 the one before it."""
        kernel = self.calendar._kernel()
        last = kernel.add(self.today - timedelta(days=1), 0)
        while not kernel.is_working(last):
            last -= timedelta(days=1)
        return kernel.add(last, index) if index else last
