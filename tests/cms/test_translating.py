"""Translating pages in the admin: who may, into what, and what is left alone."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms.models import CityPage, LandingPage
from cms.services.cities import furnish
from people.models import User
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db

MARKER = "Zebra in the cellar"


def home(city, language="en"):
    return CityPage.objects.get(city=city, locale__language_code=language)


def draft(city):
    """A draft of `city` in English whose title is the marker."""
    page = LandingPage(title=MARKER, slug="draft", locale=Locale.objects.get(language_code="en"), live=False)
    return home(city).add_child(instance=page)


@pytest.fixture
def vilnius():
    city = CityFactory(languages=["en", "lt"])
    furnish(city)
    return city


@pytest.fixture
def kaunas():
    city = CityFactory(slug="kaunas", name="Kaunas", languages=["en", "lt"])
    furnish(city)
    return city


@pytest.fixture
def editor(vilnius):
    """A browser of an editor of Vilnius."""
    user = User.objects.create_user(email="editor@vilnius.test")
    user.groups.add(vilnius.desk.editors)
    browser = Client()
    browser.force_login(user)
    return browser


def test_a_page_is_offered_for_translation_into_the_languages_of_its_city(editor, vilnius):
    form = editor.get(f"/admin/localize/submit/page/{draft(vilnius).pk}/").context["form"]
    assert [locale.language_code for locale in form.fields["locales"].queryset] == ["lt"]


def test_a_page_cannot_be_sent_into_a_language_that_its_city_does_not_speak(editor, vilnius):
    finnish = Locale.objects.get(language_code="fi")
    editor.post(f"/admin/localize/submit/page/{draft(vilnius).pk}/", {"locales": [finnish.pk]})
    assert not LandingPage.objects.filter(locale=finnish).exists()


def test_a_translation_is_made_by_people_below_the_page_of_its_language(editor, vilnius):
    page = draft(vilnius)
    lithuanian = Locale.objects.get(language_code="lt")
    editor.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [lithuanian.pk]})
    made = page.get_translation(lithuanian)
    assert made.get_parent().specific == home(vilnius, "lt")
    assert not made.live
    answer = editor.get(f"/admin/pages/{made.pk}/edit/")
    assert answer.status_code == 200
    assert "machine_translate" not in answer.content.decode().replace('"machineTranslator": null', "")


def test_the_filters_of_a_block_are_no_words_to_translate(vilnius):
    page = draft(vilnius)
    page.body = [("map", {"title": "Robots", "filters": "interest=robotics"})]
    page.save()
    source, _made = TranslationSource.get_or_create_from_instance(page)
    words = set(StringSegment.objects.filter(source=source).values_list("string__data", flat=True))
    assert {MARKER, "Robots"} <= words
    assert not any("robotics" in word for word in words)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_another_city_is_not_there(editor, kaunas, method):
    answer = getattr(editor, method)(f"/admin/localize/submit/page/{draft(kaunas).pk}/")
    assert answer.status_code == 404
    assert MARKER not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_translations_of_another_city_are_not_there(editor, kaunas, method):
    source, _made = TranslationSource.get_or_create_from_instance(draft(kaunas))
    Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="lt"))
    for address in (f"update/{source.pk}/", "reports/translations/", "reports/translations/results/"):
        answer = getattr(editor, method)(f"/admin/localize/{address}")
        assert answer.status_code == 404, address
        assert MARKER not in answer.content.decode()


def test_the_catalogue_is_not_handed_out_as_snippets_to_translate(editor):
    assert editor.get("/admin/localize/api/snippets/opportunities/opportunity/").status_code == 404
    assert editor.get("/admin/localize/api/snippets/cms/calltoaction/").status_code == 200


def test_platform_staff_see_what_is_being_translated(admin_client):
    assert admin_client.get("/admin/localize/reports/translations/").status_code == 200


def test_there_is_a_locale_for_each_language_of_the_interface(settings):
    assert set(Locale.objects.values_list("language_code", flat=True)) == set(dict(settings.LANGUAGES))


def test_editors_may_translate(vilnius):
    assert vilnius.desk.editors.permissions.contains(Permission.objects.get(codename="submit_translation"))
