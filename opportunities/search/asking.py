"""What a search is made of: what was given, what was understood, and what every filter promises."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils.functional import Promise

from opportunities.models import City
from opportunities.search.tags import Facet

if TYPE_CHECKING:
    from opportunities.search.index.bits import Bits
    from opportunities.search.index.segment import Segment

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


class Form(enum.StrEnum):
    """What the text of a parameter looks like."""

    TEXT = "text"
    CHOICE = "choice"  # one of `Parameter.values`, or of what the city offers in `Parameter.facet`
    CODE = "code"  # one of so many that nobody lists them: a language code, the number of a provider
    INTEGER = "integer"
    DATE = "date"  # ISO 8601, 2026-11-21
    POINT = "point"  # longitude,latitude in degrees, WGS 84
    BOX = "box"  # west,south,east,north in degrees, WGS 84
    SWITCH = "switch"  # 1, or left out


@dataclass(frozen=True)
class Parameter:
    """One parameter of the address, as the form, the API and the documentation tell it.

    `values` are all that can be given where the city has no say in it; `facet` says whose choices they are. `least` and
    `most` bound an integer, or the length of a text. `example` is a value that means something everywhere.
    """

    name: str
    form: Form
    help: str | Promise
    many: bool = False
    values: tuple[str, ...] = ()
    facet: Facet | None = None
    least: int | None = None
    most: int | None = None
    example: str = ""


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

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        """The rows of `segment` that match: the same as `condition` says, from the rank index alone.

        None where the index does not know: the engine then asks SQL which rows meet `condition`.
        """
        return None

    @abstractmethod
    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        """What is chosen, one by one, in words."""

    def describe(self) -> tuple[Parameter, ...]:
        """What can be asked, parameter by parameter, for whoever has not read the code."""
        return tuple(Parameter(parameter, Form.TEXT, self.label) for parameter in self.parameters_of())

    def is_active(self, values: Values) -> bool:
        return any(values.get(parameter) for parameter in self.parameters_of())

    def parameters_of(self) -> tuple[str, ...]:
        return self.parameters or (self.name,)
