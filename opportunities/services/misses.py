"""Counts the words that found nothing, so that a city learns what is missing. Nothing of who asked is kept."""

from __future__ import annotations

import re

from django.db import connection
from django.utils import timezone

from geodata.words import fold
from opportunities.models import SearchMiss, SearchRow
from opportunities.search.search import Search
from opportunities.search.words import condition

MOST_A_DAY = 500  # different words of one city: nobody fills the table by asking for nonsense
DIGITS_OF_A_NUMBER = 5  # as of a telephone or a person: then nothing with a digit is kept

# One statement that waits for no disk: losing a count in a power cut harms nobody, waiting for it would every visitor.
COUNT = """
WITH hurry AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO opportunities_searchmiss AS miss (city_id, "on", words, count)
SELECT %(city)s, %(on)s, %(words)s, 1 FROM hurry
WHERE (SELECT count(*) FROM opportunities_searchmiss WHERE city_id = %(city)s AND "on" = %(on)s) < %(most)s
    OR EXISTS (
        SELECT FROM opportunities_searchmiss WHERE city_id = %(city)s AND "on" = %(on)s AND words = %(words)s
    )
ON CONFLICT (city_id, "on", words) DO UPDATE SET count = miss.count + 1
"""


def count_miss(search: Search) -> bool:
    """Note the words of `search` if it is they that find nothing: not where the other filters leave nothing over.

    Returns: whether it is they.
    """
    if search.total or not search.first("q"):
        return False
    words = countable(search.misspelt or search.first("q"))
    found = SearchRow.objects.filter(condition(search.first("q"), search.city), city=search.city)
    if not words or found.exists():
        return False
    with connection.cursor() as cursor:
        today = timezone.localdate()
        cursor.execute(COUNT, {"city": search.city.pk, "on": today, "words": words, "most": MOST_A_DAY})
    return True


def countable(text: str) -> str:
    """`text` folded, without what may point to a person: e-mail addresses, and digits where there are many."""
    many = len(re.findall(r"\d", text)) >= DIGITS_OF_A_NUMBER
    kept = (word for word in text.split() if "@" not in word and not (many and re.search(r"\d", word)))
    return fold(" ".join(kept))[: SearchMiss._meta.get_field("words").max_length].strip()
