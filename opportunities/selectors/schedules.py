"""When a session meets, read from its row, and on which days it does not."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from opportunities.models import Break, Session
from opportunities.schedule import Schedule, ScheduleError, as_moment, bounded, lasting, weekly_rule

logger = logging.getLogger(__name__)


def schedule_of(session: Session) -> Schedule | None:
    """The schedule of a session; None if it is an open period, or not known, or cannot be read (which is logged)."""
    try:
        return read_schedule(session)
    except (ScheduleError, ValueError) as error:
        logger.warning("The schedule of session %s cannot be read: %s", session.pk, error)
        return None


def read_schedule(session: Session) -> Schedule | None:
    """The same, for those who want to know why it cannot be read.

    A session meets by its rule, else on its weekdays, from its first day to its last; on the dates that it names; or
    once, on the one day it has. Two days far apart and nothing else are an open period: no meeting is invented in it.
    Nor for weekdays without a first day: nobody said when they begin.
    Raises: ScheduleError, ValueError (a named date is not one).
    """
    start, end = session.start_time, session.end_time
    named = sorted(at_time(day, start or time()) for day in moments(session.rdates))
    once = is_single(session)
    rule = session.rrule or ("" if once or not session.weekdays else weekly_rule(session.weekdays))
    first_on = session.starts_on
    if first_on and (rule or once):
        starts = datetime.combine(first_on, start or time())
    elif named:
        if first_on and start and first_on < named[0].date():  # DTSTART of a calendar is a meeting beside its RDATEs
            named.insert(0, datetime.combine(first_on, start))
        starts, rule = named.pop(0), ""
    else:
        return None
    is_all_day = start is None and not any(isinstance(day, datetime) for day in moments(session.rdates))
    return Schedule(
        starts=starts,
        duration=lasting(start, end) if start or is_all_day else timedelta(),
        time_zone=session.time_zone,
        rrule=bounded(rule, session.ends_on),
        rdates=tuple(named),
        exdates=tuple(moments(session.exdates)),
        is_all_day=is_all_day,
    )


def moments(texts: Iterable[str]) -> list[datetime | date]:
    return [as_moment(text) for text in texts]


def at_time(day: datetime | date, start: time) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, start)


def is_single(session: Session) -> bool:
    """Whether the session is one meeting: one day, a start with a time and no last day, or one night."""
    first_on, last_on, start, end = session.starts_on, session.ends_on, session.start_time, session.end_time
    if first_on is None or session.rrule:
        return False
    if last_on is None:
        return start is not None and not session.weekdays and not session.rdates
    if last_on == first_on:
        return not session.rdates
    return last_on == first_on + timedelta(days=1) and start is not None and end is not None and end < start


@dataclass
class DaysOff:
    """Public holidays and breaks between two days (both included), for any number of sessions in one query."""

    first_on: date
    last_on: date
    _breaks: list[tuple[str, int | None, date, date]] | None = None
    _known: dict[tuple[object, ...], frozenset[date]] = field(default_factory=dict)

    def for_session(self, session: Session, *, country_code: str, areas: Collection[int]) -> frozenset[date]:
        """The days on which `session` does not meet by its own word.

        Args:
            country_code: where it is held, ISO 3166-1.
            areas: keys of every area it is held in, however wide.
        """
        key = (session.skips_public_holidays, session.skips_breaks, country_code, frozenset(areas))
        if key not in self._known:
            days: set[date] = set()
            if session.skips_public_holidays:
                days |= self.public_holidays(country_code)
            if session.skips_breaks:
                days |= self.breaks(country_code, areas)
            self._known[key] = frozenset(days)
        return self._known[key]

    def public_holidays(self, country_code: str) -> set[date]:
        years = range(self.first_on.year, self.last_on.year + 1)
        return {day for year in years for day in holidays_of_year(country_code, year)}

    def breaks(self, country_code: str, areas: Collection[int]) -> set[date]:
        if self._breaks is None:
            near = Break.objects.filter(first_on__lte=self.last_on, last_on__gte=self.first_on)
            self._breaks = list(near.values_list("country_code", "area_id", "first_on", "last_on"))
        return {
            first + timedelta(days=number)
            for country, area, first, last in self._breaks
            if country == country_code and (area is None or area in areas)
            for number in range((last - first).days + 1)
        }


@cache
def holidays_of_year(country_code: str, year: int) -> frozenset[date]:
    """Public holidays of a whole country; none where the `holidays` package does not know the country."""
    try:
        return frozenset(holidays.country_holidays(country_code, years=year))
    except NotImplementedError:
        return frozenset()
