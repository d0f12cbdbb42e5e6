"""Screens for cities in the admin: opening one, how it looks, and what stands in the way of deleting."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.models import CityDesk, CityPage, HubPage, LandingPage
from cms.services.cities import NewCity, create_city
from opportunities.models import City
from tests.factories import CENTRE, OpportunityFactory, UserFactory

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Tartu", "slug": "tartu", "languages": ["en", "fi"], "default_language": "fi", "country_code": "EE",
    "longitude": "26.72", "latitude": "58.38", "time_zone": "Europe/Tallinn", "currency": "EUR", "consent_age": "13",
}  # fmt: skip


def opened(slug: str, name: str) -> City:
    return create_city(NewCity(slug, name, ["en"], country_code="LT", centre=CENTRE))


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def editor_of(city: City) -> Client:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=f"{city.name}: editors"))
    client = Client()
    client.force_login(user)
    return client


def picture(city: City) -> int:
    drawn = BytesIO()
    Picture.new("RGB", (320, 80)).save(drawn, "PNG")
    file = ImageFile(BytesIO(drawn.getvalue()), name="mark.png")
    return get_image_model().objects.create(title="Mark", file=file, collection=city.desk.collection).pk


def test_staff_open_a_city_with_one_form(staff):
    assert staff.post("/admin/cities/new/", FORM).status_code == 302
    city = City.objects.get()
    assert (city.languages, city.default_language, city.time_zone) == (["fi", "en"], "fi", "Europe/Tallinn")
    assert CityPage.objects.count() == 2


@pytest.mark.parametrize(("change", "words"), [
    ({"slug": "admin"}, "in use by the installation"),
    ({"country_code": ""}, "Choose an area, or say"),
    ({"accent": "#ffee00"}, "The nearest colour that can"),
    ({"latitude": "120"}, "less than or equal to 85"),
])  # fmt: skip
def test_what_cannot_be_is_said_beside_the_form(change, words, staff):
    answer = staff.post("/admin/cities/new/", {**FORM, **change})
    assert words in answer.content.decode()
    assert not City.objects.exists()


def test_editors_open_no_cities():
    assert editor_of(opened("vilnius", "Vilnius")).get("/admin/cities/new/").status_code == 404


def test_editors_say_how_their_city_looks(client):
    city = opened("vilnius", "Vilnius")
    assert "look.css" not in client.get("/vilnius/").content.decode()
    said = {"accent": "#8F263D", "logo": str(picture(city)), "contact": "us@example.org"}
    assert editor_of(city).post("/admin/cities/vilnius/look/", said).status_code == 302
    page = client.get("/vilnius/").content.decode()
    assert "/vilnius/look.css?8f263d" in page
    assert "mailto:us@example.org" in page
    assert 'class="bar__logo"' in page
    style = client.get("/vilnius/look.css?8f263d")
    assert "--accent: #8f263d" in style.content.decode()
    assert "immutable" in style["Cache-Control"]


def test_a_colour_that_cannot_be_read_is_not_taken():
    city = opened("vilnius", "Vilnius")
    answer = editor_of(city).post("/admin/cities/vilnius/look/", {"accent": "#ffee00"})
    assert "The nearest colour that can" in answer.content.decode()
    assert CityDesk.objects.get().accent == ""


def test_the_mark_is_one_of_the_citys_own_pictures():
    vilnius, kaunas = opened("vilnius", "Vilnius"), opened("kaunas", "Kaunas")
    answer = editor_of(vilnius).post("/admin/cities/vilnius/look/", {"logo": str(picture(kaunas))})
    assert answer.status_code == 200
    assert CityDesk.objects.get(city=vilnius).logo is None


def test_the_look_of_another_city_is_not_there():
    opened("kaunas", "Kaunas")
    assert editor_of(opened("vilnius", "Vilnius")).get("/admin/cities/kaunas/look/").status_code == 404


def test_a_city_in_use_says_what_uses_it(staff):
    city = OpportunityFactory(city=opened("vilnius", "Vilnius")).city
    answer = staff.post(f"/admin/snippets/opportunities/city/delete/{city.pk}/")
    assert answer.status_code == 409
    assert "Opportunities: 1" in answer.content.decode()
    assert City.objects.exists()


@pytest.mark.parametrize("what", ["page", "picture"])
def test_a_city_with_pages_or_pictures_stays(what, staff):
    city = opened("vilnius", "Vilnius")
    if what == "page":
        CityPage.objects.get().add_child(instance=LandingPage(title="About", slug="about"))
    else:
        picture(city)
    assert staff.post(f"/admin/snippets/opportunities/city/delete/{city.pk}/").status_code == 409
    assert CityPage.objects.exists()


def test_a_city_that_nothing_uses_goes_with_all_that_was_made_for_it(staff):
    city = opened("vilnius", "Vilnius")
    assert staff.post(f"/admin/snippets/opportunities/city/delete/{city.pk}/").status_code == 302
    assert not City.objects.exists()
    assert not CityPage.objects.exists()
    assert not Collection.objects.filter(name="Vilnius").exists()
    assert not Group.objects.filter(name__startswith="Vilnius").exists()


@pytest.mark.parametrize("kind", [CityPage, HubPage])
@pytest.mark.parametrize(
    "address", ["pages/{}/delete/", "pages/{}/move/{}/confirm/", "bulk/wagtailcore/page/delete/?id={}"]
)
def test_homes_and_the_hub_stay_where_they_are(address, kind, staff):
    opened("vilnius", "Vilnius")
    page = kind.objects.get()
    answer = staff.post("/admin/" + address.format(page.pk, page.get_parent().pk))
    assert answer.status_code in {409, 302}  # the hub is a root, which Wagtail does not delete
    assert kind.objects.filter(pk=page.pk, path=page.path).exists()


def test_a_home_says_what_hangs_on_it(staff):
    opened("vilnius", "Vilnius")
    answer = staff.get(f"/admin/pages/{CityPage.objects.get().pk}/delete/")
    assert answer.status_code == 409
    assert "City: 1</strong> (Vilnius)" in answer.content.decode()
