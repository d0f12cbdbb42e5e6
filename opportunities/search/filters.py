"""Everything a visitor can filter by, once: the address, the form, the chips and the query all follow from `FILTERS`.

A filter owns some parameters of the address. It reads them (what it does not understand it says, and leaves out), tells
which rows of the search table match, and names what is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.contrib.gis.geos import Point, Polygon
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.geometry import mercator_metres, point_from, round_location, to_mercator
from opportunities import wording
from opportunities.models import City
from opportunities.search.asking import Chip, Chosen, Filter, Given, Objection
from opportunities.search.choosing import Choices, DaysAndTimes, Every, Languages
from opportunities.search.tags import Facet
from opportunities.search.words import MOST_LETTERS, matching_texts

MOST_AGE = 120
MOST_PRICE = 100_000
RADII_M = (1_000, 2_000, 5_000, 10_000, 25_000, 50_000)
USUAL_RADIUS_M = 5_000
DAYS_AHEAD = 400


@dataclass(frozen=True)
class Text(Filter):
    kind: ClassVar[str] = "text"

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        words = " ".join(next(iter(given.get(self.name, ())), "").replace("\x00", " ").split())
        if len(words) > MOST_LETTERS:
            objection(_("Only the first %(count)s letters were searched for.") % {"count": MOST_LETTERS})
        if words:
            yield self.name, words[:MOST_LETTERS].strip()

    def condition(self, chosen: Chosen) -> Q:
        return Q(opportunity__in=matching_texts(chosen.first(self.name)).values("opportunity"))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("“%(words)s”") % {"words": chosen.first(self.name)})


@dataclass(frozen=True)
class Number(Filter):
    """A whole number from 0 to `most`."""

    most: int = 0

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

    def condition(self, chosen: Chosen) -> Q:
        age = int(chosen.first(self.name))
        told = Q(min_age__isnull=False) | Q(max_age__isnull=False)
        young = Q(min_age__isnull=True) | Q(min_age__lte=age)
        old = Q(max_age__isnull=True) | Q(max_age__gte=age)
        return told & young & old

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("Age %(age)s") % {"age": chosen.first(self.name)})


@dataclass(frozen=True)
class Price(Number):
    """The most somebody wants to pay. What does not say a price does not match."""

    kind: ClassVar[str] = "price"
    parameters: ClassVar[tuple[str, ...]] = ("price_max",)

    def condition(self, chosen: Chosen) -> Q:
        return Q(price__lte=int(chosen.first("price_max")))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        amount = chosen.first("price_max")
        words = _("Up to %(price)s") % {"price": wording.amount(Decimal(amount), chosen.city.currency)}
        yield Chip("price_max", amount, words)


@dataclass(frozen=True)
class Dates(Filter):
    """From a day to a day. What only says a span of dates matches where the spans meet."""

    kind: ClassVar[str] = "dates"
    parameters: ClassVar[tuple[str, ...]] = ("from", "to")

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        understood: dict[str, date] = {}
        for parameter in self.parameters:
            value = next(iter(given.get(parameter, ())), "").strip()
            day = _day(value)
            if day:
                understood[parameter] = day
            elif value:
                objection(_("“%(value)s” is not a date, so it was left out.") % {"value": value[:40]})
        if len(understood) == 2 and understood["from"] > understood["to"]:
            objection(_("The first day came after the last: they were exchanged."))
            understood = {"from": understood["to"], "to": understood["from"]}
        for parameter, day in understood.items():
            yield parameter, day.isoformat()

    def condition(self, chosen: Chosen) -> Q:
        first = _day(chosen.first("from")) or timezone.localdate()
        last = _day(chosen.first("to")) or date.max
        horizon = timezone.localdate() + timedelta(days=DAYS_AHEAD)
        begin, end = max(first, timezone.localdate()), min(last, horizon)
        meets = Q(days__overlap=list(range(begin.toordinal(), end.toordinal() + 1))) if begin <= end else Q(pk=None)
        open_period = Q(days=[], first_on__lte=last) & (Q(last_on__isnull=True) | Q(last_on__gte=first))
        return meets | open_period

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        words = {"from": _("From %(day)s"), "to": _("Until %(day)s")}
        for parameter in self.parameters:
            if day := _day(chosen.first(parameter)):
                label = words[parameter] % {"day": wording.calendar_day(day)}
                yield Chip(parameter, day.isoformat(), label)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Place(Filter):
    """Within a distance of a place that was typed (`near`) or of where the visitor is (`at`, rounded)."""

    kind: ClassVar[str] = "place"
    parameters: ClassVar[tuple[str, ...]] = ("near", "at", "within")

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        near = " ".join(next(iter(given.get("near", ())), "").replace("\x00", " ").split())[:MOST_LETTERS]
        at = next(iter(given.get("at", ())), "")
        within = next(iter(given.get("within", ())), "").strip()
        here = _point(at)
        if at and here is None:
            objection(_("This location could not be read, so it was left out."))
        if near:
            yield "near", near
        elif here is not None:
            here = round_location(here)
            yield "at", f"{here.x:g},{here.y:g}"
        if within in map(str, RADII_M):
            if near or here:
                yield "within", within
        elif within:
            objection(_("“%(value)s” is not a distance to choose, so it was left out.") % {"value": within[:40]})

    @staticmethod
    def metres(chosen: Chosen) -> int:
        return int(chosen.first("within") or USUAL_RADIUS_M)

    def condition(self, chosen: Chosen) -> Q:
        if chosen.origin is None:
            return Q()
        reach = mercator_metres(self.metres(chosen), latitude=chosen.origin.point.y)
        return Q(geom__dwithin=(to_mercator(chosen.origin.point), reach))

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        if chosen.origin is None:
            return
        parameter = "near" if chosen.first("near") else "at"
        km = self.metres(chosen) // 1000
        label = _("Within %(km)s km of %(place)s") % {"km": km, "place": chosen.origin.label}
        yield Chip(parameter, chosen.first(parameter), label, also=("within",))


def _point(text: str) -> Point | None:
    """The point of "longitude,latitude", or None."""
    try:
        x, y = (float(part) for part in text.split(","))
        return point_from(x, y)
    except ValueError:
        return None


@dataclass(frozen=True)
class Box(Filter):
    """The part of the map that was asked for with "Search this area"."""

    kind: ClassVar[str] = "box"

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        text = next(iter(given.get(self.name, ())), "")
        if box := read_box(text):
            yield self.name, ",".join(f"{edge:.5g}" if abs(edge) < 1 else f"{edge:.5f}" for edge in box)
        elif text:
            objection(_("This part of the map could not be read, so it was left out."))

    def condition(self, chosen: Chosen) -> Q:
        box = read_box(chosen.first(self.name))
        return Q(geom__bboverlaps=mercator_box(box)) if box else Q()

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, chosen.first(self.name), _("On this part of the map"))


def read_box(text: str) -> tuple[float, float, float, float] | None:
    """(west, south, east, north) of "w,s,e,n", or None for what is no box of degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if inside else None


def mercator_box(box: tuple[float, float, float, float]) -> Polygon:
    """The box of degrees (west, south, east, north) as a polygon of EPSG:3857."""
    west, south, east, north = box
    low, high = to_mercator(point_from(west, south)), to_mercator(point_from(east, north))
    polygon = Polygon.from_bbox((low.x, low.y, high.x, high.y))
    polygon.srid = 3857
    return polygon


@dataclass(frozen=True)
class Past(Filter):
    """What has ended is left out unless it is asked for."""

    kind: ClassVar[str] = "switch"

    def read(self, given: Given, city: City, objection: Objection) -> Iterator[tuple[str, str]]:
        if next(iter(given.get(self.name, ())), "") in {"1", "on"}:
            yield self.name, "1"

    def condition(self, chosen: Chosen) -> Q:
        if chosen.first(self.name):
            return Q()
        return Q(last_on__isnull=True) | Q(last_on__gte=timezone.localdate())

    def chips(self, chosen: Chosen) -> Iterator[Chip]:
        yield Chip(self.name, "1", _("Ended ones too"))


TEXT = Text("q", gettext_lazy("Words"), "search")
DAYS_AND_TIMES = DaysAndTimes("days", gettext_lazy("Days and times"), "calendar-week")
PLACE = Place("place", gettext_lazy("How far"), "map-pin")
PAST = Past("past", gettext_lazy("Ended"), "history")
LANGUAGE = Languages("language", gettext_lazy("Language spoken"), "language", facet=Facet.LANGUAGE)

# In the order of the address and of the chips.
FILTERS: tuple[Filter, ...] = (
    TEXT,
    Choices("interest", gettext_lazy("Interest"), "heart", facet=Facet.INTEREST),
    Age("age", gettext_lazy("Age"), "user", most=MOST_AGE),
    Price("price", gettext_lazy("Price"), "coin-euro", most=MOST_PRICE),
    Choices("funding", gettext_lazy("Who pays"), "ticket", facet=Facet.FUNDING),
    DAYS_AND_TIMES,
    Dates("dates", gettext_lazy("Dates"), "calendar"),
    PLACE,
    Choices("area", gettext_lazy("District"), "map", facet=Facet.AREA),
    Box("bbox", gettext_lazy("Part of the map"), "crop"),
    Choices("kind", gettext_lazy("Kind"), "category", facet=Facet.KIND),
    Choices("delivery", gettext_lazy("On site or online"), "device-laptop", facet=Facet.DELIVERY),
    LANGUAGE,
    Every("access", gettext_lazy("Accessibility"), "accessible", facet=Facet.ACCESS),
    Choices("competence", gettext_lazy("Key competence"), "bulb", facet=Facet.COMPETENCE),
    PAST,
)

COUNTED: tuple[Choices | DaysAndTimes, ...] = tuple(one for one in FILTERS if isinstance(one, Choices | DaysAndTimes))
