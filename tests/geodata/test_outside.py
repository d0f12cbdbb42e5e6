import json
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from geodata.geocoding import GeocodingChain, OfflineGeocoder
from geodata.models import GeocodeAnswer
from geodata.outside import configured_service
from geodata.services.addresses import remember_address
from tests.geodata.rows import at, place

pytestmark = pytest.mark.django_db

QUERY = "Pylimo g. 4, Vilnius"


def nominatim(**kind):
    return [{"lat": "54.681", "lon": "25.279", "display_name": "4, Pylimo g.", "address": {}} | kind]


def feature(**properties):
    geometry = {"type": "Point", "coordinates": [25.279, 54.681]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


ANSWERS = {
    "/search": nominatim(addresstype="building", address={"house_number": "4"}),
    "/api": {"features": [feature(countrycode="LT", type="house", housenumber="4", street="Pylimo g.")]},
    "/v1/search": {"features": [feature(layer="address", name="Pylimo g. 4", label="Pylimo g. 4, Vilnius")]},
}


@dataclass
class Service:
    """A geocoding service on this machine: what it was asked, and what it answers."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    answers: dict = field(default_factory=lambda: dict(ANSWERS))
    status: int = 200


@pytest.fixture
def service():
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.asked.append(self.path)
            state.agents.append(self.headers["User-Agent"])
            body = json.dumps(state.answers[urlsplit(self.path).path]).encode()
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chain(settings, service):
    """The chain with one of the services."""

    def made(name="photon"):
        settings.GEOCODING_SERVICE, settings.GEOCODING_ADDRESS = name, service.address
        return GeocodingChain(OfflineGeocoder(), configured_service())

    return made


def parameters(service):
    return parse_qs(urlsplit(service.asked[0]).query)


@pytest.mark.parametrize("name", ["nominatim", "photon", "pelias"])
def test_each_service_answers_what_is_not_known_here(chain, name):
    answer = chain(name).geocode(QUERY, for_visitor=False)
    assert (answer.exactness, answer.source, answer.point.coords) == ("address", name, (25.279, 54.681))


@pytest.mark.parametrize(
    ("name", "path", "answer", "exactness"),
    [
        ("nominatim", "/search", nominatim(addresstype="road"), "street"),
        ("nominatim", "/search", nominatim(addresstype="suburb"), "area"),
        ("nominatim", "/search", nominatim(addresstype="city"), "place"),
        ("photon", "/api", {"features": [feature(countrycode="LT", type="street", name="Pylimo g.")]}, "street"),
        ("photon", "/api", {"features": [feature(countrycode="LT", type="district", name="Rasos")]}, "area"),
        (
            "pelias",
            "/v1/search",
            {"features": [feature(layer="locality", name="Vilnius", label="Vilnius, Lithuania")]},
            "place",
        ),
    ],
)
def test_the_exactness_of_each_service_is_understood(chain, service, name, path, answer, exactness):
    service.answers[path] = answer
    assert chain(name).geocode(QUERY, for_visitor=False).exactness == exactness


def test_the_question_is_not_asked_twice(chain, service):
    geocoding = chain()
    first, second = (geocoding.geocode(QUERY, for_visitor=False) for _ in range(2))
    assert first == second
    assert len(service.asked) == 1


def test_a_question_that_differs_in_case_only_is_the_same(chain, service):
    geocoding = chain()
    geocoding.geocode(QUERY, for_visitor=False)
    geocoding.geocode(QUERY.upper(), for_visitor=False)
    assert len(service.asked) == 1


def test_nothing_found_is_remembered_too(chain, service):
    service.answers["/api"] = {"features": []}
    geocoding = chain()
    assert [geocoding.geocode(QUERY, for_visitor=False) for _ in range(2)] == [None, None]
    assert len(service.asked) == 1


def test_an_answer_expires(chain, service):
    chain().geocode(QUERY, for_visitor=False)
    past = timezone.now() - timedelta(days=400)
    GeocodeAnswer.objects.update(asked_at=past, expires_at=past + timedelta(days=1))
    chain().geocode(QUERY, for_visitor=False)
    assert len(service.asked) == 2


def test_what_is_known_here_is_not_asked_outside(chain, service):
    remember_address(text="Pylimo g. 4", locality="Vilnius", country_code="LT", point=at(25.28, 54.68))
    assert chain().geocode(QUERY, for_visitor=False).source == "offline"
    assert service.asked == []


def test_a_town_known_here_is_not_asked_outside(chain, service):
    place("Vilnius", 25.28, 54.69)
    assert chain().geocode("Vilnius", for_visitor=False).label == "Vilnius"
    assert service.asked == []


def test_a_visitors_question_stays_here(chain, service):
    assert chain().geocode(QUERY, for_visitor=True) is None
    assert service.asked == []


def test_a_visitors_question_goes_out_where_the_operator_allows_it(chain, settings, service):
    settings.GEOCODING_FOR_VISITORS = True
    assert chain().geocode(QUERY, for_visitor=True).source == "photon"


def test_a_failing_service_leaves_the_answer_of_here(chain, service):
    place("Vilnius", 25.28, 54.69)
    service.status = 500
    assert chain().geocode(QUERY, for_visitor=False).label == "Vilnius"


def test_a_service_that_talks_nonsense_leaves_the_answer_of_here(chain, service):
    service.answers["/api"] = {"features": [{"type": "Feature"}]}
    assert chain().geocode(QUERY, for_visitor=False) is None


def test_a_failure_is_not_remembered(chain, service):
    service.status = 500
    chain().geocode(QUERY, for_visitor=False)
    assert not GeocodeAnswer.objects.exists()


def test_no_log_tells_what_was_asked(chain, service, caplog):
    service.status = 500
    with caplog.at_level(logging.INFO):
        chain().geocode(QUERY, for_visitor=False)
    assert "photon failed" in caplog.text
    assert "pylimo" not in caplog.text.lower()


def test_even_at_the_lowest_level_no_library_tells_what_was_asked(chain, caplog):
    with caplog.at_level(logging.DEBUG):
        chain("nominatim").geocode(QUERY, for_visitor=False)
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert "pylimo" not in " ".join(told).lower()


def test_no_log_tells_what_was_asked_of_a_service_that_is_gone(settings, caplog):
    settings.GEOCODING_SERVICE, settings.GEOCODING_ADDRESS = "photon", "http://127.0.0.1:9"
    with caplog.at_level(logging.INFO):
        GeocodingChain(OfflineGeocoder(), configured_service()).geocode(QUERY, for_visitor=False)
    assert "photon failed" in caplog.text
    assert "pylimo" not in caplog.text.lower()


def test_a_coarser_answer_of_outside_does_not_replace_ours(chain, service):
    place("Vilnius", 25.28, 54.69)
    service.answers["/api"] = {"features": [feature(countrycode="LT", type="city", name="Elsewhere")]}
    assert chain().geocode(QUERY, for_visitor=False).label == "Vilnius"


def test_answers_of_other_countries_are_passed_over(chain, service):
    service.answers["/api"]["features"].insert(0, feature(countrycode="PL", type="house", housenumber="4"))
    answer = chain().geocode(QUERY, country_codes=["LT"], for_visitor=False)
    assert "Pylimo" in answer.label


def test_countries_and_language_are_part_of_the_question(chain, service):
    chain("nominatim").geocode(QUERY, country_codes=["LT", "LV"], language="lt", for_visitor=False)
    assert parameters(service)["countrycodes"] == ["lt,lv"]
    assert parameters(service)["accept-language"] == ["lt"]


def test_the_service_learns_who_asks(chain, settings, service):
    settings.GEOCODING_USER_AGENT = "Vilnius learns (map@example.org)"
    chain().geocode(QUERY, for_visitor=False)
    assert service.agents == ["Vilnius learns (map@example.org)"]


def test_without_a_service_there_is_only_here():
    assert configured_service() is None


@pytest.mark.parametrize(
    ("name", "address"), [("google", "https://example.org"), ("photon", ""), ("photon", "file:///etc")]
)
def test_a_service_that_cannot_be_is_refused(settings, name, address):
    settings.GEOCODING_SERVICE, settings.GEOCODING_ADDRESS = name, address
    with pytest.raises(ImproperlyConfigured, match="GEOCODING_ADDRESS"):
        configured_service()
