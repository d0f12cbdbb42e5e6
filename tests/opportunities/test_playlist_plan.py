"""Whether a playlist can be finished: the exact plan against trying everything one by one; and the way between."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opportunities.playlists.plan import Choice, Meeting, Reason, Step, make_plan
from opportunities.playlists.travel import length_m, visiting_order

BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
END = BEGIN + timedelta(hours=14)


def at(hour: float) -> datetime:
    return BEGIN + timedelta(hours=hour)


def meeting(begins: float, ends: float, session: int = 1) -> Meeting:
    return Meeting(at(begins), at(ends), session)


def step(stop: int, *choices: Choice, needs: int = 1, optional: bool = False) -> Step:
    return Step(stop, choices, needs, optional)


MEETINGS = st.builds(lambda begins, lasts: meeting(begins, begins + lasts), st.integers(0, 13), st.integers(0, 4))
CHOICES = st.lists(MEETINGS, max_size=3).map(tuple)
OPENINGS = st.one_of(st.none(), st.tuples(st.integers(0, 10), st.one_of(st.none(), st.integers(0, 12))))


@st.composite
def steps(draw) -> list[Step]:
    found = []
    for stop in range(draw(st.integers(1, 3))):
        choices = []
        for offer in range(draw(st.integers(0, 3))):
            opening = draw(OPENINGS) if draw(st.booleans()) else None
            opens = at(opening[0]) if opening else None
            closes = at(opening[1]) if opening and opening[1] is not None else None
            choices.append(Choice(offer, draw(CHOICES), opens, closes))
        found.append(Step(stop, tuple(choices), draw(st.integers(1, 3)), draw(st.integers(0, 4)) == 0))
    return found


def ways(one: Step, since: datetime) -> set[datetime]:
    """When a stop may be over if begun at `since`, every order of every choice of meetings tried."""
    over = set()
    for offers in permutations(one.choices, one.needs):
        moments = {since}
        for choice in offers:
            after = set()
            for moment in moments:
                after |= {each.ends_at for each in choice.meetings if each.starts_at >= moment and each.ends_at <= END}
                if choice.opens_at is not None:
                    begins = max(moment, choice.opens_at)
                    if begins <= END and (choice.closes_at is None or begins <= choice.closes_at):
                        after.add(begins)
            moments = after
        over |= moments
    return over


def can_be_finished(found: list[Step]) -> bool:
    moments = {BEGIN}
    for one in found:
        if not one.is_optional:
            moments = {over for moment in moments for over in ways(one, moment)}
    return bool(moments)


@given(steps())
def test_there_is_a_plan_just_when_trying_everything_finds_one(found):
    assert make_plan(found, since=BEGIN, until=END).is_complete == can_be_finished(found)


TIGHT = st.lists(
    st.lists(
        st.builds(lambda begins, lasts: meeting(begins, begins + lasts), st.integers(0, 4), st.integers(1, 3)),
        min_size=1,
        max_size=2,
    ),
    min_size=2,
    max_size=4,
)


@settings(max_examples=400)
@given(TIGHT, st.integers(2, 3))
def test_a_stop_that_needs_several_of_a_crowded_day_is_planned_if_it_can_be(offers, needs):
    found = [Step(1, tuple(Choice(number, tuple(several)) for number, several in enumerate(offers)), needs)]
    assert make_plan(found, since=BEGIN, until=END).is_complete == can_be_finished(found)


@given(steps())
def test_a_plan_goes_to_what_there_is_in_order_and_one_at_a_time(found):
    plan = make_plan(found, since=BEGIN, until=END)
    choices = {(one.stop, choice.offer): choice for one in found for choice in one.choices}
    for pick in plan.picks:
        choice = choices[pick.stop, pick.offer]
        assert pick.meeting in choice.meetings or (pick.meeting.session == 0 and choice.opens_at is not None)
    for before, after in pairwise(plan.picks):
        assert before.stop <= after.stop
        assert before.meeting.ends_at <= after.meeting.starts_at
    assert all(pick.meeting.starts_at >= BEGIN and pick.meeting.ends_at <= END for pick in plan.picks)


@given(steps())
def test_a_plan_has_as_many_different_offers_as_each_stop_needs(found):
    plan = make_plan(found, since=BEGIN, until=END)
    for one in found if plan.is_complete else ():
        offers = [pick.offer for pick in plan.picks if pick.stop == one.stop]
        assert len(offers) == len(set(offers)) == (0 if one.is_optional else one.needs)


@given(steps())
def test_a_playlist_has_a_plan_or_flaws_never_both(found):
    plan = make_plan(found, since=BEGIN, until=END)
    assert not (plan.picks and plan.flaws)


def test_what_ends_first_is_not_always_taken_first():
    """One after the other only if the long one comes first: a plan that takes what ends first misses it."""
    short, long = Choice(1, (meeting(0, 1), meeting(2, 3))), Choice(2, (meeting(0, 2),))
    plan = make_plan([step(1, short, long, needs=2)], since=BEGIN, until=END)
    assert [pick.offer for pick in plan.picks] == [2, 1]


def test_a_plan_goes_to_something_else_for_each_stop_if_it_can():
    first, second = Choice(1, (meeting(0, 1), meeting(2, 3))), Choice(2, (meeting(4, 5),))
    plan = make_plan([step(1, first, second), step(2, first, second)], since=BEGIN, until=END)
    assert [pick.offer for pick in plan.picks] == [1, 2]


def test_a_plan_goes_to_the_same_twice_rather_than_not_at_all():
    only = Choice(1, (meeting(0, 1), meeting(2, 3)))
    assert make_plan([step(1, only), step(2, only)], since=BEGIN, until=END).is_complete


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (step(1), Reason.NOTHING),
        (step(1, Choice(1, (meeting(0, 1),)), needs=2), Reason.FEW),
        (step(1, Choice(1, (meeting(13, 16),))), Reason.LATE),
    ],
)
def test_a_flaw_says_what_is_the_matter(one, reason):
    assert [flaw.code for flaw in make_plan([one], since=BEGIN, until=END).flaws] == [reason]


def test_what_may_be_left_out_stands_in_nobodys_way():
    assert make_plan([step(1, optional=True)], since=BEGIN, until=END).is_complete


PLACES = st.lists(st.tuples(st.floats(25.0, 25.5), st.floats(54.5, 54.9)), min_size=0, max_size=6)


@given(PLACES)
def test_a_way_visits_every_place_once(places):
    assert sorted(visiting_order(places, start=(25.2, 54.7))) == list(range(len(places)))


@given(PLACES)
def test_a_short_way_is_nearly_the_best_of_all(places):
    found = length_m(places, visiting_order(places, start=(25.2, 54.7)), start=(25.2, 54.7))
    assert found <= 1.4 * _best(places) + 1


def _best(places) -> float:
    orders = permutations(range(len(places)))
    return min(length_m(places, list(order), start=(25.2, 54.7)) for order in orders)


def test_the_brute_force_knows_a_plan_from_none():
    """The control of the property above."""
    early, late = Choice(1, (meeting(0, 1),)), Choice(1, (meeting(3, 4),))
    assert [can_be_finished([step(1, one), step(2, early)]) for one in (early, late)] == [False, False]
    assert can_be_finished([step(1, early), step(2, late)])
