"""Looking names up: which areas and places are called so, exactly, nearly, or beginning so."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from geodata.geometry import distance_m
from geodata.models import Area, AreaName, Exactness, Place, PlaceName

FAR_M = 60_000.0
SIMILAR_ENOUGH = 0.75
LONGEST_CODE = 3
# What is narrower says more. A town comes before its municipality, whose point may lie in a forest.
NARROWNESS = {"district": 0, "place": 1, "municipality": 2, "county": 3, "country": 4}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An area or a place that a name may mean.

    `kind` is the area's level, or "place"; `folded` the matching name; `holder` the key of the next larger area.
    """

    kind: str
    pk: int
    country_code: str
    label: str
    point: Point
    population: int
    folded: str
    holder: int | None = None

    @property
    def exactness(self) -> Exactness:
        """How exact its point is."""
        return Exactness.PLACE if self.kind == "place" else Exactness.AREA

    @property
    def order(self) -> tuple[int, int, int]:
        """For sorting: narrow before wide, populous before small, then by key."""
        return NARROWNESS[self.kind], -self.population, self.pk

    @property
    def narrow_order(self) -> tuple[int, int, int]:
        """For sorting names that belong together: of two places the smaller is the part."""
        return NARROWNESS[self.kind], self.population, self.pk

    def is_near(self, point: Point | None) -> bool:
        """Whether it is within 60 km of `point`; true where nobody said where."""
        return point is None or distance_m(self.point, point) <= FAR_M

    def supports(self, other: "Candidate") -> bool:
        """Whether naming this one beside `other` makes sense: "Žvėrynas, Vilnius", "Vilnius, Lithuania"."""
        if self.kind == Area.Level.COUNTRY or other.kind == Area.Level.COUNTRY:
            return self.country_code == other.country_code and self.kind != other.kind
        return distance_m(self.point, other.point) <= FAR_M


def called(forms: Collection[str], *, country_codes: Sequence[str] = ()) -> list[Candidate]:
    """Those with one of these folded names. Two queries."""
    exactly = Q(folded__in=list(forms))
    return _candidates(_area_names(country_codes).filter(exactly), _place_names(country_codes).filter(exactly))


def called_nearly(form: str, *, country_codes: Sequence[str] = (), most: int = 20) -> list[tuple[float, Candidate]]:
    """(likeness from 0.75 to 1, candidate), the likest first: for typing errors and endings. Two queries."""
    if len(form) < 4:
        return []

    def likest(names: QuerySet[Any]) -> QuerySet[Any]:
        like = names.filter(folded__trigram_similar=form)
        ordered: QuerySet[Any] = like.annotate(likeness=TrigramSimilarity("folded", form)).order_by("-likeness", "pk")
        return ordered[:most]

    found = _candidates(likest(_area_names(country_codes)), likest(_place_names(country_codes)))
    scored = [(SequenceMatcher(None, form, candidate.folded).ratio(), candidate) for candidate in found]
    alike = [(likeness, candidate) for likeness, candidate in scored if likeness >= SIMILAR_ENOUGH]
    return sorted(alike, key=lambda pair: (-pair[0], pair[1].order))


def inside(ground: GEOSGeometry) -> list[Candidate]:
    """Every spelling of the areas and places whose point `ground` covers, the narrowest first. Two queries."""
    areas = _area_names(()).filter(area__point__coveredby=ground)
    return _candidates(areas, _place_names(()).filter(place__point__coveredby=ground))


def beginning(
    form: str, *, country_codes: Sequence[str] = (), within: Area | None = None, most: int = 8
) -> list[tuple[int, Candidate]]:
    """(rank, candidate) of those with a name that begins so, the best first.

    Ranks: 0 the name is `form`, 1 it begins so, 2 another name of the place does, 3 a word of it does.
    Four queries, each over an index.
    """
    areas = _area_names(country_codes).filter(_so(form))
    places = _place_names(country_codes).filter(_so(form))
    if within is not None:
        areas = areas.filter(area__path__contains=[within.pk])
        inside = Area.objects.filter(pk=within.pk, geometry__covers=OuterRef("place__point"))
        places = places.filter(Exists(inside))
    area_ranks = areas.order_by().values_list("area").annotate(rank=Min(_rank(form)))
    own = Q(name=F("place__name"))
    place_ranks = places.order_by().values_list("place").annotate(rank=Min(_rank(form, own=own)))
    ranks = {("area", pk): rank for pk, rank in area_ranks.order_by("rank", "area__path__len", "area")[:most]}
    ranks |= {("place", pk): rank for pk, rank in place_ranks.order_by("rank", "-place__population", "place")[:most]}
    found = [
        *(_of_area(area, form) for area in Area.objects.filter(pk__in=_keys(ranks, "area")).defer("geometry")),
        *(_of_place(place, form, place.municipality) for place in _with_municipality(_keys(ranks, "place"))),
    ]
    ranked = [(ranks["place" if c.kind == "place" else "area", c.pk], c) for c in found]
    return sorted(ranked, key=lambda pair: (pair[0], pair[1].order))


def _so(form: str) -> Q:
    return Q(folded__startswith=form) | Q(folded__contains=f" {form}")


def _rank(form: str, *, own: Q | None = None) -> Case:
    """See `beginning`. `own` tells the name in use from others, among which are codes like "VI"."""
    exact = Q(folded=form) if own is None or len(form) > LONGEST_CODE else Q(folded=form) & own
    begins = Q(folded__startswith=form)
    return Case(
        When(exact, then=Value(0)),
        When(begins if own is None else begins & own, then=Value(1)),
        When(begins, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _keys(ranks: dict[tuple[str, int], int], kind: str) -> list[int]:
    return [pk for of, pk in ranks if of == kind]


def _area_names(country_codes: Sequence[str]) -> QuerySet[AreaName]:
    names = AreaName.objects.select_related("area").defer("area__geometry")
    return names.filter(area__country_code__in=country_codes) if country_codes else names


def _place_names(country_codes: Sequence[str]) -> QuerySet[PlaceName]:
    names = PlaceName.objects.select_related("place")
    return names.filter(place__country_code__in=country_codes) if country_codes else names


def _with_municipality(keys: list[int]) -> QuerySet[Any]:
    """These places, each with the key of its `municipality`."""
    around = Area.objects.of_level(Area.Level.MUNICIPALITY).filter(geometry__covers=OuterRef("point")).order_by("pk")
    return Place.objects.filter(pk__in=keys).annotate(municipality=Subquery(around.values("pk")[:1]))


def _candidates(areas: Iterable[AreaName], places: Iterable[PlaceName]) -> list[Candidate]:
    found = [
        *(_of_area(name.area, name.folded) for name in areas),
        *(_of_place(name.place, name.folded) for name in places),
    ]
    return sorted(found, key=lambda candidate: candidate.order)


def _of_area(area: Area, folded: str) -> Candidate:
    return Candidate(area.level, area.pk, area.country_code, area.label, area.point, 0, folded, area.parent_id)


def _of_place(place: Place, folded: str, holder: int | None = None) -> Candidate:
    return Candidate("place", place.pk, place.country_code, place.name, place.point, place.population, folded, holder)
