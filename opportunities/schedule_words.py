"""Schedules in plain words, in the language of the page.

Patterns are built so that no word has to be declined inside a sentence: weekdays come as whole words for "on these days
each week", dates as the language writes them.
"""

from datetime import date, datetime, timedelta

from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from opportunities.schedule import WEEKDAYS, Schedule, first_start, last_on, named_starts, weekly_slots

ON_WEEKDAYS = {
    1: pgettext_lazy("each week on", "Mondays"),
    2: pgettext_lazy("each week on", "Tuesdays"),
    3: pgettext_lazy("each week on", "Wednesdays"),
    4: pgettext_lazy("each week on", "Thursdays"),
    5: pgettext_lazy("each week on", "Fridays"),
    6: pgettext_lazy("each week on", "Saturdays"),
    7: pgettext_lazy("each week on", "Sundays"),
}
THE_WEEKDAY = {
    1: pgettext_lazy("on the first …", "Monday"),
    2: pgettext_lazy("on the first …", "Tuesday"),
    3: pgettext_lazy("on the first …", "Wednesday"),
    4: pgettext_lazy("on the first …", "Thursday"),
    5: pgettext_lazy("on the first …", "Friday"),
    6: pgettext_lazy("on the first …", "Saturday"),
    7: pgettext_lazy("on the first …", "Sunday"),
}
ORDINALS = {
    "1": pgettext_lazy("on the … Monday", "first"),
    "2": pgettext_lazy("on the … Monday", "second"),
    "3": pgettext_lazy("on the … Monday", "third"),
    "4": pgettext_lazy("on the … Monday", "fourth"),
    "5": pgettext_lazy("on the … Monday", "fifth"),
    "-1": pgettext_lazy("on the … Monday", "last"),
}


def describe(schedule: Schedule, *, today: date | None = None) -> str:
    """Say when the meetings are: "Tuesdays and Thursdays 17:00–18:30, every week until 30 May 2027".

    A first day before `today` is not worth saying. Single cancelled dates are left to the list of coming meetings.
    """
    if not schedule.rrule:
        return describe_dates(schedule)
    days, rhythm = days_and_rhythm(schedule)
    sentence = ", ".join(part for part in (join(days, times(schedule)), rhythm) if part)
    sentence = with_span(sentence, first_start(schedule).date(), last_on(schedule), today)
    if more := len(set(named_starts(schedule))):
        text = ngettext("%(sentence)s, and %(count)d more date", "%(sentence)s, and %(count)d more dates", more)
        sentence = text % {"sentence": sentence, "count": more}
    return capfirst(sentence)


def describe_dates(schedule: Schedule) -> str:
    """The same without a rule: one date with its weekday, or how many there are."""
    starts = sorted(set(named_starts(schedule)))
    if len(starts) > 1:
        count = ngettext("%(count)d date", "%(count)d dates", len(starts)) % {"count": len(starts)}
        return with_span(join(count, times(schedule)), starts[0].date(), starts[-1].date(), None)
    start = starts[0] if starts else schedule.starts
    words = format_date(start, pgettext("date format, see Django's date filter", "l j F Y"))
    return capfirst(", ".join(part for part in (words, times(schedule)) if part))


def days_and_rhythm(schedule: Schedule) -> tuple[str, str]:
    """On which days, and how often unless the days say so."""
    if schedule.plain_weekdays:
        weeks = schedule.interval
        if len(schedule.plain_weekdays) == 7 and weeks == 1:
            return _("Every day"), ""
        text = ngettext("every %(count)d week", "every %(count)d weeks", weeks) % {"count": weeks}
        return on_weekdays(schedule.plain_weekdays), _("every week") if weeks == 1 else text
    frequency, often = schedule.parts["FREQ"], {"count": schedule.interval}
    said = schedule.parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    if frequency == "DAILY" and said <= {"BYHOUR", "BYMINUTE"}:
        text = ngettext("Every %(count)d day", "Every %(count)d days", schedule.interval)
        return _("Every day") if schedule.interval == 1 else text % often, ""
    if frequency == "MONTHLY" and (which := which_weekday(schedule)):
        text = ngettext(
            "Every %(count)d month on the %(which)s", "Every %(count)d months on the %(which)s", schedule.interval
        )
        text = _("Every month on the %(which)s") if schedule.interval == 1 else text
        return text % {**often, "which": which}, ""
    if frequency == "MONTHLY" and said <= {"BYMONTHDAY"} and "-" not in schedule.parts.get("BYMONTHDAY", ""):
        numbers = schedule.parts.get("BYMONTHDAY", str(schedule.starts.day)).split(",")
        text = ngettext(
            "Every %(count)d month on day %(days)s", "Every %(count)d months on day %(days)s", schedule.interval
        )
        text = _("Every month on day %(days)s") if schedule.interval == 1 else text
        return text % {**often, "days": listed(numbers)}, ""
    return _("On certain days"), ""


def on_weekdays(days: tuple[int, ...]) -> str:
    if days == (1, 2, 3, 4, 5):
        return pgettext("each week on", "Weekdays")
    return listed([str(ON_WEEKDAYS[day]) for day in days])


def which_weekday(schedule: Schedule) -> str:
    """ "second Tuesday" of a monthly rule that says just that, else ""."""
    said = schedule.parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    by_day, position = schedule.parts.get("BYDAY", ""), schedule.parts.get("BYSETPOS", "")
    number, day = (position, by_day) if position else (by_day[:-2], by_day[-2:])
    ordinal = ORDINALS.get(number.removeprefix("+"))
    if day not in WEEKDAYS or not said <= {"BYDAY", "BYSETPOS"} or ordinal is None:
        return ""
    words = {"ordinal": ordinal, "weekday": THE_WEEKDAY[WEEKDAYS.index(day) + 1]}
    return pgettext("second Tuesday", "%(ordinal)s %(weekday)s") % words


def times(schedule: Schedule) -> str:
    """ "17:00–18:30", "17:00", or several of them; "" for whole days, or where there are too many to say."""
    if schedule.is_all_day:
        return ""
    starts = sorted({start for _day, start, _end in weekly_slots(schedule)})
    if len(starts) > 4:
        return ""
    return listed([clock(start, schedule.duration) for start in starts])


def clock(minute: int, lasts: timedelta) -> str:
    start = datetime(2000, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall clock
    if not lasts or lasts >= timedelta(days=1):
        return f"{start:%H:%M}"
    return f"{start:%H:%M}–{start + lasts:%H:%M}"


def listed(words: list[str]) -> str:
    """ "a, b and c"; Django's get_text_list leaves out the space after the comma in Lithuanian."""
    if len(words) < 2:
        return "".join(words)
    return _("%(several)s and %(last)s") % {"several": ", ".join(words[:-1]), "last": words[-1]}


def join(days: str, at: str) -> str:
    return pgettext("Tuesdays 17:00", "%(days)s %(times)s") % {"days": days, "times": at} if at else days


def with_span(sentence: str, first: date, last: date | None, today: date | None) -> str:
    """The sentence with its first day, unless that is past, and its last day, if there is one."""
    date_format = pgettext("date format, see Django's date filter", "j F Y")
    words = {"sentence": sentence, "first": format_date(first, date_format)}
    if last:
        words["last"] = format_date(last, date_format)
    is_past = today is not None and first < today
    if last and is_past:
        return _("%(sentence)s until %(last)s") % words
    if last:
        return _("%(sentence)s from %(first)s until %(last)s") % words
    return sentence if is_past else _("%(sentence)s from %(first)s") % words
