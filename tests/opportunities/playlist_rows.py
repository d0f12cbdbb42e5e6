"""The smallest playlists, and activities that can or cannot be joined, for tests to say only what matters."""

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.utils import timezone

from opportunities.models import Opportunity, Playlist, PlaylistStop
from opportunities.search.table import refresh
from opportunities.services.occurrences import refresh_occurrences
from tests.factories import CityFactory, OpportunityFactory, SessionFactory, TextFactory, VenueFactory


def an_activity(title: str = "Chess", *, days: int = 2, hour: int = 17, at: Point | None = None, **more) -> Opportunity:
    """A published activity that meets once, `days` from now at `hour`; over where `days` is below zero."""
    session = {name: more.pop(name) for name in ("min_age", "max_age", "places_left") if name in more}
    opportunity = OpportunityFactory(**more)
    TextFactory(opportunity=opportunity, title=title)
    on = timezone.localdate() + timedelta(days=days)
    venue = {"venue": VenueFactory(city=opportunity.city, point=at)} if at else {}
    times = {"start_time": f"{hour:02}:00", "end_time": f"{hour + 1:02}:00"}
    made = SessionFactory(opportunity=opportunity, starts_on=on, ends_on=on, **times, **venue, **session)
    refresh_occurrences([made.pk])
    refresh([opportunity.pk])
    return opportunity


def a_playlist(*stops: dict, slug: str = "way", **values) -> Playlist:
    """A published playlist of Vilnius; each of `stops` has values of `PlaylistStop` and lists of what meets it."""
    values = {"city": CityFactory(), "names": {"en": "The way"}, "state": "published", **values}
    playlist = Playlist.objects.create(slug=slug, **values)
    for position, stop in enumerate(stops, 1):
        links = {name: stop[name] for name in stop if name in LISTS}
        plain = {name: stop[name] for name in stop if name not in LISTS}
        row = PlaylistStop.objects.create(
            playlist=playlist, position=position, **{"names": {"en": f"Stop {position}"}, **plain}
        )
        for name, rows in links.items():
            getattr(row, name).set(rows)
    return playlist


LISTS = {"opportunities", "interests", "competences", "kinds", "providers", "areas", "cities"}


def local(moment: datetime) -> tuple[int, int]:
    """How many days from now, and at which hour."""
    here = timezone.localtime(moment)
    return (here.date() - timezone.localdate()).days, here.hour
