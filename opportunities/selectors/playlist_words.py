"""How a playlist speaks: hours, weeks, why something stands in, what is missing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opportunities import wording
from opportunities.playlists.plan import Flaw, Meeting, Reason
from opportunities.playlists.substitutes import SAME_FIELD, SAME_INTEREST, Substitute


def hours_words(hours: int | None) -> str:
    """ "about 6 hours"; "" where nobody said."""
    return ngettext("about %(count)s hour", "about %(count)s hours", hours) % {"count": hours} if hours else ""


def weeks_words(weeks: int) -> str:
    """ "within 12 weeks"."""
    return ngettext("within %(count)s week", "within %(count)s weeks", weeks) % {"count": weeks}


def substitute_words(one: Substitute, zone: ZoneInfo) -> str:
    """Why it stands in: "Same interest · 1.2 km from the old place · starts Tue 24 Nov 17:00"."""
    likeness = {SAME_INTEREST: _("Same interest"), SAME_FIELD: _("Same field")}.get(one.likeness, _("Same competence"))
    parts = [likeness]
    if one.away_m is None:
        parts.append("" if one.offer.point else _("no place to go to"))
    elif one.away_m < 50:
        parts.append(_("at the same place"))
    else:
        parts.append(_("%(distance)s from the old place") % {"distance": wording.distance(one.away_m)})
    if one.starts_at:
        starts = one.starts_at.astimezone(zone)
        when = f"{wording.calendar_day(starts.date())} {starts:%H:%M}"
        parts.append(_("starts %(when)s") % {"when": when})
    return " · ".join(filter(None, parts))


def meeting_words(meeting: Meeting, zone: ZoneInfo) -> str:
    """When to come: "Tue 24 Nov 17:00", or that one may choose."""
    if not meeting.session:
        local = meeting.starts_at.astimezone(zone)
        if local <= timezone.now():
            return _("any time")
        return _("from %(day)s") % {"day": wording.calendar_day(local.date())}
    starts = meeting.starts_at.astimezone(zone)
    return wording.day(starts.date()) if meeting.is_all_day else wording.moment(starts)


def flaw_words(flaw: Flaw) -> str:
    """What is the matter with a stop."""
    return {
        Reason.NOTHING: _("Nothing can be joined for this stop just now. What you have done still counts."),
        Reason.FEW: _("There is less to join for this stop just now than it needs. What you have done still counts."),
        Reason.LATE: _("The next date here comes too late for the time that this playlist gives."),
    }[flaw.code]
