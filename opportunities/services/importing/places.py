"""Providers and venues of a file: each once, known again by what the file says of them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.geocoding import geocoding
from geodata.models import Exactness
from geodata.services.addresses import Address, remember_addresses
from geodata.words import address_words, fold
from opportunities.exchange.records import OpportunityRecord, ProviderRecord, VenueRecord
from opportunities.exchange.values.points import GeoPoint, Territory
from opportunities.models import City, Placement, Provider, Venue

BATCH = 1_000
_PLACEMENTS = {
    Exactness.ADDRESS: Placement.EXACT,
    Exactness.STREET: Placement.STREET,
    Exactness.PLACE: Placement.PLACE,
    Exactness.AREA: Placement.AREA,
}
# The narrowest area holds most levels above it; of two equally deep the first loaded counts.
_PUT_INTO_AREAS = """
UPDATE opportunities_venue AS venue SET area_id = (
    SELECT area.id FROM geodata_area AS area
    WHERE ST_Covers(area.geometry, venue.point) ORDER BY cardinality(area.path) DESC, area.id LIMIT 1
) WHERE venue.id = ANY(%s) AND venue.point IS NOT NULL
"""

Progress = Callable[[Iterable[VenueRecord], int, str], Iterable[VenueRecord]]


@dataclass(frozen=True, slots=True)
class Origin:
    """What every row of one import shares."""

    source: str
    licence: str
    publisher: str
    city: City
    by_id: int | None

    def provenance(self) -> dict[str, object]:
        confirmed = {"confirmed_at": timezone.now(), "confirmed_by_id": self.by_id}
        return {"source": self.source, "licence": self.licence, **confirmed}


def providers_of(records: Sequence[OpportunityRecord], origin: Origin) -> dict[str, int]:
    """Primary keys of the providers of `records` by `provider_key`, new ones made, changed ones brought up to date."""
    wanted: dict[str, ProviderRecord] = {}
    for one in records:
        wanted.setdefault(provider_key(one.provider, origin), one.provider)
    kept = Provider.objects.filter(source=origin.source, source_id__in=list(wanted))
    known = {provider.source_id: provider for provider in kept}
    by_code = _registered(wanted.values(), origin.city)
    made, changed, found = [], [], {}
    for key, record in wanted.items():
        provider = known.get(key) or by_code.get(record.registration_code)
        if provider is None:
            made.append(_new_provider(key, record, origin))
            continue
        found[key] = provider.pk
        ours = (provider.source, provider.source_id) == (origin.source, key) and provider.edited_at is None
        if ours and provider.source_digest != _provider_digest(record):
            changed.append(_told(provider, record, origin))
    for provider in Provider.objects.bulk_create(made, batch_size=BATCH):
        found[provider.source_id] = provider.pk
    fields = ["name", "registration_code", "email", "phone", "website", "source_digest", "confirmed_at", "updated_at"]
    Provider.objects.bulk_update(changed, fields, batch_size=BATCH)
    return found


def provider_key(record: ProviderRecord, origin: Origin) -> str:
    """By registration code, else by name; a row that names nobody belongs to whoever published the file."""
    return (record.registration_code or fold(record.name) or fold(origin.publisher) or fold(origin.source))[:300]


def _registered(records: Iterable[ProviderRecord], city: City) -> dict[str, Provider]:
    codes = [record.registration_code for record in records if record.registration_code]
    return {one.registration_code: one for one in Provider.objects.filter(city=city, registration_code__in=codes)}


def _new_provider(key: str, record: ProviderRecord, origin: Origin) -> Provider:
    provider = Provider(city=origin.city, source_id=key, **origin.provenance())
    return _told(provider, record, origin)


def _told(provider: Provider, record: ProviderRecord, origin: Origin) -> Provider:
    provider.name = record.name or origin.publisher or origin.source
    provider.registration_code = record.registration_code
    provider.email, provider.phone, provider.website = record.email, record.phone, record.url
    provider.source_digest = _provider_digest(record)
    provider.confirmed_at = provider.updated_at = timezone.now()
    return provider


def _provider_digest(record: ProviderRecord) -> str:
    return hashlib.sha256(repr(record).encode("utf-8", "replace")).hexdigest()


def venue_key(record: VenueRecord) -> str:
    """The fingerprint of a place: the same name, address and point are the same venue, as often as it comes."""
    at = (round(record.point.lon, 6), round(record.point.lat, 6)) if record.point else None
    words = [fold(part) for part in (record.name, record.address, record.postcode, record.locality)]
    said = repr((words, record.country, at, record.approximate))
    return f"v-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}"


def venues_of(
    records: Sequence[OpportunityRecord],
    origin: Origin,
    *,
    territory: Territory,
    accessibility: Callable[[OpportunityRecord], list[int]],
    progress: Progress,
) -> dict[str, int]:
    """Primary keys of the venues of `records` by `venue_key`; new ones are made and placed."""
    wanted: dict[str, OpportunityRecord] = {}
    features: dict[str, set[int]] = {}
    for record in records:
        known_features = accessibility(record)
        if not record.venue.is_empty():
            key = venue_key(record.venue)
            wanted.setdefault(key, record)
            features.setdefault(key, set()).update(known_features)
    existing = Venue.objects.filter(source=origin.source, source_id__in=list(wanted))
    found = dict(existing.values_list("source_id", "pk"))
    new = {key: record.venue for key, record in wanted.items() if key not in found}
    _remember(new.values(), origin)
    placed = dict(zip(new, _placed(new.values(), origin, territory, progress), strict=True))
    made = [_new_venue(key, record, placed[key], origin) for key, record in new.items()]
    for venue in Venue.objects.bulk_create(made, batch_size=BATCH):
        found[venue.source_id] = venue.pk
    with connection.cursor() as cursor:
        cursor.execute(_PUT_INTO_AREAS, [[found[key] for key in new]])
    _write_features(features, found)
    return found


def _remember(venues: Iterable[VenueRecord], origin: Origin) -> None:
    """Let the geocoder learn the addresses whose points the file gives, before it is asked for the others."""
    remember_addresses(
        Address(
            text=venue.address,
            country_code=venue.country or origin.city.country_code,
            point=Point(venue.point.lon, venue.point.lat, srid=4326),
            locality=venue.locality or origin.city.name,
            source=origin.source,
        )
        for venue in venues
        if venue.point and not venue.approximate and address_words(venue.address).house
    )


def _placed(
    venues: Iterable[VenueRecord], origin: Origin, territory: Territory, progress: Progress
) -> Iterable[tuple[Point | None, Placement]]:
    kept = list(venues)
    for venue in progress(kept, len(kept), _("places")):
        if venue.point and not venue.approximate:
            yield _as_point(venue.point), Placement.EXACT
            continue
        found = _geocoded(venue, origin, territory)
        if found is not None and (venue.point is None or found[1] in (Placement.EXACT, Placement.STREET)):
            yield found
        elif venue.point:
            yield _as_point(venue.point), Placement.AREA
        else:
            yield None, Placement.NONE


def _geocoded(venue: VenueRecord, origin: Origin, territory: Territory) -> tuple[Point, Placement] | None:
    """Where address and town are, else where the town is. A bare name of a house is not asked for: it misleads."""
    town = venue.locality or origin.city.name
    for question in (f"{venue.address}, {town}" if venue.address else "", venue.locality):
        if not question:
            continue
        countries = [venue.country or origin.city.country_code]
        answer = geocoding().geocode(question, country_codes=countries, near=origin.city.centre, for_visitor=False)
        if answer is None or not territory.holds(GeoPoint(answer.point.x, answer.point.y)):
            continue
        placement = _PLACEMENTS[answer.exactness]
        if question != venue.locality or placement in (Placement.PLACE, Placement.AREA):
            return answer.point, placement
    return None


def _new_venue(key: str, record: VenueRecord, placed: tuple[Point | None, Placement], origin: Origin) -> Venue:
    point, placement = placed
    return Venue(
        city=origin.city,
        source_id=key,
        name=record.name,
        address=record.address,
        postcode=record.postcode,
        locality=record.locality,
        country_code=record.country or origin.city.country_code,
        point=point,
        placement=placement,
        **origin.provenance(),
    )


def _write_features(features: dict[str, set[int]], found: dict[str, int]) -> None:
    through = Venue.accessibility.through
    known = set(
        through.objects.filter(venue__in=list(found.values())).values_list("venue_id", "accessibilityfeature_id")
    )
    wanted = {(found[key], feature) for key, pks in features.items() for feature in pks}
    through.objects.bulk_create(
        [through(venue_id=venue, accessibilityfeature_id=feature) for venue, feature in sorted(wanted - known)],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


def _as_point(point: GeoPoint | None) -> Point | None:
    return Point(point.lon, point.lat, srid=4326) if point else None
