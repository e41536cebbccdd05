"""Whether an applicant fulfils a condition of an item (受理条件)."""

from datetime import date

#: how the 12 digits of a region code are divided: province, city, county, township, village
PARTS = (2, 4, 6, 9, 12)


def region_root(code: str) -> str:
    """The digits that a region shares with all that lies in it, e.g. 1529 of 152900000000."""
    for end in PARTS:
        if not code[end:].strip("0"):
            return code[:end]
    return code


def within(code: str, area: str) -> bool:
    """Whether the region lies in the area, or is the area."""
    return code.startswith(region_root(area))


def age_on(born: date, day: date) -> int:
    """The full years (周岁) on a day: one is a year older on the day after the birthday."""
    return day.year - born.year - ((day.month, day.day) <= (born.month, born.day))


def age_fits(age: int, lowest: int, highest: int) -> bool:
    """Whether an age is in the range, both ends included; 0: no bound."""
    return age >= lowest and (not highest or age <= highest)
