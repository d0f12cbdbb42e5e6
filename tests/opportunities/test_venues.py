"""Venues stand in the smallest area that contains them, also after the areas changed."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from geodata.models import Area
from geodata.signals import areas_changed
from opportunities.search.table import refresh
from opportunities.services.venues import put_into_areas
from tests.factories import CENTRE, OpportunityFactory, SessionFactory, VenueFactory

pytestmark = pytest.mark.django_db


def area(level: str, size: float, parent: Area | None = None) -> Area:
    x, y = CENTRE.coords
    box = Polygon.from_bbox((x - size, y - size, x + size, y + size))
    return Area.objects.create(
        level=level, country_code="LT", name=level, point=CENTRE, geometry=MultiPolygon(box, srid=4326), parent=parent
    )


def test_the_smallest_area_counts():
    country = area("country", 2)
    district = area("district", 0.1, parent=country)
    venue = VenueFactory()
    put_into_areas([venue.pk])
    venue.refresh_from_db()
    assert venue.area == district


def test_a_venue_outside_all_areas_stands_in_none():
    venue = VenueFactory(area=area("country", 2))
    Area.objects.update(geometry=None)
    put_into_areas([venue.pk])
    venue.refresh_from_db()
    assert venue.area is None


def test_new_areas_reach_the_search_table():
    opportunity = OpportunityFactory()
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    before = opportunity.search_rows.get().tags
    area("district", 0.1)
    areas_changed.send(sender=Area, country_code="LT")
    assert set(before) < set(opportunity.search_rows.get().tags)
