"""From what a visitor typed, or where they are, to the point from which distances count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from geodata.geocoding import geocoding
from geodata.names import called
from geodata.words import fold
from opportunities.models import City
from opportunities.search.asking import Origin

LONGEST_NAME = 3  # words
_marked = re.compile(r"""(?<!\S)-|["„“”«»]""")


def find_origin(values: Mapping[str, tuple[str, ...]], city: City, *, for_visitor: bool) -> Origin | None:
    """The origin of a search with these parameters; None where none was given or where the place is not known."""
    if near := next(iter(values.get("near", ())), ""):
        answer = geocoding().geocode(near, country_codes=[city.country_code], near=city.centre, for_visitor=for_visitor)
        return Origin(answer.point, answer.label, answer.exactness.value) if answer else None
    if at := next(iter(values.get("at", ())), ""):
        longitude, latitude = (float(part) for part in at.split(","))
        return Origin(Point(longitude, latitude, srid=4326), _("the marked place"), "here")
    return None


def part_place(text: str, city: City) -> tuple[str, str]:
    """Part "robotics Žvėrynas" into what is sought and where: ("robotics", "Žvėrynas").

    A place is a name, first or last, that an area or a place inside the city's territory has exactly, whatever its case
    and diacritics; the city's own name is none, nor is what stands in quotes or is excluded by a hyphen.
    Returns: (`text`, "") where there is none.
    """
    partings = [parting for parting in _partings(text.split()) if not _marked.search(parting[1])]
    known = called({fold(place) for _rest, place in partings} - {fold(city.name)}, country_codes=[city.country_code])
    names = {one.folded for one in known if city.covers(one.point)}
    return next(((rest, place) for rest, place in partings if fold(place) in names), (text, ""))


def _partings(words: list[str]) -> Iterator[tuple[str, str]]:
    """(rest, possible place), the longest possible place first, at the end before at the beginning."""
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        yield " ".join(words[:-length]), " ".join(words[-length:])
        yield " ".join(words[length:]), " ".join(words[:length])
