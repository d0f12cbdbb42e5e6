import json

import pytest
import shapely
from django.core.management import CommandError, call_command

from geodata.boundaries import Boundary
from geodata.models import Area
from geodata.services import areas as service
from geodata.services.areas import import_areas
from tests.geodata.rows import area

pytestmark = pytest.mark.django_db


def boundary(name="Vilnius", code="13", box=(25, 54, 26, 55), **values):
    shape = shapely.MultiPolygon([shapely.box(*box)])
    return Boundary(
        **{"row": 1, "names": {}, "nuts": "", "lau": "", "name": name, "code": code, "shape": shape} | values
    )


def load(*boundaries, level="municipality", **options):
    return import_areas(boundaries, level=level, country_code="LT", source="Register", licence="CC BY 4.0", **options)


def test_a_new_area_is_made_with_its_source():
    load(boundary(nuts="LT011"))
    made = Area.objects.get()
    assert (made.name, made.national_code, made.nuts_code, made.source) == ("Vilnius", "13", "LT011", "Register")


def test_the_point_of_an_area_lies_inside_it():
    ring = shapely.Point(25, 54).buffer(1).difference(shapely.Point(25, 54).buffer(0.9))
    load(boundary(shape=shapely.MultiPolygon([ring])))
    made = Area.objects.get()
    assert made.geometry.contains(made.point)


def test_the_second_run_changes_nothing_and_says_so():
    load(boundary())
    report = load(boundary())
    assert (report.unchanged, report.changed_nothing) == (["Vilnius"], True)
    assert "Nothing to change." in report.as_text()


def test_a_changed_boundary_is_updated_in_place():
    load(boundary())
    known = Area.objects.get()
    report = load(boundary(box=(25, 54, 26, 54.5)))
    assert (report.updated, Area.objects.get().pk) == (["Vilnius"], known.pk)


def test_an_area_that_changed_its_name_is_recognised_by_its_code():
    load(boundary())
    known = Area.objects.get()
    load(boundary(name="Vilniaus miestas"))
    assert Area.objects.get().pk == known.pk


def test_the_former_name_still_finds_it():
    load(boundary())
    load(boundary(name="Vilniaus miestas"))
    assert Area.objects.filter(spellings__folded="vilnius").exists()


def test_an_approximate_area_becomes_official_and_keeps_its_key():
    drawn = area("Žvėrynas", "district", names={"lt": "Žvėrynas"}, is_approximate=True)
    service.write_spellings([drawn], aliases={drawn.pk: ["Žvėryno seniūnija"]})
    load(boundary("Žvėryno sen.", "20", box=(25.2, 54.2, 26, 55)), level="district")
    official = Area.objects.get()
    assert (official.pk, official.is_approximate, official.names) == (drawn.pk, False, {"lt": "Žvėrynas"})


def test_a_namesake_elsewhere_is_another_area():
    area("Senamiestis", "district", is_approximate=True)
    load(boundary("Senamiestis", "1", box=(23, 54, 24, 55)), level="district")
    assert Area.objects.count() == 2


def test_two_codes_are_two_areas_whatever_their_names():
    load(boundary("Kaunas", "19"), boundary("Kaunas", "52"))
    assert Area.objects.count() == 2


def test_approximate_areas_on_official_ground_are_retired():
    area("Šiaurė", "district", is_approximate=True)
    report = load(boundary("Žvėrynas"), level="district")
    assert report.retired == ["Šiaurė"]
    assert list(Area.objects.values_list("name", flat=True)) == ["Žvėrynas"]


def test_an_approximate_area_that_holds_others_loses_only_its_shape():
    drawn = area("Pietūs", is_approximate=True)
    area("Rytai", "district", parent=drawn)
    load(boundary("Vilnius"))
    drawn.refresh_from_db()
    assert drawn.geometry is None


def test_parents_come_by_containment():
    town = area("Vilnius")
    area("Kaunas", box=(23, 54, 24, 55))
    load(boundary("Žvėrynas", box=(25.1, 54.1, 25.2, 54.2)), level="district")
    assert Area.objects.get(name="Žvėrynas").parent == town


def test_a_missing_level_is_skipped():
    country = area("Lietuva", "country", (20, 53, 27, 57))
    load(boundary("Žvėrynas"), level="district")
    assert Area.objects.get(name="Žvėrynas").parent == country


def test_areas_loaded_in_any_order_end_in_one_tree():
    load(boundary("Žvėrynas", box=(25.1, 54.1, 25.2, 54.2)), level="district")
    load(boundary("Vilnius"))
    load(boundary("Vilniaus apskritis", box=(24, 53, 27, 56)), level="county")
    names = Area.objects.get(name="Žvėrynas").path
    assert list(Area.objects.in_bulk(names).values()) != []
    assert [Area.objects.get(pk=pk).name for pk in names] == ["Vilniaus apskritis", "Vilnius", "Žvėrynas"]


def test_an_area_mostly_outside_belongs_to_nobody():
    area("Vilnius")
    report = load(boundary("Trakai", box=(25.9, 54, 26.9, 55)), level="district")
    assert report.without_parent == ["Trakai"]


def test_a_dry_run_tells_all_and_saves_nothing():
    report = load(boundary(), dry_run=True)
    assert report.created == ["Vilnius"]
    assert not Area.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_midway_leaves_everything_as_it_was(monkeypatch):
    def fail(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(service, "place_in_tree", fail)
    with pytest.raises(KeyboardInterrupt):
        load(boundary())
    assert not Area.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_file(django_assert_max_num_queries):
    many = [boundary(f"Area {n}", str(n), box=(20 + n / 10, 54, 20.1 + n / 10, 55)) for n in range(50)]
    with django_assert_max_num_queries(12):
        load(*many)


@pytest.fixture
def file(tmp_path):
    ring = [[25, 54], [26, 54], [26, 55], [25, 54]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "geometry": geometry, "properties": {"pav": "Vilnius", "en": "Vilna"}}
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def run(file, **options):
    call_command("import_areas", file, **{"level": "municipality", "country": "lt", "name_field": "pav"} | options)


def test_the_command_reports_what_it_did(file, capsys):
    run(file)
    assert "created 1" in capsys.readouterr().out


def test_the_command_takes_names_by_language(file):
    run(file, name=["en=en"])
    assert Area.objects.get().names == {"en": "Vilna"}


@pytest.mark.parametrize(
    ("options", "message"),
    [({"name": ["en"]}, "LANGUAGE=FIELD"), ({"country": "LTU"}, "Two capital"), ({"name_field": "x"}, "no field x")],
)
def test_the_command_says_what_is_wrong(file, options, message):
    with pytest.raises(CommandError, match=message):
        run(file, **options)
