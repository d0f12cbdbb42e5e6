"""What leaves through each door, read by programs that share no code with the one that wrote it."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pyogrio
import pytest
import vobject
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from opportunities.exchange.formulas import restore
from opportunities.exchange.sheets import COLUMNS, cell
from opportunities.models import Opportunity
from opportunities.search.table import refresh
from opportunities.selectors.changes import Cursor
from tests.factories import (
    CityFactory,
    OccurrenceFactory,
    OpportunityFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def listed(title: str = "Robotics", **session) -> Opportunity:
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity, title=title)
    SessionFactory(opportunity=opportunity, **session)
    refresh([opportunity.pk])
    return opportunity


def meeting(opportunity: Opportunity, *, hours: int = 24, **more):
    begins = timezone.now().replace(microsecond=0) + timedelta(hours=hours)
    session = opportunity.sessions.get()
    found = OccurrenceFactory(
        session=session, starts_at=begins, ends_at=begins + timedelta(hours=1), local_on=begins.date(), **more
    )
    refresh([opportunity.pk])
    return found


def read(door: str, query: str = "") -> bytes:
    response = Client().get(f"/vilnius/{door}{query}")
    assert response.status_code == 200
    return response.getvalue()


def features(query: str = "") -> list[dict]:
    return json.loads(read("places.geojson", query))["features"]


def test_gdal_reads_the_geojson():
    listed("Šokių studija")
    about, _ids, _points, columns = pyogrio.raw.read(BytesIO(read("places.geojson")))
    titles = columns[list(about["fields"]).index("title")]
    assert (about["geometry_type"], list(titles)) == ("Point", ["Šokių studija"])


def test_geojson_says_longitude_first():
    listed()
    assert features()[0]["geometry"] == {"type": "Point", "coordinates": [25.2797, 54.6872]}


def test_what_has_no_place_is_a_feature_without_geometry():
    listed(venue=VenueFactory(point=None, placement="none"))
    assert [one["geometry"] for one in features()] == [None]


def test_an_empty_collection_is_json_too():
    CityFactory()
    assert features() == []


def test_a_file_names_source_and_licence():
    listed()
    collection = json.loads(read("places.geojson"))
    assert collection["licence"]
    assert collection["source"] == "http://testserver/vilnius/explore/"


def lines(query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(read("list.csv", query).decode("utf-8-sig"), newline=""), dialect="excel"))


def test_a_spreadsheet_finds_columns_by_plain_names():
    listed("Chess", price=10)
    line = lines()[0]
    assert (line["title"], line["price"], line["currency"]) == ("Chess", "10.00", "EUR")
    assert list(line) == list(COLUMNS)


def test_a_table_begins_with_the_mark_of_its_encoding():
    CityFactory()
    assert read("list.csv").startswith(b"\xef\xbb\xbfid,")


def test_a_formula_is_only_text():
    listed('=HYPERLINK("http://evil.example","x")')
    title = lines()[0]["title"]
    assert title.startswith("'=")
    assert restore(title) == '=HYPERLINK("http://evil.example","x")'


@given(st.one_of(st.text(), st.decimals(allow_nan=False), st.booleans(), st.none(), st.tuples(st.text(), st.text())))
def test_every_value_is_a_text_in_a_cell(value):
    assert isinstance(cell(value), str)


def test_a_calendar_program_reads_the_meetings():
    opportunity = listed()
    begins = meeting(opportunity).starts_at
    event = vobject.readOne(read("calendar.ics").decode()).vevent
    assert event.dtstart.value.astimezone(UTC) == begins
    assert event.summary.value == "Robotics"


def test_a_meeting_keeps_its_name_when_the_file_is_made_anew():
    opportunity = listed()
    meeting(opportunity)
    before = Calendar.from_ical(read("calendar.ics")).walk("VEVENT")[0]["UID"]
    opportunity.sessions.get().occurrences.all().delete()
    meeting(opportunity)
    after = Calendar.from_ical(read("calendar.ics")).walk("VEVENT")[0]["UID"]
    assert before.partition("-2")[0] == after.partition("-2")[0]


def test_a_cancelled_meeting_is_told():
    tomorrow = timezone.localdate() + timedelta(days=1)
    listed(starts_on=tomorrow, start_time="17:00", end_time="18:00", rrule="FREQ=DAILY;COUNT=3",
           exdates=[tomorrow.isoformat()])  # fmt: skip
    events = Calendar.from_ical(read("calendar.ics")).walk("VEVENT")
    assert [(str(event["STATUS"]), event.decoded("DTSTART").date()) for event in events] == [("CANCELLED", tomorrow)]


def test_a_calendar_says_when_to_ask_again_and_how_much_it_holds():
    listed()
    calendar = Calendar.from_ical(read("calendar.ics"))
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=6)
    assert "500" in calendar["X-WR-CALDESC"]


def test_a_calendar_holds_its_time_zones():
    listed()
    zones = Calendar.from_ical(read("calendar.ics")).walk("VTIMEZONE")
    assert [zone["TZID"] for zone in zones] == ["Europe/Vilnius"]


def test_no_line_of_a_calendar_is_too_long():
    meeting(listed("Ilgas " * 40))
    assert max(map(len, read("calendar.ics").split(b"\r\n"))) <= 75


def feed(query: str = ""):
    parsed = feedparser.parse(read("changes.atom", query))
    assert not parsed.bozo
    return parsed


def tombstones(query: str = "") -> list[str]:
    root = ElementTree.fromstring(read("changes.atom", query))  # noqa: S314 - our own feed
    return [one.get("ref") for one in root.iter(TOMBSTONE)]


def test_a_reader_finds_what_is_new():
    opportunity = listed("Chess & checkers <b>")
    entry = feed().entries[0]
    assert (entry.title_detail.value, urlsplit(entry.link).path) == (
        "Chess & checkers <b>",
        opportunity.get_absolute_url(),
    )


def test_an_entry_keeps_its_name_and_gets_a_new_time_when_it_changes():
    opportunity = listed()
    before = feed().entries[0]
    opportunity.sessions.update(price=5)
    refresh([opportunity.pk])
    after = feed().entries[0]
    assert after.id == before.id
    assert after.updated > before.updated


def test_saving_the_same_again_is_no_change():
    opportunity = listed()
    before = feed().entries[0].updated
    opportunity.save()
    refresh([opportunity.pk])
    assert feed().entries[0].updated == before


@pytest.mark.parametrize("how", ["archived", "deleted"])
def test_what_has_gone_is_told(how):
    opportunity = listed()
    name = feed().entries[0].id
    if how == "archived":
        opportunity.live = False
        opportunity.save()
        refresh([opportunity.pk])
    else:
        opportunity.delete()
    assert (tombstones(), feed().entries) == ([name], [])


def test_what_no_longer_fits_the_search_is_told_as_gone():
    opportunity = listed(price=0)
    name = feed("?price_max=5").entries[0].id
    opportunity.sessions.update(price=50)
    refresh([opportunity.pk])
    assert tombstones("?price_max=5") == [name]


def test_what_never_fitted_is_not_told():
    listed(price=50)
    assert tombstones("?price_max=5") == []


def test_what_ended_is_told_as_gone():
    yesterday = timezone.localdate() - timedelta(days=1)
    listed(starts_on=yesterday - timedelta(days=30), ends_on=yesterday)
    assert len(tombstones()) == 1


def test_of_much_that_ended_a_feed_tells_the_last(monkeypatch):
    monkeypatch.setattr("opportunities.selectors.changes.MOST_GONE", 1)
    days = [timezone.localdate() - timedelta(days=ago) for ago in (9, 3, 6)]
    found = [listed(starts_on=day - timedelta(days=30), ends_on=day) for day in days]
    assert [name.rsplit("/", 1)[1] for name in tombstones()] == [str(found[1].pk)]


def test_a_cursor_of_before_the_beginning_is_the_beginning():
    """1970 began in the east while it was still 1969 elsewhere."""
    assert str(Cursor.read("1970-01-01T00:00+14:00")) == "0-0"


def test_a_long_feed_has_pages_without_gaps(monkeypatch):
    monkeypatch.setattr("opportunities.selectors.changes.PAGE", 2)
    wanted = {listed().pk for _ in range(5)}
    found, query = [], ""
    while True:
        page = feed(query)
        found += [int(entry.id.rsplit("/", 1)[1]) for entry in page.entries]
        following = [link.href for link in page.feed.links if link.rel == "next"]
        if not following:
            break
        query = "?" + urlsplit(following[0]).query
    assert (len(found), set(found)) == (5, wanted)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), st.integers(0, 10**17))  # noqa: DTZ001
def test_a_cursor_reads_what_it_wrote(moment, listing):
    cursor = Cursor(moment, listing)
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize("said", ["yesterday", "2026-13-01", "-1-1", "9" * 40, ""])
def test_what_is_no_cursor_is_refused_in_words(said):
    CityFactory()
    response = Client().get("/vilnius/changes.atom", {"since": said})
    assert response.status_code == (400 if said else 200)


def test_the_code_is_a_picture_of_the_address():
    CityFactory()
    root = ElementTree.fromstring(read("code.svg", "?age=9"))  # noqa: S314 - our own picture
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_paper_shows_the_list_and_the_way_back():
    listed("Chess")
    page = read("print/").decode()
    assert "Chess" in page
    assert "http://testserver/vilnius/explore/" in page


def test_the_paper_has_pages_that_together_show_the_whole_list(monkeypatch):
    monkeypatch.setattr("maps.taking.PRINTED_AT_ONCE", 1)
    for title in ("Chess", "Choir"):
        listed(title)
    pages = [read("print/", query).decode() for query in ("", "?page=2")]
    assert all("2 activities" in page for page in pages)
    assert sorted(title for page in pages for title in ("Chess", "Choir") if title in page) == ["Chess", "Choir"]


HERE = "?at=25.2797,54.6872&within=5000&age=9"


@pytest.mark.parametrize("door", ["changes.atom", "calendar.ics", "places.geojson"])
def test_no_file_says_where_somebody_is(door):
    listed(min_age=5, max_age=10)
    assert b"at=25" not in read(door, HERE)


@pytest.mark.parametrize(
    ("door", "part"), [("explore/", ("take__panel", "</details>")), ("print/", ("paper__head", "<table"))]
)
def test_no_address_that_is_passed_on_says_where_somebody_is(door, part):
    listed(min_age=5, max_age=10)
    begin, end = part
    told = read(door, HERE).decode().partition(begin)[2].partition(end)[0]
    assert "age=9" in told
    assert "at=25" not in told


def test_the_code_is_that_of_the_address_without_a_location():
    CityFactory()
    assert read("code.svg", HERE) == read("code.svg", "?age=9")


@pytest.mark.parametrize(
    ("door", "most"), [("places.geojson", 14), ("list.csv", 14), ("calendar.ics", 20), ("changes.atom", 24)]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(door, most, django_assert_max_num_queries):
    for number in range(6):
        meeting(listed(f"Chess {number}"))
    with django_assert_max_num_queries(most):
        read(door)


@pytest.mark.parametrize("door", ["changes.atom", "calendar.ics", "places.geojson", "list.csv"])
def test_scripts_on_other_sites_may_read_it(door):
    CityFactory()
    assert Client().get(f"/vilnius/{door}")["Access-Control-Allow-Origin"] == "*"


def test_a_file_speaks_the_language_of_its_address():
    opportunity = listed("Chess")
    TextFactory(opportunity=opportunity, language="lt", title="Šachmatai")
    refresh([opportunity.pk])
    collection = json.loads(Client().get("/lt/vilnius/places.geojson").getvalue())
    assert collection["features"][0]["properties"]["title"] == "Šachmatai"
