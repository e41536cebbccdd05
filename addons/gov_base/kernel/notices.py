"""The notices of the State Council that arrange the days off of a year (国务院办公厅关于部分节假日安排的通知)."""

from datetime import date

#: the number of the notice by the year it arranges, where it is known
NUMBERS = {
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}


def arranged_with(day: date) -> int:
    """Return the year whose notice arranges a day: the days about New Year come with the year that begins."""
    return day.year + (day.month == 12)
