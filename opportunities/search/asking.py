"""What a search is made of: what was given, what was understood, and what every filter promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils.functional import Promise

from opportunities.models import City

Given = Mapping[str, Sequence[str]]
Values = Mapping[str, tuple[str, ...]]
Objection = Callable[[str], None]


@dataclass(frozen=True)
class Origin:
    """Where a visitor looks from. `exactness` is one of `geodata.models.Exactness`, or "here" for their location."""

    point: Point
    label: str
    exactness: str


@dataclass(frozen=True)
class Chosen:
    """What a filter needs to know of the search it belongs to."""

    city: City
    values: Values
    origin: Origin | None = None

    def first(self, parameter: str) -> str:
        return next(iter(self.values.get(parameter, ())), "")


@dataclass(frozen=True)
class Chip:
    """Something chosen. Taking it off removes `value` of `parameter` and everything of the parameters `also`."""

    parameter: str
    value: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter(ABC):
    """One question to the catalogue. `name` names its group on the page; `kind` how the page asks it."""

    name: str
    label: str | Promise
    icon: str
    kind: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        """The (parameter, value) pairs of an address that make sense, in a canonical form."""

    @abstractmethod
    def condition(self, chosen: Chosen) -> Q:
        """The rows that match what is chosen."""

    @abstractmethod
    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        """What is chosen, one by one, in words."""

    def is_active(self, values: Values) -> bool:
        return any(values.get(parameter) for parameter in self.parameters_of())

    def parameters_of(self) -> tuple[str, ...]:
        return self.parameters or (self.name,)
