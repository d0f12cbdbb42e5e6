"""Dates and moments, with and without a zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from opportunities.exchange.values.parsed import Parsed, fold
from opportunities.exchange.values.times import parse_time

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(?:00:00(?::00(?:\.0+)?)?|23:59(?::\d\d(?:\.\d+)?)?)?Z?)?", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})[./ ](\d{1,2})[./ ](\d{1,2})\.?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? (?:de )?([a-z]{3,12})\.?,? (?:de )?(\d{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_LITHUANIAN = re.compile(r"(\d{4}) ?m\. ([a-z]{3,12}) (\d{1,2})(?: ?d\.?)?")
_MOMENT = re.compile(
    r"(?P<day>.*?\d)(?:T|[ ,]+)(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "lt": "sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio",
    "lv": "janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
}
_MONTH_OF = {name: month for names in _MONTHS.values() for month, name in enumerate(names.split(), 1)}
_MONTH_OF |= {name[:3]: month for month, name in enumerate(_MONTHS["en"].split(), 1)}


def parse_date(text: str, *, order: str = "") -> Parsed[date]:
    """The day that `text` names; a time of 00:00 or 23:59, which exports add to bare dates, is passed over.

    Args:
        order: "dmy" or "mdy", the order of figures like 03/04/2025. Without it such a date is read only where one
            of the two figures cannot be a month. Two-digit years are refused.
    """
    text = text.strip()
    if not text:
        return Parsed()
    for pattern in (_ISO, _YEAR_FIRST, _COMPACT):
        if match := pattern.fullmatch(text):
            return _day(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(text):
        return _of_figures(match[1], match[2], match[3], order)
    return _of_words(fold(text))


def parse_moment(text: str, *, zone: ZoneInfo, order: str = "") -> Parsed[datetime]:
    """The moment that `text` names, aware. Without an offset of its own it is meant in `zone`.

    A local time that the clocks skip in spring does not exist and is refused; of one that comes twice in autumn the
    first is meant.
    """
    text = text.strip()
    if not text:
        return Parsed()
    match = _MOMENT.fullmatch(text)
    if match is None:
        return Parsed(reason=_("No date with a time could be read. Write it as 2026-09-01 16:30."))
    day, at = parse_date(match["day"], order=order), parse_time(match["time"])
    if day.value is None or at.value is None:
        return Parsed(reason=day.reason or at.reason)
    # 24:00 and 23:59:59 read as 00:00, which belongs to the next day.
    midnight = at.value == time(0, 0) and match["time"][:2] in {"23", "24"}
    on = day.value + timedelta(days=1) if midnight else day.value
    if match["zone"]:
        return _with_offset(on, at.value, match["zone"])
    return in_zone(on, at.value, zone)


def in_zone(day: date, at: time, zone: ZoneInfo) -> Parsed[datetime]:
    """`day` and `at` as the clocks of `zone` show them; refused where the clocks skip that time."""
    moment = datetime.combine(day, at, tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        return Parsed(reason=_("The clocks skip this time when summer time begins."))
    return Parsed(moment)


def _with_offset(day: date, at: time, offset: str) -> Parsed[datetime]:
    try:
        return Parsed(datetime.fromisoformat(f"{day.isoformat()}T{at.isoformat()}{offset.replace('Z', '+00:00')}"))
    except ValueError:
        return Parsed(reason=_("This is no offset from UTC. Write it as +02:00."))


def _of_figures(first: str, second: str, year: str, order: str) -> Parsed[date]:
    if order == "dmy" or (not order and int(first) > 12):
        return _day(year, second, first)
    if order == "mdy" or (not order and int(second) > 12) or first == second:
        return _day(year, first, second)
    return Parsed(reason=_('Day or month first? Say order = "dmy" or "mdy" in the mapping, or write 2026-09-01.'))


def _of_words(folded: str) -> Parsed[date]:
    if match := _DAY_MONTH.fullmatch(folded):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(folded):
        name, day, year = match.groups()
    elif match := _LITHUANIAN.fullmatch(folded):
        year, name, day = match.groups()
    else:
        return Parsed(reason=_("No date could be read. Write it as 2026-09-01."))
    if name not in _MONTH_OF:
        return Parsed(reason=_("“%(word)s” is no month that is known here.") % {"word": name})
    return _day(year, str(_MONTH_OF[name]), day)


def _day(year: str, month: str, day: str) -> Parsed[date]:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return Parsed(reason=_("There is no such day in the calendar."))
    if not 1900 <= found.year <= 2200:
        return Parsed(reason=_("The year lies outside 1900 to 2200."))
    return Parsed(found)
