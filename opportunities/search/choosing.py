"""Filters whose choices are tags of the search table, and are counted."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, F, OrderBy, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.collation import in_order, sorted_by_language
from opportunities.models import City, Interest, Provider
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.index.bits import Bits
from opportunities.search.index.segment import SAYS_NO_DAY, Segment
from opportunities.search.meetings import FirstMeeting, Meets, Wish, meeting_number
from opportunities.search.tags import DayPart, Facet, language_code, language_value, slot, tag, value_of
from opportunities.search.vocabulary import Choice, by_value, language_choice

MOST_CHOSEN = 40


def asked_values(given: Given, parameter: str, objection: Objection) -> list[str]:
    """What `given` asks of a parameter, each once. Nobody chooses more than `MOST_CHOSEN`: a program might."""
    asked = list(dict.fromkeys(given.get(parameter, ())))
    if len(asked) > MOST_CHOSEN:
        objection(_("Only the first %(count)s choices of a kind were searched for.") % {"count": MOST_CHOSEN})
    return asked[:MOST_CHOSEN]


@dataclass(frozen=True)
class Choices(Filter):
    """One or more of a facet's choices; any of them will do.

    `fixed` are the choices where every city has the same; else the city decides and `help` says what they are.
    """

    facet: Facet = Facet.INTEREST
    help: str | Promise = ""
    fixed: tuple[str, ...] = ()
    kind: ClassVar[str] = "choices"
    # Whether a further choice leaves fewer rows, so that its count is taken with the choices already made.
    narrows: ClassVar[bool] = False

    @property
    def facets(self) -> dict[str, Facet]:
        return {self.name: self.facet}

    def describe(self) -> tuple[Parameter, ...]:
        return (
            Parameter(self.name, Form.CHOICE, self.help or self.label, many=True, values=self.fixed, facet=self.facet),
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        known = by_value(self.facet, city)
        for value in asked_values(given, self.name, objection):
            if value in known:
                yield self.name, value
            elif value:
                objection(_("There is no choice “%(value)s” here, so it was left out.") % {"value": value[:60]})

    def tags(self, chosen: Chosen) -> list[int]:
        known = by_value(self.facet, chosen.city)
        return [known[value].tag for value in chosen.values.get(self.name, ())]

    def condition(self, chosen: Chosen) -> Q:
        return Q(tags__overlap=self.tags(chosen))

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        return segment.having_any(self.tags(chosen))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        known = by_value(self.facet, chosen.city)
        for value in chosen.values.get(self.name, ()):
            yield Chip(self.name, value, known[value].label)


@dataclass(frozen=True)
class Interests(Choices):
    """The tree of interests. The address may also name one as ESCO (a skill) or OpenActive (an activity) does."""

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        asked = asked_values(given, self.name, objection)
        slugs = _slugs([value for value in asked if value.startswith(("http://", "https://")) and "\x00" not in value])
        yield from super().read({self.name: [slugs.get(value, value) for value in asked]}, city, objection)


def _slugs(identifiers: Sequence[str]) -> dict[str, str]:
    """By identifier, the slug of the interest that is the same; in one query."""
    if not identifiers:
        return {}
    same = reduce(or_, (Q(same_as__contains=[one]) for one in identifiers))
    known = Interest.objects.current().filter(same).values_list("slug", "same_as")
    return {identifier: slug for slug, identifiers_of in reversed(list(known)) for identifier in identifiers_of}


@dataclass(frozen=True)
class OpenChoices(Choices, ABC):
    """Choices too many to list: the form offers the commonest, the address takes any."""

    example: str = ""

    def describe(self) -> tuple[Parameter, ...]:
        return (Parameter(self.name, Form.CODE, self.help, many=True, facet=self.facet, example=self.example),)

    def tags(self, chosen: Chosen) -> list[int]:
        return [tag(self.facet, self.number(value)) for value in chosen.values.get(self.name, ())]

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        for choice in self.named(self.tags(chosen)):
            yield Chip(self.name, choice.value, choice.label)

    @abstractmethod
    def number(self, value: str) -> int:
        """The value of the tag that `value` of the address stands for."""

    @abstractmethod
    def named(self, tags: Iterable[int]) -> list[Choice]:
        """The choices that these tags stand for, by their labels; what is gone is left out."""


@dataclass(frozen=True)
class Providers(OpenChoices):
    """Who offers it, by number."""

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        asked = {value: re.fullmatch(r"0*([0-9]{1,7})", value) for value in asked_values(given, self.name, objection)}
        numbers = [int(match[1]) for match in asked.values() if match]
        known = set(Provider.objects.filter(city=city, pk__in=numbers).values_list("pk", flat=True)) if numbers else ()
        for value, match in asked.items():
            if match and int(match[1]) in known:
                yield self.name, str(int(match[1]))
            elif value:
                objection(_("There is no choice “%(value)s” here, so it was left out.") % {"value": value[:60]})

    def number(self, value: str) -> int:
        return int(value)

    def named(self, tags: Iterable[int]) -> list[Choice]:
        found = Provider.objects.filter(pk__in=map(value_of, tags)).order_by(in_order(), "pk")
        names = found.values_list("pk", "name")
        return [Choice(str(pk), tag(self.facet, pk), name) for pk, name in names]


@dataclass(frozen=True)
class Languages(OpenChoices):
    """The languages in which it is held: any code may occur."""

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        for value in asked_values(given, self.name, objection):
            try:
                yield self.name, language_code(language_value(value))
            except ValueError:
                if value:
                    objection(_("“%(value)s” is not a language code, so it was left out.") % {"value": value[:60]})

    def number(self, value: str) -> int:
        return language_value(value)

    def named(self, tags: Iterable[int]) -> list[Choice]:
        return sorted_by_language(map(language_choice, tags), lambda choice: choice.label)


@dataclass(frozen=True)
class Every(Choices):
    """Choices of which every one must hold: who needs a ramp and a quiet room needs both."""

    narrows: ClassVar[bool] = True

    def condition(self, chosen: Chosen) -> Q:
        return Q(tags__contains=self.tags(chosen))

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        return segment.having_every(self.tags(chosen))


@dataclass(frozen=True)
class DaysAndTimes(Filter):
    """Days of the week and parts of the day, asked of one and the same meeting; of those on the chosen dates."""

    kind: ClassVar[str] = "days"
    parameters: ClassVar[tuple[str, ...]] = ("day", "time")
    facets: ClassVar[dict[str, Facet]] = {"day": Facet.WEEKDAY, "time": Facet.DAY_PART}
    narrows: ClassVar[bool] = False

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        for parameter, facet in self.facets.items():
            yield from Choices(parameter, "", "", facet=facet).read(given, city, objection)

    def chosen_values(self, chosen: Chosen, parameter: str) -> list[int]:
        known = by_value(self.facets[parameter], chosen.city)
        return [value_of(known[value].tag) for value in chosen.values.get(parameter, ())]

    def describe(self) -> tuple[Parameter, ...]:
        days = tuple(map(str, range(1, 8)))
        parts = tuple(part.name.lower().replace("_", "-") for part in DayPart)
        return (
            Parameter(
                "day",
                Form.CHOICE,
                gettext_lazy("Day of the week on which it meets, 1 for Monday to 7 for Sunday; any of them will do."),
                many=True,
                values=days,
                facet=Facet.WEEKDAY,
            ),
            Parameter(
                "time",
                Form.CHOICE,
                gettext_lazy("When it begins: before 12, before 15, before 18 or later; on the same day."),
                many=True,
                values=parts,
                facet=Facet.DAY_PART,
            ),
        )

    def condition(self, chosen: Chosen) -> Q:
        return self.asks(chosen, self.chosen_values(chosen, "day"), self.chosen_values(chosen, "time"))

    @classmethod
    def asks(cls, chosen: Chosen, days: Sequence[int], parts: Sequence[int]) -> Q:
        """The rows that have a meeting on one of `days`, in one of `parts` and, if dates are chosen, between those.

        What meets every week and says no dates has no meetings to ask: the filter of the dates asks for its span.
        """
        weekly = Q(tags__overlap=cls.tags(days, parts))
        if not Wish.has_dates(chosen):
            return weekly
        return weekly & (Q(days=[]) | Q(Meets(Wish.of(chosen, tuple(days), tuple(parts)))))

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        days, parts = self.chosen_values(chosen, "day"), self.chosen_values(chosen, "time")
        return self.bits_asked(chosen, days, parts, segment)

    @classmethod
    def bits_asked(cls, chosen: Chosen, days: Sequence[int], parts: Sequence[int], segment: Segment) -> Bits | None:
        """The rows that `asks` speaks of; None where the segment does not know."""
        weekly = segment.having_any(cls.tags(days, parts))
        if not Wish.has_dates(chosen):
            return weekly
        wish = Wish.of(chosen)
        meeting = segment.meeting(wish.first.toordinal(), wish.last.toordinal(), days, parts)
        return None if meeting is None else weekly & (meeting | segment.having(SAYS_NO_DAY))

    def soonest(self, chosen: Chosen) -> list[OrderBy]:
        """The order of a list by when one can first join; where days, times or dates are chosen, a meeting as chosen.

        What cannot be joined, and what has no dates, comes last.
        """
        if not (self.is_active(chosen.values) or Wish.has_dates(chosen)):
            return [F("next_bookable_at").asc(nulls_last=True), F("next_at").asc(nulls_last=True)]
        days, parts = (tuple(self.chosen_values(chosen, parameter)) for parameter in self.facets)
        now = timezone.now().astimezone(ZoneInfo(chosen.city.time_zone))
        first = FirstMeeting(Wish.of(chosen, days, parts), since=meeting_number(now.date(), now.time()))
        return [ExpressionWrapper(Q(next_bookable_at__isnull=True), BooleanField()).asc(), first.asc(nulls_last=True)]

    @staticmethod
    def tags(days: Sequence[int], parts: Sequence[int]) -> list[int]:
        """The tags of which a row has at least one if it meets on one of `days` in one of `parts` (empty: any)."""
        if days and parts:
            return [tag(Facet.SLOT, slot(day, part)) for day in days for part in parts]
        return [tag(Facet.WEEKDAY, day) for day in days] + [tag(Facet.DAY_PART, part) for part in parts]

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        for parameter, facet in self.facets.items():
            yield from Choices(parameter, "", "", facet=facet).chips(chosen)
