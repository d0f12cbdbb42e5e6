"""The city that a file belongs to, and the ground on which its points must lie."""

import shapely
from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from geodata.models import Area
from opportunities.exchange.errors import MappingError
from opportunities.exchange.mapping.language import CityFacts
from opportunities.exchange.values.points import Territory
from opportunities.models import City
from opportunities.services.importing.refusals import ImportRefusedError


def find_or_make_city(facts: CityFacts | None, slug: str = "") -> City:
    """The city of `slug`, else the mapping's, made from its facts where it does not exist yet.

    An existing city stays as it is: people may have changed it here.
    Raises: ImportRefusedError where no city is named or found; MappingError where the facts do not suffice to make one.
    """
    wanted = slug or (facts.slug if facts else "")
    if not wanted:
        raise ImportRefusedError(_("Which city? Say --city, or describe it under [city] in the mapping."))
    city = City.objects.filter(slug=wanted).first()
    if city is not None:
        return city
    if facts is None or facts.slug != wanted:
        known = ", ".join(City.objects.values_list("slug", flat=True)) or "–"
        message = _("There is no city “%(slug)s” (there are: %(known)s). Describe it under [city] in the mapping.")
        raise ImportRefusedError(message % {"slug": wanted, "known": known})
    return _make(facts)


def territory_of(city: City) -> Territory:
    """The city's territory for `settle`, prepared for thousands of questions."""
    shape = shapely.from_wkb(bytes(city.territory.wkb))
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    return Territory(west, south, east, north, lambda lon, lat: bool(shapely.intersects_xy(shape, lon, lat)))


def _make(facts: CityFacts) -> City:
    missing = [name for name in ("name", "country", "time_zone") if not getattr(facts, name)]
    if missing or not (facts.box or facts.area):
        keys = ", ".join([*missing, *(() if facts.box or facts.area else ("territory",))])
        message = _("The city “%(slug)s” does not exist yet. To make it, [city] also needs: %(keys)s.")
        raise MappingError(message % {"slug": facts.slug, "keys": keys})
    area = _area(facts) if facts.area else None
    box = facts.box or (area.geometry.extent if area and area.geometry else None)
    if box is None:
        raise MappingError(_("The area “%(name)s” has no boundary here. Give a box instead.") % {"name": facts.area})
    territory = City.box(*box)
    centre = Point(*facts.centre, srid=4326) if facts.centre else (area.point if area else territory.centroid)
    return City.objects.create(
        slug=facts.slug,
        name=facts.name,
        country_code=facts.country.upper(),
        area=area,
        centre=centre,
        territory=territory,
        time_zone=facts.time_zone,
        currency=facts.currency or "EUR",
        languages=list(facts.languages),
    )


def _area(facts: CityFacts) -> Area:
    found = Area.objects.filter(country_code=facts.country.upper(), name=facts.area).exclude(level=Area.Level.DISTRICT)
    area = found.order_by("is_approximate", "pk").first()
    if area is None:
        message = _(
            "city.territory: no area is called “%(name)s” here. Load its boundaries with import_areas, or give a box."
        )
        raise MappingError(message % {"name": facts.area})
    return area
