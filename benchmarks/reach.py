"""How long does a search by minutes take at 10,000 places? Copies listings to random places; changes nothing lasting.

    DATABASE_URL=... PYTHONPATH=site .venv/bin/python benchmarks/reach.py

The database needs the demo and a timetable that covers Vilnius. Each question is new: another start, none answered
before.
"""

import os
import time
from collections.abc import Callable

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from django.contrib.gis.geos import Point  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from geodata.geometry import to_mercator, to_mercator_integers  # noqa: E402
from maps.reach import reached_ground  # noqa: E402
from opportunities.models import City, Occurrence, SearchRow, Venue  # noqa: E402
from opportunities.search import reach  # noqa: E402
from opportunities.search.asking import Origin  # noqa: E402
from opportunities.search.search import Search  # noqa: E402
from opportunities.selectors.cards import cards  # noqa: E402

PLACES = 10_000
QUESTIONS = 200
WARMING = 40
WEST, SOUTH, EAST, NORTH = 25.12, 54.62, 25.38, 54.77


def spread(city: City, dice: np.random.Generator) -> None:
    """Give the city `PLACES` venues at random places, each with a copy of one of its listings."""
    xs, ys = dice.uniform(WEST, EAST, PLACES), dice.uniform(SOUTH, NORTH, PLACES)
    points = [Point(x, y, srid=4326) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    made = Venue.objects.bulk_create(
        [
            Venue(city=city, name=f"Place {n}", country_code="LT", point=p, placement="exact")
            for n, p in enumerate(points)
        ]
    )
    models = list(SearchRow.objects.filter(city=city, venue__isnull=False)[:500])
    rows = []
    for number, venue in enumerate(made):
        row = models[number % len(models)]
        values = {field.attname: getattr(row, field.attname) for field in SearchRow._meta.concrete_fields}
        x, y = to_mercator_integers(venue.point)
        values |= {"id": None, "venue_id": venue.pk, "geom": to_mercator(venue.point), "x": x, "y": y}
        rows.append(SearchRow(**values))
    SearchRow.objects.filter(city=city).delete()
    SearchRow.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE opportunities_searchrow; ANALYZE opportunities_venue")


def question(city: City, dice: np.random.Generator) -> Search:
    start = Point(dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH), srid=4326)
    values = {
        "minutes": (str(dice.choice([15, 30, 45, 60])),),
        "at": ("",),
    }
    return Search(city=city, values=values, origin=Origin(start, "here", "here"))


def report(what: str, clock: list[float], processor: list[float]) -> None:
    parts = [f"{np.percentile(one, level) * 1000:7.1f}" for one in (clock, processor) for level in (50, 95)]
    print(f"{what:32} clock p50 {parts[0]} p95 {parts[1]}   processor p50 {parts[2]} p95 {parts[3]} ms")


def measure(what: str, ask: Callable[[], object], number: int = QUESTIONS) -> None:
    clock, processor = [], []
    for _ in range(number):
        begun, used = time.perf_counter(), time.process_time()
        ask()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    report(what, clock, processor)


def main() -> None:
    city, dice = City.objects.get(slug="vilnius"), np.random.default_rng(1)
    with transaction.atomic():
        spread(city, dice)
        measure("first question of a process", lambda: reach.reached(reach.plan_of(question(city, dice))), 1)
        measure("which rows, new start", lambda: reach.reached(reach.plan_of(question(city, dice))))
        measure("rows counted, new start", lambda: question(city, dice).rows().count())
        same = question(city, dice)
        measure("rows counted, same start", lambda: same.rows().count())
        measure("shaded ground", lambda: reached_ground(question(city, dice)), 50)

        def page() -> None:
            search = question(city, dice)
            rows = search.rows().order_by("pk")[:20]
            cards(rows, origin=search.origin.point, asked=Occurrence.objects.all(), plan=reach.plan_of(search))

        for _ in range(WARMING):
            page()  # each kind of day takes 30 ms once, whoever asks
        measure("filter, 20 cards, their ways", page, 100)
        transaction.set_rollback(True)
    print("load", os.getloadavg()[0])


if __name__ == "__main__":
    main()
