"""The plan of a playlist as an iCalendar file (RFC 5545): one event for each meeting to go to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event

from opportunities.exchange.time_zones import time_zone_of
from opportunities.models import Playlist
from opportunities.selectors.playlists import PlannedDate


def calendar_of_plan(playlist: Playlist, dates: Iterable[PlannedDate], *, absolute: Callable[[str], str]) -> bytes:
    """The meetings of a plan as one calendar; what one can do at any time is not in it.

    `absolute` makes a whole address of a path.
    """
    zone = ZoneInfo(playlist.city.time_zone)
    dated = [one for one in dates if one.meeting.session]
    calendar = Calendar()
    calendar.add("prodid", "-//Learnmap//Learnmap//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", playlist.label)
    if dated:
        years = [one.meeting.starts_at.year for one in dated]
        calendar.add_component(time_zone_of(playlist.city.time_zone, min(years), max(years)))
    for one in dated:
        calendar.add_component(_event(playlist, one, zone, absolute))
    return bytes(calendar.to_ical())


def _event(playlist: Playlist, date: PlannedDate, zone: ZoneInfo, absolute: Callable[[str], str]) -> Event:
    meeting, card, address = date.meeting, date.card, absolute(date.card.url)
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    event = Event()
    event.add("uid", f"playlist-{playlist.pk}-{meeting.session}-{starts:%Y%m%dT%H%M}@{urlsplit(address).hostname}")
    event.add("dtstamp", timezone.now())
    event.add("summary", f"{date.number}. {card.title}")
    event.add("description", f"{playlist.label}\n{address}")
    event.add("url", address)
    if meeting.is_all_day:
        event.add("dtstart", starts.date())
    else:
        event.add("dtstart", starts)
        event.add("dtend", ends)
    event.add("location", card.address or card.place)
    if card.point:
        event.add("geo", (card.point.y, card.point.x))
    return event
