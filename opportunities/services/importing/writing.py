"""Opportunities of a file written in sets: new ones, changed ones, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from opportunities.exchange.records import OpportunityRecord, ScheduleRecord
from opportunities.models import City, Opportunity, OpportunityText, Session
from opportunities.services.importing.places import BATCH, Origin

_OPPORTUNITY_FIELDS = [
    "city", "provider", "kind", "status", "live", "published_at", "original_language", "takes_voucher",
    "badge", "certificate", "microcredential", "ects", "level",
    "picture_address", "website", "licence", "source_digest", "confirmed_at", "confirmed_by", "updated_at",
    "latest_revision", "has_unpublished_changes",
]  # fmt: skip
_SESSION_FIELDS = [field.name for field in Session._meta.concrete_fields if field.name not in {"id", "opportunity"}]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record with the keys of the rows that it refers to."""

    record: OpportunityRecord
    digest: str
    provider: int
    kind: int
    venue: int | None
    interests: list[int]
    competences: list[int]
    level: int | None


def create(resolved: Sequence[Resolved], origin: Origin) -> list[int]:
    """Primary keys of the opportunities made of `resolved`, with texts, terms and sessions."""
    made = [_filled(Opportunity(source=origin.source, source_id=one.record.source_id), one, origin) for one in resolved]
    rows = Opportunity.objects.bulk_create(made, batch_size=BATCH)
    _write_texts({row.pk: one for row, one in zip(rows, resolved, strict=True)}, known={})
    _write_terms({row.pk: one for row, one in zip(rows, resolved, strict=True)})
    sessions = [
        session for row, one in zip(rows, resolved, strict=True) for session in _sessions(one, row.pk, origin.city)
    ]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    return [row.pk for row in rows]


def update(resolved: dict[int, Resolved], origin: Origin) -> None:
    """Bring the opportunities of these keys to what the file says now. Sessions keep their keys, in their order."""
    rows = {row.pk: row for row in Opportunity.objects.filter(pk__in=list(resolved))}
    changed = [_filled(rows[pk], one, origin) for pk, one in resolved.items()]
    Opportunity.objects.bulk_update(changed, _OPPORTUNITY_FIELDS, batch_size=BATCH)
    texts = OpportunityText.objects.filter(opportunity__in=list(resolved))
    _write_texts(resolved, known={(text.opportunity_id, text.language): text for text in texts})
    for through in (Opportunity.interests.through, Opportunity.competences.through):
        through.objects.filter(opportunity__in=list(resolved)).delete()
    _write_terms(resolved)
    _write_sessions(resolved, origin)


def _filled(row: Opportunity, one: Resolved, origin: Origin) -> Opportunity:
    record = one.record
    row.city = origin.city
    row.provider_id, row.kind_id = one.provider, one.kind
    row.status = record.status
    row.live = record.status == Opportunity.Status.PUBLISHED
    row.published_at = row.published_at or (timezone.now() if row.live else None)
    row.original_language = next(iter(record.texts))
    row.takes_voucher = "voucher" in record.funding
    row.badge, row.certificate, row.microcredential = record.badge, record.certificate, record.microcredential
    row.ects, row.level_id = record.ects, one.level
    row.picture_address, row.website = record.image_url, record.url
    row.licence = origin.licence
    row.source_digest = one.digest
    row.confirmed_at = row.updated_at = timezone.now()
    row.confirmed_by_id = origin.by_id
    # A draft made before the file changed would bring the old words back.
    row.latest_revision, row.has_unpublished_changes = None, False
    return row


def _write_texts(resolved: dict[int, Resolved], known: dict[tuple[int, str], OpportunityText]) -> None:
    made: list[OpportunityText] = []
    changed: list[OpportunityText] = []
    for pk, one in resolved.items():
        for language, text in one.record.texts.items():
            row = known.pop((pk, language), None) or OpportunityText(opportunity_id=pk, language=language)
            (changed if row.pk else made).append(row)
            row.title, row.description = text.title, text.description
    OpportunityText.objects.bulk_create(made, batch_size=BATCH)
    OpportunityText.objects.bulk_update(changed, ["title", "description"], batch_size=BATCH)
    OpportunityText.objects.filter(pk__in=[text.pk for text in known.values()]).delete()


def _write_terms(resolved: dict[int, Resolved]) -> None:
    for name, of in (("interests", Opportunity.interests.through), ("competences", Opportunity.competences.through)):
        column = f"{name.removesuffix('s')}_id"
        links = [of(opportunity_id=pk, **{column: term}) for pk, one in resolved.items() for term in getattr(one, name)]
        of.objects.bulk_create(links, batch_size=BATCH)


def _write_sessions(resolved: dict[int, Resolved], origin: Origin) -> None:
    known: dict[int, list[Session]] = {pk: [] for pk in resolved}
    for session in Session.objects.filter(opportunity__in=list(resolved)).order_by("pk"):
        known[session.opportunity_id].append(session)
    made, changed, gone = [], [], []
    for pk, one in resolved.items():
        kept = known[pk]
        built = _sessions(one, pk, origin.city, kept)
        made += [session for session in built if session.pk is None]
        changed += [session for session in built if session.pk is not None]
        gone += [session.pk for session in kept[len(built) :]]
    Session.objects.bulk_create(made, batch_size=BATCH)
    Session.objects.bulk_update(changed, _SESSION_FIELDS, batch_size=BATCH)
    Session.objects.filter(pk__in=gone).delete()


def _sessions(one: Resolved, opportunity: int, city: City, kept: Sequence[Session] = ()) -> list[Session]:
    """The sessions that the file tells of: those `kept` from before with new values, and further ones not yet saved."""
    sessions = []
    for place, schedule in enumerate(one.record.schedules or [ScheduleRecord(city.time_zone)]):
        session = kept[place] if place < len(kept) else Session(opportunity_id=opportunity)
        for name, value in (_facts(one, city) | _times(schedule)).items():
            setattr(session, name, value)
        sessions.append(session)
    return sessions


def _facts(one: Resolved, city: City) -> dict[str, Any]:
    record = one.record
    price = record.price
    return {
        "venue_id": one.venue,
        "delivery": record.delivery or Session.Delivery.ON_SITE,
        "min_age": record.ages.youngest if record.ages else None,
        "max_age": record.ages.oldest if record.ages else None,
        "ages_text": record.ages_text,
        "price": price.lowest if price else None,
        "price_unit": price.unit if price else Session.PriceUnit.ONCE,
        "currency": (price.currency if price else "") or city.currency,
        "price_text": record.price_text,
        "languages": list(record.languages),
        "capacity": record.capacity,
        "places_left": record.places_left,
        "booking_url": record.booking_url,
        "booking_opens_at": record.booking_opens_at,
        "booking_closes_at": record.booking_closes_at,
    }


def _times(schedule: ScheduleRecord) -> dict[str, Any]:
    """The schedule in the columns of a session, as `opportunities.selectors.schedules` reads them."""
    named = schedule.dates if schedule.rrule or len(schedule.dates) > 1 else ()
    return {
        "starts_on": schedule.starts_on,
        "ends_on": schedule.ends_on,
        "start_time": schedule.starts_at,
        "end_time": schedule.ends_at,
        "weekdays": list(schedule.weekdays),
        "rrule": schedule.rrule,
        "rdates": [_moment(day, schedule.starts_at) for day in named],
        "exdates": [day.isoformat() for day in schedule.excluded],
        "time_zone": schedule.time_zone,
        "schedule_text": schedule.text,
    }


def _moment(day: Any, at: time | None) -> str:
    return datetime.combine(day, at).isoformat() if at else day.isoformat()
