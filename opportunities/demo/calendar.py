"""Days on which things take place, counted from today. What is drawn never depends on the day, only the dates do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SEASONS = ("autumn", "winter", "spring", "summer")


@dataclass(frozen=True)
class Calendar:
    today: date

    @property
    def school_year(self) -> int:
        """The year in which the present school year began, from June on the coming one."""
        return self.today.year if self.today.month >= 6 else self.today.year - 1

    def term(self, late_start: int, early_end: int) -> tuple[date, date]:
        """First and last day of a group's year, some days after 1 September and before 12 June.

        In the last weeks before summer the next year is told, so that no group has only days gone by.
        """
        year = self.school_year
        last = date(year + 1, 6, 12) - timedelta(days=early_end)
        if last < self.today + timedelta(days=7):
            year += 1
            last = date(year + 1, 6, 12) - timedelta(days=early_end)
        return date(year, 9, 1) + timedelta(days=late_start), last

    def ahead(self, days: int, weekday: int = 0) -> date:
        """The first `weekday` (ISO; 0 for any) at least `days` after today."""
        day = self.today + timedelta(days=days)
        return day + timedelta(days=(weekday - day.isoweekday()) % 7) if weekday else day

    def holiday_week(self, season: str, week: int) -> date:
        """The Monday of a week of school holidays of the season, the next that has not begun."""
        for year in (self.today.year, self.today.year + 1, self.today.year + 2):
            for monday in _holiday_weeks(season, year, week):
                if monday > self.today:
                    return monday
        message = f"There are no holidays called {season}."
        raise ValueError(message)


def _holiday_weeks(season: str, year: int, week: int) -> list[date]:
    if season == "summer":
        return [_monday(date(year, 6, 15)) + timedelta(weeks=week % 10)]
    if season == "winter":
        return [_monday(date(year, 2, 14))] if week % 2 else [_monday(date(year, 1, 2)), _monday(date(year, 12, 27))]
    return [_monday(date(year, 4, 7)) if season == "spring" else _monday(date(year, 10, 26))]


def _monday(day: date) -> date:
    """The first Monday on or after `day`."""
    return day + timedelta(days=(1 - day.isoweekday()) % 7)


def season_of(rng: Random) -> str:
    return rng.choices(SEASONS, [1, 2, 2, 5])[0]
