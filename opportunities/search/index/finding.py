"""The rows that have what was typed, by the words of a segment: the same as `opportunities.search.words` asks of SQL.

PostgreSQL only says what becomes of a typed word in each language's way ("robots" is 'robot'), which is kept. Words
side by side are not in the segment: of the texts that have them all, PostgreSQL is asked which have them so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial, reduce
from operator import and_, or_
from typing import Final

import numpy as np
from django.db import connection

from opportunities.models import City
from opportunities.search.index.bits import Bits
from opportunities.search.index.kept import Kept
from opportunities.search.index.reading import LETTERS
from opportunities.search.index.segment import Segment
from opportunities.search.words import CONFIGURATIONS, Phrase, opportunities_saying, tsquery

Stemmed = tuple[str, ...]  # a phrase as a tsquery, in each of CONFIGURATIONS
Group = tuple[str, ...]  # tsqueries of which one must hold

STEM: Final = """
    SELECT array_agg(to_tsquery(way::regconfig, phrase)::text ORDER BY number)
    FROM unnest(%s::text[]) WITH ORDINALITY AS ways(way, number),
        unnest(%s::text[]) WITH ORDINALITY AS asked(phrase, place)
    GROUP BY place ORDER BY place
"""
ALL_LETTERS: Final = "".join(LETTERS)
_word = re.compile(r"'((?:[^']|'')+)'(:\*)?")
_stemmed: Kept[Stemmed] = Kept(4096)


def rows_with(segment: Segment, groups: Sequence[Sequence[Phrase]], city: City, letters: str) -> Bits:
    """The rows of `segment` of which a text has a phrase of each group under one of `letters`."""
    ways = _in_each_way(groups)
    asked = _Asked(segment, city, letters or ALL_LETTERS)
    found = [asked.rows(language, way) for language in segment.texts.languages for way in ways]
    return reduce(or_, found, Bits.none(segment.size))


def _in_each_way(groups: Sequence[Sequence[Phrase]]) -> set[tuple[Group, ...]]:
    """What is asked for after stemming, once for each way that makes a difference.

    A phrase of words that say nothing is left out, as PostgreSQL does it.
    """
    phrases = {tsquery([[phrase]]) for group in groups for phrase in group}
    stems = _stems(phrases)
    ways = set()
    for number in range(len(CONFIGURATIONS)):
        told = [tuple(dict.fromkeys(stems[tsquery([[each]])][number] for each in group)) for group in groups]
        saying = [tuple(filter(None, group)) for group in told]
        ways.add(tuple(filter(None, saying)))
    return ways - {()}


def _stems(phrases: set[str]) -> dict[str, Stemmed]:
    """Each phrase as a tsquery in each of CONFIGURATIONS; those not asked for lately in one question."""
    found = {each: kept for each in phrases if (kept := _stemmed.known(each))}
    if new := sorted(phrases - found.keys()):
        with connection.cursor() as cursor:
            cursor.execute(STEM, [list(CONFIGURATIONS), new])
            for each, (ways,) in zip(new, cursor.fetchall(), strict=True):
                found[each] = _stemmed.get(each, partial(tuple, ways))
    return found


class _Asked:
    """One question to a segment. What was found of a word is kept while it is being answered."""

    def __init__(self, segment: Segment, city: City, letters: str) -> None:
        self._segment, self._city, self._letters = segment, city, letters
        self._found: dict[tuple[str, str], Bits] = {}

    def rows(self, language: str, groups: Sequence[Group]) -> Bits:
        """The rows of which the text in `language` has one of each group."""
        of_groups = (reduce(or_, (self._having(language, each) for each in group)) for group in groups)
        return reduce(and_, of_groups)

    def _having(self, language: str, wording: str) -> Bits:
        key = (language, wording)
        if key not in self._found:
            self._found[key] = self._look_up(language, wording)
        return self._found[key]

    def _look_up(self, language: str, wording: str) -> Bits:
        words = [
            self._segment.texts.having(language, self._letters, word.replace("''", "'"), may_go_on=bool(star))
            for word, star in _word.findall(wording)
        ]
        if _word.fullmatch(wording):
            return words[0]
        if re.search(r"[|!]", wording):
            among = self._segment.every()
        else:
            anywhere = self._segment.kept_words.known((language, wording, ALL_LETTERS)) or self._segment.every()
            among = reduce(and_, words, anywhere)
        key = (language, wording, self._letters)
        return self._segment.kept_words.get(key, lambda: self._side_by_side(language, wording, among))

    def _side_by_side(self, language: str, wording: str, among: Bits) -> Bits:
        if not len(among):
            return among
        opportunities = np.unique(self._segment.column["opportunity"][among.positions()])
        found = opportunities_saying(wording, self._city, language, self._letters, opportunities)
        return self._segment.of_opportunities(found)
