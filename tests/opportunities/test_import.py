"""Files into the catalogue: whole or not at all, twice is once, nothing disappears silently."""

import csv
import json
import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from geodata.models import Area
from opportunities.exchange.errors import MappingError, UnreadableFileError
from opportunities.models import (
    City,
    ImportOutcome,
    ImportRun,
    LikelyDuplicate,
    Occurrence,
    Opportunity,
    Placement,
    Provider,
    SearchRow,
    Session,
    Venue,
)
from opportunities.services.importing import ImportRefusedError
from opportunities.services.importing.reporting import report_path
from opportunities.services.taxonomies import load_taxonomies
from tests.factories import CityFactory, OpportunityFactory, ProviderFactory
from tests.opportunities.import_files import HEADER, bring, outcomes, row, state, table

pytestmark = pytest.mark.django_db

TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011 - any day of the coming weeks will do


@pytest.fixture(autouse=True)
def _catalogue(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path / "private"
    load_taxonomies()
    CityFactory()


def test_a_row_becomes_an_opportunity_with_everything_it_says(tmp_path):
    bring(
        table(
            tmp_path,
            row(
                1,
                ages="7-12",
                price="€ 25",
                weekdays="Tue",
                start_time="16:00",
                end_time="17:00",
                interests="music",
                start_date=TOMORROW.isoformat(),
                end_date=(TOMORROW + timedelta(days=27)).isoformat(),
            ),
        )
    )
    session = Session.objects.get()
    opportunity = session.opportunity
    assert (opportunity.title, opportunity.provider.name, opportunity.status) == ("Choir", "Youth centre", "published")
    assert (session.min_age, session.max_age, session.price, session.weekdays) == (7, 12, 25, [2])
    assert [interest.slug for interest in opportunity.interests.all()] == ["music"]
    assert (session.venue.placement, session.venue.point.coords) == (Placement.EXACT, (25.28, 54.69))
    assert session.occurrences.count() == 4
    assert SearchRow.objects.get().opportunity == opportunity


def test_a_second_run_changes_nothing_and_says_so(tmp_path):
    file = table(tmp_path, row(1, ages="6 and up"), row(2, "Dance", start_date=TOMORROW.isoformat()))
    bring(file)
    before = state()
    run = bring(file)
    assert state() == before
    assert outcomes(run) == {"unchanged": 2}


def test_a_changed_row_is_updated_and_keeps_its_keys(tmp_path):
    bring(table(tmp_path, row(1), row(2, "Dance")))
    keys = set(Session.objects.values_list("pk", "opportunity_id"))
    run = bring(table(tmp_path, row(1, "Youth choir"), row(2, "Dance")))
    assert outcomes(run) == {"updated": 1, "unchanged": 1}
    assert set(Session.objects.values_list("pk", "opportunity_id")) == keys
    assert SearchRow.objects.filter(opportunity__texts__title="Youth choir").exists()


def test_a_changed_row_gains_and_loses_sessions(tmp_path):
    two = f"{TOMORROW}T16:00+02:00; {TOMORROW}T18:00+02:00"
    bring(table(tmp_path, row(1, occurrences=two)))
    assert Session.objects.count() == 2
    bring(table(tmp_path, row(1, occurrences=two.split(";")[0])))
    assert Session.objects.count() == 1


def test_a_dry_run_reports_and_changes_nothing(tmp_path):
    before = state()
    run = bring(table(tmp_path, row(1, ages="Seniors")), dry_run=True)
    assert state() == before
    assert outcomes(run) == {"created": 1}
    assert ImportRun.objects.get().is_dry_run
    assert ImportOutcome.objects.get().value == "Seniors"


def test_rows_are_removed_only_where_pruning_is_asked_for(tmp_path):
    bring(table(tmp_path, row(1), row(2, "Dance", venue="Barn", latitude="54.7", provider="Barn club")))
    short = table(tmp_path, row(1))
    assert outcomes(bring(short)) == {"unchanged": 1}
    assert Opportunity.objects.count() == 2
    assert bring(short, prune=True).counts["pruned"] == 1
    assert (Opportunity.objects.count(), Venue.objects.count(), Provider.objects.count()) == (1, 1, 1)
    assert SearchRow.objects.count() == 1


def test_pruning_leaves_other_sources_and_handmade_rows_alone(tmp_path):
    OpportunityFactory()
    bring(table(tmp_path, row(1)), source="other")
    bring(table(tmp_path, row(7, "Dance")), prune=True)
    assert Opportunity.objects.count() == 3


def test_a_row_that_was_rejected_is_not_pruned(tmp_path):
    bring(table(tmp_path, row(1), row(2)))
    bring(table(tmp_path, row(1), row(2, "")), prune=True)
    assert Opportunity.objects.count() == 2


@pytest.mark.parametrize("content", ["title,venue,ages\n,,\nx\n", "title,venue,ages\n"])
def test_pruning_with_nothing_readable_is_refused(tmp_path, content):
    bring(table(tmp_path, row(1)))
    file = tmp_path / "empty.csv"
    file.write_text(content.replace("x\n", ",Hall,\n"))
    with pytest.raises(ImportRefusedError, match="empty the source"):
        bring(file, prune=True)


def test_what_a_person_changed_is_not_overwritten_and_archived_rather_than_deleted(tmp_path):
    bring(table(tmp_path, row(1)))
    Opportunity.objects.update(edited_at=timezone.now())
    run = bring(table(tmp_path, row(1, "Other words")))
    assert outcomes(run) == {"unchanged": 1}
    assert Opportunity.objects.get().title == "Choir"
    assert "by hand" in run.outcomes.get().reason
    run = bring(table(tmp_path, row(2)), prune=True)
    assert Opportunity.objects.get(source_id="1").status == "archived"
    assert run.outcomes.get().outcome == ImportOutcome.Outcome.KEPT
    assert not SearchRow.objects.filter(opportunity__source_id="1").exists()


def test_every_row_that_was_read_is_accounted_for(tmp_path):
    bring(table(tmp_path, row(1), row(2, "Dance")))
    run = bring(table(tmp_path, row(1), row(2, "Ballet"), row(2), row(3), row(4, "")))
    assert outcomes(run) == {"created": 1, "updated": 1, "unchanged": 1, "rejected": 2}
    assert run.counts["read"] == 5
    assert {(one.row, one.field) for one in run.outcomes.all()} == {(4, "id"), (6, "title")}


def test_live_and_deleted_items_of_a_feed(tmp_path):
    def page(*items):
        file = tmp_path / "page.json"
        file.write_text(json.dumps({"items": items}))
        return file

    event = {"type": "Event", "name": "Yoga", "organizer": {"name": "Gym"}}
    live = [{"state": "updated", "id": name, "data": event} for name in "ab"]
    bring(page(*live))
    run = bring(page(live[0], {"state": "deleted", "id": "b"}, {"state": "deleted", "id": "never-seen"}))
    assert outcomes(run) == {"unchanged": 2, "removed": 1}
    assert Opportunity.objects.get().source_id == "a"
    with pytest.raises(ImportRefusedError, match="part of its source"):
        bring(page(*live), prune=True)


def test_one_event_on_many_dates_in_many_rows_is_one_opportunity(tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text('[rows]\nsame_id = "more dates"\n')
    days = [(TOMORROW + timedelta(days=number)).isoformat() for number in (0, 3, 9)]
    rows = [row(1, start_date=day, start_time="20:00", end_time="01:00") for day in days]
    run = bring(table(tmp_path, *rows, rows[0]), mapping=mapping)
    assert (run.counts["created"], run.counts["joined"], run.counts["read"]) == (1, 3, 4)
    assert [str(one.local_on) for one in Occurrence.objects.order_by("starts_at")] == days


def test_thousands_of_rows_may_share_one_point(tmp_path):
    bring(table(tmp_path, *(row(number, f"Lesson {number}") for number in range(2_500))))
    assert (Venue.objects.count(), SearchRow.objects.count()) == (1, 2_500)


def test_a_point_outside_the_territory_is_reported_and_not_drawn(tmp_path):
    run = bring(table(tmp_path, row(1, latitude="0", longitude="0"), row(2, latitude="48.86", longitude="2.35")))
    assert Venue.objects.get().placement == Placement.NONE
    assert [one.field for one in run.outcomes.all()] == ["point", "point"]


def test_without_a_point_the_address_is_looked_up_among_those_known(tmp_path):
    rows = [
        row(1, address="Gedimino pr. 9"),
        row(2, "Dance", venue="Club", address="gedimino 9", latitude="", longitude=""),
    ]
    bring(table(tmp_path, *rows))
    assert Venue.objects.get(name="Club").point.coords == pytest.approx((25.28, 54.69), abs=1e-6)


def test_the_name_of_a_house_is_not_mistaken_for_an_address(tmp_path):
    rows = [row(1, address="Gedimino pr. 9"), row(2, "Dance", venue="Gedimino", latitude="", longitude="")]
    bring(table(tmp_path, *rows))
    assert Venue.objects.get(name="Gedimino").placement == Placement.NONE


def test_a_venue_lies_in_its_smallest_area(tmp_path):
    box = City.box(25.0, 54.5, 25.5, 54.9)
    shape = MultiPolygon(box, srid=4326)
    town = Area.objects.create(level="municipality", country_code="LT", name="Town", geometry=shape, point=box.centroid)
    part = Area.objects.create(
        level="district", country_code="LT", name="Part", parent=town, geometry=shape, point=box.centroid
    )
    bring(table(tmp_path, row(1)))
    assert Venue.objects.get().area == part


def test_likely_duplicates_are_marked_within_and_across_sources_and_not_merged(tmp_path):
    bring(table(tmp_path, row(1), row(2, "CHOIR"), row(3, "Choir", ages="7-9"), row(4, "Choir", latitude="54.8")))
    bring(table(tmp_path, row("x", "Chóir", ages="10-12")), source="other")
    marked = {tuple(sorted((d.first.source_id, d.second.source_id))) for d in LikelyDuplicate.objects.all()}
    assert marked == {("1", "2"), ("1", "3"), ("2", "3"), ("1", "x"), ("2", "x")}
    assert Opportunity.objects.count() == 5


def test_a_registered_provider_is_known_across_sources(tmp_path):
    known = ProviderFactory(registration_code="300123456")
    bring(table(tmp_path, row(1, provider_code="300123456")))
    assert Opportunity.objects.get().provider == known


def test_a_city_is_made_from_the_mapping_where_it_does_not_exist(tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[city]\nslug = "kaunas"\nname = "Kaunas"\ncountry = "LT"\ntime_zone = "Europe/Vilnius"\n'
        "territory = { west = 23.7, south = 54.8, east = 24.1, north = 55.0 }\n"
    )
    bring(table(tmp_path, row(1, latitude="54.9", longitude="23.9")), mapping=mapping, city="")
    assert City.objects.get(slug="kaunas").opportunities.count() == 1


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"city": "atlantis"}, ImportRefusedError),
        ({"city": ""}, ImportRefusedError),
        ({"source": " "}, ImportRefusedError),
    ],
)
def test_a_question_without_an_answer_is_refused_before_anything_is_written(tmp_path, options, error):
    with pytest.raises(error):
        bring(table(tmp_path, row(1)), **options)
    assert not ImportRun.objects.exists()


def test_columns_that_mean_nothing_here_need_a_mapping(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Pavadinimas,Vieta\na,b\n")
    with pytest.raises(MappingError, match="--mapping"):
        bring(file)


def test_a_column_of_our_own_that_is_misspelt_is_said(tmp_path):
    run = bring(table(tmp_path, row(1, prise="5")))
    assert any("prise" in note and "price" in note for note in run.counts["notes"])


def test_the_report_can_be_corrected_and_fed_back(tmp_path):
    dangerous = '=HYPERLINK("http://x")'
    run = bring(table(tmp_path, row(1, ages="Seniors", venue=dangerous), row(2, "", provider="-2+3"), row(3)))
    report = report_path(run)
    lines = list(csv.DictReader(report.open(encoding="utf-8-sig", newline="")))
    assert [(line["learnmap:row"], line["learnmap:outcome"]) for line in lines] == [
        ("2", "weakened"),
        ("3", "rejected"),
    ]
    assert lines[0]["venue"] == f"'{dangerous}"
    lines[0]["ages"], lines[1]["title"] = "60+", "Dance"
    with report.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    again = bring(report)
    assert outcomes(again) == {"created": 1, "updated": 1}
    assert not again.outcomes.exists()
    assert Session.objects.get(opportunity__source_id="1").min_age == 60
    assert Venue.objects.filter(name=dangerous).exists()
    assert Provider.objects.filter(name="-2+3").exists()
    assert outcomes(bring(report)) == {"unchanged": 2}
    with pytest.raises(ImportRefusedError, match="part of its source"):
        bring(report, prune=True)


def test_the_name_of_a_report_is_ours_whatever_the_source_is_called(tmp_path):
    run = bring(table(tmp_path, row(1, "")), source="../../etc/passwd")
    assert report_path(run).parent == settings.PRIVATE_DIR / "imports"


def test_a_failure_in_the_middle_leaves_everything_as_it_was(tmp_path, monkeypatch):
    bring(table(tmp_path, row(1)))
    before = state()
    monkeypatch.setattr("opportunities.services.importing.run.mark_duplicates", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(table(tmp_path, row(1, "Other"), row(2)))
    assert state() == before


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_leaves_the_old_state_and_running_again_completes_it(tmp_path):
    bring(table(tmp_path, row(1)))
    before = state()
    new = table(
        tmp_path, *(row(number, f"Lesson {number}", start_date=TOMORROW.isoformat()) for number in range(1, 1_500))
    )
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(new)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": _test_database(), "PYTHONPATH": os.pathsep.join([".", "site"])},
        stdout=subprocess.PIPE,
    ) as importer:
        assert importer.stdout.readline() == b"half\n"
        importer.send_signal(signal.SIGKILL)
    assert importer.returncode == -signal.SIGKILL
    assert state() == before
    assert outcomes(bring(new)) == {"created": 1_498, "updated": 1}


# An import that says "half" when its rows are written and the search table is not, and then waits to be killed.
KILLED = """
import os, signal, sys
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from opportunities.services.importing import import_opportunities, run
def stop(*_):
    assert run.Opportunity.objects.count() == 1_499
    print("half", flush=True)
    signal.pause()
run.refresh = stop
import_opportunities(file=Path(sys.argv[1]), source="register", city="vilnius")
"""


def _test_database():
    of = connection.settings_dict
    return f"postgis://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries({name: st.text(max_size=40) for name in HEADER}))
def test_no_row_whatever_it_holds_breaks_an_import(tmp_path, values):
    file = tmp_path / "any.csv"
    with file.open("w", newline="", encoding="utf-8", errors="surrogatepass") as stream:
        writer = csv.DictWriter(stream, HEADER)
        writer.writeheader()
        writer.writerow(
            {name: value.replace("\r", "") for name, value in values.items()} | {"title": values["title"] or "x"}
        )
    try:
        run = bring(file, source="any")
    except (UnreadableFileError, MappingError):
        return
    accounted = sum(run.counts[name] for name in ("created", "updated", "unchanged", "removed", "rejected", "joined"))
    assert accounted == run.counts["read"]


def test_the_command_prints_the_report_and_gives_the_template(tmp_path):
    out = StringIO()
    call_command(
        "import_opportunities", table(tmp_path, row(1, ages="Seniors")), source="x", city="vilnius", stdout=out
    )
    assert "created: 1" in out.getvalue()
    assert "ages" in out.getvalue()
    out = StringIO()
    call_command("import_opportunities", template=True, stdout=out)
    assert out.getvalue().startswith("id,title,description")


def test_the_command_says_what_is_wrong_and_what_to_do(tmp_path):
    with pytest.raises(CommandError, match=r"no\.csv cannot be opened"):
        call_command("import_opportunities", tmp_path / "no.csv", source="x", city="vilnius")
