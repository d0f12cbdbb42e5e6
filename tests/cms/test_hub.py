"""The hub: every city with its figures, and the way from one city to another."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.services.cities import NewCity, create_city
from opportunities.models import City
from opportunities.search.table import refresh
from tests.factories import CENTRE, CityFactory, OpportunityFactory, SessionFactory, TextFactory, UserFactory

pytestmark = pytest.mark.django_db


def opened(slug: str, name: str, **facts) -> City:
    return create_city(NewCity(slug, name, ["en", "lt"], country_code="LT", centre=CENTRE, **facts))


def listed(city: City, times: int = 1) -> None:
    for _number in range(times):
        opportunity = OpportunityFactory(city=city)
        TextFactory(opportunity=opportunity)
        SessionFactory(opportunity=opportunity, ends_on=timezone.localdate() + timedelta(days=9))
        refresh([opportunity.pk])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_there_is_a_city_it_says_what_to_do(client):
    assert "There is no city here yet" in page(client, "/")


def test_the_only_city_needs_no_hub(client):
    opened("vilnius", "Vilnius")
    assert client.get("/").headers["Location"] == "/vilnius/"
    assert client.get("/lt/").headers["Location"] == "/lt/vilnius/"


@pytest.mark.parametrize("furnished", [True, False])
def test_each_city_is_there_with_its_figures(furnished, client):
    for slug, name in (("vilnius", "Vilnius"), ("kaunas", "Kaunas")):
        opened(slug, name) if furnished else CityFactory(slug=slug, name=name)
    listed(City.objects.get(slug="kaunas"), times=2)
    told = page(client, "/")
    kaunas = told[told.index('id="city-kaunas"') :]
    assert "<b>2</b> activities" in kaunas
    assert 'href="/kaunas/"' in kaunas
    assert "Lietuviškai" in kaunas
    assert 'id="city-vilnius"' in told


def test_the_hub_speaks_the_language_of_its_address(client):
    opened("vilnius", "Vilnius")
    opened("kaunas", "Kaunas")
    told = page(client, "/lt/")
    assert '<html lang="lt"' in told
    assert 'href="/lt/kaunas/"' in told


@pytest.mark.parametrize("address", ["/", "/vilnius/"])
def test_more_cities_ask_no_more_of_the_database(address, client, django_assert_max_num_queries):
    client.force_login(UserFactory())  # for whom pages are made anew
    opened("vilnius", "Vilnius")
    opened("kaunas", "Kaunas")
    page(client, address)  # fills what is kept
    with CaptureQueriesContext(connection) as few:
        page(client, address)
    asked = len(few)  # now: the next request clears the log
    opened("tartu", "Tartu")
    opened("riga", "Riga")
    page(client, address)
    with django_assert_max_num_queries(asked):
        page(client, address)


@pytest.mark.parametrize("query", ["interest=robotics&price=free", "q=chess"])
def test_an_old_address_of_a_list_leads_to_it_with_every_filter(query, client):
    opened("vilnius", "Vilnius")
    answer = client.get(f"/vilnius/?{query}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/vilnius/explore/?{query}")


def test_the_way_to_another_city_keeps_what_is_chosen_and_leaves_what_is_of_one_city(client):
    opened("vilnius", "Vilnius")
    opened("kaunas", "Kaunas")
    told = page(client, "/vilnius/explore/?age=9&bbox=25,54,26,55")
    assert told.count('href="/kaunas/explore/?age=9"') == 2  # in the menu of cities and beyond the border
    assert 'href="/kaunas/"' in page(client, "/vilnius/")


def test_only_what_is_near_is_beyond_the_border(client):
    opened("vilnius", "Vilnius")
    City.objects.filter(pk=opened("rotterdam", "Rotterdam").pk).update(centre="SRID=4326;POINT(4.48 51.92)")
    assert "results__beyond" not in page(client, "/vilnius/explore/")


def test_a_city_shows_its_pages_that_are_in_the_menu_and_its_partners(client):
    city = opened("vilnius", "Vilnius")
    home = city.pages.get(locale__language_code="lt")
    home.partners = "Paid for by the sea"
    home.save_revision().publish()
    assert "Paid for by the sea" in page(client, "/lt/vilnius/explore/")
    assert "Paid for by the sea" not in page(client, "/vilnius/explore/")


def test_the_title_of_a_city_names_it_once(client):
    opened("vilnius", "Vilnius")
    title = "<title>Find what you would like to learn in Vilnius · Learnmap</title>"
    assert title in page(client, "/vilnius/")
