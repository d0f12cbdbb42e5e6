"""iCalendar files: one row per event series, its exceptions folded in."""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar

from opportunities.exchange.canonical import COLUMNS
from opportunities.exchange.errors import UnreadableFileError
from opportunities.exchange.readers.table import Table
from opportunities.exchange.records import Row


def read_ical(path: Path) -> Table:
    """Rows of our own columns. Rule, excluded and additional dates and the zone stay what they are in the file.

    Raises: UnreadableFileError for a damaged calendar or one without events.
    """
    try:
        calendars = Calendar.from_ical(path.read_bytes(), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        message = _("%(name)s is no whole iCalendar file: %(error)s.")
        raise UnreadableFileError(message % {"name": path.name, "error": str(error)[:200]}) from error
    series: dict[str, list[Any]] = defaultdict(list)
    for calendar in calendars:
        for place, event in enumerate(calendar.walk("VEVENT"), 1):
            event.setdefault("X-CALENDAR-ZONE", str(calendar.get("X-WR-TIMEZONE", "")))
            series[str(event.get("UID", "")) or f"event-{place}"].append(event)
    if not series:
        raise UnreadableFileError(_("%(name)s holds no events.") % {"name": path.name})
    rows = [_row(number, uid, events) for number, (uid, events) in enumerate(series.items(), 1)]
    return Table("ical", COLUMNS, iter(rows), "iCalendar", speaks_canonical=True, total=len(rows))


def _row(number: int, uid: str, events: list[Any]) -> Row:
    """The main event of a series with its changed meetings: the old date excluded, the new one added."""
    main = next((event for event in events if "RECURRENCE-ID" not in event), events[0])
    values = _texts(main, uid) | _when(main)
    moved = [event for event in events if event is not main]
    excluded = [values.get("except_dates", "")]
    added = [values.get("occurrences", "")]
    for event in moved:
        excluded.append(_text_of(event["RECURRENCE-ID"].dt)[:10])
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            added.append(_span(event))
    values["except_dates"] = "; ".join(filter(None, excluded))
    values["occurrences"] = "; ".join(filter(None, added))
    deleted = str(main.get("STATUS", "")).upper() == "CANCELLED"
    return Row(number, {name: value for name, value in values.items() if value}, deleted=deleted)


def _texts(event: Any, uid: str) -> dict[str, str]:
    categories = event.get("CATEGORIES")
    names = [str(name) for entry in _many(categories) for name in getattr(entry, "cats", [entry])]
    organiser = event.get("ORGANIZER")
    geo = event.get("GEO")
    mail = str(organiser or "")
    return {
        "id": uid,
        "title": str(event.get("SUMMARY", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "venue": str(event.get("LOCATION", "")),
        "interest_labels": "; ".join(name.replace(";", ",") for name in names),
        "provider": str(organiser.params.get("CN", "")).strip('"') if organiser is not None else "",
        "provider_email": mail[7:] if mail.lower().startswith("mailto:") else "",
        "latitude": str(geo.latitude) if geo is not None else "",
        "longitude": str(geo.longitude) if geo is not None else "",
        "url": str(event.get("URL", "")),
    }


def _when(event: Any) -> dict[str, str]:
    if "DTSTART" not in event:
        return {}
    start = event["DTSTART"].dt
    zone = getattr(getattr(start, "tzinfo", None), "key", "") or (
        "" if _is_utc(start) else str(event["X-CALENDAR-ZONE"])
    )
    if "RRULE" not in event:
        extra = [
            _text_of(day.dt if hasattr(day, "dt") else day) for entry in _many(event.get("RDATE")) for day in entry.dts
        ]
        return _single(event, start) | {"time_zone": zone} | _added(extra, start)
    end = event.decoded("DTEND", None) or (start + event.decoded("DURATION") if "DURATION" in event else None)
    return {
        "start_date": _text_of(start)[:10],
        "start_time": start.strftime("%H:%M") if isinstance(start, datetime) else "",
        "end_time": end.strftime("%H:%M") if isinstance(end, datetime) else "",
        "rrule": event["RRULE"].to_ical().decode(),
        "except_dates": "; ".join(_text_of(day.dt)[:10] for entry in _many(event.get("EXDATE")) for day in entry.dts),
        "occurrences": "; ".join(_text_of(day.dt) for entry in _many(event.get("RDATE")) for day in entry.dts),
        "time_zone": zone,
    }


def _single(event: Any, start: date | datetime) -> dict[str, str]:
    if isinstance(start, datetime):
        return {"occurrences": _span(event)}
    end = event.decoded("DTEND", None)
    # The end of a whole-day event is the first day after it.
    last = date.fromordinal(end.toordinal() - 1) if isinstance(end, date) and end > start else start
    return {"start_date": start.isoformat(), "end_date": last.isoformat()}


def _added(extra: list[str], start: date | datetime) -> dict[str, str]:
    if not extra:
        return {}
    return (
        {"occurrences": "; ".join([_text_of(start), *extra])}
        if isinstance(start, datetime)
        else {"dates": "; ".join(extra)}
    )


def _span(event: Any) -> str:
    start = event["DTSTART"].dt
    end = event.decoded("DTEND", None) or (start + event.decoded("DURATION") if "DURATION" in event else None)
    return f"{_text_of(start)}/{_text_of(end)}" if end else _text_of(start)


def _text_of(moment: date | datetime) -> str:
    return moment.isoformat()


def _is_utc(moment: date | datetime) -> bool:
    return (
        isinstance(moment, datetime)
        and moment.tzinfo is not None
        and moment.utcoffset() is not None
        and not moment.utcoffset()
    )


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
