"""Keep the dated meetings of every session within a rolling horizon."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from opportunities.models import Occurrence, Session
from opportunities.schedule import occurrences
from opportunities.selectors.schedules import DaysOff, schedule_of

__all__ = ["Counts", "refresh_all", "refresh_occurrences", "schedule_of"]

DAYS_BACK = 30
DAYS_AHEAD = 400
AT_ONCE = 2_000  # sessions in one transaction
SCHEDULE_FIELDS = (
    "starts_on", "ends_on", "start_time", "end_time", "weekdays", "rrule", "rdates", "exdates", "time_zone",
    "skips_public_holidays", "skips_breaks",
)  # fmt: skip

COLUMNS = ("session_id", "starts_at", "ends_at", "local_on", "is_all_day")
Meetings = dict[tuple[int, datetime], tuple[datetime, date, bool]]


@dataclass
class Counts:
    """What a refresh did: numbers of sessions and of their meetings."""

    sessions: int = 0
    created: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0

    def add(self, other: "Counts") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def as_text(self) -> str:
        return _(
            "Meetings of %(sessions)d sessions: %(created)d created, %(updated)d updated, %(removed)d removed, "
            "%(unchanged)d unchanged."
        ) % {each.name: getattr(self, each.name) for each in fields(self)}


def refresh_occurrences(session_ids: Iterable[int], *, today: date | None = None) -> Counts:
    """Make the meetings of these sessions, from 30 days before `today` to 400 days after it, what their schedules say.

    Only the difference is written: a meeting that stays keeps its key. Meetings outside the horizon go. Each 2,000
    sessions are one transaction (or part of the caller's); their rows are locked, in the order of their keys.
    """
    counts = Counts()
    remaining = iter(sorted(set(session_ids)))
    today = today or timezone.localdate()
    while chunk := list(islice(remaining, AT_ONCE)):
        counts.add(refresh_chunk(chunk, today=today))
    return counts


def refresh_all(*, today: date | None = None, advance: Callable[[int], object] = lambda sessions: None) -> Counts:
    """Refresh every session, once a day, as the horizon moves on. `advance` is told how many are done each time."""
    counts = Counts()
    ids = list(Session.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        done = refresh_occurrences(ids[start : start + AT_ONCE], today=today)
        counts.add(done)
        advance(done.sessions)
    return counts


@transaction.atomic
def refresh_chunk(session_ids: list[int], *, today: date) -> Counts:
    sessions = list(with_place(Session.objects.filter(pk__in=session_ids)))
    wanted = meetings_of(sessions, today=today)
    created, updated, removed = dict(wanted), [], []
    kept = Occurrence.objects.filter(session__in=session_ids)
    for pk, session_id, starts_at, *rest in kept.values_list("pk", *COLUMNS):
        now = created.pop((session_id, starts_at), None)
        if now is None:
            removed.append(pk)
        elif now != tuple(rest):
            ends_at, local_on, is_all_day = now
            updated.append(Occurrence(pk=pk, ends_at=ends_at, local_on=local_on, is_all_day=is_all_day))
    if removed:
        Occurrence.objects.filter(pk__in=removed).delete()
    if updated:
        Occurrence.objects.bulk_update(updated, ["ends_at", "local_on", "is_all_day"], batch_size=1_000)
    if created:
        copy_in(created)
    return Counts(
        sessions=len(sessions),
        created=len(created),
        updated=len(updated),
        removed=len(removed),
        unchanged=len(wanted) - len(created) - len(updated),
    )


def copy_in(meetings: Meetings) -> None:
    """Insert meetings by COPY: a year of a whole catalogue is some hundred thousand rows, and instances cost most."""
    table = connection.ops.quote_name(Occurrence._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for key, rest in meetings.items():
            copy.write_row((*key, *rest))


def with_place(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions as far as their schedule needs them, locked, with `country_code` and the areas they are held in."""
    return (
        sessions.select_for_update(of=("self",))
        .only(*SCHEDULE_FIELDS)
        .annotate(
            country_code=Coalesce("venue__country_code", "opportunity__city__country_code"),
            venue_areas=F("venue__area__path"),
            city_areas=F("opportunity__city__area__path"),
        )
        .order_by("pk")
    )


def meetings_of(sessions: Iterable[Session], *, today: date) -> Meetings:
    """The meetings that the rows of `with_place` should have: (session, start) to (end, local day, whole day)."""
    since = datetime.combine(today, time(), UTC) - timedelta(days=DAYS_BACK)
    until = datetime.combine(today, time(), UTC) + timedelta(days=DAYS_AHEAD)
    off = DaysOff(since.date() - timedelta(days=1), until.date() + timedelta(days=1))
    meetings: Meetings = {}
    for session in sessions:
        schedule = schedule_of(session)
        if schedule is None:
            continue
        areas = {*(session.venue_areas or ()), *(session.city_areas or ())}  # type: ignore[attr-defined]
        skipped = off.for_session(session, country_code=session.country_code, areas=areas)  # type: ignore[attr-defined]
        for slot in occurrences(schedule, since, until, skipped):
            meetings[session.pk, slot.starts_at] = (slot.ends_at, slot.local_on, schedule.is_all_day)
    return meetings
