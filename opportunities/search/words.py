"""From the words a visitor types to the texts that hold them, in all of the catalogue's languages at once.

    parse('robotics "youth centre" -adults sin')

asks for texts with "robotics" (or what `synonyms` say is the same), with "youth" right before "centre", with a word
that begins with "sin", of opportunities of which no text has "adults". `parse` is pure; `tsquery` says what it found to
PostgreSQL, and the rank index reads the same `Query`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection, transaction
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from opportunities.models import City, SearchText
from opportunities.search.synonyms import same_as
from opportunities.search.texts import STEMMED

MOST_WORDS = 12
MOST_LETTERS = 200
SHORT = 2  # letters: "it" is a field of work where nothing else was typed, and a pronoun otherwise
# Under which letters `texts.py` keeps words: of the title; of it, interests, provider and venue; of all.
TITLE, NAMES, ANYWHERE = "A", "AB", ""
# In which ways a search is stemmed.
CONFIGURATIONS = tuple(f"learnmap_{way}" for way in (*STEMMED, "simple"))
FEW = 10_000  # texts that are quicker looked at than found
_quotes = str.maketrans(dict.fromkeys("„“”«»‟″", '"'))
_pieces = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<joined>[^\W_]+(?:[-‐‑'’][^\W_]+)*))"""
)
_words = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, in small letters; the last of an unfinished one may go on."""

    words: tuple[str, ...]
    is_unfinished: bool = False
    is_quoted: bool = False


@dataclass(frozen=True)
class Query:
    """A phrase of each of `groups` must occur, and none of `excluded`. The first of a group is what was typed."""

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups or self.excluded)


def parse(text: str, same: Callable[[str], Sequence[str]] = lambda phrase: ()) -> Query:
    """What `text` asks for, with what `same` says of a phrase ("chor*": whatever begins so).

    Any text means something, at worst nothing: an empty query. Only letters and digits are read.
    """
    simple = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold().translate(_quotes)
    pieces = list(_pieces.finditer(simple))
    asked: list[Phrase] = []
    excluded: list[Phrase] = []
    left = MOST_WORDS
    for piece in pieces:
        words = tuple(_words.findall(piece["joined"] or piece["quoted"])[:left])
        left -= len(words)
        if words and piece["minus"]:
            excluded.append(Phrase(words))
        elif words:
            asked.append(Phrase(words, piece is pieces[-1] and not piece["end"], piece["joined"] is None))
    return Query(tuple((one, *_alternatives(one, same, alone=len(asked) == 1)) for one in asked), tuple(excluded))


def _alternatives(phrase: Phrase, same: Callable[[str], Sequence[str]], *, alone: bool) -> list[Phrase]:
    typed = " ".join(phrase.words)
    if phrase.is_quoted or (len(typed) <= SHORT and not alone):
        return []
    return [Phrase(tuple(_words.findall(other)), other.endswith("*")) for other in same(typed)]


@lru_cache(maxsize=256)
def understood(text: str) -> Query:
    """What `text` asks for, with the synonyms of the catalogue."""
    return parse(text, same_as)


def tsquery(groups: Sequence[Sequence[Phrase]]) -> str:
    """For to_tsquery: a phrase of each group."""

    def told(phrase: Phrase) -> str:
        ending = ":*" if phrase.is_unfinished else ""
        return " <-> ".join(f"'{word}'" for word in phrase.words) + ending

    return " & ".join(f"({' | '.join(map(told, group))})" for group in groups)


def texts_with(groups: Sequence[Sequence[Phrase]], city: City, letters: str = ANYWHERE) -> QuerySet[SearchText, Any]:
    """The opportunities of `city` of which a text has a phrase of each group under `letters`.

    The words are stemmed in each language's way, and a text is found that has what comes out of one of them: its own,
    or another that takes the words for the same. So the answer lies in the indexes, and no text is read for it.
    """
    raw = tsquery(groups)
    queries = [SearchQuery(raw, config=one, search_type="raw") for one in CONFIGURATIONS]
    texts = SearchText.objects.filter(city=city)
    if letters == ANYWHERE:
        return texts.filter(vector=reduce(or_, queries)).values("opportunity")
    return texts.alias(part=_part(letters)).filter(part=reduce(or_, queries)).values("opportunity")


def _part(letters: str) -> Func:
    """The words under `letters`, as the indexes of the migration 0008 have them."""
    template = f"ts_filter(%(expressions)s, '{{{','.join(letters.lower())}}}')"
    return Func(F("vector"), template=template, output_field=SearchVectorField())


def opportunities_saying(
    wording: str, city: City, language: str, letters: str, among: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Those of `among` (opportunities) whose text in `language` matches the tsquery `wording` under `letters`."""
    part = "vector" if letters not in {TITLE, NAMES} else f"ts_filter(vector, '{{{','.join(letters.lower())}}}')"
    few = "{" + ",".join(map(str, among.tolist() if len(among) <= FEW else [])) + "}"
    looked_at = "opportunity_id = ANY(%(few)s::bigint[]) AND" if len(among) <= FEW else ""
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL does not know what it costs to unpack texts, and would read them all rather than use the index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT coalesce(string_agg(opportunity_id::text, ' '), '') FROM opportunities_searchtext"  # noqa: S608
            f" WHERE {looked_at} city_id = %(city)s AND language = %(language)s AND {part} @@ %(wording)s::tsquery",
            {"few": few, "city": city.pk, "language": language, "wording": wording},
        )
        numbers = np.fromstring(cursor.fetchone()[0], np.int64, sep=" ")
        cursor.execute("SET LOCAL enable_seqscan = on")
    return numbers


def condition(text: str, city: City) -> Q:
    """The search rows whose opportunity has what `text` asks for. What asks for nothing finds nothing."""
    query = understood(text)
    if not query:
        return Q(pk__in=[])
    found = Q(opportunity__in=texts_with(query.groups, city)) if query.groups else Q()
    return found & ~Q(opportunity__in=texts_with([query.excluded], city)) if query.excluded else found


def tier(text: str, city: City) -> Case:
    """Where a row has the words of `text`: 0 all in the title, 1 all in title, interests, provider or venue, 2 else."""
    groups = understood(text).groups
    found = [
        When(opportunity__in=texts_with(groups, city, letters), then=Value(place))
        for place, letters in enumerate((TITLE, NAMES))
        if groups
    ]
    # Cast: PostgreSQL takes a bare number after ORDER BY, all there is of pure exclusions, for the place of a column.
    return Case(*found, default=Cast(Value(2), IntegerField()), output_field=IntegerField())
