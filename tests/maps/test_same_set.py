"""One search, one set: what is on the list is on the map, in the calendar, in the files, in the feed and in the API."""

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import feedparser
from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from icalendar import Calendar

from opportunities.models import Opportunity, SearchRow
from opportunities.search.search import Search
from opportunities.search.table import refresh
from tests.factories import (
    CityFactory,
    KindFactory,
    OccurrenceFactory,
    OpportunityFactory,
    ProviderFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)
from tests.questions import questions

LISTINGS = 30
patient = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
# Where a visitor is, is in no address that a door gives, so a feed cannot be followed with it.
LOCATED = frozenset({"at", "within", "minutes", "mode", "depart"})


def catalogue() -> None:
    """Listings that differ in all that can be asked, some without a place, some without a date, some ended."""
    today = timezone.now().replace(minute=0, second=0, microsecond=0)
    provider = ProviderFactory()
    for number in range(LISTINGS):
        where = Point(25.1 + number * 0.01, 54.6 + number % 7 * 0.03, srid=4326)
        online = number % 5 == 0
        opportunity = OpportunityFactory(
            provider=provider,
            kind=KindFactory(slug=["group", "camp"][number % 2]),
            interests=[["robotics", "music", "sport"][number % 3]],
        )
        TextFactory(opportunity=opportunity, title=f"{['Robotics', 'Šokiai', 'Chess'][number % 3]} club {number}")
        begins = today + timedelta(days=number % 40 + 1, hours=number % 12)
        ended = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 1)} if number % 9 == 8 else {}
        session = SessionFactory(
            opportunity=opportunity,
            venue=None if online else VenueFactory(point=where if number % 7 else None,
                                                   placement="exact" if number % 7 else "none"),
            delivery="online" if online else "on-site",
            min_age=number % 18,
            max_age=number % 18 + 5,
            price=[None, 0, 10, 100][number % 4],
            languages=[["lt"], ["en"], []][number % 3],
            **ended,
        )  # fmt: skip
        if not ended and number % 4:
            OccurrenceFactory(session=session, starts_at=begins, ends_at=begins + timedelta(hours=1),
                              local_on=begins.date())  # fmt: skip
    refresh(Opportunity.objects.values_list("pk", flat=True))


class OneSet(TestCase):
    @classmethod
    def setUpTestData(cls):
        catalogue()
        cls.city = CityFactory()

    def door(self, name: str, asked: dict) -> bytes:
        response = self.client.get(reverse(name, args=["vilnius"]), asked)
        assert response.status_code == 200
        return response.getvalue()

    def rows(self, asked: dict) -> set[int]:
        return set(Search.read(asked, self.city).rows().values_list("pk", flat=True))

    def keys(self, asked: dict) -> list[str]:
        """The rows that answer, under the names by which other programs know them."""
        return sorted(f"{row.opportunity_id}-{row.lead}" for row in SearchRow.objects.filter(pk__in=self.rows(asked)))

    @given(st.data())
    @patient
    def test_the_list_shows_every_row_once(self, data):
        asked = data.draw(questions(self.city))
        shown: list[int] = []
        for page in range(1, LISTINGS // 20 + 2):
            html = self.door("cards", {**asked, "page": str(page)}).decode()
            shown += [number for number in map(int, re.findall(r'data-row="(\d+)"', html)) if number not in shown]
        assert set(shown) == self.rows(asked)

    @given(st.data())
    @patient
    def test_geojson_csv_and_api_hold_the_rows_of_the_search(self, data):
        asked = data.draw(questions(self.city))
        features = json.loads(self.door("places", asked))["features"]
        lines = list(csv.DictReader(self.door("sheet", asked).decode("utf-8-sig").splitlines()))
        api = json.loads(self.client.get("/api/v1/cities/vilnius/opportunities", {**asked, "page_size": "100"}).content)
        assert sorted(one["id"] for one in features) == self.keys(asked)
        assert sorted(one["id"] for one in lines) == self.keys(asked)
        assert (sorted(one["id"] for one in api["items"]), api["total"]) == (self.keys(asked), len(features))

    @given(st.data())
    @patient
    def test_the_map_draws_what_has_a_place(self, data):
        asked = data.draw(questions(self.city))
        features = json.loads(self.door("places", asked))["features"]
        drawn = json.loads(self.door("view", {**asked, "view": "-180,-85,180,85", "zoom": "3"}))
        assert drawn["total"] == sum(one["geometry"] is not None for one in features)

    @given(st.data())
    @patient
    def test_the_calendar_has_what_has_a_date(self, data):
        asked = data.draw(questions(self.city))
        events = Calendar.from_ical(self.door("calendar", asked)).walk("VEVENT")
        found = {int(re.search(r"opportunity/(\d+)-", str(event["URL"]))[1]) for event in events}
        search = Search.read(asked, self.city)
        coming = search.meetings().filter(ends_at__gte=timezone.now()).values("session")
        dated = search.rows().filter(opportunity__sessions__in=coming)
        assert found == set(dated.values_list("opportunity", flat=True))

    @given(st.data())
    @patient
    def test_the_feed_tells_every_listing_once(self, data):
        asked = data.draw(questions(self.city, without=LOCATED))
        found = self.feed(asked)
        expected = {row.opportunity_id for row in SearchRow.objects.filter(pk__in=self.rows(asked))}
        assert sorted(found) == sorted(expected)

    def feed(self, asked: dict) -> list[int]:
        """The listings of every page of the feed, by a reader that shares no code with its writer."""
        address = f"{reverse('changes', args=['vilnius'])}?{urlencode(asked, doseq=True)}"
        found: list[int] = []
        while address:
            page = feedparser.parse(self.client.get(address).content)
            found += [int(entry.id.rsplit("/", 1)[1]) for entry in page.entries]
            following = next((link.href for link in page.feed.links if link.rel == "next"), "")
            address = f"{urlsplit(following).path}?{urlsplit(following).query}" if following else ""
        return found

    @given(st.data())
    @patient
    def test_the_addresses_of_other_doors_ask_the_same(self, data):
        asked = data.draw(questions(self.city, without=LOCATED))
        html = self.door("explorer", asked).decode()
        query = re.search(r'href="[^"]*places\.geojson\??([^"]*)"', html)[1].replace("&amp;", "&")
        again: dict[str, list[str]] = {}
        for name, value in parse_qsl(query):
            again.setdefault(name, []).append(value)
        assert self.rows(again) == self.rows(asked)


def test_some_listings_have_a_place_and_some_a_date():
    """The control: a catalogue in which all are alike would prove nothing."""
    assert {bool(number % 5 and number % 7) for number in range(LISTINGS)} == {True, False}
    assert datetime(2020, 2, 1, tzinfo=UTC) < timezone.now()
