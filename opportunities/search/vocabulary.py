"""The choices that the filters offer: what a tag is called, in the visitor's language, and how the address names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geodata.collation import label_in_order
from geodata.models import Area
from opportunities.models import AccessibilityFeature, City, Competence, Interest, Kind, Playlist, QualificationLevel
from opportunities.models.taxonomy import Term
from opportunities.remembering import remembered
from opportunities.search.tags import Award, DayPart, Delivery, Facet, Funding, Seats, language_code, tag, value_of


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. `value` stands in the address; `hue` is 0 where it has no colour."""

    value: str
    tag: int
    label: str
    icon: str = ""
    hue: int = 0
    children: tuple[Choice, ...] = ()

    def flat(self) -> Iterator[Choice]:
        yield self
        for child in self.children:
            yield from child.flat()


def choices(facet: Facet, city: City) -> tuple[Choice, ...]:
    """What `facet` offers in `city`, in order; not for what is open-ended (see `choosing.OpenChoices`)."""
    key = "choices", facet, city.pk, get_language()
    return remembered(key, lambda: tuple(VOCABULARIES[facet](city)))


def by_value(facet: Facet, city: City) -> dict[str, Choice]:
    """Every choice of `facet`, at any depth, by its name in addresses."""
    key = "by value", facet, city.pk, get_language()
    return remembered(key, lambda: {one.value: one for top in choices(facet, city) for one in top.flat()})


def language_choice(number: int) -> Choice:
    """The choice for a tag of `Facet.LANGUAGE`."""
    code = language_code(value_of(number))
    return Choice(code, number, language_name(code))


def language_name(code: str) -> str:
    """What the language `code` is called in the language of the page; the code itself where nobody knows."""
    info = LANG_INFO.get(code, {})
    return _(info["name"]) if "name" in info else code


def _interests(city: City) -> Iterator[Choice]:
    terms = list(Interest.objects.current())

    def below(parent: int | None) -> Iterator[Choice]:
        for term in terms:
            if term.parent_id == parent:
                number = tag(Facet.INTEREST, term.pk)
                yield Choice(term.slug, number, term.label, term.icon, term.hue, tuple(below(term.pk)))

    return below(None)


def _terms(model: type[Term], facet: Facet) -> Callable[[City], Iterator[Choice]]:
    def offered(city: City) -> Iterator[Choice]:
        for term in model._default_manager.filter(retired_at__isnull=True):
            yield Choice(term.slug, tag(facet, term.pk), term.label, getattr(term, "icon", ""))

    return offered


def _areas(city: City) -> Iterator[Choice]:
    """What lies within the city's area: its districts; of a region the municipalities, each with its districts."""
    within = Area.objects.filter(path__contains=[city.area_id]) if city.area_id else Area.objects.none()
    areas = list(within.defer("geometry").order_by(label_in_order()))

    def below(parent: int | None) -> Iterator[Choice]:
        for area in areas:
            if area.parent_id == parent:
                yield Choice(str(area.pk), tag(Facet.AREA, area.pk), area.label, children=tuple(below(area.pk)))

    yield from below(city.area_id) if areas else ()


def _levels(city: City) -> Iterator[Choice]:
    for level in QualificationLevel.objects.current().order_by("level"):
        yield Choice(str(level.level), tag(Facet.LEVEL, level.pk), level.label)


def _playlists(city: City) -> Iterator[Choice]:
    for playlist in Playlist.objects.published().filter(city=city):
        yield Choice(playlist.slug, tag(Facet.PLAYLIST, playlist.pk), playlist.label)


def _awards(city: City) -> Iterator[Choice]:
    yield Choice("badge", tag(Facet.AWARD, Award.BADGE), _("A digital badge"), "award")
    yield Choice("certificate", tag(Facet.AWARD, Award.CERTIFICATE), _("A certificate"), "certificate")
    yield Choice(
        "microcredential", tag(Facet.AWARD, Award.MICROCREDENTIAL), _("A microcredential"), "rosette-discount-check"
    )
    yield Choice("credits", tag(Facet.AWARD, Award.CREDITS), _("Credits (ECTS)"), "school")


def _seats(city: City) -> Iterator[Choice]:
    yield Choice("free", tag(Facet.SEATS, Seats.FREE), _("Has free places"), "user-plus")
    yield Choice("open", tag(Facet.SEATS, Seats.OPEN), _("Not full, as far as we know"), "circle-dot")


def _funding(city: City) -> Iterator[Choice]:
    yield Choice("free", tag(Facet.FUNDING, Funding.FREE), _("Free"), "coin-euro")
    if city.voucher_name:
        yield Choice("voucher", tag(Facet.FUNDING, Funding.VOUCHER), _("City voucher accepted"), "ticket")
    yield Choice("ila", tag(Facet.FUNDING, Funding.ILA), _("Payable from a learning account (ILA)"), "certificate")


def _delivery(city: City) -> Iterator[Choice]:
    yield Choice("on-site", tag(Facet.DELIVERY, Delivery.ON_SITE), _("On site"), "map-pin")
    yield Choice("online", tag(Facet.DELIVERY, Delivery.ONLINE), _("Online"), "device-laptop")
    yield Choice("blended", tag(Facet.DELIVERY, Delivery.BLENDED), _("Partly online"), "arrows-split-2")


def weekday_names() -> list[str]:
    """Monday to Sunday, in the language of the page."""
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


def _weekdays(city: City) -> Iterator[Choice]:
    for number, name in enumerate(weekday_names(), start=1):
        yield Choice(str(number), tag(Facet.WEEKDAY, number), name)


def _day_parts(city: City) -> Iterator[Choice]:
    yield Choice("morning", tag(Facet.DAY_PART, DayPart.MORNING), _("Morning, before 12"), "sunrise")
    yield Choice("afternoon", tag(Facet.DAY_PART, DayPart.AFTERNOON), _("12 to 15"), "sun")
    yield Choice("after-school", tag(Facet.DAY_PART, DayPart.AFTER_SCHOOL), _("After school, 15 to 18"), "backpack")
    yield Choice("evening", tag(Facet.DAY_PART, DayPart.EVENING), _("Evening, from 18"), "moon")


VOCABULARIES: dict[Facet, Callable[[City], Iterator[Choice]]] = {
    Facet.INTEREST: _interests,
    Facet.KIND: _terms(Kind, Facet.KIND),
    Facet.COMPETENCE: _terms(Competence, Facet.COMPETENCE),
    Facet.ACCESS: _terms(AccessibilityFeature, Facet.ACCESS),
    Facet.AREA: _areas,
    Facet.FUNDING: _funding,
    Facet.DELIVERY: _delivery,
    Facet.WEEKDAY: _weekdays,
    Facet.DAY_PART: _day_parts,
    Facet.LEVEL: _levels,
    Facet.AWARD: _awards,
    Facet.PLAYLIST: _playlists,
    Facet.SEATS: _seats,
}
