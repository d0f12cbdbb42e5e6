"""The boundaries of four countries, as their publishers and the public share them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from geodata.models import Area
from tests.real_data import REAL_DATA

FOLDER = REAL_DATA / "boundaries"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason=f"The real boundary files are not in {FOLDER.name}/ of the data folder."
    ),
]

LITHUANIA = [
    ("LT-seniunijos-wards.json", "district", {"name_field": "SEN_PAV_TR", "code_field": "SEN_KODAS"}),
    (
        "LT-apskritys-districts.json",
        "county",
        {"name_field": "APS_PAV", "code_field": "APS_KODAS", "nuts_field": "NUTS_3"},
    ),
    ("LT-savivaldybes-municipalities.json", "municipality", {"name_field": "SAV_PAV", "code_field": "SAV_KODAS"}),
]


def load(file, level, country, **options):
    """Import one file and return what the command printed."""
    out = StringIO()
    call_command("import_areas", FOLDER / file, level=level, country=country, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="class")
def lithuania(django_db_setup, django_db_blocker):
    """Elderships, counties and municipalities, loaded in an unhelpful order; what was printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [load(file, level, "LT", **fields) for file, level, fields in LITHUANIA]
        transaction.set_rollback(True)


@pytest.mark.usefixtures("lithuania")
class TestLithuania:
    @pytest.mark.parametrize(("level", "number"), [("county", 10), ("municipality", 60), ("district", 554)])
    def test_every_area_is_there(self, level, number):
        assert Area.objects.of_level(level).count() == number

    @pytest.mark.parametrize(("town", "number"), [("Vilniaus m. sav.", 21), ("Kauno m. sav.", 11)])
    def test_elderships_are_in_their_municipality_by_containment(self, town, number):
        assert Area.objects.get(name=town).children.count() == number

    def test_every_eldership_hangs_below_municipality_and_county(self):
        assert set(Area.objects.of_level("district").values_list("path__len", flat=True)) == {3}

    def test_every_shape_is_valid(self):
        assert not Area.objects.filter(geometry__isvalid=False).exists()

    def test_two_elderships_were_repaired_and_named(self, lithuania):
        assert "Invalid shapes repaired: Kalvelių sen., Onuškio sen." in lithuania[0]

    def test_loading_them_again_changes_nothing(self):
        file, level, fields = LITHUANIA[0]
        assert "unchanged 554" in load(file, level, "LT", **fields)


@pytest.mark.parametrize(
    ("file", "level", "country", "fields", "number"),
    [
        (
            "lv_municipalities_2024_4326.geojson",
            "municipality",
            "LV",
            {"name_field": "L0_name", "code_field": "L0_code"},
            43,
        ),
        ("gemeenten.geojson", "municipality", "NL", {"name_field": "statnaam", "code_field": "statcode"}, 345),
        ("rotterdam.geojson", "district", "NL", {"name_field": "name"}, 22),
        ("kunnat.geojson", "municipality", "FI", {"name_field": "Kunta"}, 320),
        ("riga.geojson", "district", "LV", {"name_field": "name"}, 58),
    ],
)
def test_every_area_of_a_file_is_loaded(file, level, country, fields, number):
    assert f"created {number}, updated 0, unchanged 0, retired 0, rejected 0" in load(file, level, country, **fields)


def test_a_shapefile_in_the_latvian_system_lands_in_latvia():
    file = "lv_units_2024_shapefile/lv_units_2024.shp"
    load(file, "district", "LV", name_field="L1_name", code_field="L1_code")
    west, south, east, north = Area.objects.get(name="Mores pagasts").geometry.extent
    assert Area.objects.count() == 592
    assert 24.9 < west < east < 25.3
    assert 57.0 < south < north < 57.3


def test_official_districts_take_the_place_of_the_approximate_ones():
    call_command("load_default_areas", stdout=StringIO())
    drawn = set(Area.objects.of_level("district").filter(country_code="LT").values_list("pk", flat=True))
    for file, level, fields in LITHUANIA:
        load(file, level, "LT", **fields)
    vilnius = Area.objects.get(name="Vilniaus m. sav.")
    kept = Area.objects.of_level("district").filter(pk__in=drawn)
    assert vilnius.children.count() == 21
    assert kept.count() == len(drawn) == 32
    assert not Area.objects.filter(country_code="LT", is_approximate=True).exists()
