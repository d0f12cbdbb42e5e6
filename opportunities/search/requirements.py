"""What a stop of a playlist asks for, and which rows of the search table answer it.

The same requirement is asked of the database (`Requirement.condition`) and of a row in memory (`Requirement.admits`):
what the page of a playlist lists and what the filter `playlist` finds cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from opportunities.models import PlaylistStop
from opportunities.search.tags import Facet, tag

# The criteria of a stop, each with the column of its link and the facet of its tags.
CRITERIA = {
    "interests": ("interest_id", Facet.INTEREST),
    "competences": ("competence_id", Facet.COMPETENCE),
    "kinds": ("kind_id", Facet.KIND),
    "providers": ("provider_id", Facet.PROVIDER),
    "areas": ("area_id", Facet.AREA),
}
LINKS = {**{name: column for name, (column, _facet) in CRITERIA.items()},
         "opportunities": "opportunity_id", "cities": "city_id"}  # fmt: skip


@dataclass(frozen=True)
class Requirement:
    """What meets a stop: one of the `named` opportunities, or what has a tag of each group of `any_of` in `cities`.

    `age` (years) is that of the youngest who may begin: they have to be welcome. Without names and groups it is a wish
    that nothing meets.
    """

    stop: int
    playlist: int
    named: tuple[int, ...] = ()
    any_of: tuple[frozenset[int], ...] = ()
    cities: frozenset[int] = frozenset()
    age: int | None = None
    needs: int = 1
    is_optional: bool = False

    @property
    def is_wish(self) -> bool:
        return not (self.named or self.any_of)

    def admits(
        self, *, opportunity: int, city: int, tags: Collection[int], min_age: int | None, max_age: int | None
    ) -> bool:
        """Whether a row of the search table with these values meets it."""
        if self.age is not None and not (min_age or 0) <= self.age <= (self.age if max_age is None else max_age):
            return False
        if opportunity in self.named:
            return True
        return bool(self.any_of) and city in self.cities and all(not group.isdisjoint(tags) for group in self.any_of)

    def condition(self) -> Q:
        """The rows that meet it."""
        found = Q(opportunity__in=self.named)
        if self.any_of:
            groups = Q(city__in=self.cities)
            for group in self.any_of:
                groups &= Q(tags__overlap=sorted(group))
            found |= groups
        if self.age is not None:
            found &= Q(min_age__isnull=True) | Q(min_age__lte=self.age)
            found &= Q(max_age__isnull=True) | Q(max_age__gte=self.age)
        return found


def any_condition(requirements: Iterable[Requirement]) -> Q:
    """The rows that meet one of them; none for none."""
    return reduce(or_, (one.condition() for one in requirements if not one.is_wish), Q(pk__in=[]))


def requirements_of(stops: QuerySet[PlaylistStop]) -> list[Requirement]:
    """The requirements of `stops`, in the order of their playlists: two queries."""
    told = list(
        stops.order_by("playlist", "position").values_list(
            "pk", "playlist", "playlist__city", "playlist__min_age", "min_age", "needs", "is_optional"
        )
    )
    chosen = _links([row[0] for row in told])
    return [
        requirement(
            chosen[pk],
            stop=pk,
            playlist=playlist,
            city=city,
            age=max((age for age in (of_all, own) if age is not None), default=None),
            needs=needs,
            is_optional=is_optional,
        )
        for pk, playlist, city, of_all, own, needs, is_optional in told
    ]


def requirement(chosen: dict[str, list[int]], *, city: int, **rest: Any) -> Requirement:
    """The requirement of what was chosen: keys by the name of a criterion, "opportunities" and "cities"."""
    return Requirement(
        named=tuple(chosen.get("opportunities", ())),
        any_of=tuple(
            frozenset(tag(facet, pk) for pk in chosen[name])
            for name, (_column, facet) in CRITERIA.items()
            if chosen.get(name)
        ),
        cities=frozenset(chosen.get("cities") or [city]),
        **rest,
    )


def _links(stops: list[int]) -> dict[int, dict[str, list[int]]]:
    """Everything that is chosen for these stops, in the order in which it was added: one query for all links."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    parts = [
        getattr(PlaylistStop, name)
        .through.objects.filter(playliststop__in=stops)
        .annotate(kind_of=Value(name), chosen=F(column))
        .values_list("kind_of", "playliststop_id", "chosen", "pk")
        for name, column in LINKS.items()
    ]
    for name, stop, chosen, _pk in parts[0].union(*parts[1:], all=True).order_by("kind_of", "pk"):
        found[stop][name].append(chosen)
    return found


@dataclass
class Matcher:
    """Tells for one row after another which playlists it belongs to, however many there are."""

    _by_name: dict[int, list[Requirement]] = field(default_factory=lambda: defaultdict(list))
    _by_tag: dict[int, list[Requirement]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of_published(cls) -> Matcher:
        """For the published playlists."""
        found = cls()
        for one in requirements_of(PlaylistStop.objects.filter(playlist__state="published")):
            for opportunity in one.named:
                found._by_name[opportunity].append(one)
            for number in min(one.any_of, key=len, default=frozenset[int]()):
                found._by_tag[number].append(one)
        return found

    def playlists(
        self, *, opportunity: int, city: int, tags: Collection[int], min_age: int | None, max_age: int | None
    ) -> set[int]:
        """The playlists of which a row with these values meets a stop."""
        candidates = [*self._by_name.get(opportunity, ())]
        for number in tags:
            candidates += self._by_tag.get(number, ())
        return {
            one.playlist
            for one in candidates
            if one.admits(opportunity=opportunity, city=city, tags=tags, min_age=min_age, max_age=max_age)
        }
