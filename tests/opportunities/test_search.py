"""One question, one set of rows: the list, the counts and the map follow from it."""

from datetime import date, datetime, timedelta
from string import ascii_lowercase
from urllib.parse import parse_qs

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from geodata.models import Area, AreaName
from geodata.words import fold
from opportunities.models import AccessibilityFeature, Opportunity, Programme, SearchRow
from opportunities.search.choosing import MOST_CHOSEN, OpenChoices
from opportunities.search.filters import COUNTED, FILTERS
from opportunities.search.search import MOST_LOOSENED, Search
from opportunities.search.table import refresh, refresh_due
from opportunities.search.tags import bounds, language_code, language_value
from opportunities.search.vocabulary import choices
from tests.factories import (
    CENTRE,
    CityFactory,
    InterestFactory,
    OccurrenceFactory,
    OpportunityFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


def listed(**session) -> Opportunity:
    """A published opportunity with one session, in the search table."""
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity)
    SessionFactory(opportunity=opportunity, **session)
    refresh([opportunity.pk])
    return opportunity


def found(**asked) -> set[int]:
    """The opportunities that a search gives."""
    given = {name: value if isinstance(value, list) else [value] for name, value in asked.items()}
    return set(Search.read(given, CityFactory()).rows().values_list("opportunity", flat=True))


def meets(opportunity: Opportunity, *starts: datetime) -> None:
    session = opportunity.sessions.get()
    for begin in starts:
        OccurrenceFactory(session=session, starts_at=begin, ends_at=begin + timedelta(hours=1), local_on=begin.date())
    refresh([opportunity.pk])


def next_weekday(weekday: int, hour: int) -> datetime:
    """The next `weekday` (ISO) after today at `hour` UTC."""
    today = timezone.now().replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)


def test_an_opportunity_at_two_places_has_two_rows():
    opportunity = listed()
    SessionFactory(opportunity=opportunity)
    refresh([opportunity.pk])
    assert SearchRow.objects.count() == 2


def test_what_is_archived_leaves_the_table():
    opportunity = listed()
    opportunity.live = False
    opportunity.save()
    refresh([opportunity.pk])
    assert not SearchRow.objects.exists()


def test_a_second_refresh_keeps_the_rows():
    opportunity = listed()
    before = set(SearchRow.objects.values_list("pk", flat=True))
    refresh([opportunity.pk])
    assert set(SearchRow.objects.values_list("pk", flat=True)) == before


def test_a_refresh_reads_and_writes_sets(django_assert_max_num_queries):
    ids = [listed().pk for _ in range(5)]
    with django_assert_max_num_queries(20):
        refresh(ids)


@pytest.mark.parametrize(("age", "is_found"), [("8", False), ("9", True), ("12", True), ("13", False)])
def test_the_age_is_that_of_the_person(age, is_found):
    listed(min_age=9, max_age=12)
    assert bool(found(age=age)) is is_found


def test_what_says_no_age_is_not_promised_to_any():
    listed()
    assert not found(age="9")


def test_a_price_up_to_an_amount_leaves_out_what_costs_more():
    cheap, _dear = listed(price=20), listed(price=40)
    assert found(price_max="30") == {cheap.pk}


def test_free_is_what_costs_nothing():
    free, _dear = listed(price=0), listed(price=40)
    assert found(funding="free") == {free.pk}


def test_a_day_and_a_time_are_asked_of_one_meeting():
    opportunity = listed()
    meets(opportunity, next_weekday(2, 7), next_weekday(4, 15))
    assert not found(day="2", time="after-school")


def test_one_of_several_days_will_do():
    opportunity = listed()
    meets(opportunity, next_weekday(4, 14))
    assert found(day=["2", "4"], time="after-school") == {opportunity.pk}


def test_a_meeting_within_the_dates_is_found():
    opportunity = listed()
    day = next_weekday(3, 10)
    meets(opportunity, day)
    assert found(**{"from": day.date().isoformat(), "to": day.date().isoformat()}) == {opportunity.pk}


def test_a_meeting_the_day_after_is_not():
    opportunity = listed()
    day = next_weekday(3, 10)
    meets(opportunity, day)
    before = (day.date() - timedelta(days=1)).isoformat()
    assert not found(**{"from": before, "to": before})


def test_what_has_ended_is_left_out_unless_asked_for():
    opportunity = listed(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    assert (found(), found(past="1")) == (set(), {opportunity.pk})


def test_sokiai_finds_sokiu():
    opportunity = OpportunityFactory(original_language="lt")
    TextFactory(opportunity=opportunity, language="lt", title="Šokių studija vaikams")
    refresh([opportunity.pk])
    assert found(q="sokiai") == {opportunity.pk}


def test_the_last_word_may_be_unfinished():
    opportunity = listed()
    assert found(q="beginners robo") == {opportunity.pk}


def test_an_interest_is_found_by_its_name_in_another_language():
    opportunity = OpportunityFactory(interests=["robotics"], original_language="lt")
    TextFactory(opportunity=opportunity, language="lt", title="Mokomės kurti")
    refresh([opportunity.pk])
    assert found(q="robotics") == {opportunity.pk}


@pytest.mark.parametrize("words", ["'", "a & | ! b", ":*", "\x00", "-- ;", "((("])
def test_operators_are_only_letters(words):
    listed()
    assert Search.read({"q": [words]}, CityFactory()).total >= 0


def test_a_field_finds_what_lies_below_it():
    field = InterestFactory(slug="technology")
    leaf = InterestFactory(slug="robotics", parent=field)
    opportunity = OpportunityFactory(interests=[leaf])
    refresh([opportunity.pk])
    assert found(interest="technology") == {opportunity.pk}


def test_two_accessibility_features_must_both_be_there():
    ramp = AccessibilityFeature.objects.create(slug="wheelchair", names={"en": "Ramp"}, icon="wheelchair")
    quiet = AccessibilityFeature.objects.create(slug="quiet", names={"en": "Quiet"}, icon="ear-off")
    venue = VenueFactory()
    venue.accessibility.set([ramp])
    listed(venue=venue)
    both = VenueFactory()
    both.accessibility.set([ramp, quiet])
    opportunity = listed(venue=both)
    assert found(access=["wheelchair", "quiet"]) == {opportunity.pk}


def test_a_location_finds_what_is_near():
    near = listed()
    listed(venue=VenueFactory(point=Point(25.28, 54.80, srid=4326)))
    assert found(at="25.28,54.69", within="5000") == {near.pk}


def test_the_nearest_comes_first():
    far = listed(venue=VenueFactory(point=Point(25.30, 54.70, srid=4326)))
    near = listed()
    rows = Search.read({"at": ["25.28,54.687"]}, CityFactory()).ordered()
    assert [row.opportunity_id for row in rows] == [near.pk, far.pk]


def test_a_place_nobody_knows_is_said_and_left_out():
    listed()
    search = Search.read({"near": ["Qqqqzzz"]}, CityFactory())
    assert (search.total, len(search.problems)) == (1, 1)


def test_a_part_of_town_typed_with_the_words_says_where():
    named_area("Žvėrynas")
    search = Search.read({"q": ["robotics zverynas"]}, CityFactory())
    assert (search.first("q"), search.origin.label) == ("robotics", "Žvėrynas")


def test_the_name_of_the_city_itself_is_only_a_word():
    named_area("Vilnius")
    search = Search.read({"q": ["vilnius"]}, CityFactory())
    assert (search.first("q"), search.origin) == ("vilnius", None)


def test_an_unknown_choice_is_named():
    search = Search.read({"kind": ["nonsense"]}, CityFactory())
    assert "nonsense" in search.problems[0]


def test_nothing_found_says_which_choice_to_take_off():
    listed(min_age=9, max_age=12, price=50)
    search = Search.read({"age": ["9"], "price_max": ["10"]}, CityFactory())
    assert [(chip.parameter, count) for chip, count in search.loosened()] == [("price_max", 1)]


def test_the_same_question_has_one_address():
    CityFactory()
    one = Search.read({"funding": ["ila", "free"], "age": ["09"]}, CityFactory())
    other = Search.read({"age": ["9"], "funding": ["free", "ila", "free"]}, CityFactory())
    assert one.address() == other.address()


def test_a_quality_decision_that_has_ended_no_longer_counts():
    opportunity = listed()
    programme = Programme.objects.create(
        opportunity=opportunity,
        register_number="1",
        decision="positive",
        decided_on=date(2020, 1, 1),
        decided_by="Body",
        valid_until=timezone.localdate(),
    )
    refresh([opportunity.pk])
    row = SearchRow.objects.get()
    Programme.objects.filter(pk=programme.pk).update(valid_until=date(2021, 1, 1))
    refresh_due(now=row.due_at)
    assert not found(funding="ila")


@given(st.from_regex(r"[a-z]{2,3}", fullmatch=True))
def test_a_language_code_comes_back_from_its_number(code):
    assert language_code(language_value(code)) == code


def test_a_count_is_what_choosing_it_gives():
    """Whatever is chosen already: for each choice the number beside it is the size of the set that it leads to."""
    everything_different()
    city, this_week = CityFactory(), timezone.localdate() + timedelta(days=1)
    for asked in (
        {},
        {"interest": ["music"]},
        {"day": ["2"], "funding": ["free"]},
        {"time": ["evening"], "age": ["10"]},
        {"from": [this_week.isoformat()], "to": [(this_week + timedelta(days=4)).isoformat()]},
        {"from": [this_week.isoformat()], "to": [this_week.isoformat()], "time": ["morning"], "day": ["3"]},
        {"seats": ["free"], "language": ["lt"], "day": ["4"]},
    ):
        search = Search.read(asked, city)
        for one in COUNTED:
            for parameter, facet in one.facets.items():
                low, high = bounds(facet)
                counted = [number for number in search.counts if low <= number <= high]
                for choice in one.named(counted) if isinstance(one, OpenChoices) else choices(facet, city):
                    kept = [*asked.get(parameter, ()), choice.value] if one.narrows else [choice.value]
                    after = Search.read({**asked, parameter: kept}, city).total
                    assert search.counts.get(choice.tag, 0) == after, (asked, parameter, choice.value)


def named_area(name: str) -> None:
    area = Area.objects.create(level="district", country_code="LT", name=name, point=CENTRE)
    AreaName.objects.create(area=area, name=name, folded=fold(name))


def everything_different() -> None:
    for n in range(12):
        opportunity = OpportunityFactory(interests=[("music", "technology", "sport")[n % 3]])
        session = SessionFactory(
            opportunity=opportunity,
            min_age=n,
            max_age=n + 8,
            price=(0, 10, None)[n % 3],
            delivery="on-site",
            languages=[("lt", "en")[n % 2]],
            places_left=(0, 3, None)[n % 3 - n % 2],
        )
        for extra in range(n % 4):
            begin = next_weekday((n + extra) % 7 + 1, 6 + (n + 4 * extra) % 13)
            OccurrenceFactory(session=session, starts_at=begin, ends_at=begin, local_on=begin.date())
    refresh(Opportunity.objects.values_list("pk", flat=True))


PARAMETERS = [parameter for one in FILTERS for parameter in one.parameters_of()] + ["sort", "page"]


@pytest.mark.parametrize("page", ["", "0", "-1", "²", "9" * 5000, "000000001" + "1" * 5000])
def test_a_page_that_cannot_be_is_the_first(page):
    assert Search.read({"page": [page]}, CityFactory()).page == 1


def test_words_without_a_letter_find_nothing():
    listed()
    search = Search.read({"q": ["!?"]}, CityFactory())
    assert (search.total, search.counts, search.loosened()[0][1]) == (0, {}, 1)


def test_a_program_that_chooses_everything_is_told_where_reading_stopped():
    search = Search.read(
        {"language": [f"a{letter}{end}" for letter in ascii_lowercase for end in ascii_lowercase]}, CityFactory()
    )
    assert (len(search.values["language"]), len(search.problems)) == (MOST_CHOSEN, 1)


def test_ways_out_of_an_empty_search_are_tried_a_few_at_a_time(django_assert_max_num_queries):
    languages = [f"aa{letter}" for letter in ascii_lowercase]
    with django_assert_max_num_queries(3 * MOST_LOOSENED):
        Search.read({"age": ["8"], "language": languages}, CityFactory()).loosened()


class AnyAddress(TestCase):
    """Whatever stands in an address, there is an answer."""

    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=30), max_size=3), max_size=5))
    def test_never_fails(self, given_parameters):
        search = Search.read(given_parameters, CityFactory())
        assert search.total == len(search.ordered()) == search.ended() == len(search.counts)  # of an empty catalogue

    @settings(max_examples=40, deadline=None)
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "age": st.integers(0, 120).map(str),
                "price_max": st.integers(0, 500).map(str),
                "day": st.integers(1, 7).map(str),
                "time": st.sampled_from(["morning", "evening"]),
                "from": st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(str),
                "bbox": st.just("25,54,26,55"),
            },
        )
    )
    def test_means_the_same_when_it_is_written_again(self, asked):
        city = CityFactory()
        search = Search.read({name: [value] for name, value in asked.items()}, city)
        again = Search.read(parse_qs(search.address()), city)
        assert again.address() == search.address()
