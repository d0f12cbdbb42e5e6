import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from geodata.boundaries import Boundary
from geodata.demonstration import cities
from geodata.models import Area
from geodata.selectors import areas_at
from geodata.services.areas import import_areas, shape_of
from geodata.services.default_areas import load_default_areas
from tests.geodata.rows import at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not (settings.NODE_MODULES / "world-atlas").is_dir(), reason="world-atlas is not installed"),
]


@pytest.fixture(scope="class")
def _drawn(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_default_areas(settings.NODE_MODULES)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_drawn")
class TestDrawn:
    @pytest.mark.parametrize("city", cities(), ids=lambda city: city.place)
    def test_every_district_of_a_city_is_drawn(self, city):
        whole = Area.objects.get(level="municipality", name=city.name)
        drawn = Area.objects.of_level("district").within(whole).values_list("name", flat=True)
        assert set(drawn) == {district.name for district in city.districts}

    @pytest.mark.parametrize("city", cities(), ids=lambda city: city.place)
    def test_the_middle_of_a_district_lies_in_it(self, city):
        for district in city.districts:
            assert areas_at(at(*district.at))[-1].name == district.name

    def test_districts_fill_their_city_without_overlapping(self):
        whole = Area.objects.get(name="Vilniaus miesto savivaldybė")
        parts = [shape_of(part) for part in whole.children.all()]
        assert sum(part.area for part in parts) == pytest.approx(shape_of(whole).area, rel=1e-6)

    def test_the_way_to_a_district_leads_through_city_and_country(self):
        assert [area.level for area in areas_at(at(25.247, 54.694))] == ["country", "municipality", "district"]

    def test_what_we_drew_says_that_it_is_approximate(self):
        assert not Area.objects.exclude(level="country").filter(is_approximate=False).exists()

    def test_the_countries_are_real(self):
        assert not Area.objects.of_level("country").filter(is_approximate=True).exists()

    def test_a_city_does_not_reach_into_the_sea(self):
        city, country = Area.objects.get(name="Rotterdam"), Area.objects.get(name="Nederland")
        assert shape_of(city).difference(shape_of(country)).area == pytest.approx(0)

    def test_the_second_run_changes_nothing(self):
        report = load_default_areas(settings.NODE_MODULES)
        assert (report.created, report.updated) == ([], [])

    def test_official_areas_are_left_alone(self):
        box = shapely.MultiPolygon([shapely.box(25, 54.5, 25.5, 54.9)])
        official = Boundary(1, "Vilniaus m. sav.", {}, "13", "", "", box)
        import_areas([official], level="municipality", country_code="LT", source="Register", licence="")
        report = load_default_areas(settings.NODE_MODULES)
        assert report.official == ["Vilniaus m. sav."]
        assert shape_of(Area.objects.get(national_code="13")).equals(box)

    def test_the_operator_is_shown_how_to_load_official_areas(self, capsys):
        call_command("load_default_areas")
        assert capsys.readouterr().out.count("manage.py import_areas") == 2


def test_a_missing_package_is_named(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        call_command("load_default_areas")
