"""From words to a point and back: what is known here first, then the outside service that the operator chose."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point, Polygon
from django.utils.translation import override
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geodata.geometry import box_around, distance_m, point_from
from geodata.matching import Answer, address_answers, answer_of, name_answers, similar_name_answers
from geodata.models import Exactness, KnownAddress
from geodata.outside import OutsideService, configured_service
from geodata.selectors import areas_at
from geodata.words import address_words

SAME_DOOR_M = 60


class OfflineGeocoder(Geocoder):
    """Answers from known addresses, areas and places, behind geopy's interface and without any network."""

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        country_codes: Sequence[str] | None = None,
        near: Point | None = None,
        limit: int = 5,
        language: str = "",
    ) -> Location | list[Location] | None:
        """The best location, or up to `limit` of them, or None. The same question always gets the same answer."""
        answers = self.answers(query, country_codes=country_codes or (), near=near, language=language)
        return _located(answers[:limit], exactly_one=exactly_one)

    def reverse(self, query: Any, *, exactly_one: bool = True, language: str = "") -> Location | list[Location] | None:
        """What is at `query`, a GeoDjango point or (latitude, longitude): an address, then ever wider areas."""
        point = query if isinstance(query, Point) else point_from(query[1], query[0])
        with _speaking(language):
            answers = _doors_at(point)[:1] + [
                Answer(area.label, area.point, Exactness.AREA, area.level, pk=area.pk) for area in areas_at(point)[::-1]
            ]
        return _located(answers, exactly_one=exactly_one)

    def answers(
        self, query: str, *, country_codes: Sequence[str] = (), near: Point | None = None, language: str = ""
    ) -> list[Answer]:
        """The same as `geocode` for those who need no geopy: addresses first where the question names a street."""
        if not query.strip():
            return []
        where: dict[str, Any] = {"country_codes": country_codes, "near": near}
        ways = [address_answers, name_answers, similar_name_answers]
        if not address_words(query).names_a_street:
            ways = [name_answers, address_answers, similar_name_answers]
        with _speaking(language):
            return next((found for way in ways if (found := way(query, **where))), [])


@dataclass(frozen=True, slots=True)
class GeocodingChain:
    """The offline geocoder, then the outside service, if the operator configured one."""

    offline: OfflineGeocoder
    outside: OutsideService | None = None

    def geocode(
        self,
        query: str,
        *,
        country_codes: Sequence[str] = (),
        near: Point | None = None,
        language: str = "",
        for_visitor: bool,
    ) -> Answer | None:
        """The best answer, or None.

        The service is asked only for what is not known here as exactly as asked, and on behalf of a visitor only where
        GEOCODING_FOR_VISITORS allows it. When it fails, the answer is what is known here.
        """
        here = self.offline.answers(query, country_codes=country_codes, near=near, language=language)
        best = here[0] if here else None
        if not query.strip():
            return None
        if best and best.exactness.order <= _asked_for(query).order:
            return best
        if self.outside is None or (for_visitor and not settings.GEOCODING_FOR_VISITORS):
            return best
        found = self.outside.ask(query, country_codes=country_codes, language=language)
        if found is None or (best and best.exactness.order <= found.exactness.order):
            return best
        kind = "address" if found.exactness in {Exactness.ADDRESS, Exactness.STREET} else found.exactness.value
        return Answer(found.label, found.point, found.exactness, kind, source=self.outside.name)


@cache
def geocoding() -> GeocodingChain:
    """The chain that the settings describe, made once."""
    return GeocodingChain(OfflineGeocoder(), configured_service())


def _asked_for(query: str) -> Exactness:
    """How exact an answer must be to leave nothing to ask."""
    words = address_words(query)
    if words.house:
        return Exactness.ADDRESS
    return Exactness.STREET if words.kinds else Exactness.AREA


def _speaking(language: str) -> AbstractContextManager[Any]:
    return override(language) if language else nullcontext()


def _located(answers: list[Answer], *, exactly_one: bool) -> Location | list[Location] | None:
    """For geopy; `raw` holds exactness, label, kind, pk and source."""
    locations = [
        Location(
            answer.label,
            (answer.point.y, answer.point.x),
            {
                "exactness": answer.exactness.value,
                "label": answer.label,
                "kind": answer.kind,
                "pk": answer.pk,
                "source": answer.source,
            },
        )
        for answer in answers
    ]
    if exactly_one:
        return locations[0] if locations else None
    return locations or None


def _doors_at(point: Point) -> list[Answer]:
    """Known addresses within 60 m, the nearest first."""
    box = Polygon.from_bbox(box_around(point, metres=SAME_DOOR_M))
    nearby = [(distance_m(known.point, point), known) for known in KnownAddress.objects.filter(point__within=box)]
    nearby.sort(key=lambda pair: (pair[0], pair[1].pk))
    return [answer_of(known, Exactness(known.exactness)) for metres, known in nearby if metres <= SAME_DOOR_M]
