"""What the people who write playlists see: their list, one playlist with its stops, what meets a stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.translation import ngettext

from geodata.words import fold
from opportunities.models import Opportunity, OpportunityText, Playlist, PlaylistStop, Provider, SearchRow, SearchText
from opportunities.models.playlist import cities_curated_by
from opportunities.playlists.completing import plan_of, standing_of
from opportunities.playlists.offers import OPEN, one_each, open_offers
from opportunities.search.requirements import Requirement
from opportunities.selectors.cities import frame
from opportunities.selectors.playlist_words import flaw_words
from people.models import User

MOST_FOUND = 12
SHORTEST_QUERY = 2


@dataclass(frozen=True)
class StopLine:
    """One stop in the list of its authors. `meets` says how much meets it, `problem` what is the matter."""

    stop: PlaylistStop
    number: int
    meets: str
    problem: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Found:
    """Something that can be ticked: an activity or an organisation."""

    pk: int
    label: str
    words: str
    is_over: bool = False


def desk_page(user: User | AnonymousUser) -> dict[str, Any]:
    """The context of the list of all playlists that `user` may edit, those that wait for a decision apart."""
    lacking = PlaylistStop.objects.filter(playlist=OuterRef("pk"), unmet_since__isnull=False)
    playlists = (
        Playlist.objects.editable_by(user)
        .exclude(state=Playlist.State.DECLINED)
        .select_related("city", "provider", "owner")
        .annotate(number_of_stops=Count("stops"), lacks=Exists(lacking))
        .order_by("city__position", "city__name", "position", "slug")
    )
    found = list(playlists)
    return {
        **frame(None),
        "proposed": [one for one in found if one.state == Playlist.State.PROPOSED],
        "playlists": [one for one in found if one.state != Playlist.State.PROPOSED],
        "own_cities": cities_curated_by(user),
    }


def desk_playlist(playlist: Playlist, user: User | AnonymousUser) -> dict[str, Any]:
    """The context of the page on which a playlist is edited."""
    stops = list(playlist.stops.all())
    standing = standing_of(playlist.stops.all())
    flaws = {flaw.stop: flaw_words(flaw) for flaw in plan_of(playlist, standing).flaws}
    last = len(stops)
    return {
        **frame(playlist.city),
        "playlist": playlist,
        "stops": [
            StopLine(
                stop,
                number,
                meets_words(len(one_each(standing.usable(stop.pk)))),
                flaws.get(stop.pk, ""),
                is_first=number == 1,
                is_last=number == last,
            )
            for number, stop in enumerate(stops, 1)
        ],
        "authors": playlist.authors.select_related("user"),
        "invitations": playlist.invitations.filter(accepted_at=None, withdrawn_at=None),
        "may_decide": Playlist.objects.decidable_by(user).filter(pk=playlist.pk).exists(),
    }


def meets_words(count: int) -> str:
    """ "23 activities can be joined here now"."""
    return ngettext(
        "%(count)s activity can be joined here now", "%(count)s activities can be joined here now", count
    ) % {"count": count}


def meeting_now(requirement: Requirement) -> str:
    """The same for a requirement that is being built."""
    return meets_words(0 if requirement.is_wish else len(one_each(open_offers(requirement.condition()))))


def find_opportunities(playlist: Playlist, text: str) -> list[Found]:
    """The published activities whose title has all words of `text`, of the playlist's city first: two queries."""
    words = fold(text).split()[:6]
    if len(fold(text)) < SHORTEST_QUERY or not words:
        return []
    condition = Q()
    for word in words:
        condition &= Q(folded__contains=word)
    texts = (
        SearchText.objects.filter(condition).order_by("folded").values_list("opportunity", "city")[: 10 * MOST_FOUND]
    )
    ordered = sorted(texts, key=lambda one: one[1] != playlist.city_id)
    return named_opportunities(list(dict.fromkeys(pk for pk, _city in ordered))[:MOST_FOUND])


def named_opportunities(numbers: list[int], kept: Sequence[int] = ()) -> list[Found]:
    """The activities of these numbers, in their order, as they can be ticked; what nobody can join is said to be over.

    Of what is not published only those `kept` at the stop already: no draft is named to who guesses its number.
    """
    rows = (
        Opportunity.objects.filter(Q(status=Opportunity.Status.PUBLISHED) | Q(pk__in=kept), pk__in=numbers)
        .select_related("provider", "city")
        .defer("latest_revision")
        .prefetch_related(Prefetch("texts", OpportunityText.objects.only("opportunity", "language", "title")))
    )
    open_ones = SearchRow.objects.upcoming().filter(opportunity__in=numbers, tags__contains=[OPEN])
    joinable = set(open_ones.values_list("opportunity", flat=True))
    found = {
        one.pk: Found(one.pk, one.title, f"{one.provider} · {one.city.label}", is_over=one.pk not in joinable)
        for one in rows
    }
    return [found[pk] for pk in numbers if pk in found]


def find_providers(playlist: Playlist, text: str) -> list[Found]:
    """The organisations whose name has `text` in it, of the playlist's city first."""
    if len(text.strip()) < SHORTEST_QUERY:
        return []
    rows = Provider.objects.listed().filter(name__icontains=text.strip()[:100]).select_related("city")
    ordered = sorted(rows[: 10 * MOST_FOUND], key=lambda one: (one.city_id != playlist.city_id, one.name))
    return [Found(one.pk, one.name, one.city.label) for one in ordered[:MOST_FOUND]]


def named_providers(numbers: list[int]) -> list[Found]:
    """The organisations of these numbers as they can be ticked."""
    rows = Provider.objects.filter(pk__in=numbers).select_related("city")
    return [Found(one.pk, one.name, one.city.label) for one in rows]
