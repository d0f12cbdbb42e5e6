"""Words that found nothing are counted, without anybody behind them, and shown only when many have searched so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from opportunities.models import SearchMiss
from opportunities.search.search import Search
from opportunities.search.table import refresh
from opportunities.services import misses
from opportunities.services.misses import count_miss, countable
from tests.factories import CityFactory, OpportunityFactory, TextFactory


def search(**asked: str) -> Search:
    return Search.read({name: [value] for name, value in asked.items()}, CityFactory())


def kept() -> dict[str, int]:
    return dict(SearchMiss.objects.values_list("words", "count"))


def test_words_that_find_nothing_are_counted(db):
    for words in ("Falconry", "falconry ", "curling"):
        count_miss(search(q=words))
    assert kept() == {"falconry": 2, "curling": 1}


def test_words_that_find_something_are_not_counted_whatever_else_was_asked(db):
    opportunity = OpportunityFactory()
    TextFactory(opportunity=opportunity, title="Falconry")
    refresh([opportunity.pk])
    count_miss(search(q="falconry"))
    count_miss(search(q="falconry", age="3"))
    assert kept() == {}


def test_a_search_without_words_is_not_counted(db):
    count_miss(search(age="3"))
    assert kept() == {}


def test_a_visit_counts(client, db):
    CityFactory()
    client.get("/vilnius/explore/?q=falconry")
    assert kept() == {"falconry": 1}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("judo jonas@example.org", "judo"),
        ("judo +370 612 34567", "judo"),
        ("judo 61234567", "judo"),
        ("Šokiai 2026", "sokiai 2026"),
        ("jonas@example.org", ""),
        ("!?", ""),
    ],
)
def test_what_may_point_to_a_person_is_not_kept(typed, words):
    assert countable(typed) == words


@given(st.text(max_size=400))
def test_whatever_is_typed_fits_and_has_few_digits(text):
    words = countable(text)
    assert len(words) <= 100
    assert "@" not in words


def test_nobody_fills_the_table(db, monkeypatch):
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    for words in ("falconry", "curling", "bobsleigh", "falconry"):
        count_miss(search(q=words))
    assert kept() == {"falconry": 2, "curling": 1}


def note(words: str, count: int, *, days_ago: int = 0) -> None:
    on = timezone.localdate() - timedelta(days=days_ago)
    SearchMiss.objects.create(city=CityFactory(), on=on, words=words, count=count)


def test_nine_searches_are_shown_to_nobody_and_ten_are(db):
    note("falconry", 9)
    note("curling", 4)
    note("curling", 6, days_ago=30)
    assert [(row["words"], row["times"]) for row in SearchMiss.objects.showable()] == [("curling", 10)]


def test_what_is_older_than_ninety_days_does_not_count(db):
    note("falconry", 9)
    note("falconry", 9, days_ago=91)
    assert not SearchMiss.objects.showable()


def test_counting_takes_one_statement_more_than_the_search(db, django_assert_num_queries):
    asked = search(q="falconry")
    assert asked.total == 0
    with django_assert_num_queries(2):
        count_miss(asked)
