"""The smallest rows of geodata, for tests to say only what matters to them."""

from typing import Any

import shapely
from django.contrib.gis.geos import Point

from geodata.models import Area, Place, PlaceName
from geodata.services.areas import set_shape, write_spellings
from geodata.words import spellings


def at(longitude: float, latitude: float) -> Point:
    return Point(longitude, latitude, srid=4326)


def area(
    name: str, level: str = "municipality", box: tuple[float, ...] | None = (25, 54, 26, 55), **values: Any
) -> Area:
    """A saved area, by default a square degree around Vilnius."""
    made = Area(name=name, level=level, **{"country_code": "LT", "point": at(25.5, 54.5)} | values)
    if box:
        set_shape(made, shapely.MultiPolygon([shapely.box(*box)]))
    made.save()
    write_spellings([made])
    return made


def place(name: str, longitude: float, latitude: float, *also: str, **values: Any) -> Place:
    """A saved place that is found by `name` and by the names in `also`."""
    values = {"country_code": "LT", "geonames_id": Place.objects.count() + 1} | values
    made = Place.objects.create(name=name, point=at(longitude, latitude), **values)
    forms = {form: spelt for spelt in (name, *also) for form in spellings(spelt)}
    PlaceName.objects.bulk_create(PlaceName(place=made, name=spelt, folded=form) for form, spelt in forms.items())
    return made
