"""How facts of the catalogue are said to a visitor, in the language of the page: ages, prices, days, distances."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from opportunities.models import Session

P = ParamSpec("P")

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
# Django's own messages: where its translation is a single letter, as in Lithuanian, the one of this catalogue is shown.
SHORT_WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def said_once(function: Callable[P, str]) -> Callable[P, str]:
    """Remember what `function`, which must depend on nothing else, said for the same arguments in each language."""

    @lru_cache(maxsize=4096)
    def kept(language: str | None, *args: Any, **kwargs: Any) -> str:
        return function(*args, **kwargs)

    @wraps(function)
    def said(*args: P.args, **kwargs: P.kwargs) -> str:
        return kept(get_language(), *args, **kwargs)  # type: ignore[arg-type]

    return said


@said_once
def ages(low: int | None, high: int | None) -> str:
    """ "Ages 9–12", "From 16", "Up to 12"; "" where nothing is known."""
    if low is not None and high is not None:
        return (
            _("Age %(age)s") % {"age": low} if low == high else _("Ages %(low)s–%(high)s") % {"low": low, "high": high}
        )
    if low is not None:
        return _("All ages") if low == 0 else _("From age %(age)s") % {"age": low}
    return _("Up to age %(age)s") % {"age": high} if high is not None else ""


@said_once
def amount(value: Decimal, currency: str) -> str:
    """ "€25" or "25 €", as the language writes it, with cents only where there are some."""
    digits = number_format(value, 0 if value == value.to_integral_value() else 2, force_grouping=True)
    sign = SIGNS.get(currency, currency + "\u00a0")
    words = pgettext("amount of money", "%(sign)s%(amount)s") % {"sign": sign, "amount": digits}
    return words.strip("\u00a0").replace("\u00a0\u00a0", "\u00a0")


def price(session: Session) -> str:
    """What a session costs: "Free", "€25 a month", else the words of its source, else ""."""
    if session.price is None:
        return session.price_text
    if session.price == 0:
        return _("Free")
    if session.price_unit == Session.PriceUnit.ONCE:
        return amount(session.price, session.currency)
    return f"{amount(session.price, session.currency)} {session.get_price_unit_display()}"


def lowest_price(sessions: Iterable[Session]) -> str:
    """What the cheapest of `sessions` costs, said as "from" where others cost more."""
    priced = sorted((one for one in sessions if one.price is not None), key=lambda one: one.price or 0)
    if not priced:
        return next((one.price_text for one in sessions if one.price_text), "")
    words = price(priced[0])
    return words if priced[0].price == priced[-1].price else _("from %(price)s") % {"price": words}


def moment(value: datetime) -> str:
    """A local time as people say it: "Today 17:00", "Tue 24 Nov, 17:00"."""
    return f"{day(value.date())} {value:%H:%M}"


def day(value: date) -> str:
    """A day as people say it: "Today", "Tomorrow", "Tue 24 Nov"; with the year where it is another one."""
    today = timezone.localdate()
    if value == today:
        return _("Today")
    if value == today + timedelta(days=1):
        return _("Tomorrow")
    return capfirst(calendar_day(value))


def calendar_day(value: date) -> str:
    """A day inside a sentence: "Tue 24 Nov", with the year where it is another one."""
    return _calendar_day(value, with_year=abs((value - timezone.localdate()).days) > 300)


@said_once
def _calendar_day(value: date, *, with_year: bool) -> str:
    near, far = (
        pgettext("date format, see Django's date filter", "j M"),
        pgettext("date format, see Django's date filter", "j M Y"),
    )
    words = {"weekday": SHORT_WEEKDAYS[value.weekday()], "date": date_format(value, far if with_year else near)}
    return pgettext("Tue 24 Nov", "%(weekday)s %(date)s") % words


def span(first: date | None, last: date | None) -> str:
    """ "Tue 1 Sep – Sun 30 May", "From Tue 1 Sep", "Until Sun 30 May"; "" where nothing is known."""
    if first and last:
        return day(first) if first == last else f"{day(first)} – {calendar_day(last)}"
    if first:
        return _("From %(day)s") % {"day": calendar_day(first)}
    return _("Until %(day)s") % {"day": calendar_day(last)} if last else ""


def distance(metres: float) -> str:
    """ "350 m", "1.2 km", "14 km"."""
    if metres < 950:
        return _("%(metres)s m") % {"metres": round(metres / 50) * 50 or 50}
    km = metres / 1000
    return _("%(km)s km") % {"km": number_format(km, 1 if km < 10 else 0)}


def seats(sessions: Iterable[Session]) -> str:
    """ "3 places left", "Full"; "" where no session says so, or where one that says nothing may have a place."""
    left = [one.places_left for one in sessions]
    free = sum(filter(None, left))
    if not left or (not free and None in left):
        return ""
    return ngettext("%(count)s place left", "%(count)s places left", free) % {"count": free} if free else _("Full")


def joining(sessions: Sequence[Session]) -> str:
    """Whether one can join any of `sessions`: "Booking opens Mon 5 Jan", "Booking closed", else what `seats` says."""
    now = timezone.now()
    shut = [one for one in sessions if one.booking_closes_at and one.booking_closes_at <= now]
    early = [one.booking_opens_at for one in sessions if one.booking_opens_at and one.booking_opens_at > now]
    if sessions and len(shut) == len(sessions):
        return _("Booking closed")
    if sessions and len(early) == len(sessions):
        return _("Booking opens %(day)s") % {"day": calendar_day(timezone.localdate(min(early)))}
    return seats(sessions)


def languages(codes: Iterable[str]) -> str:
    """ "LT EN"."""
    return " ".join(code.partition("-")[0].upper() for code in dict.fromkeys(codes))


def whole(number: int) -> str:
    """ "1,069" or "1 069", as the language writes it."""
    return number_format(number, 0, force_grouping=True)
