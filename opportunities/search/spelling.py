"""Typing errors: which word of the catalogue was meant by one that it does not have.

`SearchWord` counts every word of a city's texts. A word that no text has, not even inflected or unfinished, gives way
to the likeliest of those that look like it: found by trigrams, ordered by how many letters are wrong (one too many, too
few, another, or two exchanged), then by whether the first letter is right, then by how many texts have the word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.db import connection
from rapidfuzz.distance import OSA

from opportunities.models import City
from opportunities.search.texts import STEMMED
from opportunities.search.words import Phrase, Query, understood

SHORTEST = 4  # letters: shorter words look like too many others
LONG = 7  # letters, from which on two may be wrong; typed or meant
MOST_CORRECTED = 4  # words of a search
_word = re.compile(r"[^\W\d_]+")

# For each word: does any of the city's texts have it, stemmed as that text is? Words that say nothing ("the") count.
KNOWN = """
SELECT word FROM unnest(%(words)s::text[], %(unfinished)s::bool[]) AS asked(word, unfinished)
WHERE EXISTS (
    SELECT FROM unnest(%(stemmers)s::text[]) AS own(stemmer)
    CROSS JOIN LATERAL (
        SELECT (tsvector_to_array(to_tsvector(('learnmap_' || own.stemmer)::regconfig, word)))[1] AS lexeme
    ) AS told
    WHERE told.lexeme IS NULL OR EXISTS (
        SELECT FROM opportunities_searchword kept
        WHERE kept.city_id = %(city)s AND kept.stemmer = own.stemmer AND kept.lexeme >= told.lexeme
            AND kept.lexeme <= told.lexeme || CASE WHEN unfinished THEN chr(1114111) ELSE '' END
        GROUP BY kept.lexeme HAVING sum(kept.documents) > 0
    )
)
"""
MERGE = """
WITH several AS (
    SELECT city_id, stemmer, spelt FROM opportunities_searchword
    GROUP BY city_id, stemmer, spelt HAVING count(*) > 1 OR sum(documents) = 0
), gone AS (
    DELETE FROM opportunities_searchword AS word USING several
    WHERE (word.city_id, word.stemmer, word.spelt) = (several.city_id, several.stemmer, several.spelt)
    RETURNING word.*
)
INSERT INTO opportunities_searchword (city_id, stemmer, spelt, word, lexeme, documents)
SELECT city_id, stemmer, spelt, min(word), min(lexeme), sum(documents) FROM gone
GROUP BY city_id, stemmer, spelt HAVING sum(documents) <> 0
"""


def corrected(text: str, city: City) -> str:
    """`text` with the words that nothing in `city` has replaced by the likeliest; unchanged where all are known.

    What stands in quotes or is excluded stays as it is. One query where all is known, one more for each unknown word.
    """
    unknown = _unknown(understood(text), city)[:MOST_CORRECTED]
    meant = {word: found[0] for word in unknown if (found := likely(word, city))}
    if not meant:
        return text
    return _word.sub(lambda match: meant.get(match[0].casefold(), match[0]), text)


def likely(word: str, city: City, *, most: int = 3) -> list[str]:
    """The words of `city`'s texts that `word` may be meant for, the likeliest first, as they are most often spelt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT learnmap_fold(%s), likely.* FROM opportunities_words_like(%s, learnmap_fold(%s)) AS likely",
            [word, city.pk, word],
        )
        rows: list[tuple[str, str, str, int]] = cursor.fetchall()
    spellings: dict[tuple[int, bool, str], list[tuple[int, str]]] = defaultdict(list)
    for typed, spelt, plain, documents in rows:
        wrong = OSA.distance(typed, plain)
        if wrong <= (2 if max(len(typed), len(plain)) >= LONG else 1):
            spellings[wrong, plain[0] != typed[0], plain].append((documents, spelt))
    ordered = sorted(spellings, key=lambda key: (key[:2], -sum(count for count, _spelt in spellings[key]), key[2]))
    return [max(spellings[key])[1] for key in ordered[:most]]


def _unknown(query: Query, city: City) -> list[str]:
    """The words typed that no text has, nor any of what means the same."""
    groups = [group for group in query.groups if _can_be_corrected(group[0])]
    asked = [(word, phrase.is_unfinished) for group in groups for phrase in group for word in phrase.words]
    if not asked:
        return []
    words, unfinished = zip(*asked, strict=True)
    parameters: dict[str, Any] = {
        "words": list(words),
        "unfinished": list(unfinished),
        "city": city.pk,
        "stemmers": [*STEMMED, "simple"],
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, parameters)
        known = {word for (word,) in cursor.fetchall()}
    return [group[0].words[0] for group in groups if not any(known.issuperset(phrase.words) for phrase in group)]


def _can_be_corrected(typed: Phrase) -> bool:
    word = typed.words[0]
    return len(typed.words) == 1 and not typed.is_quoted and len(word) >= SHORTEST and word.isalpha()


def merge_counts() -> None:
    """Make the rows of each word one again, which changes no sum. Meant to run every hour.

    Safe at any time, also twice at once: each adds up what it took away itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(MERGE)
