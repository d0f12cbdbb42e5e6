"""From what a visitor typed, or where they are, to the point from which distances count."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from geodata.geocoding import geocoding
from opportunities.models import City
from opportunities.search.filters import Origin


def find_origin(values: Mapping[str, tuple[str, ...]], city: City, *, for_visitor: bool) -> Origin | None:
    """The origin of a search with these parameters; None where none was given or where the place is not known."""
    if near := next(iter(values.get("near", ())), ""):
        answer = geocoding().geocode(near, country_codes=[city.country_code], near=city.centre, for_visitor=for_visitor)
        return Origin(answer.point, answer.label, answer.exactness.value) if answer else None
    if at := next(iter(values.get("at", ())), ""):
        longitude, latitude = (float(part) for part in at.split(","))
        return Origin(Point(longitude, latitude, srid=4326), _("your location"), "here")
    return None
