"""The feed of what changed in a search: rows and words for `opportunities.exchange.atom`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maps import taking
from opportunities.exchange.atom import Entry, Feed, Gone, atom
from opportunities.languages import active_language
from opportunities.models import Opportunity, OpportunityText
from opportunities.search.search import Search
from opportunities.selectors.cards import Card, cards
from opportunities.selectors.changes import Change, Cursor, newest


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
    listings = [one.listing for one in changes]
    rows = search.rows().filter(opportunity__in=listings).order_by("opportunity_id", "pk").distinct("opportunity_id")
    told = {card.pk: card for card in cards(rows)}
    own = Opportunity.interests.through.objects.filter(opportunity=OuterRef("pk")).order_by("pk")
    interests = ArraySubquery(own.values("interest__slug"))
    known = Opportunity.objects.filter(pk__in=told).values_list("pk", "kind__slug", "published_at", interests)
    facts = {pk: (kind, published_at, slugs) for pk, kind, published_at, slugs in known}
    texts = OpportunityText.objects.filter(opportunity__in=told).values_list("opportunity", "language", "summary")
    summaries = {(pk, language): summary for pk, language, summary in texts}

    def entry(card: Card, change: Change) -> Entry:
        summary = summaries.get((card.pk, card.language or active_language()), "")
        kind, published_at, slugs = facts[card.pk]
        return _entry(card, kind, published_at, slugs, summary, change, absolute)

    return [entry(card, one) for one in changes if (card := told.get(one.listing)) and card.pk in facts]


def _entry(
    card: Card,
    kind: str,
    published_at: datetime | None,
    interests: list[str],
    summary: str,
    change: Change,
    absolute: Callable[[str], str],
) -> Entry:
    return Entry(
        listing=card.pk,
        url=absolute(card.url),
        title=card.title,
        words=" · ".join(filter(None, (card.place, card.audience, card.price, summary))),
        author=card.provider,
        categories=(kind, *interests),
        published_at=published_at or change.at,
        updated_at=change.at,
        point=card.point,
    )
