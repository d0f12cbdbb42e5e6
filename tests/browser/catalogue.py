"""A small city with everything that an explorer meets: a stack, neighbours, things online, things without an interest.

Numbers that tests rely on stand in constants here; whatever else they need they read from the search itself.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from opportunities.models import Interest, Opportunity, Playlist, PlaylistStop, Venue
from opportunities.search.table import refresh
from tests.factories import (
    CENTRE,
    CityFactory,
    InterestFactory,
    OccurrenceFactory,
    OpportunityFactory,
    ProviderFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)
from tests.geodata.rows import area, at

STACK = 30
SCATTERED = 18
ONLINE = 6
NOWHERE = 2
WITHOUT_POINT = ONLINE + NOWHERE
TOTAL = STACK + SCATTERED + WITHOUT_POINT
ALONE = "Rowing on the lake"  # its pin stands by itself
ROUGHLY = "Walks in the park"  # nobody knows more than the part of town
PLAYLIST = "first-steps"
ALONE_AT = (25.19, 54.63)
DISTRICTS = {
    "Žvėrynas": (25.235, 54.685, 25.265, 54.705),
    "Antakalnis": (25.300, 54.695, 25.345, 54.720),
    "Žirmūnai": (25.285, 54.720, 25.320, 54.745),
}
FIELDS = (("sport", 1, "run"), ("music", 3, "music"), ("technology", 7, "cpu"), ("nature", 9, "leaf"))


@disable_reference_index_auto_update()
def make() -> None:
    """Save the whole catalogue."""
    country = area("Lietuva", "country", None, point=CENTRE)
    municipality = area("Vilnius", "municipality", (25.0, 54.5, 25.5, 54.9), parent=country, point=CENTRE)
    districts = {
        name: area(name, "district", box, parent=municipality, point=_middle(box)) for name, box in DISTRICTS.items()
    }
    city = CityFactory(area=municipality, zoom=11, names={"lt": "Vilnius"})
    for slug, hue, icon in FIELDS:
        InterestFactory(slug=slug, hue=hue, icon=icon)
    InterestFactory(slug="robotics", hue=7, icon="robot", parent=Interest.objects.get(slug="technology"))
    _stack(VenueFactory(city=city, name="Central library", address="Gedimino pr. 1", point=CENTRE))
    _scatter(city, districts)
    for number in range(ONLINE):
        _listed(f"Online club {number + 1}", "technology", venue=None, delivery="online", languages=["en"])
    for number in range(NOWHERE):
        _listed(f"Somewhere {number + 1}", "music", venue=None)
    _listed("Long over", "sport", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    other = CityFactory(slug="kaunas", name="Kaunas", centre=at(23.9, 54.9), territory=city.box(23.7, 54.8, 24.1, 55.0))
    house = VenueFactory(city=other, point=other.centre)
    _listed("Elsewhere", "sport", city=other, provider=ProviderFactory(city=other), venue=house)
    _playlist(city)
    refresh(Opportunity.objects.values_list("pk", flat=True))


def remove() -> None:
    """Delete it again, with everything that hangs on it; what migrations have written stays."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE opportunities_city, opportunities_kind, opportunities_interest, geodata_area CASCADE")


def _playlist(city) -> None:
    """Three stops: a field, a field of which two are needed, and one that may be left out and that nothing meets."""
    playlist = Playlist.objects.create(
        city=city, slug=PLAYLIST, names={"en": "First steps"}, badges={"en": "Beginner"}, state="published"
    )
    for number, (field, needs) in enumerate((("sport", 1), ("nature", 2), (None, 1)), 1):
        stop = PlaylistStop.objects.create(
            playlist=playlist, position=number, names={"en": f"Step {number}"}, needs=needs, is_optional=field is None
        )
        stop.interests.set(Interest.objects.filter(slug=field))


def _middle(box: tuple[float, ...]):
    west, south, east, north = box
    return at((west + east) / 2, (south + north) / 2)


def _stack(venue: Venue) -> None:
    for number in range(STACK):
        field = ("music", "technology")[number % 2]
        _listed(f"Library club {number + 1}", field, venue=venue, price=number % 3 * 10, min_age=6 + number % 9)


def _scatter(city, districts) -> None:
    for number in range(SCATTERED - 3):
        name, box = list(DISTRICTS.items())[number % 3]
        step = number // 3 / 5
        point = at(box[0] + (box[2] - box[0]) * step, box[1] + (box[3] - box[1]) * step)
        venue = VenueFactory(city=city, name=f"House {number + 1}", point=point, area=districts[name])
        field = (FIELDS[number % 4][0], "robotics")[number == 2]
        _listed(f"Group {number + 1}", field, venue=venue, price=5 * number, min_age=5, max_age=7 + number)
    _listed(ALONE, "sport", venue=VenueFactory(city=city, name="Boathouse", point=at(*ALONE_AT)))
    park = VenueFactory(city=city, name="Park", point=at(25.18, 54.75), placement="area")
    _listed(ROUGHLY, None, venue=park)
    _listed("Talks in the park", None, venue=VenueFactory(city=city, name="Pavilion", point=at(25.183, 54.752)))


def _listed(title: str, field: str | None, *, city=None, provider=None, **session) -> Opportunity:
    """A published opportunity that meets in some days, each at another hour, so that the order is certain."""
    number = Opportunity.objects.count()
    given = {name: value for name, value in (("city", city), ("provider", provider)) if value}
    opportunity = OpportunityFactory(
        interests=[field] if field else [], published_at=datetime(2026, 1, 1, number % 24, tzinfo=UTC), **given
    )
    TextFactory(opportunity=opportunity, title=title, summary=f"{title}: come and see.")
    run = SessionFactory(opportunity=opportunity, **{"delivery": "on-site", "languages": ["lt"]} | session)
    if "ends_on" not in session:
        begins = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
        begins += timedelta(days=1 + number % 20, hours=number % 7, minutes=number)
        OccurrenceFactory(session=run, starts_at=begins, ends_at=begins + timedelta(hours=1), local_on=begins.date())
    return opportunity
