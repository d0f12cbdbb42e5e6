"""The ground that a search by minutes reaches, and what to say of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from geodata.reach import store
from geodata.reach.shade import shade
from geodata.reach.streets import SOURCE
from geodata.reach.walking import metres_in
from opportunities import wording
from opportunities.search.reach import Mode, Plan, plan_of, seconds_to_stops
from opportunities.search.search import Search

BANDS = 3
RIDING_M_A_MINUTE = 180  # about how far one gets, walks and waits included: enough to choose a part of the map


def reached_ground(search: Search) -> dict[str, Any]:
    """GeoJSON: what one reaches in the asked minutes, in two thirds and in one third of them, the largest first."""
    plan = plan_of(search)
    if plan is None:
        return {"type": "FeatureCollection", "features": []}
    steps = sorted({-(-plan.minutes * band // BANDS) for band in range(1, BANDS + 1)}, reverse=True)
    features = [
        {"type": "Feature", "properties": {"minutes": minutes}, "geometry": _ground(plan, minutes)} for minutes in steps
    ]
    return {"type": "FeatureCollection", "features": features}


def _ground(plan: Plan, minutes: int) -> dict[str, Any]:
    if plan.trip is None:
        return shade(plan.start, minutes, speed=plan.mode.speed)
    network = store.network(plan.trip[1])
    return shade(
        plan.start,
        minutes,
        longitude=network.stop_longitude,
        latitude=network.stop_latitude,
        seconds=seconds_to_stops(plan.trip, plan.on_foot),
    )


def metres_around(search: Search) -> int | None:
    """How far round the start the map should show; None where nothing is asked by minutes."""
    if (plan := plan_of(search)) is None:
        return None
    if plan.trip:
        return plan.minutes * RIDING_M_A_MINUTE
    return round(metres_in(plan.minutes * 60, speed=plan.mode.speed))


def reach_words(search: Search) -> str:
    """When one leaves, by which timetable and streets, and what those cannot know; "" where nothing is asked by
    minutes."""
    if (plan := plan_of(search)) is None:
        return ""
    if not plan.on_foot.streets:
        return _timetable_words(plan)
    streets = _("Streets: %(source)s.") % {"source": SOURCE}
    return streets if plan.mode is Mode.WALK else f"{_timetable_words(plan)} {streets}"


def _timetable_words(plan: Plan) -> str:
    words = {
        "moment": wording.moment(plan.leaves),
        "timetable": _("invented") if plan.timetable and plan.timetable.is_invented else plan.timetable,
    }
    if plan.timetable is None:
        if plan.mode is Mode.TRANSIT:
            return _("No timetable of public transport is known here yet, so minutes are counted on foot.")
        return _("A rough guess: the straight line, and a third more for the streets.")
    said = _("You leave: %(moment)s. Timetable: %(timetable)s.")
    if plan.on != plan.leaves.date():
        words["day"] = wording.calendar_day(plan.on)
        said = _("You leave: %(moment)s. Timetable: %(timetable)s, as on %(day)s.")
    if not plan.is_told:
        said = _("Each session counts if you get there in time and home again. The map:") + " " + said
    return said % words
