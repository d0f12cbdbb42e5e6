"""The rows of a file as opportunities: each number once, each row accounted for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from opportunities.exchange.mapping.interpret import RejectedError, interpret
from opportunities.exchange.mapping.language import FieldMapping
from opportunities.exchange.records import OpportunityRecord, Row, ScheduleRecord, Weakness
from opportunities.exchange.values.points import Territory

# Raised when the same file should be written anew because this program understands it better than before.
UNDERSTANDING = 1


@dataclass(slots=True)
class Gathered:
    """Everything that a file says. `records` by source id; `rejected` rows with reasons; `read` counts all rows.

    `rivals` are the rows whose number another, rejected row claims too.
    """

    records: dict[str, OpportunityRecord] = field(default_factory=dict)
    rejected: list[tuple[Row, Weakness]] = field(default_factory=list)
    spoken_of: set[str] = field(default_factory=set)
    rivals: list[Row] = field(default_factory=list)
    read: int = 0
    joined: int = 0

    def live(self) -> list[OpportunityRecord]:
        return [record for record in self.records.values() if not record.deleted]

    def deleted(self) -> set[str]:
        return {record.source_id for record in self.records.values() if record.deleted}


def gather(rows: Iterable[Row], mapping: FieldMapping, territory: Territory | None) -> Gathered:
    """Interpret every row. A number that comes again adds dates or is rejected, as the mapping says."""
    gathered = Gathered()
    for row in rows:
        gathered.read += 1
        try:
            record = interpret(row, mapping, territory)
        except RejectedError as rejection:
            gathered.rejected.append((row, rejection.weakness))
            gathered.spoken_of |= {rejection.source_id} - {""}
            continue
        first = gathered.records.setdefault(record.source_id, record)
        if first is not record:
            _meet_again(gathered, first, record, mapping)
    for record in gathered.records.values():
        record.schedules = _joined(record.schedules)
    gathered.spoken_of |= gathered.records.keys()
    return gathered


def digest(record: OpportunityRecord, *facts: object) -> str:
    """The fingerprint of what the file says, with `facts` that hold for all of it. Where a row stood does not count."""
    said = (
        UNDERSTANDING, facts, sorted(record.texts.items(), key=lambda pair: pair[0]), record.provider, record.venue,
        record.schedules, record.kind, record.interests, record.guess_interests, record.competences, record.delivery,
        record.ages, record.ages_text, record.price, record.price_text, record.languages, record.capacity,
        record.places_left, record.funding, record.status, record.url, record.booking_url, record.image_url,
        record.booking_opens_at, record.booking_closes_at, record.badge, record.certificate, record.microcredential,
        record.ects, record.level,
    )  # fmt: skip
    return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()


def _meet_again(gathered: Gathered, first: OpportunityRecord, again: OpportunityRecord, mapping: FieldMapping) -> None:
    if mapping.same_id == "more dates" and not (first.deleted or again.deleted):
        first.schedules += again.schedules
        first.rows += again.rows
        first.weaknesses += again.weaknesses
        gathered.joined += 1
        return
    reason = _(
        'The same number as row %(row)s. If its rows are further dates, say same_id = "more dates" under [rows].'
    )
    weakness = Weakness(again.row, "id", again.source_id, reason % {"row": first.row}, rejects=True)
    gathered.rejected.append((again.rows[0], weakness))
    gathered.rivals += first.rows


def _joined(schedules: list[ScheduleRecord]) -> list[ScheduleRecord]:
    """Runs on single dates at the same time of day as one run; everything else as it is, each once."""
    found: list[ScheduleRecord] = []
    by_time: dict[tuple[object, ...], ScheduleRecord] = {}
    for schedule in schedules:
        if not schedule.dates or schedule.rrule or schedule.weekdays:
            if schedule not in found:
                found.append(schedule)
            continue
        key = (schedule.time_zone, schedule.starts_at, schedule.ends_at, schedule.text)
        if key not in by_time:
            by_time[key] = schedule
            found.append(schedule)
            continue
        known = by_time[key]
        known.dates = _union(known.dates, schedule.dates)
        known.excluded = _union(known.excluded, schedule.excluded)
        known.starts_on, known.ends_on = known.dates[0], known.dates[-1]
    return found


def _union(first: tuple[date, ...], second: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted({*first, *second}))
