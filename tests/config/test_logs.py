"""Where a visitor looks from stays out of the logs, whoever writes them."""

import logging
from io import StringIO
from urllib.request import urlopen

import pytest
from django.contrib.gis.geos import Point
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import testcases
from django.urls import reverse

from config.logs import HideWhereabouts
from tests.factories import CityFactory, SessionFactory, VenueFactory

LONGITUDE, LATITUDE, STREET = "25.2479", "54.6931", "Zuikiu"


@pytest.fixture
def said():
    """What the site's own handler writes, at every level."""
    (console,) = (
        one for one in logging.getLogger().handlers if any(isinstance(f, HideWhereabouts) for f in one.filters)
    )
    stream, level = StringIO(), logging.getLogger().level
    before = console.setStream(stream)
    logging.getLogger().setLevel(logging.DEBUG)
    yield stream
    logging.getLogger().setLevel(level)
    console.setStream(before)


@pytest.fixture
def talking_server(monkeypatch, request):
    """The server of the tests, writing its access log as the real one does."""
    monkeypatch.setattr(testcases, "QuietWSGIRequestHandler", WSGIRequestHandler)
    return request.getfixturevalue("live_server")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["explorer", "view", "cards", "reach"])
def test_a_visit_leaves_no_trace_of_its_start(talking_server, said, settings, name):
    settings.STATIC_URL = "/static/"
    CityFactory()
    places = (
        f"at={LONGITUDE},{LATITUDE}",
        f"near={STREET}",
        f"at=x&near={STREET}+1&outline={LONGITUDE}_{LATITUDE}_1_2_3_4",
    )
    for place in places:
        address = f"{talking_server.url}{reverse(name, args=['vilnius'])}?minutes=30&{place}&view=20,50,30,60&zoom=8"
        assert urlopen(address).status == 200  # noqa: S310 - our own server
    logged = said.getvalue()
    assert "minutes=30" in logged  # the access log is on
    assert not any(trace in logged for trace in (LONGITUDE, LATITUDE, STREET))


@pytest.mark.django_db(transaction=True)
def test_a_way_asked_of_an_opportunity_leaves_no_trace_of_its_start(talking_server, said, settings):
    settings.STATIC_URL = "/static/"
    shown = SessionFactory(venue=VenueFactory(point=Point(25.28, 54.69, srid=4326))).opportunity
    for place in (f"at={LONGITUDE},{LATITUDE}", f"near={STREET}"):
        answer = urlopen(f"{talking_server.url}{shown.get_absolute_url()}?mode=walk&{place}")  # noqa: S310 - our own server
        assert "no-store" in answer.headers["Cache-Control"]
    logged = said.getvalue()
    assert "mode=walk" in logged
    assert not any(trace in logged for trace in (LONGITUDE, LATITUDE, STREET))


@pytest.mark.parametrize("parameter", ["at", "near", "outline", "bbox", "view", "q"])
@pytest.mark.parametrize("before", ["?", "?minutes=30&"])
def test_a_place_in_an_address_is_hidden(parameter, before):
    record = logging.LogRecord(
        "x", 20, "", 0, '"%s" %s', (f"GET /vilnius/{before}{parameter}=secret&page=2 HTTP", 200), None
    )
    HideWhereabouts().filter(record)
    assert "secret" not in record.getMessage()
    assert record.getMessage().endswith('&page=2 HTTP" 200')


def test_what_tells_of_no_place_is_left_as_it_is():
    record = logging.LogRecord("x", 20, "", 0, "GET /vilnius/explore/?that=1 %s", (200,), None)
    HideWhereabouts().filter(record)
    assert record.args == (200,)
