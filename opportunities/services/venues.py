"""Venues stand in the smallest area that contains them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.dispatch import receiver

from geodata.signals import areas_changed
from opportunities.models import Opportunity, Venue
from opportunities.search.table import refresh

# The narrowest area holds most levels above it; of two equally deep the first loaded counts.
_PUT_INTO_AREAS = """
UPDATE opportunities_venue AS venue SET area_id = found.id
FROM (
    SELECT each.id AS venue, (
        SELECT area.id FROM geodata_area AS area
        WHERE ST_Covers(area.geometry, each.point) ORDER BY cardinality(area.path) DESC, area.id LIMIT 1
    ) AS id
    FROM opportunities_venue AS each WHERE each.id = ANY(%s)
) AS found
WHERE venue.id = found.venue AND venue.area_id IS DISTINCT FROM found.id
"""


def put_into_areas(venue_ids: Iterable[int]) -> int:
    """Give each of these venues the smallest area around its point, or none. Returns: how many changed. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT_INTO_AREAS, [list(venue_ids)])
        return int(cursor.rowcount)


@receiver(areas_changed)
@transaction.atomic
def put_country_into_areas(country_code: str, **signal: Any) -> None:
    """Put all venues of a country into areas that have just changed, and the search table after them."""
    venues = Venue.objects.filter(country_code=country_code)
    if put_into_areas(venues.values_list("pk", flat=True)):
        refresh(Opportunity.objects.filter(sessions__venue__in=venues).values_list("pk", flat=True))
