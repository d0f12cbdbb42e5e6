"""When, for whom and for how much: the sessions of a listing of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from opportunities.demo.calendar import Calendar
from opportunities.demo.plan import SessionPlan
from opportunities.demo.profiles import Profile
from opportunities.demo.words import words

# Years from and to, and the half hours (24-hour clock x 2) at which meetings on weekdays may begin.
AGES: dict[str, list[tuple[int | None, int | None]]] = {
    "p": [(3, 6), (4, 6), (3, 5), (5, 7)],
    "k": [(7, 10), (6, 9), (8, 10), (7, 12)],
    "t": [(11, 14), (10, 13), (12, 15)],
    "y": [(14, 18), (14, 19), (15, 18)],
    "g": [(16, 29), (14, 29), (18, 29)],
    "a": [(18, None), (18, 65), (20, None)],
    "s": [(60, None), (55, None)],
    "x": [(0, None), (None, None), (5, None)],
}
BEGINS = {
    "p": (31, 36),
    "k": (29, 34),
    "t": (31, 36),
    "y": (32, 37),
    "g": (35, 39),
    "a": (35, 39),
    "s": (19, 26),
    "x": (33, 36),
}
SPLITS = {"k": [(6, 7), (8, 9), (10, 11)], "t": [(10, 11), (12, 13), (14, 15)], "p": [(3, 4), (5, 6)]}
WEEKDAYS = [[1], [2], [3], [4], [5], [6], [7], [1, 3], [2, 4], [1, 4], [3, 5], [2, 5], [1, 3, 5]]
COMMON = [7, 9, 10, 8, 5, 14, 8, 16, 18, 6, 5, 4, 3]


@dataclass(frozen=True)
class Brief:
    """What is already decided about a listing when its sessions are drawn."""

    kind: str
    audience: str
    season: str
    is_free: bool
    delivery: str
    is_ila: bool
    booking_url: str


def make_sessions(
    brief: Brief, venues: list[int], rng: Random, calendar: Calendar, profile: Profile
) -> list[SessionPlan]:
    """The sessions of a listing, at the first of `venues` or, where there are more, each at its own."""
    low, high = rng.choice(AGES[brief.audience])
    spoken = rng.choices([one for one, _ in profile.spoken], [weight for _, weight in profile.spoken])[0]
    capacity = rng.choice([8, 10, 12, 12, 15, 15, 16, 18, 20, 24, 30]) if rng.randrange(100) < 78 else None
    base = SessionPlan(
        venue=None if brief.delivery == "online" else venues[0],
        delivery=brief.delivery,
        min_age=low,
        max_age=high,
        languages=spoken.split(),
        capacity=capacity,
        places_left=_left(capacity, rng),
        booking_url=brief.booking_url,
    )
    _set_price(base, brief, rng)
    timed = SCHEDULES[brief.kind](base, brief, rng, calendar, profile)
    return [timed] if brief.kind not in {"group", "club"} else _groups(timed, brief, venues, rng)


def _left(capacity: int | None, rng: Random) -> int | None:
    """Places left: every seventh is full, some do not say."""
    drawn, percent = rng.randrange(100), rng.randrange(100)
    if capacity is None or drawn < 15:
        return None
    return 0 if drawn < 28 else max(1, capacity * percent // 160)


def _set_price(session: SessionPlan, brief: Brief, rng: Random) -> None:
    amounts = {
        "group": ([10, 12, 15, 20, 25, 25, 28, 30, 35, 40, 45, 50, 60], "month"),
        "club": ([5, 8, 10, 12, 15, 20, 25, 30], "month"),
        "course": ([60, 75, 90, 110, 120, 140, 160, 190, 220, 280], "once"),
        "workshop": ([5, 8, 10, 12, 15, 18, 20, 25, 30, 45], "once"),
        "event": ([2, 3, 5, 7, 10, 12], "once"),
        "camp": ([60, 75, 90, 110, 120, 140, 150, 180, 220], "once"),
        "digital": ([9, 15, 20, 35], "once"),
    }.get(brief.kind, ([10], "once"))
    price, unit = rng.choice(amounts[0]), amounts[1]
    variant = rng.randrange(100)
    if brief.is_free:
        price = 0
    elif brief.is_ila:
        price = rng.choice([120, 150, 180, 220, 260, 300, 340, 380, 420, 450, 480, 500])
    elif unit == "month" and variant < 14:
        price, unit = rng.choice([4, 5, 6, 7, 8, 10]), "meeting"
    elif unit == "month" and variant < 20:
        price, unit = price * 4, "term"
    elif unit == "month" and variant < 24:
        price, unit = price * 3, "year"
    session.price, session.price_unit = Decimal(price), unit


def _groups(session: SessionPlan, brief: Brief, venues: list[int], rng: Random) -> list[SessionPlan]:
    """Now and then two or three age groups, at hours and perhaps at places of their own."""
    several = rng.randrange(100) < 26 and brief.audience in SPLITS and session.weekdays and session.delivery != "online"
    if not several or session.start_time is None or session.end_time is None:
        return [session]
    spans = SPLITS[brief.audience][: rng.choice([2, 3])]
    found = []
    for number, (low, high) in enumerate(spans):
        shift = timedelta(minutes=60 * number)
        found.append(
            replace(
                session,
                venue=venues[number % len(venues)],
                min_age=low,
                max_age=high,
                start_time=_later(session.start_time, shift),
                end_time=_later(session.end_time, shift),
                places_left=_left(session.capacity, rng),
            )
        )
    return found


def _later(at: time, shift: timedelta) -> time:
    minutes = at.hour * 60 + at.minute + int(shift.total_seconds()) // 60
    return time(minutes // 60 % 24, minutes % 60)


def _hours(session: SessionPlan, brief: Brief, rng: Random, lasting: list[int]) -> None:
    """A start in the band of the audience, earlier on days without school; `lasting` in minutes."""
    half = rng.randint(*BEGINS[brief.audience])
    on_free_day = rng.randint(19, 24)
    if set(session.weekdays) <= {6, 7} and session.weekdays:
        half = on_free_day
    session.start_time = time(half // 2, half % 2 * 30)
    session.end_time = _later(session.start_time, timedelta(minutes=rng.choice(lasting)))


def _weekly(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A group: on the same days of the week through the school year."""
    session.weekdays = list(rng.choices(WEEKDAYS, COMMON)[0])
    session.starts_on, session.ends_on = calendar.term(rng.randrange(20), rng.choice([0, 0, 6, 12, 13, 28]))
    session.skips_public_holidays = True
    session.skips_breaks = brief.audience in "pkty" or rng.randrange(2) == 0
    _hours(session, brief, rng, [45, 60, 60, 90] if brief.audience in "pk" else [60, 90, 90, 120])
    return session


def _club(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A club: every week without end, or every second week, or once a month."""
    session = _weekly(session, brief, rng, calendar, profile)
    rule = rng.choices(
        ["", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "FREQ=MONTHLY;BYDAY=1SA",
         "FREQ=MONTHLY;BYDAY=2SU", "FREQ=MONTHLY;BYDAY=-1FR"], [70, 7, 7, 6, 5, 5])[0]  # fmt: skip
    if brief.audience in "gasx":
        session.ends_on, session.skips_breaks = None, False
        session.starts_on = date(calendar.school_year - rng.randrange(4), 9, 1 + rng.randrange(20))
    if rule:
        session.rrule, session.weekdays = rule, []
    return session


def _course(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A course: one or two days a week for some weeks."""
    days = [[1, 3], [2, 4], [6], [2], [3], [4], [1, 3, 5]] if brief.is_ila else WEEKDAYS
    session.weekdays = list(rng.choice(days))
    session.starts_on = calendar.ahead(rng.randint(-14, 70), session.weekdays[0])
    session.ends_on = session.starts_on + timedelta(weeks=rng.randint(5, 14))
    session.skips_public_holidays = True
    _hours(session, brief, rng, [90, 120, 150, 180])
    return session


def _dated(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A workshop or an event: once, or on a few named days."""
    weekday = rng.choices([1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 8, 14, 8])[0]
    session.starts_on = calendar.ahead(rng.choice([1, 2, 3, 5, 6, 8, 9, 12, 15, 19, 24, 30, 38, 50, 66]), weekday)
    more = rng.choices([0, 1, 2, 3], [72, 12, 9, 7])[0]
    step = rng.choice([7, 7, 14, 28])
    session.rdates = [str(session.starts_on + timedelta(days=step * (number + 1))) for number in range(more)]
    half = rng.randint(20, 30) if weekday in {6, 7} else rng.randint(*BEGINS[brief.audience])
    whole_day = brief.kind == "event" and rng.randrange(100) < 12
    lasting = timedelta(minutes=rng.choice([90, 120, 120, 180, 240]))
    if whole_day:
        session.ends_on = session.starts_on if not more else None
    else:
        session.start_time = time(half // 2, half % 2 * 30)
        session.end_time = _later(session.start_time, lasting)
    return session


def _camp(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A day camp: Monday to Friday of a week of holidays."""
    session.starts_on = calendar.holiday_week(brief.season, rng.randrange(10))
    session.ends_on = session.starts_on + timedelta(days=4)
    session.weekdays = [1, 2, 3, 4, 5]
    session.start_time, session.end_time = rng.choice(
        [(time(9), time(16)), (time(8, 30), time(17)), (time(9), time(13))]
    )
    return session


def _open(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """An open space: the days and hours in which the door is open."""
    session.weekdays = rng.choice([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]])
    session.starts_on = date(calendar.school_year - rng.randrange(1, 5), 9, 1)
    session.start_time, session.end_time = time(12), time(20)
    session.skips_public_holidays = True
    session.capacity = session.places_left = None
    session.booking_url = ""
    return session


def _helping(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """Volunteering: a day of the week, one day of action, or whenever the volunteer can."""
    form = rng.randrange(10)
    if form < 5:
        session = _weekly(session, brief, rng, calendar, profile)
        session.ends_on = None
    elif form < 8:
        session = _dated(session, brief, rng, calendar, profile)
    else:
        session.starts_on, session.ends_on = calendar.term(0, 0)
        session.schedule_text = rng.choice(words(profile.tongue).common["whenever"])
    return session


def _placement(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """An internship: an open period with its hours told in words."""
    session.starts_on = calendar.ahead(rng.randint(7, 80), 1)
    session.ends_on = session.starts_on + timedelta(weeks=rng.choice([4, 8, 12, 16]), days=-3)
    session.schedule_text = rng.choice(words(profile.tongue).common["part_time"])
    session.capacity = rng.choice([1, 2, 3, 4])
    session.places_left = rng.randint(0, session.capacity)
    return session


def _project(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """A youth project: a meeting a week for some months."""
    session = _course(session, brief, rng, calendar, profile)
    session.weekdays = session.weekdays[:1]
    session.ends_on = session.starts_on + timedelta(weeks=rng.randint(10, 26)) if session.starts_on else None
    return session


def _digital(session: SessionPlan, brief: Brief, rng: Random, calendar: Calendar, profile: Profile) -> SessionPlan:
    """Online: at any time, or an evening a week."""
    if rng.randrange(2):
        session.capacity = session.places_left = None
        session.schedule_text = words(profile.tongue).common["any_time"]
        return session
    return _course(session, brief, rng, calendar, profile)


Schedule = Callable[[SessionPlan, Brief, Random, Calendar, Profile], SessionPlan]
SCHEDULES: dict[str, Schedule] = {
    "group": _weekly,
    "club": _club,
    "course": _course,
    "workshop": _dated,
    "event": _dated,
    "camp": _camp,
    "volunteering": _helping,
    "open-space": _open,
    "internship": _placement,
    "youth-project": _project,
    "digital": _digital,
}
