"""The staff screen of words that found nothing: platform staff only, and nothing that few have searched for."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opportunities.models import SearchMiss
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db
FREQUENT, RARE = "falconry", "curling"


@pytest.fixture(autouse=True)
def misses():
    for words, count in ((FREQUENT, 10), (RARE, 9)):
        SearchMiss.objects.create(city=CityFactory(), on=timezone.localdate(), words=words, count=count)


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("asked", ["", "?export=csv"])
@pytest.mark.parametrize("name", ["searches_in_vain", "searches_in_vain_results"])
def test_platform_staff_see_what_many_searched_for(staff, name, asked):
    answer = staff.get(reverse(name) + asked)
    content = b"".join(answer) if answer.streaming else answer.content
    assert (FREQUENT in content.decode(), RARE in content.decode()) == (True, False)


@pytest.mark.parametrize("name", ["searches_in_vain", "searches_in_vain_results"])
def test_others_see_no_such_screen(client, name):
    assert client.get(reverse(name)).status_code == 302  # to sign in
    client.force_login(UserFactory())
    assert client.get(reverse(name), follow=True).request["PATH_INFO"] == "/admin/login/"


def test_somebody_with_rights_in_the_admin_but_not_of_the_platform_finds_nothing(client):
    editor = UserFactory(is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(editor)
    assert client.get(reverse("searches_in_vain")).status_code == 404
    assert "searches-in-vain" not in client.get("/admin/").content.decode()


def test_the_menu_leads_there(staff):
    assert reverse("searches_in_vain") in staff.get("/admin/").content.decode()
