"""What has to follow when staff change a row of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from opportunities.models import Opportunity, Playlist, Programme, Provider, SearchRow, Session, Venue
from opportunities.search.requirements import any_condition, requirements_of
from opportunities.search.table import refresh
from opportunities.search.tags import Facet, tag
from opportunities.services.occurrences import refresh_occurrences
from opportunities.services.venues import put_into_areas


def after_edit(row: models.Model) -> None:
    """Bring the search table up to date with a row that a person has just saved, and remember that a person did."""
    if isinstance(row, Opportunity):
        touched = Opportunity.objects.filter(pk=row.pk)
        touched.update(edited_at=timezone.now())
    elif isinstance(row, Session):
        refresh_occurrences([row.pk])
        touched = Opportunity.objects.filter(pk=row.opportunity_id)
    elif isinstance(row, Programme):
        touched = Opportunity.objects.filter(pk=row.opportunity_id)
    elif isinstance(row, Provider):
        touched = Opportunity.objects.filter(provider=row)
    elif isinstance(row, Venue):
        put_into_areas([row.pk])
        touched = Opportunity.objects.filter(sessions__venue=row)
    elif isinstance(row, Playlist):
        touched = Opportunity.objects.filter(pk__in=in_playlist(row))
    else:
        return
    refresh(touched.values_list("pk", flat=True))


def in_playlist(playlist: Playlist) -> QuerySet[SearchRow, int]:
    """The opportunities that were found by this playlist, or would be if it is published."""
    is_found = Q(tags__contains=[tag(Facet.PLAYLIST, playlist.pk)])
    meets = any_condition(requirements_of(playlist.stops.all()))
    return SearchRow.objects.filter(is_found | meets).values_list("opportunity", flat=True)


def after_deletion(rows: Iterable[models.Model]) -> None:
    """Bring the search table up to date with what a person has just deleted, and the database did not take along."""
    refresh(row.opportunity_id for row in rows if isinstance(row, Session | Programme))
