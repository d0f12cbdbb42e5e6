import pytest
from geopy.geocoders.base import Geocoder

from geodata.geocoding import OfflineGeocoder
from geodata.matching import MOST_CANDIDATES
from geodata.models import KnownAddress
from geodata.services.addresses import Address, remember_address, remember_addresses
from tests.geodata.rows import area, at, place

pytestmark = pytest.mark.django_db

KAUNAS, VILNIUS, SIAULIAI = at(23.91, 54.90), at(25.28, 54.69), at(23.31, 55.93)


def know(text, point=VILNIUS, locality="Vilnius", **values):
    remember_address(text=text, locality=locality, country_code="LT", point=point, **values)


def find(query, **where):
    location = OfflineGeocoder().geocode(query, **where)
    return location and (location.address, location.raw["exactness"])


@pytest.fixture
def _towns():
    place("Vilnius", 25.28, 54.69, "Vilna", population=540_000)
    place("Kaunas", 23.91, 54.90, "Kauno", population=290_000)
    place("Šiauliai", 23.31, 55.93, population=99_000)
    place("Centras", 23.91, 54.89)


@pytest.fixture
def _addresses():
    know("Vilniaus g. 5", KAUNAS, "Kaunas")
    know("Gedimino pr. 9")
    know("K. Donelaičio g. 20", KAUNAS, "Kaunas")
    know("Jono Basanavičiaus g. 1")


def test_it_is_a_geocoder_of_geopy():
    assert isinstance(OfflineGeocoder(), Geocoder)


@pytest.mark.usefixtures("_towns", "_addresses")
class TestAddresses:
    @pytest.mark.parametrize(
        "query",
        [
            "Vilniaus g. 5, Kaunas",
            "vilniaus gatvė 5 kaunas",
            "Kaunas, VILNIAUS 5",
            "Vilniaus g. 5, LT-44280 Kaunas",
            "Jaunimo centras, Vilniaus g. 5, Kaunas",
            "Vilnaus g. 5, Kaunas",
        ],
    )
    def test_an_address_is_found_however_it_is_written(self, query):
        assert find(query) == ("Vilniaus g. 5, Kaunas", "address")

    @pytest.mark.parametrize("query", ["Donelaičio 20, Kaunas", "donelaicio g. 20 kaunas"])
    def test_initials_do_not_matter(self, query):
        assert find(query) == ("K. Donelaičio g. 20, Kaunas", "address")

    def test_a_first_name_may_be_shortened(self):
        assert find("J. Basanavičiaus g. 1, Vilnius") == ("Jono Basanavičiaus g. 1, Vilnius", "address")

    def test_another_house_is_answered_by_the_street(self):
        assert find("Gedimino pr. 11, Vilnius") == ("Gedimino pr. 9, Vilnius", "street")

    def test_the_nearest_number_stands_for_the_street(self):
        know("Gedimino pr. 51")
        assert find("Gedimino pr. 49, Vilnius") == ("Gedimino pr. 51, Vilnius", "street")

    def test_the_street_of_another_town_is_no_answer(self):
        assert find("Vilniaus g. 5, Šiauliai") == ("Šiauliai", "place")

    def test_the_name_of_a_street_is_not_taken_for_a_town(self):
        assert find("Kauno g. 5 Vilnius") == ("Vilnius", "place")

    def test_the_kind_of_street_decides_between_namesakes(self):
        know("Laisvės al. 9", KAUNAS, "Kaunas")
        know("Laisvės pr. 9")
        assert find("Laisvės pr. 9") == ("Laisvės pr. 9, Vilnius", "address")

    def test_nearness_decides_between_towns(self):
        know("Vilniaus g. 5", SIAULIAI, "Šiauliai")
        assert find("Vilniaus g. 5", near=SIAULIAI) == ("Vilniaus g. 5, Šiauliai", "address")

    def test_an_address_in_another_country_is_no_answer(self):
        assert find("Gedimino pr. 9", country_codes=["LV"]) is None

    def test_a_known_but_rough_point_stays_rough(self):
        know("Pievų g. 3", exactness="area")
        assert find("Pievų g. 3, Vilnius") == ("Pievų g. 3, Vilnius", "area")

    def test_the_very_house_is_found_on_a_long_street(self):
        long = [Address(f"Savanorių pr. {n}", "LT", VILNIUS, "Vilnius") for n in range(1, MOST_CANDIDATES + 50)]
        remember_addresses(long)
        assert find(f"Savanorių pr. {MOST_CANDIDATES + 40}, Vilnius")[1] == "address"


@pytest.mark.usefixtures("_towns")
class TestNames:
    @pytest.mark.parametrize("query", ["Žvėrynas, Vilnius", "vilnius zverynas", "Zverynas"])
    def test_of_two_names_that_belong_together_the_narrower_is_meant(self, query):
        area("Vilniaus m. sav.", box=(25, 54.5, 25.5, 54.9))
        area("Žvėrynas", "district", (25.24, 54.68, 25.26, 54.70))
        assert find(query) == ("Žvėrynas", "area")

    def test_a_strangers_district_does_not_beat_the_town(self):
        assert find("Jaunimo centras, Vilnius") == ("Vilnius", "place")

    def test_a_town_in_its_country(self):
        area("Lietuva", "country", (20, 53, 27, 57), names={"en": "Lithuania"})
        assert find("Kaunas, Lithuania") == ("Kaunas", "place")

    def test_the_kind_of_an_area_may_be_shortened(self):
        area("Vilniaus m. sav.", box=(25, 54.5, 25.5, 54.9))
        assert find("Vilniaus miesto savivaldybė") == ("Vilniaus m. sav.", "area")

    def test_a_misspelt_name_is_forgiven(self):
        assert find("Šiaulai") == ("Šiauliai", "place")

    def test_the_nearer_of_two_namesakes(self):
        place("Naujamiestis", 25.26, 54.68, population=28_000)
        place("Naujamiestis", 24.13, 55.69, population=800)
        near = OfflineGeocoder().geocode("Naujamiestis", near=at(24.36, 55.73))
        assert near.longitude == pytest.approx(24.13)

    def test_otherwise_the_larger(self):
        place("Naujamiestis", 24.13, 55.69, population=800)
        place("Naujamiestis", 25.26, 54.68, population=28_000)
        assert OfflineGeocoder().geocode("Naujamiestis").longitude == pytest.approx(25.26)

    def test_the_label_is_in_the_language_asked_for(self):
        area("Nederland", "country", (3, 50, 7, 54), country_code="NL", names={"lt": "Nyderlandai"})
        assert find("Nederland", language="lt")[0] == "Nyderlandai"

    @pytest.mark.parametrize("query", ["", "  ", "xqzw", "5", "…", "," * 50])
    def test_what_nobody_knows_has_no_answer(self, query):
        assert find(query) is None

    def test_several_answers_can_be_asked_for(self):
        place("Vilnius", 20, 50)
        assert len(OfflineGeocoder().geocode("Vilnius", exactly_one=False)) == 2

    def test_a_name_takes_two_queries(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            find("Žirmūnai, Vilnius")


def test_a_point_is_in_its_district_and_municipality():
    town = area("Vilnius")
    area("Žvėrynas", "district", (25.2, 54.6, 25.3, 54.7), parent=town)
    found = OfflineGeocoder().reverse(at(25.25, 54.65), exactly_one=False)
    assert [location.address for location in found] == ["Žvėrynas", "Vilnius"]


def test_a_point_at_a_known_door_is_its_address():
    know("Gedimino pr. 9")
    assert OfflineGeocoder().reverse((54.6901, 25.2801)).address == "Gedimino pr. 9, Vilnius"


def test_a_point_across_the_square_is_not():
    know("Gedimino pr. 9")
    assert OfflineGeocoder().reverse((54.691, 25.28)) is None


def test_the_more_exact_point_of_an_address_is_kept():
    know("Gedimino pr. 9", at(25.277, 54.687))
    know("Gedimino prospektas 9", at(25.3, 54.7), exactness="street")
    assert KnownAddress.objects.get().point.x == pytest.approx(25.277)


def test_a_corrected_point_replaces_the_old():
    know("Gedimino pr. 9", at(25.3, 54.7))
    know("Gedimino pr. 9, Vilnius", at(25.277, 54.687))
    assert KnownAddress.objects.get().point.x == pytest.approx(25.277)


def test_an_address_without_a_street_is_left_out():
    know("5")
    assert not KnownAddress.objects.exists()


def test_a_thousand_addresses_take_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert remember_addresses(Address(f"Ilgoji g. {n}", "LT", VILNIUS, "Vilnius") for n in range(1, 900)) == 899
