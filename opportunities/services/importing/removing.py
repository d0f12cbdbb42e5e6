"""What a source no longer offers: taken away, or archived where a person has worked on it here."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone

from opportunities.models import Opportunity, Provider, Session, Venue
from opportunities.search.table import refresh
from opportunities.services.importing.places import BATCH


def remove(source: str, source_ids: Iterable[str]) -> tuple[set[str], set[str]]:
    """Take these numbers of `source` out of the catalogue.

    Returns: the numbers deleted, and those archived instead because somebody changed them by hand. What was not there,
    or is archived already, is in neither.
    """
    wanted = sorted(source_ids)
    deleted: set[str] = set()
    archived: set[str] = set()
    for start in range(0, len(wanted), BATCH):
        rows = Opportunity.objects.filter(source=source, source_id__in=wanted[start : start + BATCH])
        edited = rows.filter(edited_at__isnull=False).exclude(status=Opportunity.Status.ARCHIVED)
        kept = dict(edited.values_list("pk", "source_id"))
        untouched = rows.filter(edited_at__isnull=True)
        deleted |= set(untouched.values_list("source_id", flat=True))
        untouched.delete()
        _archive(list(kept))
        archived |= set(kept.values())
    return deleted, archived


def sweep(source: str) -> None:
    """Delete venues and providers of `source` that nothing refers to any more and nobody vouched for."""
    used = Session.objects.filter(venue=OuterRef("pk"))
    Venue.objects.filter(~Exists(used), source=source, edited_at__isnull=True).delete()
    offers = Opportunity.objects.filter(provider=OuterRef("pk"))
    unused = Provider.objects.filter(~Exists(offers), source=source, edited_at__isnull=True)
    unused.filter(verified_at__isnull=True).delete()


def _archive(keys: Sequence[int]) -> None:
    archived = {"status": Opportunity.Status.ARCHIVED, "live": False, "updated_at": timezone.now()}
    Opportunity.objects.filter(pk__in=keys).update(**archived)
    refresh(keys)
