"""Filters whose choices are tags of the search table, and are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Given, Objection
from opportunities.search.tags import Facet, language_value, slot, tag, value_of
from opportunities.search.vocabulary import by_value, language_choice

MOST_CHOSEN = 40


def asked_values(given: Given, parameter: str, objection: Objection) -> list[str]:
    """What `given` asks of a parameter, each once. Nobody chooses more than `MOST_CHOSEN`: a program might."""
    asked = list(dict.fromkeys(given.get(parameter, ())))
    if len(asked) > MOST_CHOSEN:
        objection(_("Only the first %(count)s choices of a kind were searched for.") % {"count": MOST_CHOSEN})
    return asked[:MOST_CHOSEN]


@dataclass(frozen=True)
class Choices(Filter):
    """One or more of a facet's choices; any of them will do."""

    facet: Facet = Facet.INTEREST
    kind: ClassVar[str] = "choices"
    # Whether a further choice leaves fewer rows, so that its count is taken with the choices already made.
    narrows: ClassVar[bool] = False

    @property
    def facets(self) -> dict[str, Facet]:
        return {self.name: self.facet}

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

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        known = by_value(self.facet, chosen.city)
        for value in chosen.values.get(self.name, ()):
            yield Chip(self.name, value, known[value].label)


@dataclass(frozen=True)
class Languages(Choices):
    """The languages in which it is held: any code may occur."""

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        for value in asked_values(given, self.name, objection):
            try:
                language_value(value)
            except ValueError:
                if value:
                    objection(_("“%(value)s” is not a language code, so it was left out.") % {"value": value[:60]})
            else:
                yield self.name, value.lower()

    def tags(self, chosen: Chosen) -> list[int]:
        return [tag(self.facet, language_value(value)) for value in chosen.values.get(self.name, ())]

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        for number in self.tags(chosen):
            choice = language_choice(number)
            yield Chip(self.name, choice.value, choice.label)


@dataclass(frozen=True)
class Every(Choices):
    """Choices of which every one must hold: who needs a ramp and a quiet room needs both."""

    narrows: ClassVar[bool] = True

    def condition(self, chosen: Chosen) -> Q:
        return Q(tags__contains=self.tags(chosen))


@dataclass(frozen=True)
class DaysAndTimes(Filter):
    """Days of the week and parts of the day, asked of one and the same meeting."""

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

    def condition(self, chosen: Chosen) -> Q:
        return Q(tags__overlap=self.tags(self.chosen_values(chosen, "day"), self.chosen_values(chosen, "time")))

    @staticmethod
    def tags(days: Sequence[int], parts: Sequence[int]) -> list[int]:
        """The tags of which a row has at least one if it meets on one of `days` in one of `parts` (empty: any)."""
        if days and parts:
            return [tag(Facet.SLOT, slot(day, part)) for day in days for part in parts]
        return [tag(Facet.WEEKDAY, day) for day in days] + [tag(Facet.DAY_PART, part) for part in parts]

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        for parameter, facet in self.facets.items():
            yield from Choices(parameter, "", "", facet=facet).chips(chosen)
