"""The rank index answers every question as SQL does: totals, counts, lists and squares of the map, to the last row."""

import json
from contextlib import ExitStack
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opportunities.models import SearchChange, SearchRow
from opportunities.search.engines.index import IndexEngine
from opportunities.search.engines.sql import SqlEngine
from opportunities.search.index import making, order, postings, segment, wished
from opportunities.search.index.building import write_city
from opportunities.search.index.live import State, following
from opportunities.search.index.news import BEGINNING
from opportunities.search.index.snapshot import MANIFEST, Snapshot, file_name
from opportunities.search.search import Search
from opportunities.search.texts import write_texts
from tests.factories import CityFactory, OpportunityFactory, ProviderFactory, TextFactory
from tests.opportunities.search_rows import ROWS, SEARCHES, VIEWS, WORDS, answers, save

CATALOGUES = st.lists(ROWS, max_size=25)
EDITS = st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), ROWS)), max_size=6)
patient = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def state_of(folder: Path, *cities) -> State:
    """A snapshot of the search table as it is now, opened."""
    rows = {}
    for city in cities:
        rows[city.pk] = write_city(folder / file_name(city.pk), city.pk, timezone.localdate().toordinal())
    (folder / MANIFEST).write_text(json.dumps({"rows": rows}))
    SearchChange.objects.all().delete()
    return State(snapshot=Snapshot(folder))


def engine_of(state: State, city) -> IndexEngine:
    parts = state.parts(city.pk)
    assert parts is not None
    return IndexEngine(parts)


class IndexEqualsSql(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.city, elsewhere = CityFactory(), CityFactory(slug="kaunas", name="Kaunas")
        cls.cities = [cls.city, elsewhere]
        cls.opportunities = []
        for number in range(8):
            city = elsewhere if number == 7 else cls.city
            opportunity = OpportunityFactory(city=city, provider=ProviderFactory(city=city))
            titles = [WORDS[number % 4], WORDS[number % 3]] if number % 2 else [WORDS[number % 4]]
            TextFactory(opportunity=opportunity, title=" ".join(titles), summary=WORDS[(number + 1) % 4])
            cls.opportunities.append(opportunity)
        write_texts(ids := [each.pk for each in cls.opportunities], published=ids)

    @given(CATALOGUES, st.lists(st.tuples(SEARCHES, VIEWS), min_size=1, max_size=5), st.sampled_from([0, 8, 8192]))
    @patient
    def test_the_index_answers_as_sql_does(self, rows, questions, few):
        """With few rows as with many, of which some are walked through and some things are rare: by `few`."""
        many = {"FEW": few, "STRIDE": max(1, few), "RARE": few // 2, "FREQUENT_OF": few // 2, "LONG_OF": few // 2}
        many["FEW_OF"] = few // 4
        with ExitStack() as as_of_many:
            for module, name in product((making, order, postings, segment, wished), many):
                if hasattr(module, name):
                    as_of_many.enter_context(patch.object(module, name, many[name]))
            self._compare(rows, questions)

    def _compare(self, rows, questions):
        for lead, row in enumerate(rows):
            save(row, self.opportunities, lead)
        with TemporaryDirectory() as folder:
            index = engine_of(state_of(Path(folder), *self.cities), self.city)
            for asked, view in questions:
                search = Search.read(asked, self.city)
                assert answers(index, search, view) == answers(SqlEngine(), search, view)

    @given(CATALOGUES, EDITS, EDITS, SEARCHES, VIEWS)
    @patient
    def test_edits_and_deletions_are_seen_at_once(self, rows, edits, later, asked, view):
        for lead, row in enumerate(rows):
            save(row, self.opportunities, lead)
        with TemporaryDirectory() as folder:
            state = state_of(Path(folder), *self.cities)
            for number, changes in enumerate((edits, later), start=1):
                self._change(changes, first_lead=1000 * number)
                # A snapshot of the transaction that writes would hold its later changes too: look from the start.
                state = following(replace(state, seen=BEGINNING))
                search = Search.read(asked, self.city)
                found = answers(engine_of(state, self.city), search, view)
                assert found == answers(SqlEngine(), search, view)

    def _change(self, edits, *, first_lead: int) -> None:
        for number, (which, row) in enumerate(edits):
            SearchRow.objects.filter(pk__in=SearchRow.objects.order_by("pk")[which : which + 1].values("pk")).delete()
            if row:
                save(row, self.opportunities, first_lead + number)
