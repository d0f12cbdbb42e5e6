"""Names stand in the order of the reader's alphabet."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from geodata.collation import in_order, label_in_order, sorted_by_language
from geodata.models import Area
from opportunities.models import City
from opportunities.selectors.cities import frame
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db

WORDS = [
    "Žvėrynas",
    "Zarasai",
    "Šeškinė",
    "Sausalaukis",
    "Svencelė",
    "Čekiškė",
    "Cibiškis",
    "Ąžuolynas",
    "Aukštadvaris",
]


@pytest.mark.parametrize(
    ("language", "words", "ordered"),
    [
        ("lt", ["Čia", "Cz", "Ca"], ["Ca", "Cz", "Čia"]),
        ("lt", ["Šilas", "Taurai", "Svirnas"], ["Svirnas", "Šilas", "Taurai"]),
        ("lt", ["ąs", "as", "aš", "at"], ["as", "ąs", "aš", "at"]),
        ("lt", ["Zarasai", "Žagarė", "Ūla", "Ukmergė"], ["Ukmergė", "Ūla", "Zarasai", "Žagarė"]),
        ("lv", ["Ģipka", "Gulbene", "Garkalne", "Helmane"], ["Garkalne", "Gulbene", "Ģipka", "Helmane"]),
        ("lv", ["Šķirotava", "Torņakalns", "Sarkandaugava"], ["Sarkandaugava", "Šķirotava", "Torņakalns"]),
        ("fi", ["Ähtäri", "Zeta", "Alajärvi", "Öja", "Åva"], ["Alajärvi", "Zeta", "Åva", "Ähtäri", "Öja"]),
        ("nl", ["Élan", "Feijenoord", "Eiland"], ["Eiland", "Élan", "Feijenoord"]),
        ("en", ["Šiauliai", "Tartu", "Sopot"], ["Šiauliai", "Sopot", "Tartu"]),
    ],
)
def test_words_stand_in_the_order_of_the_language(language, words, ordered):
    with override(language):
        assert sorted_by_language(words, str) == ordered


def test_the_same_words_stand_in_another_order_in_another_language():
    words = ["Ähtäri", "Zeta"]
    with override("fi"):
        assert sorted_by_language(words, str) == ["Zeta", "Ähtäri"]
    with override("en"):
        assert sorted_by_language(words, str) == ["Ähtäri", "Zeta"]


class SameOrder(TestCase):
    @given(st.permutations(WORDS), st.sampled_from(["lt", "lv", "fi", "nl", "en", "de"]))
    def test_the_order_does_not_depend_on_the_order_before(self, words, language):
        with override(language):
            assert sorted_by_language(words, str) == sorted_by_language(WORDS, str)


def test_rows_are_ordered_by_their_names_in_the_language():
    CityFactory(slug="a", name="Zarasai", names={"lt": "Zarasai", "en": "Aaa"})
    CityFactory(slug="b", name="Šilutė")
    CityFactory(slug="c", name="Tauragė")
    with override("lt"):
        assert [city.name for city in City.objects.order_by(label_in_order())] == ["Šilutė", "Tauragė", "Zarasai"]
    with override("en"):
        assert next(city.name for city in City.objects.order_by(label_in_order())) == "Zarasai"
        assert [city.name for city in City.objects.order_by(in_order())] == ["Šilutė", "Tauragė", "Zarasai"]


def test_the_cities_of_the_menu_stand_in_the_order_of_the_language():
    for slug, name in (("s", "Šiauliai"), ("t", "Tauragė"), ("v", "Visaginas")):
        CityFactory(slug=slug, name=name)
    with override("lt"):
        assert [name for name, _url, _current in frame(None)["cities"]] == ["Šiauliai", "Tauragė", "Visaginas"]


def test_areas_can_be_ordered():
    assert list(Area.objects.order_by(label_in_order())) == []
