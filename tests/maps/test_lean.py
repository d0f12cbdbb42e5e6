"""What is the same for everybody is answered without asking who it is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db
VIEW = "/vilnius/view.json?view=25,54,26,55&zoom=10"


@pytest.fixture(autouse=True)
def city():
    return CityFactory()


@pytest.fixture
def signed_in():
    client = Client()
    client.force_login(UserFactory())
    return client


@pytest.mark.parametrize("address", [VIEW, "/vilnius/cards/", "/lt/vilnius/cards/"])
def test_a_lean_answer_sets_no_cookie_and_varies_by_none(signed_in, address):
    answer = signed_in.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not answer.has_header("Vary")


def test_a_lean_answer_asks_for_no_session(signed_in):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        signed_in.get(VIEW)
    assert not [query for query in queries if "session" in query["sql"] or "people_user" in query["sql"]]


def test_the_language_is_the_one_of_the_address(client):
    answer = client.get("/lt/vilnius/cards/", headers={"Accept-Language": "en", "Cookie": "django_language=en"})
    assert answer["Content-Language"] == "lt"


def test_a_lean_answer_may_not_be_framed_or_run(client):
    answer = client.get(VIEW)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get(VIEW, headers={"Host": "elsewhere.example"}).status_code == 400


def test_what_is_not_there_is_not_found(client):
    assert client.get("/nowhere/cards/").status_code == 404


def test_a_form_sent_to_a_lean_address_is_refused(client):
    assert client.post(VIEW).status_code == 405


def test_other_pages_still_know_who_asks(signed_in):
    assert "_auth_user_id" in signed_in.session
    assert signed_in.get("/vilnius/explore/").context["user"].is_authenticated
