"""Of choices too many to list, the commonest are counted."""

from heapq import nsmallest

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opportunities.search.engines.commonest import MOST, commonest
from opportunities.search.search import Search
from opportunities.search.tags import Facet, tag
from tests.factories import CityFactory

NUMBERS = st.lists(st.integers(0, 5), max_size=3 * MOST)


def counted(numbers, **values):
    search = Search(city=CityFactory.build(), values=values)
    tags = np.array([tag(Facet.PROVIDER, number) for number in range(len(numbers))], np.int64)
    return commonest(tags, np.array(numbers, np.int64), search)


@given(NUMBERS)
def test_the_commonest_are_the_first_by_number_and_tag(numbers):
    all_of_them = [(-number, tag(Facet.PROVIDER, place)) for place, number in enumerate(numbers) if number]
    assert counted(numbers) == {each: -number for number, each in nsmallest(MOST, all_of_them)}


def test_what_is_chosen_is_counted_however_rare():
    assert counted([2] * MOST + [1], provider=(str(MOST),))[tag(Facet.PROVIDER, MOST)] == 1
