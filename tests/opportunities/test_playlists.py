"""What meets a stop, what stands in, and that a playlist in the database is finished in time or flagged."""

from datetime import timedelta
from itertools import pairwise, product

import pytest
from django.contrib.gis.geos import Point
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opportunities.models import Opportunity, Playlist, SearchRow, Session
from opportunities.playlists.completing import completable, standing_of
from opportunities.playlists.plan import Reason
from opportunities.search.search import Search
from opportunities.search.table import refresh
from opportunities.selectors.playlist_words import substitute_words
from opportunities.services.editing import after_edit
from opportunities.services.occurrences import refresh_occurrences
from opportunities.services.playlist_watch import tell_of_gaps, watch_playlists
from tests.factories import CENTRE, CityFactory, InterestFactory, ProviderFactory, UserFactory
from tests.opportunities.playlist_rows import a_playlist, an_activity, local

pytestmark = pytest.mark.django_db


def met(playlist: Playlist, number: int = 1) -> set[int]:
    standing = standing_of(playlist.stops.all())
    return {offer.opportunity for offer in standing.offers[playlist.stops.get(position=number).pk]}


def stand_ins(playlist: Playlist) -> list[int]:
    standing = standing_of(playlist.stops.all())
    return [one.offer.opportunity for several in standing.substitutes.values() for one in several]


def test_a_named_activity_meets_its_stop():
    chess, _other = an_activity(), an_activity()
    assert met(a_playlist({"opportunities": [chess]})) == {chess.pk}


def test_any_activity_of_an_interest_meets_a_stop_that_asks_for_it():
    chess, _other = an_activity(interests=["chess"]), an_activity(interests=["music"])
    assert met(a_playlist({"interests": [InterestFactory(slug="chess")]})) == {chess.pk}


def test_what_lies_below_an_interest_counts():
    sport = InterestFactory(slug="sport")
    chess = an_activity(interests=[InterestFactory(slug="chess", parent=sport)])
    assert met(a_playlist({"interests": [sport]})) == {chess.pk}


def test_all_criteria_of_a_stop_have_to_fit():
    provider = ProviderFactory()
    both = an_activity(interests=["chess"], provider=provider)
    an_activity(interests=["chess"])
    an_activity(provider=provider)
    stop = {"interests": [InterestFactory(slug="chess")], "providers": [provider]}
    assert met(a_playlist(stop)) == {both.pk}


def test_a_stop_may_ask_for_another_city():
    kaunas = CityFactory(slug="kaunas", name="Kaunas")
    _here, there = an_activity(interests=["chess"]), an_activity(interests=["chess"], city=kaunas)
    assert met(a_playlist({"interests": [InterestFactory(slug="chess")], "cities": [kaunas]})) == {there.pk}


@pytest.mark.parametrize(
    "values", [{"days": -3}, {"places_left": 0}, {"max_age": 9}, {"min_age": 15}, {"status": "draft", "live": False}]
)
def test_what_cannot_be_joined_meets_no_stop(values):
    chess = an_activity(interests=["chess"], **values)
    stop = {"opportunities": [chess], "interests": [InterestFactory(slug="chess")]}
    assert met(a_playlist(stop, min_age=12)) == set()


def test_a_stop_that_asks_for_nothing_is_met_by_nothing():
    an_activity()
    assert met(a_playlist({})) == set()


def test_the_filter_of_a_playlist_finds_what_meets_its_stops():
    chess, _other = an_activity(interests=["chess"]), an_activity(interests=["music"])
    playlist = a_playlist({"interests": [InterestFactory(slug="chess")]})
    after_edit(playlist)
    rows = Search.read({"playlist": ["way"]}, playlist.city).rows()
    assert [row.opportunity_id for row in rows] == [chess.pk]


def test_what_appears_later_belongs_to_the_playlist_by_itself():
    playlist = a_playlist({"interests": [InterestFactory(slug="chess")]})
    chess = an_activity(interests=["chess"])
    assert [row.opportunity_id for row in Search.read({"playlist": ["way"]}, playlist.city).rows()] == [chess.pk]


def test_what_a_playlist_no_longer_asks_for_leaves_its_filter():
    an_activity(interests=["chess"])
    playlist = a_playlist({"interests": [InterestFactory(slug="chess")]})
    after_edit(playlist)
    playlist.stops.get().interests.clear()
    after_edit(playlist)
    assert not Search.read({"playlist": ["way"]}, playlist.city).rows().exists()


TAGS = st.sets(st.integers(1, 4), max_size=4)


class TheSameOfEveryRow(TestCase):
    """The question to the database and the answer in memory."""

    @settings(max_examples=15)
    @given(st.lists(st.tuples(TAGS, st.integers(0, 20), st.integers(0, 20)), max_size=5), TAGS, st.integers(0, 20))
    def test_a_requirement_admits_just_the_rows_of_its_condition(self, rows, wanted, age):
        interests = {number: InterestFactory(slug=f"i{number}") for number in range(1, 5)}
        for tags, low, high in rows:
            ages = {"min_age": min(low, high), "max_age": max(low, high)}
            an_activity(interests=[interests[one] for one in sorted(tags)], **ages)
        a_playlist({"interests": [interests[one] for one in wanted], "min_age": age})
        after_edit(Playlist.objects.get())
        from_memory = set(Search.read({"playlist": ["way"]}, CityFactory()).rows().values_list("pk", flat=True))
        expected = {
            row.pk
            for row, (tags, low, high) in zip(SearchRow.objects.order_by("opportunity"), rows, strict=True)
            if tags & wanted and min(low, high) <= age <= max(low, high)
        }
        assert (from_memory, {len(met(Playlist.objects.get()))}) == (expected, {len(expected)})


def test_the_nearest_of_the_same_interest_stands_in_for_what_is_over():
    gone = an_activity("Old", days=-5, interests=["chess"], at=CENTRE)
    far = an_activity("Far", interests=["chess"], at=Point(25.33, 54.69, srid=4326))
    near = an_activity("Near", interests=["chess"], at=Point(25.29, 54.69, srid=4326))
    an_activity("Other", interests=["music"], at=CENTRE)
    assert stand_ins(a_playlist({"opportunities": [gone]}))[:2] == [near.pk, far.pk]


def test_what_is_out_of_reach_does_not_stand_in():
    gone = an_activity("Old", days=-5, interests=["chess"], at=CENTRE)
    an_activity("Far", interests=["chess"], at=Point(25.6, 54.69, srid=4326))
    assert stand_ins(a_playlist({"opportunities": [gone]})) == []


def test_what_is_for_another_age_does_not_stand_in():
    gone = an_activity("Old", days=-5, interests=["chess"], at=CENTRE)
    an_activity("Near", interests=["chess"], at=CENTRE, min_age=18)
    assert stand_ins(a_playlist({"opportunities": [gone]}, min_age=12)) == []


def test_the_reason_is_said_in_words():
    gone = an_activity("Old", days=-5, interests=["chess"], at=CENTRE)
    an_activity("Near", interests=["chess"], at=Point(25.29, 54.6872, srid=4326), days=20)
    playlist = a_playlist({"opportunities": [gone]})
    [[one]] = standing_of(playlist.stops.all()).substitutes.values()
    words = substitute_words(one, timezone.get_default_timezone())
    assert words.startswith("Same interest · 650 m from the old place · starts ")


def test_nothing_stands_in_where_enough_is_left():
    gone, left = an_activity(days=-5, interests=["chess"]), an_activity(interests=["chess"])
    an_activity(interests=["chess"])
    assert stand_ins(a_playlist({"opportunities": [gone, left]})) == []


def test_a_playlist_is_finished_by_what_stands_in():
    gone = an_activity(days=-5, interests=["chess"])
    an_activity(interests=["chess"])
    assert completable(a_playlist({"opportunities": [gone]})).is_complete


def test_the_plan_keeps_the_order_of_the_stops():
    chess, music = an_activity(days=3), an_activity(days=5)
    plan = completable(a_playlist({"opportunities": [chess]}, {"opportunities": [music]}))
    assert [local(pick.meeting.starts_at) for pick in plan.picks] == [(3, 17), (5, 17)]


def test_a_playlist_whose_dates_are_in_the_wrong_order_is_too_late():
    chess, music = an_activity(days=5), an_activity(days=3)
    plan = completable(a_playlist({"opportunities": [chess]}, {"opportunities": [music]}))
    assert [flaw.code for flaw in plan.flaws] == [Reason.LATE]


@pytest.mark.parametrize(("weeks", "is_complete"), [(1, False), (2, True)])
def test_the_stated_weeks_decide(weeks, is_complete):
    playlist = a_playlist({"opportunities": [an_activity(days=10)]}, weeks=weeks)
    assert completable(playlist).is_complete == is_complete


def test_who_begins_later_has_later_dates():
    playlist = a_playlist({"opportunities": [an_activity(days=3)]})
    assert not completable(playlist, on=timezone.localdate() + timedelta(days=5)).is_complete


DAYS = st.lists(st.tuples(st.integers(-2, 9), st.integers(8, 20)), max_size=3)


class FinishedOrFlagged(TestCase):
    """For random calendars every published playlist is completable within its stated weeks, or flagged."""

    @settings(max_examples=25)
    @given(st.lists(st.tuples(DAYS, st.integers(1, 2), st.booleans()), min_size=1, max_size=3))
    def test_every_published_playlist_is(self, told):
        stops = [
            {"opportunities": [an_activity(days=day, hour=hour) for day, hour in days], "needs": needs}
            | {"is_optional": is_optional}
            for days, needs, is_optional in told
        ]
        playlist = a_playlist(*stops, weeks=1)
        watch_playlists()
        playlist.refresh_from_db()
        assert (playlist.flagged_at is None) == by_trying_everything(told)


def by_trying_everything(told) -> bool:
    """Whether some choice of meetings fits: of every mandatory stop any `needs`, each after the one before."""
    needed = [
        [sorted(some) for some in subsets([one for one in days if one[0] >= 1 or is_later_today(one)], needs)]
        for days, needs, is_optional in told
        if not is_optional
    ]
    for picks in product(*needed):
        dates = [(day * 24 + hour) for several in picks for day, hour in several]
        fits = all(after - before >= 1 for before, after in pairwise(dates))
        if fits and all(day < 7 for several in picks for day, _hour in several):
            return True
    return False


def is_later_today(one: tuple[int, int]) -> bool:
    now = timezone.localtime()
    return one[0] == 0 and one[1] > now.hour


def subsets(rows: list, size: int) -> list[list]:
    chosen = [[index] for index in range(len(rows))] if size else [[]]
    for _more in range(size - 1):
        chosen = [[*some, index] for some in chosen for index in range(some[-1] + 1, len(rows))]
    return [[rows[index] for index in some] for some in chosen]


def lacking(**values) -> Playlist:
    return a_playlist({"opportunities": [an_activity(days=-5)]}, **values)


def test_the_owner_is_told_once_of_a_stop_that_nothing_meets():
    playlist = lacking(owner=UserFactory(email="owner@example.org"))
    assert watch_playlists() == [playlist.pk]
    assert [tell_of_gaps(playlist), tell_of_gaps(playlist), watch_playlists()] == [True, False, []]
    assert [letter.to for letter in mail.outbox] == [["owner@example.org"]]
    assert "Stop 1" in mail.outbox[0].body


def test_who_has_no_owner_is_told_of_to_the_city():
    playlist = lacking(city=CityFactory(contact="city@example.org"))
    watch_playlists()
    tell_of_gaps(playlist)
    assert [letter.to for letter in mail.outbox] == [["city@example.org"]]


def test_a_stop_that_is_met_again_is_told_of_again_when_it_is_lost_again():
    playlist = lacking(owner=UserFactory())
    opportunity = Opportunity.objects.get()
    watch_playlists()
    tell_of_gaps(playlist)
    Session.objects.update(starts_on=None, ends_on=None)
    refresh_occurrences(Session.objects.values_list("pk", flat=True))
    refresh([opportunity.pk])
    watch_playlists()
    assert playlist.stops.get().unmet_since is None
    Opportunity.objects.update(status="archived", live=False)
    refresh([opportunity.pk])
    assert watch_playlists() == [playlist.pk]


def test_a_draft_is_not_watched():
    lacking(state="draft")
    assert watch_playlists() == []


def test_two_stops_may_not_be_at_one_place():
    playlist = a_playlist({}, {})

    def put_together():
        playlist.stops.update(position=1)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        put_together()
