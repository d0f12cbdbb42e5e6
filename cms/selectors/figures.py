"""A city in figures, counted from what can be found now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.selectors.shelves import explorer_address, search_of
from opportunities.models import City, SearchRow

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Figure:
    """A number with what it counts; `url` leads to what was counted, or is empty."""

    icon: str
    count: int
    label: str | Promise
    url: str = ""


def of_city(city: City) -> list[Figure]:
    """What there is in `city` now, what is on this week, what is free, and who offers it where."""
    today = timezone.localdate()
    week = search_of(f"from={today}&to={today + timedelta(days=6)}", city)
    free = search_of("funding=free", city)
    everything = search_of("", city)
    counted = _counted(city)
    return [
        Figure("list", everything.total, _("activities"), explorer_address(everything)),
        Figure("calendar", week.total, _("of them within a week"), explorer_address(week)),
        Figure("coin-euro", free.total, _("free of charge"), explorer_address(free)),
        Figure("building-community", counted["providers"], _("organisations")),
        Figure("map-pin", counted["venues"], _("places")),
    ]


def _counted(city: City) -> dict[str, Any]:
    def count() -> dict[str, Any]:
        rows = SearchRow.objects.filter(Q(city=city)).upcoming()
        return rows.aggregate(providers=Count("provider", distinct=True), venues=Count("venue", distinct=True))

    return cache.get_or_set(f"figures:{city.pk}", count, KEPT_SECONDS) or {"providers": 0, "venues": 0}
