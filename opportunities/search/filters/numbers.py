"""Age and price: whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opportunities import wording
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Form, Given, Objection, Parameter
from opportunities.search.index.bits import Bits
from opportunities.search.index.segment import Segment

MOST_AGE = 120
MOST_PRICE = 100_000


@dataclass(frozen=True)
class Number(Filter):
    """A whole number from 0 to `most`."""

    most: int = 0
    help: ClassVar[str | Promise]

    def describe(self) -> tuple[Parameter, ...]:
        return tuple(
            Parameter(parameter, Form.INTEGER, self.help, least=0, most=self.most) for parameter in self.parameters_of()
        )

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        for parameter in self.parameters_of():
            value = next(iter(given.get(parameter, ())), "").strip()
            if value.isascii() and value.isdigit() and len(value) <= 9 and int(value) <= self.most:
                yield parameter, str(int(value))
            elif value:
                objection(
                    _("%(label)s: give a whole number from 0 to %(most)s. “%(value)s” was left out.")
                    % {"label": self.label, "most": self.most, "value": value[:40]}
                )


@dataclass(frozen=True)
class Age(Number):
    """The age of the person who wants to take part. What does not say an age does not match."""

    kind: ClassVar[str] = "age"
    help: ClassVar[str | Promise] = gettext_lazy(
        "How old the person is who wants to take part, in years. What says no age is not promised to any."
    )

    def condition(self, chosen: Chosen) -> Q:
        age = int(chosen.first(self.name))
        told = Q(min_age__isnull=False) | Q(max_age__isnull=False)
        young = Q(min_age__isnull=True) | Q(min_age__lte=age)
        old = Q(max_age__isnull=True) | Q(max_age__gte=age)
        return told & young & old

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        age = int(chosen.first(self.name))
        least, most = segment.column["min_age"], segment.column["max_age"]  # -1 where nobody said
        told = (least >= 0) | (most >= 0)
        return segment.where(told & (least <= age) & ((most < 0) | (most >= age)))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("Age %(age)s") % {"age": chosen.first(self.name)})


@dataclass(frozen=True)
class Price(Number):
    """The most somebody wants to pay. What does not say a price does not match."""

    kind: ClassVar[str] = "price"
    parameters: ClassVar[tuple[str, ...]] = ("price_max",)
    help: ClassVar[str | Promise] = gettext_lazy(
        "The most to pay for a month (four weeks), or for the whole where there is no monthly price, in the currency of"
        " the city. What says no price is left out."
    )

    def condition(self, chosen: Chosen) -> Q:
        return Q(price__lte=int(chosen.first("price_max")))

    def bits(self, chosen: Chosen, segment: Segment) -> Bits | None:
        return segment.where(segment.column["price"] <= 100 * int(chosen.first("price_max")))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        amount = chosen.first("price_max")
        words = _("Up to %(price)s") % {"price": wording.amount(Decimal(amount), chosen.city.currency)}
        yield Chip("price_max", amount, words)
