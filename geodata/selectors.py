"""Reads for pages: in which areas a point is, and what to suggest while somebody types a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Exists, OuterRef, Q, QuerySet

from geodata.geometry import distance_m
from geodata.models import Area, Exactness, KnownAddress
from geodata.names import Candidate, beginning, called_nearly, inside
from geodata.words import canonical_address

SHORTEST_TEXT = 2
WORD_INSIDE = 3  # the last rank of names.beginning
SHORTEST_ADDRESS = 3
SAME_THING_M = 15_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line below the search box.

    `kind` is the level of an area, "place" or "address"; `area` its key where it is an area, to filter by it.
    """

    label: str
    detail: str
    point: Point
    exactness: Exactness
    kind: str
    area: int | None = None


def areas_at(point: Point) -> list[Area]:
    """The areas that cover `point`, from the country down to the district, without their boundaries. One query."""
    return list(Area.objects.containing(point).defer("geometry"))


def suggest(
    text: str, *, country_codes: Sequence[str] = (), within: Area | None = None, limit: int = 8
) -> list[Suggestion]:
    """What `text`, perhaps half-typed, may mean: areas, places and known addresses, the best first.

    Case and diacritics do not matter; where nothing begins so, what is written nearly so. Six queries, eight at most.
    """
    form = canonical_address(text)
    if len(form) < SHORTEST_TEXT:
        return []
    ranked = beginning(form, country_codes=country_codes, within=within, most=limit)
    addresses = _addresses(form, country_codes, within)[:limit] if len(form) >= SHORTEST_ADDRESS else []
    if not (ranked or addresses) and within is None:
        ranked = [(WORD_INSIDE, candidate) for _, candidate in called_nearly(form, country_codes=country_codes)]
    named = _suggestions([candidate for _, candidate in ranked])
    # Addresses stand between names that begin so and names that merely have such a word.
    beginning_so = sum(rank < WORD_INSIDE for rank, _ in ranked)
    return _without_twins([*named[:beginning_so], *map(_of_address, addresses), *named[beginning_so:]])[:limit]


def names_inside(ground: GEOSGeometry) -> list[tuple[str, str, str]]:
    """(folded spelling, label, label of what it lies in) of all that has its point in `ground`, the narrowest first.

    For who answers while somebody types: kept for a while, it makes every question a matter of memory. Three queries.
    """
    candidates = inside(ground)
    details = _details(candidates)
    return [(one.folded, one.label, details[one.kind, one.pk]) for one in candidates]


def addresses_inside(text: str, ground: GEOSGeometry, *, limit: int = 8) -> list[tuple[str, str]]:
    """(address, locality) of the known addresses in `ground` of which a word begins as `text` does. One query."""
    form = canonical_address(text)
    if len(form) < SHORTEST_ADDRESS:
        return []
    found = _addresses(form, (), None).filter(point__coveredby=ground)
    return list(found.values_list("text", "locality")[:limit])


def _addresses(form: str, country_codes: Sequence[str], within: Area | None) -> QuerySet[KnownAddress]:
    found = KnownAddress.objects.filter(Q(folded__startswith=form) | Q(folded__contains=f" {form}"))
    if country_codes:
        found = found.filter(country_code__in=country_codes)
    if within is not None:
        found = found.filter(Exists(Area.objects.filter(pk=within.pk, geometry__covers=OuterRef("point"))))
    return found.order_by("folded", "pk")


def _of_address(known: KnownAddress) -> Suggestion:
    return Suggestion(known.text, known.locality, known.point, Exactness(known.exactness), "address")


def _suggestions(candidates: list[Candidate]) -> list[Suggestion]:
    details = _details(candidates)
    return [
        Suggestion(
            candidate.label,
            details[candidate.kind, candidate.pk],
            candidate.point,
            candidate.exactness,
            candidate.kind,
            None if candidate.kind == "place" else candidate.pk,
        )
        for candidate in candidates
    ]


def _details(candidates: list[Candidate]) -> dict[tuple[str, int], str]:
    """By (kind, key): the label of the next larger thing, which tells namesakes apart. One query."""
    codes = {candidate.country_code for candidate in candidates}
    larger = Q(pk__in={c.holder for c in candidates if c.holder})
    countries = Q(level=Area.Level.COUNTRY, country_code__in=codes)
    areas = {area.pk: area for area in Area.objects.filter(larger | countries).defer("geometry")}
    by_code = {area.country_code: area for area in areas.values() if area.level == Area.Level.COUNTRY}
    told = {}
    for candidate in candidates:
        holders = [areas.get(candidate.holder or 0), by_code.get(candidate.country_code)]
        labels = [area.label for area in holders if area]
        told[candidate.kind, candidate.pk] = next((label for label in labels if label != candidate.label), "")
    return told


def _without_twins(suggestions: list[Suggestion]) -> list[Suggestion]:
    """Each thing once: the town and its municipality, or a district known to two sources, share label and ground."""
    kept: list[Suggestion] = []
    for suggestion in suggestions:
        twins = (other for other in kept if other.label == suggestion.label and other.kind != "address")
        if not any(distance_m(other.point, suggestion.point) < SAME_THING_M for other in twins):
            kept.append(suggestion)
    return kept
