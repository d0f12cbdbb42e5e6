"""The five real files under the mappings that the project ships: every row accounted for, every trap met."""

from collections import Counter
from pathlib import Path

import pytest

from opportunities.exchange.mapping.language import EXAMPLES
from opportunities.models import (
    ImportOutcome,
    ImportRun,
    LikelyDuplicate,
    Opportunity,
    OpportunityText,
    SearchRow,
    Session,
    Venue,
)
from opportunities.services.importing import import_opportunities
from opportunities.services.importing.reporting import report_path
from opportunities.services.taxonomies import load_taxonomies
from tests.real_data import REAL_DATA

FILES = REAL_DATA / "opportunities"
SUM = ("created", "updated", "unchanged", "removed", "rejected", "joined")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(not FILES.is_dir(), reason="the folder of real files is not here, see docs/development.md"),
]


@pytest.fixture(autouse=True)
def _catalogue(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    load_taxonomies()


def bring(name: str, mapping: str, **options: object) -> ImportRun:
    file: Path = FILES / name
    return import_opportunities(file=file, source=mapping, mapping=EXAMPLES / f"{mapping}.toml", **options)


def counts(run: ImportRun) -> dict[str, int]:
    assert sum(run.counts[name] for name in SUM) == run.counts["read"]
    return {name: run.counts[name] for name in SUM if run.counts[name]}


def fields(run: ImportRun, outcome: str = ImportOutcome.Outcome.WEAKENED) -> dict[str, int]:
    """How many values of each field were weakened, or rejected."""
    return dict(Counter(run.outcomes.filter(outcome=outcome).values_list("field", flat=True)))


def again_changes_nothing(name: str, mapping: str) -> None:
    before = list(Opportunity.objects.order_by("pk").values())
    run = bring(name, mapping)
    assert counts(run) == {"unchanged": run.counts["read"] - run.counts["rejected"] - run.counts["joined"]} | {
        outcome: run.counts[outcome] for outcome in ("rejected", "joined") if run.counts[outcome]
    }
    assert list(Opportunity.objects.order_by("pk").values()) == before


def test_chicago_whole_with_its_traps():
    run = bring("chicago_programmes_2020_2025.csv", "chicago")
    assert counts(run) == {"created": 12_376}
    assert fields(run) == {"price": 1_388, "venue": 38, "ages.max": 1}
    assert Session.objects.filter(delivery="online", venue=None).count() == 562
    assert Session.objects.filter(venue__point__isnull=False).count() == 11_814
    assert Session.objects.exclude(weekdays=[]).count() == 6_419
    assert Session.objects.filter(price=0).count() == 7_676
    assert Session.objects.filter(price=None, price_text="$50 or Less").count() == 3_312
    assert Venue.objects.count() == 820
    assert Opportunity.objects.filter(status="draft").count() == 114
    assert SearchRow.objects.count() == 12_262
    assert LikelyDuplicate.objects.count() > 200
    assert not OpportunityText.objects.filter(description__contains="<script").exists()
    assert not OpportunityText.objects.filter(description__contains="ChicagoÕs").exists()
    again_changes_nothing("chicago_programmes_2020_2025.csv", "chicago")


def test_new_york_ages_in_words_and_points_in_the_wrong_town():
    run = bring("nyc_after_school.csv", "nyc_after_school")
    assert counts(run) == {"created": 1_596, "rejected": 3}
    assert fields(run) == {"ages": 252, "point": 3}
    assert fields(run, ImportOutcome.Outcome.REJECTED) == {"id": 3}
    assert set(run.outcomes.filter(field="point").values_list("row", flat=True)) == {11, 1_296, 1_486}
    beacon = Session.objects.filter(opportunity__texts__title="Beacon: PS 11").get()
    assert (beacon.min_age, beacon.max_age) == (6, None)
    assert (beacon.venue.address, beacon.venue.postcode) == ("1257 Ogden Avenue", "10452")
    assert Session.objects.filter(ages_text="Seniors", min_age=None).count() == 55
    again_changes_nothing("nyc_after_school.csv", "nyc_after_school")


def test_madrid_letters_excluded_days_and_prices_in_words():
    run = bring("madrid_agenda_2022_12.csv", "madrid_agenda")
    assert counts(run) == {"created": 940}
    assert run.counts["notes"][0] == "CSV, cp1252, semicolon"
    assert set(fields(run)) == {"price"}
    friday = Session.objects.get(opportunity__source_id="11806311")
    assert (friday.weekdays, str(friday.start_time), friday.price) == ([5], "11:30:00", 0)
    assert friday.exdates == ["2022-12-09", "2022-12-23", "2022-12-30", "2023-01-06"]
    christmas = Session.objects.get(opportunity__source_id="11851528")
    assert (christmas.price, christmas.price_text[:22]) == (None, "12 euros por persona (")
    assert Session.objects.filter(venue__point__isnull=False).count() == 896
    again_changes_nothing("madrid_agenda_2022_12.csv", "madrid_agenda")


def test_ghent_one_event_on_many_dates_is_one_opportunity():
    run = bring("ghent_programme_2011.csv", "ghent_festival")
    assert counts(run) == {"created": 1_422, "joined": 2_713}
    assert fields(run) == {"point": 546 + 87, "schedule.start_time": 155}
    walk = Opportunity.objects.filter(texts__title="La ville qui respire - Rode Boom (BE) - € 6").first()
    assert walk is not None
    assert {session.price for session in walk.sessions.all()} == {6}
    assert sum(len(session.rdates) or 1 for session in walk.sessions.all()) > 20
    assert Session.objects.filter(end_time__lt="06:00", start_time__gt="18:00").exists()
    far = Venue.objects.filter(name="", address="Maaseikstraat")
    assert [venue.placement for venue in far] == ["none"]
    again_changes_nothing("ghent_programme_2011.csv", "ghent_festival")


def test_a_page_of_a_feed_brings_the_living_and_removes_the_deleted():
    run = bring("openactive_rpde_everyone_active.json", "everyone_active")
    assert counts(run) == {"created": 250, "unchanged": 250}
    assert not run.outcomes.exists()
    bowls = Session.objects.get(opportunity__source_id="0791K3220020319")
    assert (str(bowls.start_time), str(bowls.end_time), bowls.places_left) == ("20:00:00", "22:00:00", 8)
    assert (str(bowls.price), bowls.currency) == ("2.60", "GBP")
    Opportunity.objects.filter(source_id="0791K3220020319").update(source_id="0837P1111000319")
    assert counts(bring("openactive_rpde_everyone_active.json", "everyone_active")) == {
        "created": 1, "unchanged": 498, "removed": 1,
    }  # fmt: skip
    assert not Opportunity.objects.filter(source_id="0837P1111000319").exists()
    again_changes_nothing("openactive_rpde_everyone_active.json", "everyone_active")


@pytest.mark.parametrize("mapping", ["nyc_after_school", "ghent_festival"])
def test_the_rows_to_correct_fed_back_as_they_are_change_nothing(mapping):
    name = {"nyc_after_school": "nyc_after_school.csv", "ghent_festival": "ghent_programme_2011.csv"}[mapping]
    report = report_path(bring(name, mapping))
    again = import_opportunities(file=report, source=mapping, mapping=EXAMPLES / f"{mapping}.toml")
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    assert again.counts["unchanged"] > 200
