"""Whatever stands in an address, every door answers: with a page, an empty result or a message, never with an error.

The doors are those of the access matrix, which holds every address of the project: a new one is tried without a line
here.
"""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opportunities.models import Opportunity
from tests.questions import BAD, Question, nonsense, parameters
from tests.test_access import API, MATRIX, address, listing

pytestmark = pytest.mark.django_db

FINE = {200, 301, 302, 304, 400, 404}
DOORS = sorted(set(MATRIX))
# What doors ask beside the filters.
OTHERS = {
    "sort",
    "page",
    "page_size",
    "counts",
    "view",
    "zoom",
    "since",
    "before",
    "limit",
    "lang",
    "city",
    "text",
    "x",
}
NAMES = {parameter.name for parameter in parameters()} | OTHERS
RAW = {
    "a million characters": "q=" + "a" * 1_000_000,
    "a million digits": "price_max=" + "9" * 1_000_000,
    "ten thousand choices": "&".join(f"interest=choice-{number}" for number in range(10_000)),
    "two encodings in one word": "q=%C5%A1oki%F8&near=%8A%9A%E8",
    "broken escapes": "q=%E0%A4%A&%zz=%&age=%u0041",
    "nothing but signs": "&&&===&;&?&#",
    "zero bytes": "q=%00&city=%00&near=a%00b&sort=%00&page=%00&since=%00",
    "lone surrogates": "q=%ED%A0%80&near=%ED%BF%BF",
    "swapped corners": "view=26,55,25,54&bbox=26,55,25,54&zoom=9",
    "over the antimeridian": "view=179,50,-179,60&bbox=179,50,-179,60&zoom=3",
    "numbers that are none": "view=nan,nan,nan,nan&bbox=inf,-inf,nan,1&zoom=nan&at=nan,inf&within=nan&minutes=inf",
    "too near": "view=25,54,25.1,54.1&zoom=99",
    "a page before the first": "page=-1&page_size=-1&limit=-1",
    "a page after the last": "page=999999999999999999999&limit=99999999999999999999",
    "filters that exclude each other": "from=2030-01-02&to=2029-01-01&age=3&age=9&delivery=online&bbox=25,54,26,55",
    "a time that never was": "since=2026-02-30T99:99&before=99999999999999999-1&from=2026-02-30&depart=25:61",
}


@pytest.fixture
def listed() -> Opportunity:
    return listing(published=True)


def test_there_is_nonsense_for_every_parameter():
    assert {"q", "bbox", "at", "from", "age"} <= NAMES


@pytest.mark.parametrize("said", sorted(RAW))
def test_no_address_breaks_a_door(said, listed, client):
    for name in DOORS:
        where = address(name, listed)
        assert client.get(where + ("&" if "?" in where else "?") + RAW[said]).status_code in FINE, name


@pytest.mark.parametrize("name", DOORS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_parameters_break_a_door(name, listed, client, data):
    asked: Question = data.draw(nonsense(NAMES))
    where = address(name, listed)
    response = client.get(where + ("&" if "?" in where else "?") + urlencode(asked, doseq=True))
    assert response.status_code in FINE
    if response.status_code == 400:
        assert response.getvalue(), "a refusal says why"


@pytest.mark.parametrize("where", ["/{}/", "/{}/view.json", "/{}/list.csv", "/api/v1/cities/{}/opportunities"])
@pytest.mark.parametrize("slug", ["nowhere", "%00", "a" * 500, "%ff", "Vilnius'--"])
def test_a_city_that_is_not_there_is_not_found(where, slug, client):
    assert client.get(where.format(slug)).status_code == 404


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 200])
@pytest.mark.parametrize("where", ["/opportunity/{}/calendar.ics", "/opportunity/{}-x/", "/api/v1/opportunities/{}"])
def test_a_listing_that_is_not_there_is_not_found(where, number, client):
    assert client.get(where.format(number)).status_code == 404


@pytest.mark.parametrize("name", sorted(API - {"api-root", "openapi-json"}))
def test_the_api_refuses_in_words(name, listed, client):
    response = client.get(address(name, listed), {"page": "0", "limit": "0", "lang": "x"})
    assert response.status_code == 200 or response.json()["problem"]


def test_no_value_is_harmless_by_chance():
    """The control: the nonsense holds what has broken such programs before."""
    assert {"NaN", "\x00", "99999999999999999999", "²"} <= set(BAD)
