"""What the explorer's page shows of a search: the filters with their counts, chips, cards, pages, ways out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maps.reach import metres_around, reach_words
from opportunities import wording
from opportunities.search.choosing import Choices, OpenChoices
from opportunities.search.filters import FILTERS
from opportunities.search.filters.places import RADII_M, USUAL_RADIUS_M, kilometres
from opportunities.search.filters.reach import MODES
from opportunities.search.reach import Mode, plan_of
from opportunities.search.search import PAGE_SIZE, SORTS, Search
from opportunities.search.tags import Facet, bounds
from opportunities.search.vocabulary import Choice, choices
from opportunities.selectors.cards import cards
from opportunities.selectors.cities import frame

MOST_OFFERED = 40  # of what is too much to list, the commonest
MANY_CHOICES = 12  # a longer list scrolls, and can be searched
MORE = ("kind", "seats", "delivery", "language", "access", "badge", "level", "competence", "playlist", "provider")

MINUTES = (15, 30, 45, 60)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as the page offers it: `count` is what choosing it would give."""

    value: str
    label: str
    count: int | None
    selected: bool
    icon: str = ""
    hue: int = 0
    children: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Pages:
    """The pages of a list; `window` are the numbers to show, None as the address of a gap."""

    number: int
    count: int
    previous_url: str
    next_url: str
    window: tuple[tuple[int, str], ...]


def explorer(search: Search) -> dict[str, Any]:
    """The context of the explorer's page."""
    chips = [{"label": chip.label, "url_without": _url(search, search.without(chip))} for chip in search.chips()]
    found = list_page(search)
    return {
        **frame(search.city),
        "search": search,
        "total": search.total,
        "summary": summary(search),
        "problems": search.problems,
        "reach": reach_words(search),
        "corrected": corrected(search),
        "by_name": groups(search),
        "chips": chips,
        "clear_url": search.city.explorer_url,
        "sort": [{"value": name, "label": SORTS[name], "selected": name == search.sort} for name in search.sorts],
        "empty": None if search.total else empty(search),
        "ended": search.ended(),
        "ended_url": _url(search, {**search.values, "past": ("1",)}),
        "form_hidden": [(name, value) for name in ("bbox", "outline", "past") for value in search.values.get(name, ())],
        "map": map_settings(search),
        **found,
    }


def corrected(search: Search) -> dict[str, str] | None:
    """What is searched for instead of a typing error, and the way back; None where there was none."""
    if not search.misspelt:
        return None
    exactly = {**search.values, "q": (search.misspelt,), "exact": ("1",)}
    return {"words": search.first("q"), "typed": search.misspelt, "url": _url(search, exactly)}


def map_settings(search: Search) -> dict[str, str]:
    """What the map's scripts read from the page: addresses, and where to look."""
    city, origin, around = search.city, search.origin, metres_around(search)
    within = search.first("within") or str(USUAL_RADIUS_M)
    return {
        "view-url": reverse("view", args=[city.slug]),
        "cards-url": reverse("cards", args=[city.slug]),
        "areas-url": reverse("areas", args=[city.slug]),
        "reach-url": reverse("reach", args=[city.slug]) if around else "",
        "style-url": "/basemap/style-{theme}-{language}.json",
        "centre": f"{city.centre.x:g},{city.centre.y:g}",
        "zoom": f"{city.zoom:g}",
        "box": search.first("bbox"),
        "origin": f"{origin.point.x:.5f},{origin.point.y:.5f}" if origin else "",
        "within": "" if around else within,
        "around": str(around or within),
        "outline": search.first("outline"),
        "districts": "known" if choices(Facet.AREA, city) else "",
    }


def list_page(search: Search) -> dict[str, Any]:
    """The cards of one page of the list and the way to the others."""
    last = max(1, -(-search.total // PAGE_SIZE))
    number = min(search.page, last)
    origin = search.origin.point if search.origin else None
    rows = search.page_ids((number - 1) * PAGE_SIZE) if search.total else []
    return {
        "cards": cards(rows, origin=origin, asked=search.meetings(), plan=plan_of(search)) if rows else [],
        "pages": pages(search, number, last),
    }


def pages(search: Search, number: int, last: int) -> Pages:
    """The way through `last` pages: the first, the last and those around `number`."""

    def url(page: int) -> str:
        return f"?{search.address(page=page)}" if 1 <= page <= last else ""

    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    window: list[tuple[int, str]] = []
    for page in shown:
        if window and page - window[-1][0] > 1:
            window.append((page - 1, ""))
        window.append((page, url(page)))
    return Pages(number, last, url(number - 1), url(number + 1), tuple(window))


def summary(search: Search) -> str:
    """ "214 activities near Žvėrynas", as the headline of the list and the title of the page."""
    total = wording.whole(search.total)
    if search.origin:
        words = ngettext("%(total)s activity near %(place)s", "%(total)s activities near %(place)s", search.total)
        return words % {"total": total, "place": search.origin.label}
    return ngettext("%(total)s activity", "%(total)s activities", search.total) % {"total": total}


def empty(search: Search) -> dict[str, Any]:
    """What to say where nothing is found, and which single choice to take off for how many."""
    suggestions = [
        {
            "label": _("Without: %(choice)s") % {"choice": chip.label},
            "count": count,
            "url": _url(search, search.without(chip)),
        }
        for chip, count in search.loosened()
    ]
    if not search.active:
        return {"message": _("Nothing is listed here yet."), "suggestions": suggestions}
    return {"message": _("Nothing fits all of this at once."), "suggestions": suggestions}


def groups(search: Search) -> dict[str, Any]:
    """The filters as the page asks them, by name; "more" holds those asked more rarely."""
    labels = {one.name: one.label for one in FILTERS}
    found: dict[str, Any] = {
        one.name: _group(one.name, one.label, _options(search, one.name, _offered(search, one)))
        for one in FILTERS
        if isinstance(one, Choices)
    }
    found["text"] = {"value": search.first("q"), "exact": search.first("exact")}
    found["age"] = {"label": labels["age"], "value": search.first("age"), "is_active": "age" in search.values}
    found["price"] = {
        "label": labels["price"],
        "maximum": search.first("price_max"),
        "currency": search.city.currency,
        "is_active": "price_max" in search.values,
    }
    found["when"] = _when(search)
    found["place"] = _place(search, found["area"])
    found["more"] = _more([found[name] for name in MORE])
    return found


def _group(name: str, label: Any, options: tuple[Option, ...]) -> dict[str, Any]:
    chosen = sum(option.selected + sum(child.selected for child in option.children) for option in options)
    return {
        "name": name,
        "label": label,
        "choices": options,
        "is_active": bool(chosen),
        "active_count": chosen,
        "is_long": len(options) > MANY_CHOICES,
    }


def _more(rest: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "groups": [group for group in rest if group["choices"]],
        "active_count": sum(g["active_count"] for g in rest),
    }


def _offered(search: Search, one: Choices) -> Iterable[Choice]:
    if not isinstance(one, OpenChoices):
        return choices(one.facet, search.city)
    low, high = bounds(one.facet)
    counted = ((-count, number) for number, count in search.counts.items() if low <= number <= high)
    commonest = {number for _count, number in heapq.nsmallest(MOST_OFFERED, counted)}
    return one.named({*commonest, *one.tags(search)})


def _options(search: Search, parameter: str, offered: Iterable[Choice]) -> tuple[Option, ...]:
    """The choices with counts; what nobody offers and nobody chose is left out, but for what carries an icon."""
    counts, chosen = search.counts, search.values.get(parameter, ())
    return tuple(
        Option(
            value=choice.value,
            label=choice.label,
            count=counts.get(choice.tag, 0),
            selected=choice.value in chosen,
            icon=choice.icon,
            hue=choice.hue,
            children=_options(search, parameter, choice.children) if choice.children else (),
        )
        for choice in offered
        if choice.hue or counts.get(choice.tag) or choice.value in chosen
    )


def _when(search: Search) -> dict[str, Any]:
    days = _options(search, "day", choices(Facet.WEEKDAY, search.city))
    times = _options(search, "time", choices(Facet.DAY_PART, search.city))
    active = [name for name in ("day", "time", "from", "to") if name in search.values]
    return {
        "label": _("When"),
        "days": days,
        "times": times,
        "first_on": search.first("from"),
        "last_on": search.first("to"),
        "is_active": bool(active),
        "active_count": sum(len(search.values[name]) for name in active),
    }


def _place(search: Search, area: dict[str, Any]) -> dict[str, Any]:
    chosen = int(search.first("within") or USUAL_RADIUS_M)
    within = [
        Option(
            str(metres),
            _("%(km)s km") % {"km": kilometres(metres)},
            None,
            metres == chosen and not search.first("minutes"),
        )
        for metres in sorted({*RADII_M, chosen})
    ]
    return {
        "label": _("How far"),
        "near": search.first("near"),
        "at": search.first("at"),
        "within": within,
        **_reach(search),
        "area": area,
        "is_active": search.origin is not None or "area" in search.values,
        "active_count": (search.origin is not None) + len(search.values.get("area", ())),
    }


def _reach(search: Search) -> dict[str, Any]:
    asked, mode = search.first("minutes"), search.first("mode") or Mode.TRANSIT
    offered = sorted({*MINUTES, *([int(asked)] if asked else [])})
    minutes = [
        Option(str(each), _("%(minutes)s min") % {"minutes": each}, None, str(each) == asked) for each in offered
    ]
    return {
        "minutes": [Option("", _("No limit"), None, not asked), *minutes],
        # What is usual is not written into the address.
        "modes": [
            Option("" if one is Mode.TRANSIT else one, str(label), None, one == mode) for one, label in MODES.items()
        ],
        "depart": search.first("depart"),
    }


def _url(search: Search, values: Any) -> str:
    query = search.address(values)
    return f"{search.city.explorer_url}?{query}" if query else search.city.explorer_url
