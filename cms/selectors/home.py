"""What the home of a city shows beside its editors' own words: all of it as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Min, Value
from django.db.models.functions import MD5, Cast, Concat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.query import PageQuerySet

from cms.selectors import figures, shelves, stories
from cms.selectors.shelves import Shelf, Wish
from opportunities.models import City, Provider, SearchRow
from opportunities.search.tags import Facet
from opportunities.search.vocabulary import choices
from opportunities.selectors.cards import NO_INTEREST, looks
from opportunities.selectors.playlist_cards import PlaylistCard, playlist_cards

WEEK_SHOWN, PLAYLISTS_SHOWN, STORIES_SHOWN, THEMES_SHOWN = 6, 3, 3, 4
LITTLE_KNOWN, FEW_OFFERS, ORGANISATIONS = 3, 4, 14
KEPT_SECONDS = 600
# Those that people find least by themselves.
KINDS = (Provider.Kind.YOUTH_ORGANISATION, Provider.Kind.NGO, Provider.Kind.CULTURE, Provider.Kind.INFORMAL)


@dataclass(frozen=True)
class Tile:
    """A field of interest with the number of its activities."""

    label: str
    url: str
    picture: str
    icon: str
    hue: int
    count: int


@dataclass(frozen=True)
class Place:
    """An organisation: `offers` is how many activities it has now, icon and hue are those of one of them."""

    name: str
    url: str
    kind: str | Promise = ""
    offers: int = 0
    icon: str = ""
    hue: int = 0


@dataclass(frozen=True)
class Home:
    sentence: str
    interests: list[Tile]
    week: Shelf
    playlists: list[PlaylistCard]
    playlists_url: str
    stories: list[Any]
    themes: list[Any]
    strip: dict[str, Any]
    little_known: list[Place]
    organisations: list[Place]
    figures: list[figures.Figure]


def home_of(
    city: City, *, told: PageQuerySet, themes: PageQuerySet, wishes: Mapping[int, Wish]
) -> tuple[Home, dict[int, Shelf]]:
    """Everything below the sentence, and the shelves for the `wishes` of the body's blocks, which are asked together.

    `told` are the stories and `themes` the themes below the home. The number of queries does not depend on how much
    there is.
    """
    week, *rest = shelves.fulfil(city, [_this_week(), *wishes.values()])
    home = Home(
        sentence=_("Find what you would like to learn in %(city)s") % {"city": city.label},
        interests=interests(city),
        week=week,
        playlists=playlist_cards(city)[:PLAYLISTS_SHOWN],
        playlists_url=reverse("playlists", args=[city.slug]),
        stories=stories.newest(told, STORIES_SHOWN),
        themes=list(stories.with_pictures(themes.live().public())[:THEMES_SHOWN]),
        strip=shelves.strip(city, ""),
        little_known=little_known(city),
        organisations=organisations(city),
        figures=figures.of_city(city),
    )
    return home, dict(zip(wishes, rest, strict=True))


def _this_week() -> Wish:
    today = timezone.localdate()
    return Wish(f"from={today}&to={today + timedelta(days=6)}&sort=soonest", WEEK_SHOWN)


def interests(city: City) -> list[Tile]:
    """The fields of interest in which there is something, in their order."""
    search = shelves.search_of("", city)
    tiles = (
        Tile(
            label=choice.label,
            url=f"{city.explorer_url}?interest={choice.value}",
            picture=static(f"ui/pictures/{choice.value}-1.svg"),
            icon=choice.icon,
            hue=choice.hue,
            count=search.counts.get(choice.tag, 0),
        )
        for choice in choices(Facet.INTEREST, city)
    )
    return [tile for tile in tiles if tile.count]


def little_known(city: City) -> list[Place]:
    """Organisations with little on offer, others every week."""
    week = "-".join(map(str, timezone.localdate().isocalendar()[:2]))
    found = _kept(f"little-known:{city.pk}:{week}", _of_few(city, week))
    known = looks()
    return [
        Place(
            name=row["provider__name"],
            url=_address(row),
            kind=Provider.Kind(row["provider__kind"]).label,
            offers=row["offers"],
            icon=known.get(row["first_interest"] or 0, NO_INTEREST).icon,
            hue=known.get(row["first_interest"] or 0, NO_INTEREST).hue,
        )
        for row in found
    ]


def _of_few(city: City, week: str) -> Any:
    rows = _by_provider(city).filter(provider__kind__in=KINDS, offers__lte=FEW_OFFERS)
    draw = MD5(Concat(Cast("provider", CharField()), Value(f":{week}")))
    return rows.order_by(draw)[:LITTLE_KNOWN]


def organisations(city: City) -> list[Place]:
    """Those with the most on offer."""
    found = _kept(f"organisations:{city.pk}", _by_provider(city).order_by("-offers", "provider")[:ORGANISATIONS])
    return [Place(row["provider__name"], _address(row)) for row in found]


def _by_provider(city: City) -> Any:
    rows = SearchRow.objects.filter(city=city).upcoming().values("provider", "provider__name", "provider__kind")
    return rows.annotate(offers=Count("opportunity", distinct=True), first_interest=Min("interest"))


def _kept(key: str, rows: Any) -> list[dict[str, Any]]:
    return cache.get_or_set(key, lambda: list(rows), KEPT_SECONDS) or []


def _address(row: dict[str, Any]) -> str:
    return reverse("provider", args=[row["provider"], slugify(row["provider__name"])[:60] or "provider"])
