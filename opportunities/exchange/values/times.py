"""Times of day and durations."""

import re
from datetime import time, timedelta

from django.utils.translation import gettext as _

from opportunities.exchange.values.parsed import Parsed, fold

_CLOCK = r"(\d{1,2})(?:[:.hu](\d{2})(?::(\d{2}))?|(?=\s*[ap]\.?m))(?:\.\d+)?\s*([ap])?(?:\.?m\.?)?"
_TIME = re.compile(rf"(?:at |om |nuo |a las )?{_CLOCK}(?:\s*(?:val\.?|uur|h|klo|hrs?))?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2})\s*(?:val\.?|uur|u|h|horas?)", re.ASCII)
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})(?:\.\d+)?S)?)?", re.ASCII)


def parse_time(text: str) -> Parsed[time]:
    """A time of day to the minute: "16:00", "4 pm", "16h30", "9u". 24:00 is midnight; 23:59:59 is too.

    A bare "16" is refused: it may as well be a duration or a room.
    """
    folded = fold(text)
    if not folded:
        return Parsed()
    if match := _HOUR.fullmatch(folded):
        return _clock(int(match[1]), 0, 0, "")
    if match := _TIME.fullmatch(folded):
        return _clock(int(match[1]), int(match[2] or 0), int(match[3] or 0), match[4] or "")
    return Parsed(reason=_("No time of day could be read. Write it as 16:30."))


def parse_time_range(text: str) -> Parsed[tuple[time, time]]:
    """Two times of day with a dash or "to" between them: "10:00-11:30", "4 pm to 5 pm"."""
    folded = fold(text)
    if not folded:
        return Parsed()
    halves = re.split(r"\s*(?:-| to | iki | tot | a )\s*", folded)
    if len(halves) == 2:
        start, end = (parse_time(half) for half in halves)
        if start.value is not None and end.value is not None:
            return Parsed((start.value, end.value))
    return Parsed(reason=_("No two times could be read. Write them as 16:30-18:00."))


def parse_duration(text: str) -> Parsed[timedelta]:
    """An ISO 8601 duration of days, hours, minutes and seconds ("PT1H30M"); months and years have no fixed length."""
    if not text.strip():
        return Parsed()
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        return Parsed(reason=_("No duration could be read. Write it as PT1H30M."))
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return Parsed(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))


def _clock(hour: int, minute: int, second: int, half: str) -> Parsed[time]:
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 99
    if second == 59:  # publishers who end at the last second of a minute mean the next minute
        minute, second = minute + 1, 0
        hour, minute = (hour + 1, 0) if minute == 60 else (hour, minute)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return Parsed(reason=_("This is no time of day. Write it as 16:30."))
    return Parsed(time(hour, minute))
