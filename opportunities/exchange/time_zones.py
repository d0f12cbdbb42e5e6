"""Time zones as iCalendar components, from the zone data of this machine.

icalendar can make them too, but dates each change to summer time an hour late (7.3: by the clock after the change,
where RFC 5545, 3.6.5 wants the clock before it), and clients read its lists of changes differently.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def time_zone_of(name: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone with every change of its clocks in these years (both included)."""
    zone = ZoneInfo(name)
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", name)
    component.add_component(observance(zone, start, offset(zone, start)))
    for moment in changes(zone, start, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        component.add_component(observance(zone, moment, offset(zone, moment - timedelta(minutes=1))))
    return component


def observance(zone: ZoneInfo, moment: datetime, before: timedelta) -> TimezoneStandard | TimezoneDaylight:
    """What holds from `moment` on; its start is told by the clock that was right until then."""
    local = moment.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", (moment + before).replace(tzinfo=None))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", offset(zone, moment))
    part.add("tzname", local.tzname())
    return part


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments, to the minute, at which the clocks of `zone` change between two midnights in UTC."""
    day = first
    while day < last:
        if offset(zone, day) != offset(zone, day + DAY):
            early, late = 0, 24 * 60
            while late - early > 1:
                middle = (early + late) // 2
                same = offset(zone, day + timedelta(minutes=middle)) == offset(zone, day)
                early, late = (middle, late) if same else (early, middle)
            yield day + timedelta(minutes=late)
        day += DAY


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
