"""Opening a city: everything in one step, or a clear refusal."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from cms.models import CityDesk, CityPage, HubPage
from cms.services.cities import NewCity, create_city, furnish
from geodata.models import Area
from opportunities.models import City
from tests.factories import CENTRE, CityFactory

pytestmark = pytest.mark.django_db


def new(**facts) -> NewCity:
    known = {"slug": "tartu", "name": "Tartu", "languages": ["en", "fi"], "country_code": "EE", "centre": CENTRE}
    return NewCity(**{**known, **facts})


@pytest.mark.parametrize("address", ["/tartu/", "/fi/tartu/"])
def test_a_new_city_is_at_home_in_each_of_its_languages(address, client):
    create_city(new())
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Tartu" in answer.content.decode()


def test_the_first_of_its_languages_is_its_own(client):
    assert create_city(new(languages=["fi", "en"])).default_language == "fi"


def test_a_language_that_it_does_not_speak_leads_to_its_list(client):
    create_city(new())
    assert client.get("/lt/tartu/").headers["Location"] == "/lt/tartu/explore/"


def test_its_pages_are_translations_of_each_other():
    create_city(new())
    assert CityPage.objects.values("translation_key").distinct().count() == 1
    assert set(CityPage.objects.values_list("locale__language_code", flat=True)) == {"en", "fi"}


def test_editors_may_work_on_its_pages_and_files_and_nothing_else():
    desk = CityDesk.objects.get(city=create_city(new()))
    pages = set(GroupPagePermission.objects.filter(group=desk.editors).values_list("page", flat=True))
    collections = set(GroupCollectionPermission.objects.filter(group=desk.editors).values_list("collection", flat=True))
    assert pages == set(CityPage.objects.values_list("pk", flat=True))
    assert collections == {desk.collection.pk}
    assert set(desk.editors.permissions.values_list("codename", flat=True)) == {
        "access_admin",
        "submit_translation",
    }


def test_curators_have_no_door_to_the_admin():
    desk = CityDesk.objects.get(city=create_city(new()))
    assert not desk.curators.permissions.exists()
    assert not GroupPagePermission.objects.filter(group=desk.curators).exists()


def test_what_is_missing_is_made_and_what_is_there_stays():
    city = create_city(new())
    before = [list(rows.objects.values_list("pk", flat=True)) for rows in (Page, Collection, CityDesk, Site)]
    furnish(city)
    assert [list(rows.objects.values_list("pk", flat=True)) for rows in (Page, Collection, CityDesk, Site)] == before


def test_a_city_from_before_the_newsroom_is_furnished(client):
    CityFactory()
    call_command("furnish_cities")
    assert client.get("/vilnius/").status_code == 200


def test_a_language_that_is_added_gets_its_pages_and_the_same_editors():
    city = create_city(new())
    city.languages = ["en", "fi", "nl"]
    furnish(city)
    page = CityPage.objects.get(locale__language_code="nl")
    assert GroupPagePermission.objects.filter(page=page, group__name="Tartu: editors").exists()


def test_a_host_of_its_own_begins_with_its_page(settings):
    settings.ALLOWED_HOSTS = ["testserver", "learn.tartu.ee"]
    create_city(new(host="learn.tartu.ee"))
    own = Client(headers={"host": "learn.tartu.ee"})
    assert "Tartu" in own.get("/").content.decode()
    assert own.get("/fi/").status_code == 200
    assert own.get("/tartu/").headers["Location"] == "/"
    assert own.get("/tartu/explore/").status_code == 200


def test_two_cities_of_one_name_share_no_people():
    first, second = create_city(new()), create_city(new(slug="tartu-county"))
    assert first.desk.editors != second.desk.editors
    assert first.desk.curators != second.desk.curators


def test_the_hub_is_made_once_and_the_page_that_wagtail_begins_with_goes():
    create_city(new())
    create_city(new(slug="narva", name="Narva"))
    assert HubPage.objects.filter(locale__language_code="en").count() == 1
    assert isinstance(Site.objects.get(is_default_site=True).root_page.specific, HubPage)
    assert not Page.objects.filter(slug="home").exists()


def test_an_area_gives_country_centre_and_ground():
    area = Area.objects.create(level="municipality", country_code="EE", name="Tartu", point=CENTRE)
    city = create_city(new(area=area, country_code="", centre=None))
    assert (city.country_code, city.centre.coords, city.area) == ("EE", CENTRE.coords, area)
    assert city.covers(CENTRE)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"slug": "vilnius"}, "slug"),
        ({"slug": "admin"}, "slug"),
        ({"slug": "lt"}, "slug"),
        ({"slug": "two words"}, "slug"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"centre": None}, "area"),
        ({"country_code": ""}, "area"),
        ({"consent_age": 9}, "consent_age"),
        ({"contact": "nobody"}, "contact"),
        ({"host": "https://tartu.ee"}, "host"),
        ({"accent": "#ffee00"}, "accent"),
        ({"accent": "yellow"}, "accent"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left_behind(facts, field):
    CityFactory()
    with pytest.raises(ValidationError) as refusal:
        create_city(new(**facts))
    assert field in str(refusal.value.message_dict) or "consent" in str(refusal.value)
    assert City.objects.count() == 1
    assert not CityDesk.objects.exists()


def test_a_host_is_one_citys_only():
    create_city(new(host="learn.tartu.ee"))
    with pytest.raises(ValidationError, match="Another city has this host"):
        create_city(new(slug="narva", name="Narva", host="learn.tartu.ee"))


def test_the_command_does_it_all(capsys):
    call_command("create_city", "tartu", name="Tartu", languages="en,fi", country="EE", centre="26.72,58.38")
    assert City.objects.get().centre.coords == (26.72, 58.38)
    assert "/tartu/" in capsys.readouterr().out


@pytest.mark.parametrize("centre", ["", "east", "200,10", "1", "nan,nan"])
def test_the_command_says_what_it_misses(centre):
    with pytest.raises(CommandError):
        call_command("create_city", "tartu", name="Tartu", languages="en", country="EE", centre=centre)


def test_the_command_asks_which_of_two_areas_is_meant():
    for country in ("EE", "LV"):
        Area.objects.create(level="municipality", country_code=country, name="Valga", point=CENTRE)
    with pytest.raises(CommandError, match=r"Valga \(EE\), Valga \(LV\)"):
        call_command("create_city", "valga", name="Valga", languages="en", area="Valga")
    call_command("create_city", "valga", name="Valga", languages="en", area="Valga", country="EE")
    assert City.objects.get().country_code == "EE"
