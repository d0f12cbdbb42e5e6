"""The API: described as it is, asked by a machine, the same answers as the pages."""

import json
import os
from pathlib import Path

import pytest
import schemathesis
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api
from opportunities.models import Opportunity
from opportunities.search.filters import FILTERS
from opportunities.search.table import refresh
from tests.factories import OpportunityFactory, SessionFactory, TextFactory

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parent / "openapi.json"
LIST = "/api/v1/cities/vilnius/opportunities"


def described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder))


def bare(node):
    """The description without its prose, on which no program relies."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    prose = {"description", "examples", "summary"}
    return {name: bare(one) for name, one in node.items() if name not in prose or isinstance(one, dict)}


def listed(title: str = "Robotics", **session) -> Opportunity:
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity, title=title)
    SessionFactory(opportunity=opportunity, **session)
    refresh([opportunity.pk])
    return opportunity


def test_the_description_is_the_one_that_was_agreed():
    """Programs of other people rely on it. Where a change is wanted, docs/open-data.md says how to agree to it."""
    if os.environ.get("AGREE"):
        SNAPSHOT.write_text(json.dumps(described(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    assert bare(described()) == bare(json.loads(SNAPSHOT.read_text("utf-8")))


def test_every_parameter_of_a_filter_is_described():
    told = {one["name"] for one in described()["paths"]["/api/v1/cities/{city}/opportunities"]["get"]["parameters"]}
    assert {parameter for one in FILTERS for parameter in one.parameters_of()} <= told


def test_the_description_is_of_openapi_3_1(client):
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_pages_do_not_overlap_and_leave_nothing_out(client):
    wanted = {listed().pk for _ in range(5)}
    pages = [client.get(LIST, {"page": page, "page_size": 2}).json() for page in (1, 2, 3)]
    found = [one["opportunity"] for page in pages for one in page["items"]]
    assert (len(found), set(found), pages[0]["pages"]) == (5, wanted, 3)


def test_counts_come_where_they_are_asked_for(client):
    listed(price=0)
    counts = client.get(LIST, {"counts": "true"}).json()["counts"]
    assert [(one["value"], one["count"]) for one in counts["funding"]] == [("free", 1)]
    assert client.get(LIST).json()["counts"] is None


def test_what_was_left_out_is_said(client):
    listed()
    assert "nonsense" in client.get(LIST, {"kind": "nonsense"}).json()["problems"][0]


def test_one_opportunity_comes_with_its_sessions_and_places(client):
    opportunity = listed(price=5)
    found = client.get(f"/api/v1/opportunities/{opportunity.pk}").json()
    assert found["texts"]["en"]["title"] == "Robotics"
    assert found["sessions"][0]["venue"]["geometry"]["coordinates"] == [25.2797, 54.6872]


def test_changes_go_on_where_the_last_answer_ended(client):
    first, second = listed(), listed()
    one = client.get("/api/v1/cities/vilnius/changes", {"limit": 1}).json()
    rest = client.get("/api/v1/cities/vilnius/changes", {"since": one["next"]}).json()
    told = [change["opportunity"] for answer in (one, rest) for change in answer["changes"]]
    assert (told, one["more"], rest["more"]) == ([first.pk, second.pk], True, False)


def test_what_has_gone_is_told(client):
    opportunity = listed()
    number = opportunity.pk
    opportunity.delete()
    changes = client.get("/api/v1/cities/vilnius/changes").json()["changes"]
    assert [(one["opportunity"], one["is_gone"]) for one in changes] == [(number, True)]


def test_an_answer_that_is_known_is_not_sent_again(client):
    listed()
    tag = client.get(LIST)["ETag"]
    assert client.get(LIST, headers={"If-None-Match": tag}).status_code == 304


def test_scripts_on_other_sites_may_ask(client):
    listed()
    assert client.get(LIST)["Access-Control-Allow-Origin"] == "*"


def test_nothing_can_be_written(client):
    listed()
    assert client.post(LIST, {}).status_code == 405


def test_the_reference_asks_nobody_else(client):
    page = client.get("/api/v1/").content.decode()
    assert "What a search finds in a city" in page
    assert 'src="http' not in page


def test_a_list_needs_few_queries(client, django_assert_max_num_queries):
    for number in range(6):
        listed(f"Chess {number}")
    with django_assert_max_num_queries(14):
        client.get(LIST, {"page_size": 100})


@pytest.fixture
def _the_connection_stays():
    """An application behind a server closes connections at the end of a request; the one of the test is kept."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


# Not every value of every parameter by itself (some 800 questions), but many of them together.
FUZZING = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
description = schemathesis.openapi.from_dict(described(), config=FUZZING)
description.app = get_wsgi_application()


@pytest.mark.usefixtures("_the_connection_stays")
@description.parametrize()
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case, db):
    """Whatever fits the description, and much that does not."""
    number = (Opportunity.objects.first() or listed(price=5)).pk
    known = {"city": "vilnius", "number": number}  # else nearly every question is about what is not there
    case.path_parameters = {name: known[name] for name in case.path_parameters}
    case.call_and_validate(checks=CHECKS)
