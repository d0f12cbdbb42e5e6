"""The playlists of the demo cities: the same in each, met by what that city offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from opportunities.demo.profiles import read
from opportunities.models import City, Interest, Kind, Opportunity, Playlist, PlaylistStop, SearchRow
from opportunities.playlists.offers import OPEN
from opportunities.search.requirements import any_condition, requirements_of
from opportunities.search.tags import Facet, tag

PARTNERS = {"vilnius": "kaunas", "kaunas": "vilnius", "riga": "vilnius", "mikkeli": "riga", "rotterdam": "mikkeli"}


def write_playlists(cities: Iterable[City]) -> set[int]:
    """Write the playlists of `cities`, whose listings the search knows already.

    Returns: the numbers of the listings that belong to one now, or did before: the search has to learn it.
    """
    touched: set[int] = set()
    for city in cities:
        for position, (slug, told) in enumerate(read("playlists.toml").items()):
            playlist = _playlist(city, slug, told, position)
            touched |= _found_by(playlist)
            for number, stop in enumerate(told["stops"], 1):
                _stop(playlist, number, stop)
            playlist.stops.filter(position__gt=len(told["stops"])).delete()
            touched |= _found_by(playlist)
    return touched


def _playlist(city: City, slug: str, told: dict[str, Any], position: int) -> Playlist:
    values = {name: told[name] for name in ("names", "intros", "badges", "weeks", "min_age")}
    values |= {"look": _interests([told["look"]])[0], "state": Playlist.State.PUBLISHED, "position": position}
    return Playlist.objects.update_or_create(city=city, slug=slug, defaults=values)[0]


def _stop(playlist: Playlist, number: int, told: dict[str, Any]) -> None:
    values = {name: told.get(name) for name in ("hours", "min_age")}
    values |= {"names": told["names"], "texts": told.get("texts", {}), "needs": told.get("needs", 1)}
    values |= {"is_optional": told.get("is_optional", False)}
    values["look"] = next(iter(_interests([told["look"]] if "look" in told else [])), None)
    row, _ = PlaylistStop.objects.update_or_create(playlist=playlist, position=number, defaults=values)
    over = _ended(playlist.city, told.get("ended", ()))
    row.opportunities.set(over)
    row.interests.set(_interests(told.get("interests", [] if over else told.get("ended", []))))
    row.kinds.set(Kind.objects.filter(slug__in=told.get("kinds", ())))
    partners = [PARTNERS[playlist.city.slug]] if told.get("elsewhere") else []
    row.cities.set(City.objects.filter(slug__in=partners))


def _interests(slugs: Sequence[str]) -> list[Interest]:
    found = {one.slug: one for one in Interest.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs]


def _ended(city: City, slugs: Sequence[str]) -> list[Opportunity]:
    """Something whose main interest is the first of `slugs` of which one thing is over and another can be joined."""
    rows = SearchRow.objects.filter(city=city)
    open_rows = rows.upcoming().filter(tags__contains=[OPEN])
    for interest in _interests(slugs):
        others = open_rows.filter(tags__contains=[tag(Facet.INTEREST, interest.pk)])
        over = rows.filter(interest=interest).exclude(opportunity__in=open_rows.values("opportunity"))
        if others.exists() and (row := over.order_by("opportunity").first()):
            return [row.opportunity]
    return []


def _found_by(playlist: Playlist) -> set[int]:
    is_found = SearchRow.objects.filter(tags__contains=[tag(Facet.PLAYLIST, playlist.pk)])
    meets = SearchRow.objects.filter(any_condition(requirements_of(playlist.stops.all())))
    return {*is_found.values_list("opportunity", flat=True), *meets.values_list("opportunity", flat=True)}
