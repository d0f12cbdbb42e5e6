"""One page in several languages: the switch, what search engines are told, and who is met in which language."""

import re

import pytest
from wagtail.models import Site

from cms.models import CityPage, LandingPage
from cms.selectors.languages import versions
from cms.services.cities import furnish
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db

ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="http://testserver([^"]*)">')
CHOICE = re.compile(r'<a class="menu__item" href="([^"]*)" hreflang="(\w+)"')


def home(city, language):
    return CityPage.objects.get(city=city, locale__language_code=language)


def landing(parent, title, **values):
    page = LandingPage(title=title, slug="about", locale=parent.locale, **values)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def vilnius():
    city = CityFactory(languages=["lt", "en"], default_language="lt")
    furnish(city)
    return city


@pytest.fixture
def about(vilnius):
    """A page that exists in Lithuanian and English."""
    page = landing(home(vilnius, "lt"), "Apie mus")
    landing(home(vilnius, "en"), "About us", translation_key=page.translation_key)
    return page


def alternates(client, address):
    return dict(ALTERNATE.findall(client.get(address).content.decode()))


def choices(client, address):
    return {code: url for url, code in CHOICE.findall(client.get(address).content.decode())}


def test_the_switch_leads_to_the_translation_of_a_page(client, about):
    assert choices(client, "/lt/vilnius/about/") == {"en": "/vilnius/about/", "lt": "/lt/vilnius/about/"}


def test_the_switch_leads_to_the_nearest_page_above_one_that_is_not_translated(client, vilnius):
    landing(home(vilnius, "lt"), "Tik lietuviškai")
    assert choices(client, "/lt/vilnius/about/") == {"en": "/vilnius/", "lt": "/lt/vilnius/about/"}


def test_a_draft_is_not_a_translation(client, vilnius, about):
    LandingPage.objects.get(locale__language_code="en").unpublish()
    assert choices(client, "/lt/vilnius/about/")["en"] == "/vilnius/"


def test_where_no_page_above_is_there_the_switch_leads_to_the_list(client, vilnius):
    home(vilnius, "en").unpublish()
    assert choices(client, "/lt/vilnius/")["en"] == "/vilnius/explore/"


def test_search_engines_are_told_every_translation_and_which_is_for_everybody_else(client, about):
    told = {"en": "/vilnius/about/", "lt": "/lt/vilnius/about/", "x-default": "/vilnius/about/"}
    assert alternates(client, "/lt/vilnius/about/") == alternates(client, "/vilnius/about/") == told


def test_search_engines_are_not_told_of_pages_in_one_language(client, vilnius):
    landing(home(vilnius, "lt"), "Tik lietuviškai")
    assert alternates(client, "/lt/vilnius/about/") == {}


def test_a_city_without_english_has_its_first_language_for_everybody_else(client):
    CityFactory(slug="ryga", languages=["lt", "lv"], default_language="lv")
    told = alternates(client, "/lv/ryga/explore/")
    assert told == {"lv": "/lv/ryga/explore/", "lt": "/lt/ryga/explore/", "x-default": "/lv/ryga/explore/"}


def test_the_switch_offers_the_languages_of_the_city_and_the_one_being_read(client, vilnius):
    assert choices(client, "/vilnius/explore/?age=9").keys() == {"en", "lt"}
    assert choices(client, "/fi/vilnius/explore/").keys() == {"en", "lt", "fi"}


def test_the_same_few_questions_find_the_languages_of_any_page(client, vilnius, about, django_assert_num_queries):
    below = landing(about, "Giliau")
    with django_assert_num_queries(2):
        versions(below, [])


def test_an_english_page_does_not_vary_with_what_a_browser_asks_for(client, vilnius):
    answer = client.get("/vilnius/explore/", headers={"Accept-Language": "lt"})
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


# The front door


def test_the_front_door_leads_to_the_language_that_was_chosen(client, vilnius):
    client.cookies["language"] = "lt"
    answer = client.get("/?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/lt/?a=1")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("chosen", ["", "en", "xx", "../x"])
def test_the_front_door_is_english_for_who_chose_nothing_or_nothing_that_is_offered(client, chosen):
    CityFactory()
    CityFactory(slug="kaunas")
    client.cookies["language"] = chosen
    answer = client.get("/", headers={"Accept-Language": "lt"})
    assert answer.status_code == 200
    assert "Cookie" in answer.headers["Vary"]


def test_every_other_door_keeps_the_language_of_its_address(client, vilnius):
    client.cookies["language"] = "lt"
    assert client.get("/vilnius/explore/").headers["Content-Language"] == "en"


@pytest.fixture
def own_host(vilnius):
    """Vilnius with a host name of its own."""
    Site.objects.create(hostname="learn.vilnius.lt", port=80, root_page=home(vilnius, "lt"), site_name="Vilnius")
    return "learn.vilnius.lt"


def test_a_city_meets_strangers_at_its_own_host_in_its_first_language(client, own_host, settings):
    settings.ALLOWED_HOSTS = [own_host]
    assert client.get("/", headers={"Host": own_host}).headers["Location"] == "/lt/"


def test_who_comes_to_the_front_door_from_inside_has_chosen_english(client, own_host, settings):
    settings.ALLOWED_HOSTS = [own_host]
    answer = client.get("/", headers={"Host": own_host, "Referer": f"http://{own_host}/lt/"})
    assert answer.headers.get("Location") != "/lt/"
