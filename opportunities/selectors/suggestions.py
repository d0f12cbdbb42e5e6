"""What to suggest below the search box while somebody types: interests, places, organisations, titles, playlists."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geodata.collation import in_order
from geodata.selectors import addresses_inside, names_inside
from geodata.words import fold
from opportunities.addresses import address
from opportunities.models import City, Interest, Provider, SearchRow, SearchText
from opportunities.remembering import KEPT_SECONDS, remembered
from opportunities.search.spelling import corrected
from opportunities.search.tags import Facet
from opportunities.search.vocabulary import Choice, choices
from opportunities.search.words import MOST_LETTERS, TITLE, texts_with, understood

SHORTEST = 2  # letters
MOST = 4  # of a group
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Suggestion:
    """One line. Choosing it opens `url`, or adds `value` to `parameter` of the search and leaves `words` in the box."""

    label: str
    detail: str = ""
    url: str = ""
    parameter: str = ""
    value: str = ""
    words: str = ""
    icon: str = ""
    hue: int = 0


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind. `marked` are the words to mark in them: as typed, or as corrected."""

    kind: str
    label: str
    marked: str
    items: list[Suggestion]


@dataclass(frozen=True)
class Suggestions:
    """`summary` says how many there are, for those who cannot see the list open."""

    summary: str
    groups: list[Group]


class Folded(Func):
    """A text in small letters without diacritics and punctuation, as the database folds it."""

    function = "learnmap_fold"
    output_field = TextField()


class FoldedWords(Folded):
    """The same with a blank before each word, as the index of providers has it."""

    template = "(' ' || %(function)s(%(expressions)s))"


def suggestions(text: str, city: City) -> Suggestions:
    """The groups that have something for `text`, which may be half-typed; for a typing error, for what was meant.

    At most five queries, and as many again for a typing error, whatever the catalogue's size; what every question needs
    is kept for a minute.
    """
    words = " ".join(text[: 2 * MOST_LETTERS].encode("utf-8", "ignore").decode().replace("\x00", " ").split())
    words = words[:MOST_LETTERS]
    has_words = bool(understood(words).groups) and len(fold(words)) >= SHORTEST
    found = _groups(words, city) if has_words else []
    if not found and has_words and (meant := corrected(words, city)) != words:
        found = _groups(meant, city)
    count = sum(len(group.items) for group in found)
    summary = ngettext("%(count)s suggestion", "%(count)s suggestions", count) % {"count": count}
    return Suggestions(summary if found else _("No suggestions"), found)


def _groups(words: str, city: City) -> list[Group]:
    groups = [
        Group("interests", _("Interests"), words, _interests(fold(words), city)),
        Group("places", _("Places and addresses"), words, _places(words, city)),
        Group("providers", _("Organisations"), words, _providers(words, city)),
        Group("opportunities", _("Activities"), words, _opportunities(words, city)),
        Group("playlists", _("Playlists"), words, _playlists(fold(words), city)),
    ]
    return [group for group in groups if group.items]


def _interests(form: str, city: City) -> list[Suggestion]:
    """By their own names first, at the beginning before inside, then by other languages' names and by keywords."""
    offered = [choice for top in choices(Facet.INTEREST, city) for choice in top.flat()]
    others = remembered("names of interests", _other_names)
    ranked = sorted(
        (rank, place, choice)
        for place, choice in enumerate(offered)
        if (rank := _rank(form, [fold(choice.label), *others.get(choice.value, ())])) is not None
    )
    return [
        Suggestion(choice.label, parameter="interest", value=choice.value, icon=choice.icon, hue=choice.hue)
        for _rank_, _place, choice in ranked[:MOST]
    ]


def _other_names() -> dict[str, list[str]]:
    """By slug: the folded names in every language, and the keywords."""
    names = Interest.objects.current().values_list("slug", "names", "keywords")
    return {
        slug: [fold(name) for name in [*labels.values(), *(word for words in keywords.values() for word in words)]]
        for slug, labels, keywords in names
    }


def _rank(form: str, names: Sequence[str]) -> int | None:
    """0: the first name begins so; 1: a word of it does; 2: another name does; None: none."""
    if names[0].startswith(form):
        return 0
    if f" {form}" in names[0]:
        return 1
    return 2 if any(name.startswith(form) for name in names[1:]) else None


def _places(words: str, city: City) -> list[Suggestion]:
    """What is called like all the words; else like the last, with the words before it still sought."""
    found = _named(words, "", city)
    rest, _blank, last = words.rpartition(" ")
    return found or (_named(last, rest, city) if rest else [])


@lru_cache(maxsize=8)  # few: what another minute knew stays until it is pushed out
def _places_of(city: City, language: str | None, minute: float) -> list[tuple[str, str, str]]:
    """The names in a city, kept as they are: a country has thousands, too many to unpack for each letter typed."""
    return names_inside(city.territory)


def _named(name: str, words: str, city: City) -> list[Suggestion]:
    """Names that begin so, then addresses, then names of which a later word does; the city itself is no place in it."""
    form, own = fold(name), {city.name, city.label}
    known = _places_of(city, get_language(), time.time() // KEPT_SECONDS)
    begins, later = dict[str, str](), dict[str, str]()
    for spelling, label, detail in known if len(form) >= SHORTEST else ():
        if form in spelling and label not in own and (rank := _rank(form, [spelling])) is not None:
            (later if rank else begins).setdefault(label, detail)
    named = {**begins, **dict(addresses_inside(name, city.territory, limit=MOST)), **later}
    return [
        Suggestion(label, detail, parameter="near", value=label, words=words, icon="map-pin")
        for label, detail in list(named.items())[:MOST]
    ]


def _providers(words: str, city: City) -> list[Suggestion]:
    """Those with something listed of whose name a word begins so."""
    listed = SearchRow.objects.upcoming().filter(provider=OuterRef("pk"), city=city)
    begins = Q(folded__contains=Concat(Value(" "), Folded(Value(words))))
    named = Provider.objects.alias(folded=FoldedWords(F("name"))).filter(begins, Exists(listed))
    found = named.order_by(in_order(), "pk")
    return [
        Suggestion(name, parameter="provider", value=str(pk), icon="building-community")
        for pk, name in found.values_list("pk", "name")[:MOST]
    ]


def _opportunities(words: str, city: City) -> list[Suggestion]:
    """Those whose title begins so, then those with the words anywhere in it, as the index gives them."""
    groups = understood(words).groups
    begins = SearchText.objects.filter(
        city=city, folded__gte=Folded(Value(words)), folded__lt=Concat(Folded(Value(words)), Value(LAST))
    )
    found = _titles(begins.order_by("folded", "pk"), city)
    if groups and len(found) < MOST:
        found |= {pk: one for pk, one in _titles(texts_with(groups, city, TITLE), city).items() if pk not in found}
    return list(found.values())[:MOST]


def _titles(texts: QuerySet[SearchText, Any], city: City) -> dict[int, Suggestion]:
    """By opportunity: a title each, of those that have not ended."""
    listed = SearchRow.objects.upcoming().filter(opportunity=OuterRef("opportunity"), city=city)
    rows = texts.filter(Exists(listed)).values_list("opportunity", "title", "opportunity__provider__name")
    found: dict[int, Suggestion] = {}
    for pk, title, provider in rows[: 3 * MOST]:
        url = address("opportunity", pk, title)
        found.setdefault(pk, Suggestion(title, provider, url=url, icon="calendar"))
    return found


def _playlists(form: str, city: City) -> list[Suggestion]:
    offered: Sequence[Choice] = choices(Facet.PLAYLIST, city)
    named = [one for one in offered if _rank(form, [fold(one.label)]) is not None]
    return [Suggestion(one.label, parameter="playlist", value=one.value, icon="list-numbers") for one in named[:MOST]]
