import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from geodata.models import Area
from geodata.selectors import areas_at
from tests.geodata.rows import area, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def country():
    return area("Lietuva", "country", (20, 53, 27, 57), names={"en": "Lithuania"})


def test_a_new_area_knows_the_way_down_to_it(country):
    town = area("Vilnius", parent=country)
    assert town.path == [country.pk, town.pk]


def test_moving_an_area_moves_everything_below_it(country):
    town = area("Vilnius")
    part = area("Žvėrynas", "district", parent=town)
    town.parent = country
    town.save()
    part.refresh_from_db()
    assert part.path == [country.pk, town.pk, part.pk]


def test_rows_made_in_bulk_know_their_way_too(country):
    [part] = Area.objects.bulk_create(
        [Area(level="district", country_code="LT", name="A", point=at(1, 1), parent=country)]
    )
    assert part.path == [country.pk, part.pk]


def test_an_area_cannot_be_part_of_itself(country):
    town = area("Vilnius", parent=country)
    part = area("Žvėrynas", "district", parent=town)
    town.parent = part
    with pytest.raises(IntegrityError, match="part of itself"), transaction.atomic():
        town.save()


def test_within_reaches_any_depth(country, django_assert_num_queries):
    part = area("Žvėrynas", "district", parent=area("Vilnius", parent=country))
    with django_assert_num_queries(1):
        assert part in Area.objects.within(country)


def test_a_country_is_on_top(country):
    with pytest.raises(IntegrityError, match="area_country_on_top"), transaction.atomic():
        area("Latvija", "country", country_code="LV", parent=country)


def test_a_national_code_stands_for_one_area_of_a_level():
    area("Vilnius", national_code="13")
    with pytest.raises(IntegrityError, match="area_code_unique"), transaction.atomic():
        area("Kaunas", national_code="13")


def test_areas_without_a_code_may_be_many():
    area("Vilnius")
    area("Kaunas")


@pytest.mark.parametrize("code", ["lt", "LTU", ""])
def test_a_country_code_is_two_capital_letters(code):
    with pytest.raises(Exception, match=r"country_code|too long"), transaction.atomic():
        area("Vilnius", country_code=code)


def test_the_label_is_in_the_visitors_language(country):
    with override("en"):
        assert country.label == "Lithuania"


def test_the_label_falls_back_to_the_local_name(country):
    with override("lt"):
        assert country.label == "Lietuva"


def test_the_areas_at_a_point_come_widest_first(country, django_assert_num_queries):
    town = area("Vilnius", parent=country)
    area("Kaunas", box=(23, 54, 24, 55), parent=country)
    with django_assert_num_queries(1):
        assert areas_at(at(25.5, 54.5)) == [country, town]


def test_a_point_outside_is_in_no_area(country):
    assert areas_at(at(0, 0)) == []
