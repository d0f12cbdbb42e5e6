"""Every filter by what it finds, all of it asked of one session; the order by when one can join; the list told."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from geodata.models import Area
from opportunities.models import Interest, Opportunity, Playlist, PlaylistStop, QualificationLevel, SearchRow, Session
from opportunities.search.asking import Form
from opportunities.search.choosing import Choices
from opportunities.search.describing import as_markdown
from opportunities.search.filters import FILTERS
from opportunities.search.groups import Meeting, asked_price
from opportunities.search.meetings import MINUTE_BITS, MINUTE_MASK, WHOLE_DAY, meeting_number
from opportunities.search.search import Search
from opportunities.search.table import refresh, refresh_due
from opportunities.search.tags import Facet
from opportunities.search.vocabulary import choices
from opportunities.selectors.cards import cards
from tests.factories import (
    CENTRE,
    CityFactory,
    OccurrenceFactory,
    OpportunityFactory,
    ProviderFactory,
    SessionFactory,
    TextFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def in_days(days: int, hour: int = 9) -> datetime:
    return timezone.now().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)


def listed(*sessions: dict, **opportunity) -> Opportunity:
    """A published opportunity with these sessions at one place, each with the meetings it names as `meets`."""
    one, venue = OpportunityFactory(**opportunity), VenueFactory()
    TextFactory(opportunity=one)
    for values in sessions or ({},):
        meets = values.pop("meets", ())
        session = SessionFactory(opportunity=one, venue=venue, **values)
        for at in meets:
            OccurrenceFactory(session=session, starts_at=at, ends_at=at + HOUR, local_on=at.date())
    refresh([one.pk])
    return one


def search(**asked) -> Search:
    given = {name: value if isinstance(value, list) else [value] for name, value in asked.items()}
    return Search.read(given, CityFactory())


def found(**asked) -> list[int]:
    """The opportunities that a search gives, in the order of the list."""
    return list(search(**asked).ordered().values_list("opportunity", flat=True))


# --- of one session


def two_groups() -> Opportunity:
    """Nine-year-olds meet the day after tomorrow for 10 euros; fifteen-year-olds in four days for 40, in English."""
    return listed(
        {"min_age": 9, "max_age": 10, "price": 10, "languages": ["lt"], "meets": [in_days(2)]},
        {"min_age": 15, "max_age": 16, "price": 40, "languages": ["en"], "meets": [in_days(4, 16)]},
    )


@pytest.mark.parametrize(
    "other", [{"price_max": "20"}, {"language": "lt"}, {"to": in_days(3).date().isoformat()}, {"time": "morning"}]
)
def test_an_age_and_anything_else_are_asked_of_one_session(other):
    one = two_groups()
    assert (found(age="9", **other), found(age="15", **other), found(age="15")) == ([one.pk], [], [one.pk])


def test_sessions_that_differ_only_in_when_they_meet_share_a_row():
    listed({"min_age": 9, "meets": [in_days(2)]}, {"min_age": 9, "meets": [in_days(4)]})
    assert [len(row.session_ids) for row in SearchRow.objects.all()] == [2]


def test_a_day_a_time_and_dates_are_asked_of_one_meeting():
    morning, evening = in_days(2, 6), in_days(9, 17)
    one = listed({"meets": [morning, evening]})
    week = {"from": in_days(1).date().isoformat(), "to": in_days(5).date().isoformat()}
    assert (found(time="morning", **week), found(time="evening", **week)) == ([one.pk], [])


def test_a_day_is_counted_within_the_chosen_dates():
    listed({"meets": [in_days(2), in_days(10)]})
    until = search(to=in_days(5).date().isoformat())
    assert search(day=str(in_days(10).isoweekday()), to=in_days(5).date().isoformat()).total == 0
    counted = {choice.value: until.counts.get(choice.tag, 0) for choice in choices(Facet.WEEKDAY, CityFactory())}
    assert counted == {str(day): int(day == in_days(2).isoweekday()) for day in range(1, 8)}


def test_the_card_of_a_group_tells_of_its_own_sessions():
    two_groups()
    told = {card.audience: card.price for card in cards(SearchRow.objects.order_by("min_age"))}
    assert told == {"Ages 9–10": "€10", "Ages 15–16": "€40"}


@given(st.dates(), st.one_of(st.none(), st.times()))
def test_a_meeting_comes_back_from_its_number(on, begins):
    number = meeting_number(on, begins)
    minute = WHOLE_DAY if begins is None else begins.hour * 60 + begins.minute
    assert (number >> MINUTE_BITS, number & MINUTE_MASK) == (on.toordinal(), minute)


# --- places, booking, and when one can join


@pytest.mark.parametrize(
    ("session", "free", "may_join"),
    [
        ({"places_left": 3}, True, True),
        ({}, False, True),
        ({"places_left": 0}, False, False),
        ({"places_left": 3, "booking_opens_at": in_days(1)}, False, False),
        ({"places_left": 3, "booking_closes_at": in_days(-1)}, False, False),
        ({"places_left": 3, "booking_opens_at": in_days(-1), "booking_closes_at": in_days(1)}, True, True),
    ],
)
def test_a_free_place_is_one_that_can_be_had_now(session, free, may_join):
    listed({**session, "meets": [in_days(3)]})
    assert (bool(found(seats="free")), bool(found(seats="open"))) == (free, may_join)
    assert (SearchRow.objects.get().next_bookable_at is not None) is may_join


def test_what_can_be_joined_comes_before_what_is_full_and_meets_sooner():
    full = listed({"places_left": 0, "meets": [in_days(1)]})
    later = listed({"meets": [in_days(5)]})
    assert found(sort="soonest") == [later.pk, full.pk]


def test_soonest_means_the_soonest_of_the_meetings_that_were_asked_for():
    mixed = listed({"meets": [in_days(1, 6), in_days(8, 17)]})
    evenings = listed({"meets": [in_days(3, 17)]})
    assert (found(sort="soonest"), found(sort="soonest", time="evening")) == (
        [mixed.pk, evenings.pk],
        [evenings.pk, mixed.pk],
    )


def test_booking_that_closes_takes_its_row_along():
    listed({"places_left": 2, "booking_closes_at": in_days(1), "meets": [in_days(3)]})
    row = SearchRow.objects.get()
    assert row.due_at == in_days(1)
    Session.objects.update(booking_closes_at=timezone.now() - HOUR)
    refresh_due(now=in_days(2))
    assert not found(seats="open")


def test_nothing_that_is_not_due_is_refreshed():
    listed({"meets": [in_days(3)]})
    assert refresh_due() == 0


def test_booking_cannot_close_before_it_opens():
    session = SessionFactory.build(booking_opens_at=in_days(2), booking_closes_at=in_days(1))
    constraint = next(one for one in Session._meta.constraints if one.name == "session_booking_opens_before_it_closes")
    with pytest.raises(Exception, match="closes before"):
        constraint.validate(Session, session)


# --- price


def weekly(weeks: int, start: int = 1) -> list[Meeting]:
    days = [in_days(start + 7 * week) for week in range(weeks)]
    return [Meeting(day.date(), day.time(), day, day + HOUR) for day in days]


@pytest.mark.parametrize(
    ("unit", "meetings", "asked"),
    [
        ("month", weekly(20), 5),
        ("once", weekly(20), 5),
        ("term", weekly(20), 5),
        ("meeting", weekly(20), 20),
        ("meeting", weekly(2), 10),
        ("meeting", weekly(1), 5),
        ("meeting", [], 5),
    ],
)
def test_what_is_paid_each_time_counts_as_often_as_it_meets_in_four_weeks(unit, meetings, asked):
    assert asked_price(Session(price=Decimal(5), price_unit=unit), meetings) == asked


def test_holidays_do_not_make_a_weekly_group_cheaper():
    with_gap = [*weekly(6), *weekly(10, start=8 * 7)]
    assert asked_price(Session(price=Decimal(5), price_unit="meeting"), with_gap) == 20


# --- further filters


def test_a_level_is_found_by_its_number():
    level = QualificationLevel.objects.create(slug="eqf-5", level=5, names={"en": "EQF level 5"})
    one, _other = listed(level=level), listed()
    assert found(level="5") == [one.pk]


@pytest.mark.parametrize(
    ("value", "given_"),
    [
        ("badge", {"badge": "First robot"}),
        ("certificate", {"certificate": "Certificate"}),
        ("microcredential", {"microcredential": "Robotics"}),
        ("credits", {"ects": 3}),
    ],
)
def test_what_one_can_earn_is_found(value, given_):
    one, _other = listed(**given_), listed()
    assert found(badge=value) == [one.pk]


def test_an_organisation_is_found_by_its_number():
    provider = ProviderFactory()
    one, _other = listed(provider=provider), listed()
    assert found(provider=f"00{provider.pk}") == [one.pk]


@pytest.mark.parametrize("value", ["0", "99999999", "-1", "²", "x" * 5000])
def test_an_organisation_nobody_knows_is_said(value):
    listed()
    asked = search(provider=value)
    assert (asked.total, len(asked.problems)) == (1, 1)


def playlist(*, published: bool, opportunity: Opportunity) -> None:
    made = Playlist.objects.create(
        city=CityFactory(), slug="robot", names={"en": "Robot"}, state="published" if published else "draft"
    )
    stop = PlaylistStop.objects.create(playlist=made, position=1, names={"en": "Build"})
    PlaylistStop.opportunities.through.objects.create(playliststop=stop, opportunity=opportunity)
    refresh([opportunity.pk])


def test_a_playlist_finds_what_meets_its_stops():
    one, _other = listed(), listed()
    playlist(published=True, opportunity=one)
    assert found(playlist="robot") == [one.pk]


def test_a_playlist_that_is_not_published_cannot_be_asked_for():
    one = listed()
    playlist(published=False, opportunity=one)
    assert search(playlist="robot").problems


def test_an_interest_is_found_by_the_skill_of_esco_that_it_is():
    one = listed(interests=["robotics"])
    Interest.objects.update(same_as=["http://data.europa.eu/esco/skill/1"])
    assert found(interest="http://data.europa.eu/esco/skill/1") == [one.pk]


def test_a_region_offers_its_municipalities_with_their_districts():
    region = Area.objects.create(level="county", country_code="LT", name="Vilniaus apskritis", point=CENTRE)
    town = Area.objects.create(level="municipality", country_code="LT", name="Trakai", point=CENTRE, parent=region)
    part = Area.objects.create(level="district", country_code="LT", name="Karaimų", point=CENTRE, parent=town)
    city = CityFactory(slug="region", area=region)
    assert [(one.value, [below.value for below in one.children]) for one in choices(Facet.AREA, city)] == [
        (str(town.pk), [str(part.pk)])
    ]


@pytest.mark.parametrize("value", ["LT", "lt-LT", "lt"])
def test_a_language_is_one_whatever_its_region(value):
    assert search(language=[value, "lt"]).values["language"] == ("lt",)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2031-02-01", "to": "2031-01-01"},
        {"to": "2020-01-01"},
        {"age": "200"},
        {"age": "-1"},
        {"price_max": "1e9"},
        {"day": "8"},
        {"level": "9"},
        {"badge": "medal"},
        {"seats": "2"},
        {"playlist": "nowhere"},
    ],
)
def test_what_cannot_be_is_said_in_words(asked):
    assert search(**asked).problems


# --- the list, told


def test_the_page_about_filters_is_what_the_list_says():
    page = settings.BASE_DIR / "docs" / "filters.md"
    assert page.read_text("utf-8") == as_markdown(), "Run manage.py describe_filters."


def test_every_parameter_of_a_filter_is_told_once():
    for one in FILTERS:
        assert [each.name for each in one.describe()] == list(one.parameters_of())


@pytest.mark.parametrize(
    "one", [one for one in FILTERS if isinstance(one, Choices) and one.fixed], ids=lambda f: f.name
)
def test_choices_that_are_told_as_fixed_are_all_there_is(one):
    city = CityFactory(voucher_name="Voucher")
    assert [choice.value for choice in choices(one.facet, city)] == list(one.fixed)


def test_a_whole_number_says_its_bounds():
    numbers = [each for one in FILTERS for each in one.describe() if each.form is Form.INTEGER]
    assert all(each.least is not None and each.most is not None for each in numbers)
