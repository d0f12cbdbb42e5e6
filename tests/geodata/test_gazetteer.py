import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from geodata.demonstration import Country, cities
from geodata.gazetteer import load_gazetteer, local_name
from geodata.geocoding import OfflineGeocoder
from geodata.models import Place

LATVIA = Country(code="LV", name="Latvija", language="lv", letters="āčēģīķļņšūž", names={})


@pytest.fixture(scope="class")
def _gazetteer(django_db_setup, django_db_blocker):
    """The real gazetteer of two countries, loaded once for the tests below."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_gazetteer(["LT", "FI"])
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("_gazetteer")
class TestLoaded:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Vilna", "Vilnius"),
            ("Вильнюс", "Vilnius"),
            ("WILNO", "Vilnius"),
            ("vilnuis", "Vilnius"),
            ("zverynas", "Žvėrynas"),
            ("Sankt Michel", "Mikkeli"),
            ("S:t Michel", "Mikkeli"),
            ("Antakalnis, Vilnius", "Antakalnis"),
            ("siauliai", "Šiauliai"),
        ],
    )
    def test_places_are_found_by_any_of_their_names(self, typed, meant):
        assert OfflineGeocoder().geocode(typed).address == meant

    def test_the_second_run_changes_nothing(self):
        report = load_gazetteer(["LT", "FI"])
        assert (report.created, report.changed, report.new_spellings) == (0, 0, 0)
        assert "Nothing to change." in report.as_text()

    def test_a_place_that_moved_is_corrected(self):
        Place.objects.filter(name="Vilnius").update(population=1)
        assert load_gazetteer(["LT"]).changed == 1

    def test_every_district_of_the_demonstration_is_a_place(self):
        vilnius = next(city for city in cities() if city.place == "Vilnius")
        found = set(Place.objects.filter(country_code="LT").values_list("name", flat=True))
        assert {district.name for district in vilnius.districts} <= found

    def test_districts_are_part_of_their_city(self):
        assert Place.objects.get(name="Žvėrynas").part_of.name == "Vilnius"


@pytest.mark.parametrize(
    ("given", "others", "local"),
    [
        ("Riga", ["Ríga", "Rīga", "Рига"], "Rīga"),
        ("Jelgava", ["Mitau"], "Jelgava"),
        ("Centrs (Rīga)", [], "Centrs"),
    ],
)
def test_a_name_is_written_as_in_its_country(given, others, local):
    assert local_name(given, others, LATVIA) == local


def test_a_country_that_is_none_is_refused():
    with pytest.raises(CommandError, match="two letters"):
        call_command("load_gazetteer", country=["Lietuva"])
