"""Posters and kept maps: each city's people make their own, and what a page shows cannot be deleted under it."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.services.cities import furnish
from maps.models import MapSnapshot
from opportunities.models import City
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return CityFactory(languages=["en"])


@pytest.fixture
def editor(city: City) -> Client:
    user = UserFactory()
    user.groups.add(furnish(city).editors)
    client = Client()
    client.force_login(user)
    return client


def keep(editor: Client, city: City):
    return editor.post(
        reverse("city_posters"), {"city": city.slug, "title": "Chess", "filters": "q=chess", "keep": "1"}
    )


def test_an_editor_keeps_a_map(editor, city):
    keep(editor, city)
    assert [(one.title, one.query) for one in MapSnapshot.objects.all()] == [("Chess", "q=chess")]


def test_a_kept_map_is_shown_to_everybody_in_a_box_of_its_own(editor, city):
    keep(editor, city)
    response = Client().get(MapSnapshot.objects.get().get_absolute_url())
    assert "sandbox allow-scripts" in response["Content-Security-Policy"]


@pytest.mark.parametrize("door", ["page", "pdf", "map"])
def test_another_city_is_not_there(editor, door):
    other = CityFactory(slug="kaunas")
    assert editor.get(reverse(f"city_poster_{door}"), {"city": other.slug, "title": "Theirs"}).status_code == 404


def test_no_map_of_another_city_is_kept(editor):
    keep(editor, CityFactory(slug="kaunas"))
    assert not MapSnapshot.objects.exists()


def test_another_citys_map_is_not_deleted(editor):
    theirs = MapSnapshot.objects.create(city=CityFactory(slug="kaunas"), title="Theirs", html="")
    assert editor.post(reverse("city_poster_forget", args=[theirs.pk])).status_code == 404


def test_a_map_that_no_page_shows_is_deleted(editor, city):
    mine = MapSnapshot.objects.create(city=city, title="Mine", html="")
    editor.post(reverse("city_poster_forget", args=[mine.pk]))
    assert not MapSnapshot.objects.exists()


def test_without_a_title_the_form_says_so(editor, city):
    response = editor.post(reverse("city_posters"), {"city": city.slug, "title": "", "page": "1"})
    assert "title" in response.context["form"].errors


def test_the_poster_names_what_is_shown(editor, city):
    response = editor.get(reverse("city_poster_page"), {"city": city.slug, "title": "Šachmatai ir dvikovos"})
    assert "Šachmatai ir dvikovos" in response.content.decode()


def test_what_filters_find_is_counted_for_the_chosen_city(editor, city):
    assert editor.get(reverse("filters_found"), {"city": city.slug}).json()["total"] == 0


@pytest.mark.parametrize("door", ["filters_found", "filters_form"])
def test_nothing_is_counted_for_another_city(editor, door):
    assert editor.get(reverse(door), {"city": CityFactory(slug="kaunas").slug}).status_code == 404
