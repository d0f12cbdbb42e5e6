"""The feed of what changed in a search: rows and words for `opportunities.exchange.atom`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maps import taking
from opportunities import wording
from opportunities.exchange.atom import Entry, Feed, Gone, atom
from opportunities.search.search import Search
from opportunities.selectors.cards import place_words
from opportunities.selectors.changes import Change, Cursor, newest
from opportunities.selectors.listed import sessions_of, with_facts, with_terms

if TYPE_CHECKING:
    from opportunities.selectors.listed import RowWithTerms


def feed(
    search: Search, *, absolute: Callable[[str], str], since: Cursor | None = None, before: Cursor | None = None
) -> str:
    """One page of the feed of `search` as XML."""
    found = newest(search, before=before, since=since)
    own = absolute(taking.address("changes", search))
    about = Feed(
        name=f"{search.city.slug}/changes?{search.address(taking.shareable(search))}",
        title=_("What is new: %(name)s") % {"name": taking.name_of(search)},
        page_url=absolute(taking.address("explorer", search)),
        own_url=_with(own, {"since": str(since or ""), "before": str(before or "")}),
        next_url=_with(own, {"since": str(since or ""), "before": str(found.next)}) if found.next else "",
        language=get_language() or "en",
        rights=taking.licence_words(search.city),
    )
    here = [one for one in found.changes if one.is_here]
    gone = [Gone(one.listing, one.at) for one in found.changes if not one.is_here]
    updated_at = max((one.at for one in found.changes), default=this_midnight())
    return atom(about, entries=_entries(search, here, absolute), gone=gone, updated_at=updated_at)


def this_midnight() -> datetime:
    """When nothing changed, nothing changed today: a feed that says "now" each time is fetched anew each time."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _with(url: str, parameters: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return url if not query else f"{url}{'&' if '?' in url else '?'}{query}"


def _entries(search: Search, changes: Sequence[Change], absolute: Callable[[str], str]) -> list[Entry]:
    """The listings of `changes`, each told by the first of its rows that match."""
    rows = search.rows().filter(opportunity__in=[one.listing for one in changes])
    by_listing = {row.opportunity_id: row for row in with_terms(with_facts(rows)).order_by("-pk")}
    return [_entry(by_listing[one.listing], one, absolute) for one in changes if one.listing in by_listing]


def _entry(row: RowWithTerms, change: Change, absolute: Callable[[str], str]) -> Entry:
    opportunity, sessions = row.opportunity, sessions_of(row)
    text = opportunity.text
    facts = (
        place_words(row.venue, sessions),
        wording.ages(row.min_age, row.max_age),
        wording.lowest_price(sessions),
        text.summary if text else "",
    )
    return Entry(
        listing=opportunity.pk,
        url=absolute(opportunity.get_absolute_url()),
        title=opportunity.title,
        words=" · ".join(filter(None, facts)),
        author=opportunity.provider.name,
        categories=(opportunity.kind.slug, *row.interests),
        published_at=opportunity.published_at or change.at,
        updated_at=change.at,
        point=row.venue.point if row.venue else None,
    )
