import pytest
from django.utils.translation import override

from geodata.selectors import suggest
from geodata.services.addresses import remember_address
from tests.geodata.rows import area, at, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    country = area("Lietuva", "country", (20, 53, 27, 57), names={"en": "Lithuania"})
    whole = area("Vilniaus m. sav.", box=(25, 54.5, 25.5, 54.9), names={"en": "Vilnius"}, parent=country)
    area("Žvėrynas", "district", (25.24, 54.68, 25.26, 54.70), parent=whole)
    place("Vilnius", 25.28, 54.69, "Vilna", "VNO", population=540_000)
    place("Vilkaviškis", 23.03, 54.65, population=10_000)
    place("Naujoji Vilnia", 25.41, 54.69, population=30_000)
    place("Riga", 24.1, 56.95, country_code="LV", population=600_000)
    remember_address(text="Gedimino pr. 9", locality="Vilnius", country_code="LT", point=at(25.277, 54.687))
    return whole


def labels(text, **where):
    return [suggestion.label for suggestion in suggest(text, **where)]


def test_names_that_begin_so_come_first_the_largest_before():
    assert labels("vil")[:2] == ["Vilnius", "Vilkaviškis"]


def test_a_word_inside_a_name_is_found():
    assert "Naujoji Vilnia" in labels("vilni")


def test_diacritics_are_not_needed():
    assert labels("zver") == ["Žvėrynas"]


def test_another_name_suggests_the_name_in_use():
    assert labels("vilna") == ["Vilnius"]


def test_the_name_in_use_comes_before_a_larger_place_with_such_an_alias():
    place("Kaunas", 23.9, 54.9, "Vilkas", population=290_000)
    assert labels("vilk") == ["Vilkaviškis", "Kaunas"]


def test_known_addresses_are_suggested():
    assert labels("gedim") == ["Gedimino pr. 9"]


def test_the_kind_of_street_may_be_half_typed_or_short():
    assert labels("gedimino prosp 9") == labels("Gedimino pr. 9") == ["Gedimino pr. 9"]


def test_town_and_municipality_of_one_label_are_one_suggestion():
    with override("en"):
        assert labels("vilnius").count("Vilnius") == 1


def test_an_area_can_be_filtered_by(town):
    [suggestion] = suggest("zver")
    assert (suggestion.kind, suggestion.area) == ("district", town.children.get().pk)


def test_the_detail_tells_where_it_is():
    with override("en"):
        assert suggest("zver")[0].detail == "Vilnius"


def test_a_misspelt_name_is_still_suggested():
    assert labels("vilkavishkis") == ["Vilkaviškis"]


def test_other_countries_can_be_left_out():
    assert labels("rig", country_codes=["LT"]) == []


def test_only_what_lies_within_an_area(town):
    assert "Vilkaviškis" not in labels("vil", within=town)
    assert "Naujoji Vilnia" in labels("vil", within=town)


def test_one_letter_suggests_nothing():
    assert suggest("v") == []


def test_no_more_than_asked_for():
    assert len(suggest("vil", limit=2)) == 2


def test_signs_with_a_meaning_in_sql_have_none_here():
    assert suggest("%_\\") == []


def test_the_number_of_queries_is_small(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        suggest("vil")
