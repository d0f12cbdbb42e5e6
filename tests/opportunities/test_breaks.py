"""School holidays from a file: whole or not at all, twice is once, and sessions follow."""

from datetime import date, time
from io import StringIO

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from geodata.models import Area
from opportunities.models import Break
from opportunities.services.breaks import load_breaks
from opportunities.services.occurrences import refresh_occurrences
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db
FILE = """
[names]
autumn = {{ en = "Autumn break" }}
[regions.NL.midden]
municipality = ["Rotterdam"]
[[calendars]]
country = "{country}"
{region}
source = "The ministry"
days = [["autumn", {first}, {last}]]
"""


@pytest.fixture
def file_of(tmp_path):
    def write(*, country="LT", region="", first="2026-10-26", last="2026-11-01"):
        path = tmp_path / "breaks.toml"
        path.write_text(FILE.format(country=country, region=region, first=first, last=last))
        return path

    return write


def test_our_own_file_loads_and_loading_it_twice_changes_nothing():
    first, second = load_breaks(), load_breaks()
    assert (first.created, first.updated) == (Break.objects.count(), 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, first.created)
    assert {"LT", "LV", "FI", "NL"} == set(Break.objects.values_list("country_code", flat=True))
    assert not Break.objects.filter(source="").exists()


def test_a_break_that_was_moved_is_updated(file_of):
    load_breaks(file_of())
    report = load_breaks(file_of(last="2026-11-02"))
    assert (report.created, report.updated) == (0, 1)
    assert Break.objects.get().last_on == date(2026, 11, 2)


def test_a_region_is_its_areas_and_those_not_loaded_are_named(file_of):
    path = file_of(country="NL", region='region = "midden"')
    assert load_breaks(path).missing_areas == {"Rotterdam"}
    assert not Break.objects.exists()
    town = Area.objects.create(level="municipality", name="Rotterdam", country_code="NL", point=Point(4.48, 51.92))
    assert load_breaks(path).created == 1
    assert Break.objects.get().area == town


def test_sessions_that_keep_breaks_follow_at_once(file_of):
    today = timezone.localdate()
    session = SessionFactory(starts_on=today, weekdays=[1, 2, 3, 4, 5, 6, 7], start_time=time(17), skips_breaks=True)
    refresh_occurrences([session.pk])
    before = session.occurrences.count()
    load_breaks(file_of(first=str(today), last=str(today)))
    assert session.occurrences.count() == before - 1


@pytest.mark.parametrize(
    "wrong", [{"first": "2026-13-01"}, {"last": "2026-01-01"}, {"region": 'region = "x"'}, {"first": '"soon"'}]
)
def test_a_broken_file_is_refused_by_name_and_changes_nothing(file_of, wrong):
    with pytest.raises(ValidationError, match=r"breaks\.toml"):
        load_breaks(file_of(**wrong))
    assert not Break.objects.exists()


def test_the_command_says_what_it_did_and_what_is_wrong(tmp_path, file_of):
    out = StringIO()
    call_command("load_breaks", str(file_of()), stdout=out)
    assert out.getvalue() == "Breaks: 1 created, 0 updated, 0 unchanged.\n"
    with pytest.raises(CommandError, match=r"nowhere\.toml"):
        call_command("load_breaks", str(tmp_path / "nowhere.toml"))
