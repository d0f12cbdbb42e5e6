"""Whether a playlist of the catalogue can be finished when one begins on a given day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from opportunities.models import Occurrence, Playlist, PlaylistStop
from opportunities.playlists.offers import Offer, offers_of, one_each
from opportunities.playlists.plan import Choice, Meeting, Plan, Reason, Step, make_plan
from opportunities.playlists.substitutes import Substitute, gone_from, substitutes
from opportunities.search.requirements import Requirement, requirements_of

FIRST_LOOK = timedelta(weeks=2)  # most plans are over by then
FARTHEST = timedelta(days=400)  # the horizon of dated meetings


@dataclass(frozen=True)
class Standing:
    """How the stops of a playlist stand now: what meets each, and what stands in where that is not enough."""

    requirements: list[Requirement]
    offers: dict[int, list[Offer]]
    substitutes: dict[int, list[Substitute]]

    def usable(self, stop: int) -> list[Offer]:
        """Whatever one can do at the stop."""
        return [*self.offers[stop], *(one.offer for one in self.substitutes.get(stop, ()))]

    def unmet(self) -> list[int]:
        """The stops, optional ones too, at which there is less to do than they need."""
        return [one.stop for one in self.requirements if len(one_each(self.usable(one.stop))) < one.needs]


def standing_of(stops: QuerySet[PlaylistStop]) -> Standing:
    """How `stops` stand now: three queries, and five more where something that was named has gone."""
    requirements = requirements_of(stops)
    offers = offers_of(requirements)
    return Standing(requirements, offers, substitutes(gone_from(requirements, offers), requirements))


def completable(playlist: Playlist, *, on: date | None = None, weeks: int | None = None) -> Plan:
    """The plan of somebody who begins on the day `on` (today) and has `weeks` (those that the playlist states).

    Its flaws say what stands in the way where there is none. Of an offer one meeting counts, the one that is over
    first; where it has no dated meetings one can come at any time while it is open.
    """
    return plan_of(playlist, standing_of(playlist.stops.all()), on=on, weeks=weeks)


def plan_of(playlist: Playlist, standing: Standing, *, on: date | None = None, weeks: int | None = None) -> Plan:
    """The same from what was read already: one query, and a second where the first weeks have no plan.

    A plan of the first weeks is one of all of them; only where they have none does the rest matter.
    """
    since, until = window(playlist, on=on, weeks=weeks)
    plan = _plan_until(playlist, standing, since, min(until, since + FIRST_LOOK))
    if since + FIRST_LOOK < until and any(flaw.code == Reason.LATE for flaw in plan.flaws):
        return _plan_until(playlist, standing, since, until)
    return plan


def _plan_until(playlist: Playlist, standing: Standing, since: datetime, until: datetime) -> Plan:
    usable = {one.stop: standing.usable(one.stop) for one in standing.requirements}
    needed = [offer for one in standing.requirements if not one.is_optional for offer in usable[one.stop]]
    meetings = meetings_of(needed, since=since, until=until)
    zone = ZoneInfo(playlist.city.time_zone)
    steps = [
        Step(one.stop, tuple(_choices(usable[one.stop], meetings, zone)), needs=one.needs, is_optional=one.is_optional)
        for one in standing.requirements
    ]
    return make_plan(steps, since=since, until=until)


def window(playlist: Playlist, *, on: date | None = None, weeks: int | None = None) -> tuple[datetime, datetime]:
    """The moments between which it has to be done: from now, or the morning of a later day, for whole weeks.

    Beyond a year or so nobody knows any dates.
    """
    zone, now = ZoneInfo(playlist.city.time_zone), timezone.now()
    today = now.astimezone(zone).date()
    day = min(max(on or today, today), today + FARTHEST)
    begin = datetime.combine(day, time(), zone)
    last = day + timedelta(weeks=playlist.weeks if weeks is None else weeks)
    return max(begin, now), datetime.combine(last, time(), zone)


def meetings_of(offers: Iterable[Offer], *, since: datetime, until: datetime) -> dict[int, list[Meeting]]:
    """The dated meetings of the sessions of `offers` that begin in time, by session: one query."""
    sessions = {session for offer in offers for session in offer.sessions}
    found: dict[int, list[Meeting]] = defaultdict(list)
    held = Occurrence.objects.filter(session__in=sessions, starts_at__gte=since, starts_at__lt=until)
    for session, starts_at, ends_at, is_all_day in held.values_list("session_id", "starts_at", "ends_at", "is_all_day"):
        found[session].append(Meeting(starts_at, ends_at, session, is_all_day))
    return found


def _choices(offers: Sequence[Offer], meetings: Mapping[int, Sequence[Meeting]], zone: ZoneInfo) -> Iterable[Choice]:
    """One choice for each opportunity, with the meetings of all its rows."""
    of_each: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers:
        of_each[offer.opportunity].append(offer)
    for opportunity, rows in of_each.items():
        undated = next((row for row in rows if row.next_at is None), None)
        yield Choice(
            opportunity,
            tuple(meeting for row in rows for session in row.sessions for meeting in meetings.get(session, ())),
            opens_at=_morning(undated.first_on, zone) if undated else None,
            closes_at=_morning(undated.last_on, zone, after=1) if undated and undated.last_on else None,
        )


def _morning(day: date | None, zone: ZoneInfo, *, after: int = 0) -> datetime:
    """The first moment of a day, `after` days later; the beginning of time where there is none."""
    return datetime.combine(day + timedelta(days=after), time(), zone) if day else datetime.min.replace(tzinfo=zone)
